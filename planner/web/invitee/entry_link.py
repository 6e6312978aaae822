"""Whose entry it is: found before each page, or explained why it is nobody's any more."""

from typing import cast

from flask import g, request
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import InvitationState
from planner.core.texts import N_
from planner.services.answer.room import phase_for
from planner.services.invite import from_calendar
from planner.store.models import Invitation
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.guessing import note_guess
from planner.web.headers import use_guest_policy
from planner.web.installation import settings
from planner.web.invitee.card import REPLACED, REVOKED, TOO_OFTEN, Sorry, say_sorry
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
        return say_sorry(TOO_OFTEN if note_guess("unknown-calendar-link") else UNKNOWN_LINK)
    g.card_language = card.batch.languages.partition(",")[0]
    show_runner(runner_of_batch(card.batch))
    if not works:
        return say_sorry(TAKEN_BACK, event=card.event)
    if card.state is not InvitationState.ISSUED:
        ended = REPLACED if card.state is InvitationState.REPLACED else REVOKED
        return say_sorry(ended, event=card.event)
    if phase_for(card.event, now=now()) is AnswerPhase.OVER:
        return say_sorry(IS_OVER, event=card.event)
    g.entry_card = card
    return None


def current_card() -> Invitation:
    """Return the card of this entry; only on pages behind `find_link`."""
    return cast(Invitation, g.entry_card)
