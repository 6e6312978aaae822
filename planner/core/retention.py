"""How long what is kept may be kept. Source: docs/privacy.md."""

from datetime import date, datetime, timedelta

from planner.core.local_time import day_of

FORGET_AFTER_DAYS = 30
"""Days after an event on which answers, diets and scans still serve to settle and to learn."""

BACKUPS_KEPT_FOR_DAYS = 35
"""Copies of the database that the planner makes itself; longer, and what was erased lives on."""

SIGN_INS_KEPT_FOR_DAYS = 30
"""Where an organiser was signed in; long enough to notice a stranger."""


def forget_on(ends_at: datetime, zone: str) -> date:
    """Return the first day on which the answers to an event are no longer kept.

    Args:
        ends_at: the end of the event.
        zone: the zone of the event, which says what day that was.
    """
    return day_of(ends_at, zone) + timedelta(days=FORGET_AFTER_DAYS)


def is_kept(ends_at: datetime, zone: str, *, now: datetime) -> bool:
    """Say whether the answers to an event may still be there."""
    return day_of(now, zone) < forget_on(ends_at, zone)
