"""Both questions once an event is over, and the thanks for what was told."""

from datetime import datetime

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from planner.core.household_words import ToldPart
from planner.services.answer import telling
from planner.services.answer.room import phase_for
from planner.store.models import Answer, Event
from planner.web.clock import now
from planner.web.db import session
from planner.web.follow_form import FollowForm
from planner.web.invitee import bp, household, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.heard_form import HeardForm
from planner.web.invitee.heard_presenter import follow_url, may_be_heard

OF_QUESTIONS = frozenset({ToldPart.MORE})


@bp.route("/<code:code>/heard", methods=["GET", "POST"])
def tell_heard(code: str) -> ResponseReturnValue:
    """Ask what they are proud of and what must get better; before it is over, with the rest."""
    held, moment = held_card(), now()
    answer = held.invitation.answer
    if answer is None or not may_be_heard(held, now=moment):
        return redirect(held.link(_instead(held.event, answer, now=moment)), code=303)
    form = HeardForm(answer=answer, opened=household.opened())
    form.edits(unseen=household.unseen(answer))
    if not form.is_posted_and_valid():
        return _page(form)
    turn = household.take_turn()
    opens = turn.opened.opens(ToldPart.MORE)
    if not (opens or form.has_words):
        # Who sees nothing of what was told takes nothing away by an empty form.
        session().rollback()
        return redirect(held.link("invitee.answer_invitation"), code=303)
    if not opens and form.has_missed_what_it_hides(household.told_elsewhere()):
        return _page(form)
    if telling.tell_heard(
        session(),
        held.invitation,
        proud=form.proud.data or "",
        remark=form.remark.data or "",
        now=moment,
        keeps_rest=opens,
    ):
        turn.note(OF_QUESTIONS)
    session().commit()
    return turn.answer(held.link("invitee.thank_for_words"))


@bp.get("/<code:code>/thanks")
def thank_for_words(code: str) -> ResponseReturnValue:
    """Thank who told something, and offer mail about what becomes of it: apart from the card."""
    held = held_card()
    if held.invitation.answer is None:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    form = FollowForm(formdata=None)
    return render_template(
        "invitee/thanks.html",
        follow=form,
        follow_url=follow_url(held.event),
        neighbourhood=held.event.neighbourhood.name if held.event.neighbourhood else "",
        **presenter.frame(held),
    )


def _instead(event: Event, answer: Answer | None, *, now: datetime) -> str:
    is_open = phase_for(event, now=now) in telling.TOLD_UNTIL_OVER
    return "invitee.tell_more" if answer and is_open else "invitee.answer_invitation"


def _page(form: HeardForm) -> ResponseReturnValue:
    held = held_card()
    page = render_template(
        "invitee/heard.html",
        form=form,
        heard_url=held.link("invitee.tell_heard"),
        aloud_url=held.link("invitee.read_aloud"),
        wiped=presenter.wiped_on(held.event),
        **presenter.frame(held),
    )
    return page, 422 if form.errors else 200
