"""Read somebody else's calendar file: which events are in it, and what was left out and why.

Files come from anybody, so nothing here trusts one: run it in a process with limits, see
`services/calendars/reading.py`. Source: docs/decisions/0012-calendars.md.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner.exports import ics_mending
from planner.exports.ics_found import ForeignEntry, Reading
from planner.exports.ics_leaving import Leave, LeftOut
from planner.exports.ics_values import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    description_of,
    include_last_day,
    is_private,
    one_line,
    place_of,
    revised_at,
    sequence_of,
    text,
    title_of,
    uid_of,
    why_not,
)

if TYPE_CHECKING:
    from icalendar import Calendar, Component

MOST_EVENTS = 2_000
MOST_INSTANCES = 1_000
AHEAD = timedelta(days=548)
"""A year and a half."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class NotACalendar(Exception):
    """The file is no calendar, or too broken to read."""


class TooManyEvents(Exception):
    """The file holds more events than anybody plans by hand."""


def read_calendar(content: str, *, zone: str, now: datetime) -> Reading:
    """Read the events that are still to come.

    Args:
        content: the file.
        zone: of times that name none, in a file that names none either.
        now: what is over by then is left out.

    Raises:
        NotACalendar: it can't be read at all.
        TooManyEvents: more than `MOST_EVENTS`.
    """
    lines = ics_mending.lines_of(content)
    if sum(line.strip().upper() == "BEGIN:VEVENT" for line in lines) > MOST_EVENTS:
        raise TooManyEvents
    calendars, spoiled = ics_mending.parse(lines)
    if not calendars:
        raise NotACalendar
    reader = _Reader(zone, now)
    for calendar in calendars:
        reader.read(calendar)
    names = [text(one.get("X-WR-CALNAME") or one.get("NAME")) for one in calendars]
    entries = sorted(reader.entries.values(), key=lambda one: (one.starts_at, one.key))
    left_out = (*reader.left_out, *spoiled)
    return Reading(one_line(names[0])[:LONGEST_TITLE], tuple(entries), left_out)


