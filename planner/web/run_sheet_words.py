"""A line of the run sheet in words: from when until when, and who does it."""

from planner.core.anchors import TimeSpan
from planner.services.logistics.sheet_rows import moment_of, sheet_line
from planner.store.models import RunLine
from planner.web.filters import time
from planner.web.shift_words import hours_words


def hours_of(line: RunLine) -> str:
    """Return from when until when a line is; of a moment the time."""
    starts_at, zone = moment_of(line), line.event.zone
    if not line.length:
        return time(starts_at, zone)
    return hours_words(TimeSpan(starts_at, sheet_line(line).ends_at), zone)


def names_of(line: RunLine) -> list[str]:
    """Return who does it: an account, words or both, each once; nothing for nobody."""
    named = line.account.name if line.account is not None else ""
    return list(filter(None, dict.fromkeys((named, line.who))))
