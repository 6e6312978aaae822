"""One card at a time: answered by phone, or lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import AnsweredBy
from planner.core.household_words import NOTHING
from planner.core.roles import Right
from planner.services.answer import answering as answers
from planner.services.invite import batches, issuing
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.cards import bp
from planner.web.organiser.cards.card_forms import NumberForm, PhonedAnswer, PhonedAnswerForm
from planner.web.organiser.going_on import refuse, while_it_goes_on, why_no_cards
from planner.web.organiser.labels import answer_refused
from planner.web.organiser.lookup import event_to_show


@bp.route("/<int:event_id>/invitations/answer", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="cards.answer_card")
@while_it_goes_on("cards.list_batches")
def answer_card(event_id: int) -> ResponseReturnValue:
    """Fill in an answer for a card by its number; nobody's name is asked."""
    event = event_to_show(event_id)
    form = PhonedAnswerForm()
    if form.is_posted_and_valid():
        said = form.answer()
        problem = _fill_in(event_id, said)
        if problem is None:
            flash(_("The answer of card %(number)s is kept.", number=said.number), "ok")
            return redirect(url_for("cards.answer_card", event_id=event_id), code=303)
        form.number.errors = [problem]
    page = render_template("organiser/cards/answer.html", form=form, event=event)
    return page, 422 if form.errors else 200


@bp.route("/<int:event_id>/invitations/lost", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="cards.replace_card")
def replace_card(event_id: int) -> ResponseReturnValue:
    """Let a lost card stop working, with a new card instead or without."""
    event = event_to_show(event_id)
    form = NumberForm()
    if form.is_posted_and_valid() and request.form.get("do") == "revoke":
        if batches.revoke_card(session(), event_id, form.number.data or 0):
            session().commit()
            flash(_("Card %(number)s does not work any more.", number=form.number.data), "ok")
            return redirect(url_for("cards.replace_card", event_id=event_id), code=303)
        form.number.errors = [_no_such_card()]
    elif form.is_posted_and_valid():
        if words := why_no_cards(event):
            return refuse(event_id, "cards.replace_card", words)
        new = batches.replace_card(
            session(),
            event_id,
            form.number.data or 0,
            code_key=settings().code_key,
            now=now(),
        )
        session().commit()
        if new is not None:
            flash(_("Card %(number)s is ready to print.", number=new.number), "ok")
            return redirect(
                url_for(
                    "cards.show_cards_sheet",
                    event_id=event_id,
                    batch_id=new.batch_id,
                    number=new.number,
                ),
                code=303,
            )
        form.number.errors = [_no_such_card()]
    page = render_template(
        "organiser/cards/lost.html", form=form, event=event, may_make=not why_no_cards(event)
    )
    return page, 422 if form.errors else 200


def _fill_in(event_id: int, said: PhonedAnswer) -> str | None:
    """Store an answer; return a sentence when it can't be."""
    invitation = issuing.find_by_number(session(), event_id, said.number)
    if invitation is None:
        return _no_such_card()
    outcome = answers.give_reply(
        session(),
        invitation,
        said.reply,
        now=now(),
        by=AnsweredBy.ORGANISER,
        forgets=NOTHING,
    )
    if outcome.is_kept and said.party is not None:
        outcome = answers.give_details(
            session(), invitation, said.party, now=now(), by=AnsweredBy.ORGANISER, keeps_diets=True
        )
    if not outcome.is_kept:
        session().rollback()
        return answer_refused(outcome, invitation)
    session().commit()
    return None


def _no_such_card() -> str:
    return _("This event has no working card with this number. Look on the card.")