class _Reader:
    """Goes through the events of a file, one series after another."""

    def __init__(self, zone: str, now: datetime) -> None:
        self.town, self.now = ZoneInfo(zone), now
        self.zone, self.unknown_zone, self.is_cancelling = self.town, "", False
        self.entries: dict[tuple[str, str], ForeignEntry] = {}
        self.left_out: list[LeftOut] = []

    def read(self, calendar: "Calendar") -> None:
        self.is_cancelling = text(calendar.get("METHOD")).strip().upper() == "CANCEL"
        self._read_zone(text(calendar.get("X-WR-TIMEZONE")).strip())
        series: dict[str, list[Component]] = {}
        for event in calendar.walk("VEVENT"):
            series.setdefault(uid_of(event), []).append(event)
        zones = calendar.walk("VTIMEZONE")
        for uid, events in series.items():
            newest = self._newest(uid, self._of_known_dates(uid, events))
            try:
                reason = why_not(newest)
                for event in newest:
                    include_last_day(event)
            except Exception:  # the library tells of a broken rule only when it is looked at
                reason = Leave.BROKEN
            if reason is not None:
                self._leave(newest[0], reason, uid)
            elif any(event.get("RRULE") or event.get("RDATE") for event in newest):
                self._expand(uid, newest, zones)
            else:
                for event in newest:
                    self._take(uid, event, self._recurrence(event), self._unknown_zone_of(event))

    def _read_zone(self, name: str) -> None:
        """Read times that name no zone in that of their calendar, where it is one."""
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        self.zone, self.unknown_zone = self.town, ""
        if name:
            try:
                self.zone = ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
            except (ValueError, OSError, KeyError):  # what ZoneInfo raises, by the kind of name
                self.unknown_zone = name

    def _of_known_dates(self, uid: str, events: list["Component"]) -> list["Component"]:
        """Leave out what is for a date that nobody can read: it would pass for the whole series."""
        good = [one for one in events if not self._is_of_no_date(one)]
        if not good:
            return events
        for one in events:
            if self._is_of_no_date(one):
                self._leave(one, Leave.BROKEN, uid)
        return good

    def _is_of_no_date(self, event: "Component") -> bool:
        return event.get("RECURRENCE-ID") is not None and not self._recurrence(event)

    def _newest(self, uid: str, events: list["Component"]) -> list["Component"]:
        """Leave out what a newer entry of the same name and date replaces."""
        newest: dict[str, Component] = {}
        for event in events:
            which = self._recurrence(event)
            before = newest.get(which)
            if before is None:
                newest[which] = event
                continue
            is_newer = _age(event) > _age(before)
            self._leave(before if is_newer else event, Leave.TWICE, uid, which)
            if is_newer:
                newest[which] = event
        return list(newest.values())

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
            self._leave(events[0], Leave.BROKEN, uid)
            return
        unknown = next(filter(None, map(self._unknown_zone_of, events)), "")
        moved = self._moved_from_then_on(events)
        for instance in sorted(dates, key=lambda one: str(one.get("DTSTART").dt)):
            self._take(uid, instance, self._which_date(instance, moved), unknown)

    def _moved_from_then_on(self, events: Iterable["Component"]) -> dict[str, timedelta]:
        """Say by how much each entry that counts for all later dates too moves them."""
        moved = {}
        for event in events:
            which = event.get("RECURRENCE-ID")
            if which is not None and _is_for_all_later(which) and event.get("DTSTART") is not None:
                by = _wall(event.get("DTSTART").dt) - _wall(which.dt)
                moved[self._recurrence(event)] = by
        return moved

    def _which_date(self, instance: "Component", moved: dict[str, timedelta]) -> str:
        """Name the date of a series by where its rule puts it, however it was moved."""
        which = instance.get("RECURRENCE-ID")
        if which is None or not _is_for_all_later(which):
            return self._recurrence(instance, is_repeated=True)
        by = moved.get(self._recurrence(instance), timedelta())
        return self._named(instance.get("DTSTART").dt - by)

    def _take(self, uid: str, event: "Component", which: str, unknown_zone: str) -> None:
        try:
            reason, entry = self._entry(uid, event, which, unknown_zone)
        except Exception:  # a value that the library let pass, but nobody can compute with
            reason, entry = Leave.BROKEN, None
        if entry is None:
            self._leave(event, reason, uid, which)
            return
        before = self.entries.get(entry.key)
        if before is None and len(self.entries) >= MOST_INSTANCES:
            self._leave(event, Leave.TOO_MANY, uid, which)
            return
        if before is not None:
            self._leave(event, Leave.TWICE, uid, which)
        if before is None or _entry_age(entry) > _entry_age(before):
            self.entries[entry.key] = entry

    def _entry(
        self, uid: str, event: "Component", which: str, unknown_zone: str
    ) -> tuple[Leave, ForeignEntry | None]:
        if self.is_cancelling or text(event.get("STATUS")).strip().upper() == "CANCELLED":
            return Leave.CANCELLED, None
        title = title_of(event)
        if not title:
            return Leave.NO_NAME, None
        if event.get("DTSTART") is None:
            return Leave.NO_START, None
        start = event.get("DTSTART").dt
        starts_at = self._moment(start)
        ends_at = self._end(event, start, starts_at)
        if ends_at == starts_at:
            # So programs write what has no end, and so does the library for dates of a series.
            ends_at = None
        if ends_at is not None and ends_at < starts_at:
            return Leave.BACKWARDS, None
        if (ends_at or starts_at) <= self.now:
            return Leave.OVER, None
        if max(starts_at, ends_at or starts_at) > self.now + AHEAD:
            return Leave.TOO_FAR, None
        description, (name, address) = description_of(event), place_of(event)
        return Leave.BROKEN, ForeignEntry(
            uid=uid,
            recurrence_id=which,
            sequence=sequence_of(event),
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            is_all_day=not isinstance(start, datetime),
            description=description[:LONGEST_TEXT],
            venue_name=name,
            venue_address=address,
            was_cut=len(description) > LONGEST_TEXT
            or len(one_line(text(event.get("SUMMARY")))) > LONGEST_TITLE,
            revised_at=revised_at(event),
            is_private=is_private(event),
            unknown_zone=unknown_zone,
            read_in=self.zone.key if unknown_zone else "",
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

    def _unknown_zone_of(self, event: "Component") -> str:
        """Return the name of the zone of a start that nobody knows; empty where all is clear."""
        start = event.get("DTSTART")
        when = getattr(start, "dt", None)
        if not isinstance(when, datetime) or when.tzinfo is not None:
            return ""
        named = text(start.params.get("TZID")) if hasattr(start, "params") else ""
        return one_line(named or self.unknown_zone)[:LONGEST_TITLE]

    def _moment(self, when: date | datetime) -> datetime:
        if not isinstance(when, datetime):  # a day is a day here, whatever zone its calendar has
            return datetime.combine(when, time(), tzinfo=self.town).astimezone(UTC)
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)

    def _recurrence(self, event: "Component", *, is_repeated: bool = False) -> str:
        which = event.get("RECURRENCE-ID") or (event.get("DTSTART") if is_repeated else None)
        try:
            return self._named(which.dt) if which is not None else ""
        except Exception:  # no moment at all: it will be left out for its start, too
            return ""

    def _named(self, when: date | datetime) -> str:
        return f"{self._moment(when):%Y%m%dT%H%M%SZ}"

    def _leave(self, event: "Component", reason: Leave, uid: str, which: str = "") -> None:
        title, sequence = title_of(event), sequence_of(event)
        self.left_out.append(LeftOut(title, reason, uid, which, sequence))


def _age(event: "Component") -> tuple[int, datetime]:
    """Return what tells the newer of two entries: RFC 5546 2.1.5."""
    return sequence_of(event), revised_at(event) or _LONG_AGO


def _entry_age(entry: ForeignEntry) -> tuple[int, datetime]:
    return entry.sequence, entry.revised_at or _LONG_AGO


def _is_for_all_later(which: Any) -> bool:
    return str(getattr(which, "params", {}).get("RANGE", "")).upper() == "THISANDFUTURE"


def _wall(when: date | datetime) -> datetime:
    """Return what a clock on the wall shows: a series moves by that, also over a change of it."""
    if isinstance(when, datetime):
        return when.replace(tzinfo=None)
    return datetime.combine(when, time())
