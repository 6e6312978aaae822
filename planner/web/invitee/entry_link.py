"""Whose entry it is: found before each page, or explained why it is nobody's any more."""

from typing import cast

from flask import current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import InvitationState
from planner.core.texts import N_
from planner.services.answer.room import phase_for
from planner.services.invite import from_calendar
from planner.services.people import throttle
from planner.store.models import Event, Invitation
from planner.web.clock import now
from planner.web.db import reading_session, transaction
from planner.web.headers import use_guest_policy
from planner.web.installation import settings
from planner.web.invitee.card import REPLACED, REVOKED, TOO_OFTEN, Sorry
from planner.web.networks import network
from planner.web.who_runs import runner_of_batch, show_runner

UNKNOWN_LINK = Sorry(
    status=404,
    heading=N_("We don't know this link."),
    advice=N_("Answer with your card, or call us."),
)
TAKEN_BACK = Sorry(
    status=410,
    heading=N_("This link does not work any more."),
    advice=N_("It was taken back. Answer with your card, or call us."),
)
IS_OVER = Sorry(
    status=410,
    heading=N_("It is over."),
    advice=N_("We hope to see you another time."),
)


def find_link() -> ResponseReturnValue | None:
    """Find the card of an address in a calendar: the rule of these pages.

    An address that is good is never slowed down; whoever guesses is, as with codes.
    """
    g.is_guest_page = True
    use_guest_policy()
    link = (request.view_args or {})["answer_link"]
    card, works = from_calendar.find_by_link(reading_session(), link, code_key=settings().code_key)
    if card is None:
        return _unknown()
    g.card_language = card.batch.languages.partition(",")[0]
    show_runner(runner_of_batch(card.batch))
    if not works:
        return say_sorry(TAKEN_BACK, card.event)
    if card.state is not InvitationState.ISSUED:
        ended = REPLACED if card.state is InvitationState.REPLACED else REVOKED
        return say_sorry(ended, card.event)
    if phase_for(card.event, now=now()) is AnswerPhase.OVER:
        return say_sorry(IS_OVER, card.event)
    g.entry_card = card
    return None


def current_card() -> Invitation:
    """Return the card of this entry; only on pages behind `find_link`."""
    return cast(Invitation, g.entry_card)


def say_sorry(sorry: Sorry, event: Event | None = None) -> ResponseReturnValue:
    """Answer with a page of kind words and the next step."""
    page = render_template("invitee/sorry.html", **sorry.shown(event, typed=""))
    response = make_response(page, sorry.status)
    if sorry.retry_after_seconds:
        response.headers["Retry-After"] = str(sorry.retry_after_seconds)
    return response


def _unknown() -> ResponseReturnValue:
    key = throttle.key_for(current_app.config["SECRET_KEY"], "unknown-calendar-link", network())
    if throttle.wait_seconds(reading_session(), key, throttle.UNKNOWN_CODE, now=now()):
        return say_sorry(TOO_OFTEN)
    with transaction() as session:
        throttle.note_failure(session, key, throttle.UNKNOWN_CODE, now=now())
    return say_sorry(UNKNOWN_LINK)
