"""Single values of an entry in somebody's calendar file: texts, place, rules and age."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from planner.core.bidi import without_controls
from planner.core.plain_signs import without_forbidden
from planner.exports.ics_html import text_of
from planner.exports.ics_leaving import Leave

if TYPE_CHECKING:
    from icalendar import Component

LONGEST_TITLE, LONGEST_TEXT, LONGEST_PLACE, LONGEST_ADDRESS = 120, 2_000, 120, 200
LONGEST_UID = 255
_PRIVATE = {"PRIVATE", "CONFIDENTIAL"}
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_PARTS_OF_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_END_OF_DAY = time(23, 59, 59)


def why_not(events: Sequence["Component"]) -> Leave | None:
    """Say why a repeated event is not even tried; None when it may be."""
    for event in events:
        for rule in rules_of(event):
            frequency = [str(one).upper() for one in listed(rule.get("FREQ"))]
            if len(frequency) != 1 or frequency[0] in _TOO_OFTEN:
                return Leave.TOO_OFTEN
            if any(str(one).lstrip("+0") == "" for one in listed(rule.get("INTERVAL"))):
                return Leave.BROKEN  # every 0 days: the library would look for ever
            if any(len(listed(rule.get(part))) > 1 for part in _PARTS_OF_A_DAY):
                return Leave.TOO_OFTEN
    return None


def include_last_day(event: "Component") -> None:
    """Let a rule that names the day until which it goes go on through that day.

    By RFC 5545 3.3.10 an UNTIL beside a start with a time has a time too; many programs write the
    day alone and mean all of it.
    """
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, datetime):
        return
    for rule in rules_of(event):
        until = listed(rule.get("UNTIL"))
        if len(until) == 1 and not isinstance(until[0], datetime):
            last = datetime.combine(until[0], _END_OF_DAY, tzinfo=start.tzinfo)
            rule["UNTIL"] = [last.astimezone(UTC) if start.tzinfo else last]


def rules_of(event: "Component") -> Iterator[Any]:
    """Yield the rules by which an entry repeats."""
    yield from (rule for rule in listed(event.get("RRULE")) if hasattr(rule, "get"))


def listed(value: Any) -> list[Any]:
    """Return what may stand there once, more often, or not at all as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def uid_of(event: "Component") -> str:
    """Return the uid of an entry; made up for one without: the same the next time it comes in."""
    said = text(event.get("UID"))[:LONGEST_UID]
    if said:
        return said
    start = when_in(event.get("DTSTART")) or ""
    known_by = f"{title_of(event)}\x1f{start}".encode(errors="replace")
    return f"without-uid-{hashlib.sha256(known_by).hexdigest()[:16]}"


def sequence_of(event: "Component") -> int:
    """Return how often an entry was changed, as it says; 0 where that is no number."""
    try:
        return max(0, int(event.get("SEQUENCE", 0) or 0))
    except (TypeError, ValueError):
        return 0


def revised_at(event: "Component") -> datetime | None:
    """Return when an entry was last changed, as it says itself."""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        when = when_in(event.get(name))
        if isinstance(when, datetime):
            try:
                return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
            except (OverflowError, ValueError):
                continue
    return None


def when_in(value: Any) -> Any:
    """Return the day or the moment of a value; None where it has none or nobody can read it."""
    try:
        return getattr(value, "dt", None)
    except Exception:  # the library tells of a broken value only when it is looked at
        return None


def is_private(event: "Component") -> bool:
    """Say whether whoever wrote an entry asked to keep it to themselves."""
    return text(event.get("CLASS")).strip().upper() in _PRIVATE


def title_of(event: "Component") -> str:
    """Return what an entry is called, on one line."""
    return one_line(text(event.get("SUMMARY")))[:LONGEST_TITLE].strip()


def description_of(event: "Component") -> str:
    """Return the whole text of an entry, never as HTML."""
    said = text(event.get("DESCRIPTION"))
    if not said.strip():
        said = text(event.get("X-ALT-DESC"))
    return _paragraphs(text_of(said))


def place_of(event: "Component") -> tuple[str, str]:
    """Split the place of an entry into its name and its address, at the first comma or line."""
    lines = re.sub(r"\s*\n\s*", ", ", text(event.get("LOCATION")).strip())
    name, _separator, address = lines.partition(",")
    return one_line(name)[:LONGEST_PLACE], one_line(address)[:LONGEST_ADDRESS]


def text(value: Any) -> str:
    """Return a value as text, the first of several, without what spoils a page."""
    if isinstance(value, list):  # a property that stands there more than once
        value = value[0] if value else ""
    return without_forbidden(without_controls(str(value))) if value is not None else ""


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    lines: Iterable[str] = (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
