"""More of the gate without script: a party leaves with its card."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.gate import scanning
from planner.services.gate.letting import let_party_out
from planner.services.gate.parties import PartyAtGate
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.gate import bp
from planner.web.gate.device import current_phone
from planner.web.gate.forms import AdmitPartyForm, CardLookupForm, entry, new_nonce
from planner.web.gate.sentences import short_text
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings


@bp.get("/out/card")
def check_leaving() -> ResponseReturnValue:
    """Show how many of a card are inside, and ask how many leave."""
    form = CardLookupForm(request.args)
    if not form.validate():
        return _asked_again(str(form.code.errors[0]))
    typed = form.code.data or ""
    party, words = _look_up(typed)
    if party is None:
        return _asked_again(words)
    inside = party.settled().inside.heads
    if not inside:
        return _asked_again(_("Nobody of card %(number)s is inside.", number=party.number))
    asked = {"code": typed, "nonce": new_nonce(), "heads": inside}
    return _page(AdmitPartyForm(formdata=None, data=asked), party)


@bp.post("/out/card")
def let_out() -> ResponseReturnValue:
    """Let some of a party out, or change how many it will be."""
    form = AdmitPartyForm()
    typed = form.code.data or ""
    party, words = _look_up(typed)
    if party is None:
        return _asked_again(words)
    inside = party.settled().inside.heads
    if form.wants_step:
        form.take_step()
        form.heads.data = min(form.heads.data or 1, max(1, inside))
        return _page(form, party)
    if not form.is_posted_and_valid():
        return _page(form, party, 422)
    wish = form.answer()
    result = let_party_out(
        session(),
        current_phone(),
        entry(wish.nonce, typed=typed),
        heads=min(wish.heads, max(1, inside)),
        code_key=settings().code_key,
        now=now(),
    )
    session().commit()
    heads = result.let_in.heads
    flash(ngettext("%(num)s person went out.", "%(num)s people went out.", heads), "ok")
    return redirect(url_for("gate.show_out"), code=303)


def _look_up(typed: str) -> tuple[PartyAtGate | None, str]:
    party, result = scanning.look_up(
        reading_session(),
        current_phone(),
        entry("", typed=typed),
        code_key=settings().code_key,
        now=now(),
    )
    return party, short_text(result, kind=None, zone=current_phone().zone)


def _page(form: AdmitPartyForm, party: PartyAtGate, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "gate/out_card.html",
        form=form,
        phone=current_phone(),
        inside=party.settled().inside.heads,
        card_number=party.number,
        part=party.part,
    )
    return page, status


def _asked_again(words: str) -> ResponseReturnValue:
    flash(words, "warn")
    return redirect(url_for("gate.show_out"), code=303)
