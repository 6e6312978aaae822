"""'Can you help for an hour?': the question on the pages of a card, and where it leads.

A shift is taken on a page of its own, whose address says nothing of the card. Where there are none
yet, one button counts that somebody said yes.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from planner.core.enums import Reply
from planner.core.local_time import day_of
from planner.services.answer.room import phase_for
from planner.services.answer.telling import TOLD_UNTIL_OVER
from planner.services.helpers.open_shifts import most_needed
from planner.services.helpers.shift_rows import span
from planner.store.models import Event, Shift
from planner.web import shift_links, shift_words
from planner.web.db import reading_session
from planner.web.invitee.card import HeldCard
from planner.web.invitee.household import may_get_proof

NOWHERE = "#main"


@dataclass(frozen=True)
class ShiftOffered:
    """A shift that somebody can take: what, when, and where."""

    task: str
    when: str
    url: str


@dataclass(frozen=True)
class HelpAsked:
    """The question.

    Attributes:
        shifts: at most three, most needed first; empty where nothing can be taken now.
        all_url: the page with all of them.
        offer_url: where a yes without a shift is sent.
    """

    shifts: tuple[ShiftOffered, ...] = ()
    all_url: str = ""
    offer_url: str = ""


def help_asked(held: HeldCard, *, now: datetime) -> HelpAsked | None:
    """Return what a household is asked; None where it is not: over, off, or it does not come.

    Who has not answered yet is asked one thing, whether they come; shifts are listed below it.
    """
    answer = held.invitation.answer
    is_away = answer is not None and answer.reply is Reply.NO
    if is_away or not _can_help(held, now=now):
        return None
    offer_url = held.link("invitee.offer_help") if may_offer_help(held, now=now) else ""
    return _asked(held.event, now=now, offer_url=offer_url)


def may_offer_help(held: HeldCard, *, now: datetime) -> bool:
    """Say whether a household that comes, or perhaps, can say so without taking a shift."""
    answer = held.invitation.answer
    return answer is not None and answer.reply is not Reply.NO and _can_help(held, now=now)


def _can_help(held: HeldCard, *, now: datetime) -> bool:
    return phase_for(held.event, now=now) in TOLD_UNTIL_OVER and may_get_proof(request)


def help_previewed(event: Event, *, now: datetime) -> HelpAsked | None:
    """Return the question as a card will show it, for who prepares the event."""
    if phase_for(event, now=now) not in TOLD_UNTIL_OVER:
        return None
    asked = _asked(event, now=now, offer_url="")
    if asked is None:
        return None
    shifts = tuple(ShiftOffered(one.task, one.when, NOWHERE) for one in asked.shifts)
    return HelpAsked(shifts, NOWHERE)


def _when(shift: Shift) -> str:
    """Return the times alone on the day of the event, which the page names already."""
    event = shift.event
    is_that_day = day_of(span(shift).starts_at, event.zone) == day_of(event.starts_at, event.zone)
    return shift_words.hours(shift) if is_that_day else shift_words.when(shift)


def _asked(event: Event, *, now: datetime, offer_url: str) -> HelpAsked | None:
    found = most_needed(reading_session(), event, now=now) if event.help_code else []
    if not found:
        return HelpAsked(offer_url=offer_url) if offer_url else None
    all_url = shift_links.shifts_url(event)
    shifts = tuple(
        ShiftOffered(
            shift_words.task(one.shift),
            _when(one.shift),
            shift_links.shift_url(all_url, one.shift),
        )
        for one in found
    )
    return HelpAsked(shifts, all_url)
