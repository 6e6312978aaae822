"""One card: tick it, send its link, fill in what a family told, or make a new one instead."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import InvitationState
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.guests import handing
from planner.services.guests.handing import HandedCard
from planner.services.invite import batches
from planner.web.access import audited
from planner.web.card_papers import CardRange, cards_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.intermediary import bp
from planner.web.intermediary.browser import current_batch
from planner.web.intermediary.forms import AnswerForm
from planner.web.intermediary.going_on import is_called_off, while_it_goes_on
from planner.web.intermediary.presenter import card_shown, ways_to_send
from planner.web.intermediary.stack_page import to_list


@bp.get("/<int:link_id>/cards/<int:number>")
def show_handed_card(link_id: int, number: int) -> ResponseReturnValue:
    """Show one card with its link, and what can be done with it."""
    return _page(link_id, number, AnswerForm(formdata=None))


@bp.post("/<int:link_id>/cards/<int:number>/tick")
@audited("hand_out_card.tick")
@while_it_goes_on
def tick_card(link_id: int, number: int) -> ResponseReturnValue:
    """Note that the card was handed out."""
    if not handing.tick(session(), current_batch(), number, now=now()):
        abort(404)
    session().commit()
    return to_list(link_id, number)


@bp.post("/<int:link_id>/cards/<int:number>/untick")
@audited("hand_out_card.untick")
def untick_card(link_id: int, number: int) -> ResponseReturnValue:
    """Take back that the card was handed out: a slip of the finger."""
    if not handing.untick(session(), current_batch(), number):
        abort(404)
    session().commit()
    card = handing.get_card(session(), current_batch(), number)
    if card is not None and card.is_handed_out:
        flash(_("Somebody has used this card, so it counts as handed out."), "warn")
    return to_list(link_id, number)


@bp.post("/<int:link_id>/cards/<int:number>/answer")
@audited("hand_out_card.answer")
def answer_for_household(link_id: int, number: int) -> ResponseReturnValue:
    """Fill in what a family told; it is recorded as filled in by who hands out the cards."""
    form = AnswerForm()
    if not form.is_posted_and_valid():
        return _page(link_id, number, form, 422)
    said = form.answer()
    outcome = handing.answer_for(
        session(), current_batch(), number, said.reply, said.party, now=now()
    )
    if outcome is None:
        abort(404)
    if not outcome.is_kept:
        session().rollback()
        form.reply.errors = [_why_not(outcome)]
        return _page(link_id, number, form, 422)
    session().commit()
    flash(_("The answer of card %(number)s is kept.", number=number), "ok")
    return to_list(link_id, number)


@bp.get("/<int:link_id>/cards/<int:number>/replace")
@while_it_goes_on
def ask_to_replace(link_id: int, number: int) -> ResponseReturnValue:
    """Ask before a card stops working: that can't be undone."""
    card = _card(number)
    if not card.works:
        return redirect(
            url_for("intermediary.show_handed_card", link_id=link_id, number=number), code=303
        )
    return render_template(
        "intermediary/replace.html",
        link_id=link_id,
        event=current_batch().event,
        card=card_shown(card),
    )


@bp.post("/<int:link_id>/cards/<int:number>/replace")
@audited("hand_out_card.replace")
@while_it_goes_on
def replace_handed_card(link_id: int, number: int) -> ResponseReturnValue:
    """Make a new card instead of this one, which then stops working."""
    batch = current_batch()
    known = handing.get_card(session(), batch, number)
    if known is None:
        abort(404)
    new = None
    if known.works:
        new = batches.replace_card(
            session(), batch.event_id, number, code_key=settings().code_key, now=now()
        )
        session().commit()
    # Sent twice, or pressed on two phones: the card that came instead is the answer.
    instead = new.number if new is not None else known.replaced_by
    if instead is None:
        flash(_("This card does not work any more."), "warn")
        return to_list(link_id, number)
    flash(
        _(
            "Card %(old)s stopped working. Card %(new)s is new: print it or send its link.",
            old=number,
            new=instead,
        ),
        "ok",
    )
    return redirect(
        url_for("intermediary.show_handed_card", link_id=link_id, number=instead), code=303
    )


def _page(link_id: int, number: int, form: AnswerForm, status: int = 200) -> tuple[str, int]:
    batch, card = current_batch(), _card(number)
    # Until somebody has used it: from then on it leads to what a family told.
    may_send = card.works and not is_called_off(batch)
    unused = cards_of(batch, CardRange(number=number)) if may_send else []
    url = unused[0].url if unused else ""
    page = render_template(
        "intermediary/card.html",
        form=form,
        link_id=link_id,
        event=batch.event,
        card=card_shown(card),
        is_cancelled=is_called_off(batch),
        was_replaced=card.state is InvitationState.REPLACED,
        url=url,
        ways=ways_to_send(batch.event, batch, url) if url else [],
    )
    return page, status


def _card(number: int) -> HandedCard:
    card = handing.get_card(reading_session(), current_batch(), number)
    if card is None:
        abort(404)
    return card


def _why_not(outcome: AnswerOutcome) -> str:
    if outcome.verdict is AnswerVerdict.FULL:
        return _("There are only %(left)s places left.", left=outcome.places_left or 0)
    if outcome.verdict is AnswerVerdict.TOO_MANY:
        return _("These are too many people for one card. Ask the organiser for a second card.")
    if outcome.verdict is AnswerVerdict.CARD_ENDED:
        return _("This card does not work any more.")
    return _("Answers are closed. Call the organiser.")
