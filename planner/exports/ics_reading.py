"""Read somebody else's calendar file: which events are in it, and what was left out and why.

Files come from anybody, so nothing here trusts one: run it in a process with limits, see
`services/calendars/reading.py`. Source: docs/decisions/0012-calendars.md.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner.core.bidi import without_controls
from planner.exports.ics_leaving import Leave, LeftOut

if TYPE_CHECKING:
    from icalendar import Calendar, Component

MOST_EVENTS = 2_000
MOST_INSTANCES = 1_000
AHEAD = timedelta(days=548)
"""A year and a half."""
LONGEST_TITLE, LONGEST_TEXT, LONGEST_PLACE, LONGEST_ADDRESS = 120, 2_000, 120, 200
LONGEST_UID = 255
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_PARTS_OF_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One event on one date, as a file says it.

    Attributes:
        recurrence_id: which date of a repeated event; empty for one that is not repeated.
        ends_at: None where the file does not say.
        was_cut: whether its text was too long and has been cut.
    """

    uid: str
    recurrence_id: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    description: str
    venue_name: str
    venue_address: str
    was_cut: bool

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others of its file."""
        return self.uid, self.recurrence_id


@dataclass(frozen=True)
class Reading:
    """What is in a file: its name for itself, the events to come by start, what was left out."""

    name: str
    entries: tuple[CalendarEntry, ...]
    left_out: tuple[LeftOut, ...]


class NotACalendar(Exception):
    """The file is no calendar, or too broken to read."""


class TooManyEvents(Exception):
    """The file holds more events than anybody plans by hand."""


def read_calendar(content: str, *, zone: str, now: datetime) -> Reading:
    """Read the events that are still to come.

    Args:
        content: the file.
        zone: of times that name none.
        now: what is over by then is left out.

    Raises:
        NotACalendar: it can't be read at all.
        TooManyEvents: more than `MOST_EVENTS`.
    """
    calendars = _parse(content)
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if len(events) > MOST_EVENTS:
        raise TooManyEvents
    reader = _Reader(zone, now)
    for calendar in calendars:
        reader.read(calendar)
    name = next((_text(one.get("X-WR-CALNAME") or one.get("NAME")) for one in calendars), "")
    entries = sorted(reader.entries.values(), key=lambda one: (one.starts_at, one.key))
    return Reading(_one_line(name)[:LONGEST_TITLE], tuple(entries), tuple(reader.left_out))


def _parse(content: str) -> list["Calendar"]:
    from icalendar import Calendar

    try:
        parsed = Calendar.from_ical(content, multiple=True)
    except Exception as error:  # the library raises many kinds for a broken file
        raise NotACalendar from error
    calendars = [one for one in parsed if isinstance(one, Calendar)]
    if not calendars:
        raise NotACalendar
    return calendars


class _Reader:
    """Goes through the events of a file, one series after another."""

    def __init__(self, zone: str, now: datetime) -> None:
        self.zone, self.now = ZoneInfo(zone), now
        self.entries: dict[tuple[str, str], CalendarEntry] = {}
        self.left_out: list[LeftOut] = []

    def read(self, calendar: "Calendar") -> None:
        series: dict[str, list[Component]] = {}
        for event in calendar.walk("VEVENT"):
            uid = _text(event.get("UID"))[:LONGEST_UID] or _made_up_uid(event)
            series.setdefault(uid, []).append(event)
        zones = calendar.walk("VTIMEZONE")
        for uid, events in series.items():
            title = _title(events[0])
            try:
                reason = _why_not(events)
            except Exception:  # the library tells of a broken rule only when it is looked at
                reason = Leave.BROKEN
            if reason is not None:
                self._leave(title, reason)
            elif any(event.get("RRULE") or event.get("RDATE") for event in events):
                self._expand(uid, events, zones)
            else:
                for event in events:
                    self._take(uid, event, recurrence_id=self._recurrence(event))

    def _expand(self, uid: str, events: list["Component"], zones: list["Component"]) -> None:
        """Take each date of a repeated event, as far ahead as anybody plans."""
        from icalendar import Calendar
        from recurring_ical_events import of  # type: ignore[import-untyped]

        alone = Calendar()
        for part in (*zones, *events):
            alone.add_component(part)
        try:
            dates = of(alone, keep_recurrence_attributes=True).between(self.now, self.now + AHEAD)
        except Exception:  # as with parsing: many kinds, one meaning
            self._leave(_title(events[0]), Leave.BROKEN)
            return
        for instance in sorted(dates, key=lambda one: str(one.get("DTSTART").dt)):
            self._take(uid, instance, recurrence_id=self._recurrence(instance, is_repeated=True))

    def _take(self, uid: str, event: "Component", *, recurrence_id: str) -> None:
        title = _title(event)
        try:
            reason, entry = self._entry(uid, event, title, recurrence_id)
        except Exception:  # a value that the library let pass, but nobody can compute with
            reason, entry = Leave.BROKEN, None
        if entry is None:
            self._leave(title, reason)
            return
        before = self.entries.get(entry.key)
        if before is None and len(self.entries) >= MOST_INSTANCES:
            self._leave(title, Leave.TOO_MANY)
        elif before is not None and before.sequence >= entry.sequence:
            self._leave(title, Leave.TWICE)
        else:
            self.entries[entry.key] = entry

    def _entry(
        self, uid: str, event: "Component", title: str, recurrence_id: str
    ) -> tuple[Leave, CalendarEntry | None]:
        if not title:
            return Leave.NO_NAME, None
        if event.get("DTSTART") is None:
            return Leave.NO_START, None
        start = event.get("DTSTART").dt
        is_all_day = not isinstance(start, datetime)
        starts_at = self._moment(start)
        ends_at = self._end(event, start, starts_at)
        if ends_at is not None and ends_at <= starts_at:
            return Leave.BACKWARDS, None
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return Leave.CANCELLED, None
        if (ends_at or starts_at) <= self.now:
            return Leave.OVER, None
        if max(starts_at, ends_at or starts_at) > self.now + AHEAD:
            return Leave.TOO_FAR, None
        description = _paragraphs(_text(event.get("DESCRIPTION")))
        name, address = _place(_text(event.get("LOCATION")))
        whole = _one_line(_text(event.get("SUMMARY")))
        return Leave.BROKEN, CalendarEntry(
            uid=uid,
            recurrence_id=recurrence_id,
            sequence=max(0, int(event.get("SEQUENCE", 0) or 0)),
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            is_all_day=is_all_day,
            description=description[:LONGEST_TEXT],
            venue_name=name,
            venue_address=address,
            was_cut=len(description) > LONGEST_TEXT or len(whole) > LONGEST_TITLE,
        )

    def _end(
        self, event: "Component", start: date | datetime, starts_at: datetime
    ) -> datetime | None:
        if event.get("DTEND") is not None:
            end = event.get("DTEND").dt
            if not isinstance(start, datetime) and end == start:
                return self._moment(start + timedelta(days=1))  # as some calendars write one day
            return self._moment(end)
        if event.get("DURATION") is not None:
            length: timedelta = event.get("DURATION").dt
            return starts_at + length
        return None if isinstance(start, datetime) else self._moment(start + timedelta(days=1))

    def _moment(self, when: date | datetime) -> datetime:
        if not isinstance(when, datetime):
            when = datetime.combine(when, time())
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)

    def _recurrence(self, event: "Component", *, is_repeated: bool = False) -> str:
        which = event.get("RECURRENCE-ID") or (event.get("DTSTART") if is_repeated else None)
        try:
            return f"{self._moment(which.dt):%Y%m%dT%H%M%SZ}" if which is not None else ""
        except Exception:  # no moment at all: it will be left out for its start, too
            return ""

    def _leave(self, title: str, reason: Leave) -> None:
        self.left_out.append(LeftOut(title, reason))


def _why_not(events: list["Component"]) -> Leave | None:
    """Say why a repeated event is not even tried; None when it may be."""
    for event in events:
        for rule in _rules(event):
            frequency = [str(one).upper() for one in _listed(rule.get("FREQ"))]
            if len(frequency) != 1 or frequency[0] in _TOO_OFTEN:
                return Leave.TOO_OFTEN
            if any(str(one).lstrip("+0") == "" for one in _listed(rule.get("INTERVAL"))):
                return Leave.BROKEN  # every 0 days: the library would look for ever
            if any(len(_listed(rule.get(part))) > 1 for part in _PARTS_OF_A_DAY):
                return Leave.TOO_OFTEN
    return None


def _rules(event: "Component") -> Iterator[Any]:
    yield from (rule for rule in _listed(event.get("RRULE")) if hasattr(rule, "get"))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _made_up_uid(event: "Component") -> str:
    """Return a uid for an event without one: the same the next time the file comes in."""
    start = getattr(event.get("DTSTART"), "dt", "")
    said = f"{_title(event)}\x1f{start}".encode(errors="replace")
    return f"without-uid-{hashlib.sha256(said).hexdigest()[:16]}"


def _title(event: "Component") -> str:
    return _one_line(_text(event.get("SUMMARY")))[:LONGEST_TITLE].strip()


def _place(text: str) -> tuple[str, str]:
    """Split a place into its name and its address, at the first comma or line."""
    name, _separator, address = re.sub(r"\s*\n\s*", ", ", text.strip()).partition(",")
    return _one_line(name)[:LONGEST_PLACE], _one_line(address)[:LONGEST_ADDRESS]


def _text(value: Any) -> str:
    if isinstance(value, list):  # a property that stands there more than once
        value = value[0] if value else ""
    return _FORBIDDEN.sub("", without_controls(str(value))) if value is not None else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    lines: Iterable[str] = (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
