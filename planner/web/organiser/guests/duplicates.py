"""Guests who may have two cards: shown side by side, and nothing happens by itself."""

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from planner.core.enums import Reply
from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.guests import duplicates
from planner.services.guests.duplicates import Candidate, Likeness
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.numbers import whole_number
from planner.web.organiser.guests import bp
from planner.web.organiser.lookup import event_of_guests, event_to_change
from planner.web.paging import asked_page_of, turning

JUST = "guests_merged"
MERGED_ROWS = 20
SAME = {
    Likeness.NAME: N_("The same name"),
    Likeness.PHONE: N_("The same phone number"),
    Likeness.EMAIL: N_("The same e-mail address"),
    Likeness.PARTY: N_("Answered without a card within five minutes, with the same people"),
}


@bp.get("/<int:event_id>/guests/doubles")
@needs(Right.GUESTS)
def show_duplicates(event_id: int) -> ResponseReturnValue:
    """Show who looks like whom, and what was merged before."""
    event = event_of_guests(event_id)
    merged = duplicates.list_merged(reading_session(), event_id)
    just = cookie.pop(JUST, None)
    before = [one for one in merged if one.number != just]
    page = asked_page_of(len(before), rows=MERGED_ROWS)
    shown = before[(page - 1) * MERGED_ROWS : page * MERGED_ROWS]
    return render_template(
        "organiser/guests/duplicates.html",
        event=event,
        pairs=[
            (
                [_candidate(pair.first), _candidate(pair.later)],
                " · ".join(_(SAME[likeness]) for likeness in pair.likenesses),
            )
            for pair in duplicates.find_duplicates(reading_session(), event_id)
        ],
        merged=shown,
        turning=turning(
            page,
            rows=MERGED_ROWS,
            shown=len(shown),
            found=len(before),
            url=lambda other: url_for("guests.show_duplicates", event_id=event_id, page=other),
        ),
        just=next((one for one in merged if one.number == just), None),
    )


@bp.post("/<int:event_id>/guests/doubles/merge")
@needs(Right.GUESTS, audited="guests_doubles.merge")
def merge_cards(event_id: int) -> ResponseReturnValue:
    """Let one card go up in the other."""
    keep, drop = _number("keep"), _number("drop")
    event_to_change(event_id)
    if duplicates.merge(session(), event_id, keep=keep, drop=drop, now=now()):
        session().commit()
        cookie[JUST] = drop
    else:
        flash(_("These cards changed meanwhile. Look again."), "warn")
    return _back(event_id)


@bp.post("/<int:event_id>/guests/doubles/apart")
@needs(Right.GUESTS, audited="guests_doubles.apart")
def separate_cards(event_id: int) -> ResponseReturnValue:
    """Let a card that was merged work again, with its answer."""
    event_to_change(event_id)
    if duplicates.take_apart(session(), event_id, _number("number")):
        session().commit()
        flash(_("Both cards work again, each with its own answer."), "ok")
    return _back(event_id)


@bp.post("/<int:event_id>/guests/doubles/different")
@needs(Right.GUESTS, audited="guests_doubles.different")
def keep_different(event_id: int) -> ResponseReturnValue:
    """Note that two guests only look alike."""
    event_to_change(event_id)
    if duplicates.mark_different(session(), event_id, [_number("keep"), _number("drop")]):
        session().commit()
        flash(_("Good. We will not ask about these two again."), "ok")
    return _back(event_id)


def _candidate(one: Candidate) -> tuple[int, str, str]:
    words = {
        Reply.NO: _("No"),
        Reply.MAYBE: _("Maybe"),
        Reply.YES: _("Yes"),
        None: _("Nothing yet"),
    }[one.reply]
    if one.heads is not None:
        words = f"{words}, " + ngettext("%(num)s person", "%(num)s people", one.heads)
    return one.number, one.name or _("Card %(number)s", number=one.number), words


def _number(name: str) -> int:
    number = request.form.get(name, 0, type=whole_number)
    return number if 0 < number < 2**31 else 0


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("guests.show_duplicates", event_id=event_id), code=303)
