"""What helpers are told, to whom and when: rules without any address.

Source: docs/decisions/0046-helpers.md.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.core.local_time import moment_at
from planner.core.messages import is_due

MOST_HELPER_WORDS = 600
REMINDED_AT = time(10)
"""On the day before, where the event is: so early that somebody else can still be found."""
STEP_BACKS_TOLD_WITHIN = timedelta(hours=48)
"""Of a step-back so short before a shift, its organisers hear by mail."""
STEP_BACKS_GATHERED_FOR = timedelta(seconds=40)
"""Those of so long are one mail; with the ten seconds until somebody looks, and three until it
leaves, less than a minute."""
STEP_BACKS_LOOKED_BACK = timedelta(hours=2)
"""An older one that nobody was told of, since no server ran, stands on the page of the event."""


class HelperMessageKind(StrEnum):
    """What helpers are told on a press."""

    MESSAGE = "message"
    CHANGED = "changed"
    """Another time, place or task, a shift that was removed, or a place that was taken back."""
    NOTICE = "notice"
    """A change of the whole event, which its guests are told at the same press."""
    THANKS = "thanks"
    ASK_AGAIN = "ask_again"
    """Before anybody else, to who helped at an event of the series and wanted to be asked."""


class HelperGroup(StrEnum):
    """To whom of an event's helpers a message goes."""

    EVERYONE = "everyone"
    """In a shift, or in the line for one."""
    IN_A_SHIFT = "in_a_shift"
    WAITING = "waiting"
    NOT_CONFIRMED = "not_confirmed"
    """Who did not say yet whether they want the place that is kept for them, and who is set aside
    until somebody looks."""


def remind_at(held_on: date, zone: str) -> datetime:
    """Return when helpers of a day are reminded of it.

    Args:
        held_on: the day on which a shift begins.
        zone: of the event.
    """
    # No clock of the world is put forward at ten in the morning.
    return moment_at(held_on - timedelta(days=1), REMINDED_AT, zone)


def is_reminder_due(
    held_on: date, zone: str, *, known_since: datetime, starts_at: datetime, now: datetime
) -> bool:
    """Say whether helpers of a day are reminded now.

    Args:
        held_on: the day on which a shift begins.
        zone: of the event.
        known_since: since when people know of the event: no reminder of what was not known yet.
        starts_at: of the first shift on that day.
        now: the moment.
    """
    moment = remind_at(held_on, zone)
    return known_since <= moment and is_due(moment, now=now, starts_at=starts_at)


def gathered_until(moment: datetime) -> datetime:
    """Return until when step-backs are gathered with one of this moment."""
    seconds = int(STEP_BACKS_GATHERED_FOR.total_seconds())
    since = int(moment.timestamp()) % seconds
    return moment.replace(microsecond=0) - timedelta(seconds=since) + STEP_BACKS_GATHERED_FOR
