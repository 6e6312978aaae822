"""What is kept of one helper, to read and take along; `erasing.erase_helper` erases all of it.

Source: articles 15, 17 and 20 of Regulation (EU) 2016/679. The secret in their link says who asks.
"""

from datetime import date, datetime
from typing import Any

from planner.core.retention import Retention
from planner.services.helpers.shift_rows import span
from planner.store.models import Helper, ShiftEntry

NOT_IN_HELPER_FILE = {
    "helper.certificate_seen_by_id": "of a colleague: the file says on which day it was seen",
    "helper.feed_hash": "of the secret in the address of the own calendar",
    "helper.secret_hash": "of the secret in the own link, which opens this file",
    "shift_entry.uid": "random, the name of a shift in calendars",
}
"""Columns of a helper that are not in their file, with the reason."""


def helper_forgotten_on(helper: Helper, *, keep: Retention) -> date | None:
    """Return the first day on which nothing of a helper is kept; None where they take no shift."""
    days = [
        keep.forget_on(event.ends_at, event.zone, event.keep_days)
        for event in (entry.shift.event for entry in helper.entries)
    ]
    # Whoever wants to be asked again is kept until then, and not for longer.
    return max([*days, *([helper.ask_again_until] if helper.ask_again_until else [])], default=None)


def helper_fields(helper: Helper, *, keep: Retention) -> dict[str, Any]:
    """Return what is kept of a helper, for a file that programs read: docs/guests.md.

    Times are written as ISO 8601 in UTC.

    Args:
        helper: with entries, their shifts and events.
        keep: how long it is kept.
    """
    seen_on, until = helper.certificate_seen_on, helper_forgotten_on(helper, keep=keep)
    return {
        "name": helper.name,
        "phone": helper.phone,
        "address": helper.address,
        "language": helper.language,
        "age": helper.age.value,
        "phone_of_a_grown_up": helper.grown_up_phone,
        "is_first_time": helper.is_first_time,
        "ask_again_until": _day(helper.ask_again_until),
        "certificate_of_conduct_seen_on": _day(seen_on),
        "kept_until": _day(until),
        "shifts": [_entry(entry) for entry in helper.entries],
    }


def _entry(entry: ShiftEntry) -> dict[str, Any]:
    when = span(entry.shift)
    return {
        "event": entry.shift.event.title,
        "task": entry.shift.task,
        "from": _moment(when.starts_at),
        "until": _moment(when.ends_at),
        "people": entry.heads,
        "how_it_stands": entry.state.value,
        "place_in_the_line": entry.line,
        "place_kept_until": _moment(entry.offered_until),
        "looked_at_first_until": _moment(entry.set_aside_until),
        "eats": entry.eats,
        "is_in_the_number_of_a_card": entry.is_counted_elsewhere,
        "came_at": _moment(entry.came_at),
        "left_at": _moment(entry.left_at),
        "last_said_here_at": _moment(entry.here_at),
        "taken_back_at": _moment(entry.undone_at),
        "how_it_stood_before_they_came": entry.state_before.value if entry.state_before else None,
        "did_not_come": entry.outcome.value if entry.outcome else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
