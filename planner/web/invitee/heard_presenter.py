"""What a guest's page asks of the neighbourhood, and where an address is left to hear more."""

from datetime import datetime
from typing import Any

from flask import request, url_for

from planner.core.answering import AnswerPhase
from planner.core.household_words import ToldPart
from planner.services.answer.room import phase_for
from planner.services.invite.household import is_kept
from planner.store.models import Event
from planner.web.better_now import BetterNow, better_now
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.invitee import household
from planner.web.invitee.card import HeldCard
from planner.web.invitee.household import may_get_proof
from planner.web.keeping import retention
from planner.web.mail_ways import can_mail


def may_be_heard(held: HeldCard, *, now: datetime) -> bool:
    """Say whether this household can still tell both once it is over: until its answer goes.

    It does not matter whether it came. Who never answered has no answer to keep it with.
    """
    return (
        held.invitation.answer is not None
        and phase_for(held.event, now=now) is AnswerPhase.OVER
        and is_kept(held.invitation, keep=retention(), now=now)
        and may_get_proof(request)
    )


def asked_afterwards(held: HeldCard, *, now: datetime) -> dict[str, Any]:
    """Return what the page of a card asks once it is over: both questions, and what is better."""
    is_over = phase_for(held.event, now=now) is AnswerPhase.OVER
    return {
        "heard_url": held.link("invitee.tell_heard") if may_be_heard(held, now=now) else "",
        "has_told_heard": is_over and has_told_heard(held),
        "asked_now": asked_now(held.event) if is_over else [],
    }


def has_told_heard(held: HeldCard) -> bool:
    """Say whether this browser told something to one of the questions."""
    answer = held.invitation.answer
    opens = household.opened().opens(ToldPart.MORE)
    return answer is not None and opens and bool(answer.proud or answer.remark)


def asked_now(event: Event) -> list[BetterNow]:
    """Return what was promised in the neighbourhood and is done: is it better now?"""
    return better_now(event.neighbourhood_id, organisation_id=event.organisation_id)


def questions_aloud() -> list[str]:
    """Return the two questions as sentences to hear, with what is done with the words."""
    return [
        _("May we ask you two things?"),
        _("What are you proud of in this neighbourhood?"),
        _("What must get better here?"),
        _(
            "We read this when five households have written something. "
            "So nobody knows who wrote what."
        ),
        _(
            "We may copy your words without your name, to answer them in the neighbourhood. "
            "The copy stays when you delete your words."
        ),
        _("Do not write names."),
    ]


def follow_url(event: Event) -> str:
    """Return where an address is left to hear what becomes of it; empty where no mail leaves."""
    if event.neighbourhood is None or not can_mail():
        return ""
    return url_for(
        "public.ask_to_follow",
        organisation_id=event.organisation_id,
        slug=event.neighbourhood.slug,
        **kept_language(),
    )
