"""What goes out by itself, to whom and when: rules and their defaults, without any address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.core.local_time import NoSuchTime, day_of, moment_at


class Rule(StrEnum):
    """A message that goes out by itself."""

    CONFIRMATION = "confirmation"
    """After an answer, to who gave it."""
    ASK_AGAIN = "ask_again"
    """To who has not said yes or no."""
    SEE_YOU = "see_you"
    """To who said yes."""
    OFFER = "offer"
    """To who waited, when a place is kept for them."""
    THANKS = "thanks"
    """To who said yes, once the event is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Whether a rule is on, and when it comes due.

    Attributes:
        days: before the event; for thanks after it was closed; 0 to `MOST_DAYS`.
        at: the time of day where the event is.
    """

    is_on: bool = True
    days: int = 0
    at: time = time(10)


MOST_DAYS = 60
TIMED = (Rule.ASK_AGAIN, Rule.SEE_YOU, Rule.THANKS)
"""The others go out as soon as what they tell of has happened."""
DEFAULTS: Mapping[Rule, Timing] = {
    Rule.CONFIRMATION: Timing(),
    Rule.ASK_AGAIN: Timing(days=7),
    Rule.SEE_YOU: Timing(days=1),
    Rule.OFFER: Timing(),
    Rule.THANKS: Timing(days=1),
}
# Somebody taps yes, then the number, then the food: three answers, and one message.
CONFIRM_AFTER = timedelta(minutes=3)
CONFIRM_WITHIN = timedelta(days=1)
LATEST = timedelta(hours=12)
"""A reminder that the server could not send in time goes out until then, and not at all later."""
QUIET_AFTER_INVITING = timedelta(days=2)
"""Who was written to so shortly before is not asked again."""


def due_at(
    rule: Rule, timing: Timing, *, starts_at: datetime, closed_at: datetime | None, zone: str
) -> datetime | None:
    """Return when a timed rule comes due; None where it does not.

    Args:
        rule: one of `TIMED`.
        timing: how its event has it.
        starts_at: of the event.
        closed_at: when its count was noted; thanks wait for it.
        zone: of the event; days and times are counted there.
    """
    if not timing.is_on or rule not in TIMED:
        return None
    if rule is Rule.THANKS:
        return None if closed_at is None else _clock(closed_at, timing.days, timing.at, zone)
    moment = _clock(starts_at, -timing.days, timing.at, zone)
    return moment if moment < starts_at else None


def is_due(moment: datetime, *, now: datetime, starts_at: datetime | None = None) -> bool:
    """Say whether a message whose moment came may still go out.

    Nothing reminds of what has begun: give `starts_at` for reminders.
    """
    return moment <= now < moment + LATEST and (starts_at is None or now < starts_at)


def occasion(starts_at: datetime, zone: str) -> date:
    """Return what a reminder is sent once for: on another day it is another reminder."""
    return day_of(starts_at, zone)


def _clock(moment: datetime, days: int, at: time, zone: str) -> datetime:
    day = day_of(moment, zone) + timedelta(days=days)
    try:
        return moment_at(day, at, zone)
    except NoSuchTime:  # in the night that the clock goes forward
        return moment_at(day, at.replace(hour=at.hour + 1), zone)
