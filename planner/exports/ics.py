"""Calendar files (RFC 5545, 7986) that every calendar reads alike.

Each event is rendered once, when it changes, and kept as bytes; a feed joins those blocks. The
bytes depend on the values alone: no clock, no random UID, so an unchanged feed stays unchanged.

No block may hold a secret: calendars are shared and copied to third parties. So no invitation
code, no name of a guest, and `url` is the public page.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from planner.core.plain_signs import one_kind_of_break, without_forbidden
from planner.exports.ics_event import CalendarDay, CalendarEvent
from planner.exports.ics_time import TIMEZONE, local_or_utc

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, vText

__all__ = ["CalendarDay", "CalendarEvent", "render_calendar", "render_day", "render_event"]

_PRODID = "-//Planner//Neighbourhood events//EN"
_END = b"END:VCALENDAR\r\n"
_REFRESH = timedelta(hours=6)


def render_event(
    event: CalendarEvent,
    *,
    cancelled_prefix: str = "",
    strict_status: bool = False,
    alarm_before: timedelta | None = None,
) -> bytes:
    """Write the VEVENT block of one event, to keep and to join with `render_calendar`.

    Args:
        event: what to write.
        cancelled_prefix: stands before the title of a cancelled event, such as 'AFGELAST: '. The
            only sign of a cancellation that all calendars show.
        strict_status: write STATUS:CANCELLED, for machines. Not for people: Google then hides the
            event, and a guest stands before a closed gate.
        alarm_before: how long before the start to ring, in a personal download. Never in a feed:
            nobody asked us to wake all subscribers.
    """
    from icalendar import Event, vUri

    title, description = _words(event, cancelled_prefix)
    block = Event()
    block.add("UID", _text(event.uid))
    # Without METHOD, DTSTAMP is the moment of the last change (RFC 5545 3.8.7.2); one that moves
    # with each request makes subscribers delete and recreate everything.
    block.add("DTSTAMP", event.updated_at.astimezone(UTC))
    block.add("CREATED", event.created_at.astimezone(UTC))
    block.add("LAST-MODIFIED", event.updated_at.astimezone(UTC))
    block.add("SEQUENCE", event.sequence)
    block.add("DTSTART", local_or_utc(event.starts_at, event.zone))
    block.add("DTEND", local_or_utc(event.ends_at, event.zone))
    block.add("SUMMARY", _text(title))
    for name, value in (("DESCRIPTION", description), ("LOCATION", event.location)):
        if value:
            block.add(name, _text(value))
    if event.geo:
        block.add("GEO", (round(event.geo[0], 6), round(event.geo[1], 6)))
    if event.url:
        block.add("URL", vUri(event.url))
    if event.categories:
        block.add("CATEGORIES", [_clean(category) for category in event.categories])
    block.add("STATUS", "CANCELLED" if event.cancelled and strict_status else "CONFIRMED")
    block.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    block.add("CLASS", "PUBLIC")
    if alarm_before and not event.cancelled:
        block.add_component(_alarm(title, alarm_before))
    rendered: bytes = block.to_ical()
    return rendered


def render_day(day: CalendarDay) -> bytes:
    """Write the VEVENT block of a whole day, which keeps nobody busy (RFC 5545 3.6.1)."""
    from icalendar import Event

    block = Event()
    block.add("UID", _text(day.uid))
    block.add("DTSTAMP", day.updated_at.astimezone(UTC))
    block.add("CREATED", day.created_at.astimezone(UTC))
    block.add("LAST-MODIFIED", day.updated_at.astimezone(UTC))
    block.add("SEQUENCE", day.sequence)
    block.add("DTSTART", day.on)
    block.add("DTEND", day.on + timedelta(days=1))
    block.add("SUMMARY", _text(day.title))
    block.add("STATUS", "CONFIRMED")
    block.add("TRANSP", "TRANSPARENT")
    block.add("CLASS", "PRIVATE")
    rendered: bytes = block.to_ical()
    return rendered


def render_calendar(
    blocks: Iterable[bytes],
    *,
    name: str | None = None,
    description: str = "",
    source_url: str = "",
    method: str = "",
) -> bytes:
    """Join blocks of `render_event` into a calendar file.

    There is no METHOD, ORGANIZER or ATTENDEE: with those, programs ask to accept or decline, or
    even invite everybody again. Only exports/itip.py, which wants just that, names a method.

    Args:
        blocks: in a fixed order, such as by start; none at all is a valid feed too.
        name: of a feed, without comma, semicolon or backslash, which some readers show escaped.
            A download of one event has no name, or it becomes a calendar of its own.
        description: of a feed, one line.
        source_url: of a public feed. Leave out what has a token in it, because it would stand in
            every copy of the calendar.
        method: of a message to one person, such as REQUEST.
    """
    head = _feed_head(name, description, source_url) if name else _head(method).to_ical()
    return b"".join((head.removesuffix(_END), TIMEZONE, *blocks, _END))


def _head(method: str = "") -> "Calendar":
    # Not Calendar.new(): that adds a random UID, which some subscribers take for each event's.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    return calendar


def _feed_head(name: str, description: str, source_url: str) -> bytes:
    from icalendar import vDuration, vUri

    calendar = _head()
    for property_name in ("NAME", "X-WR-CALNAME"):
        calendar.add(property_name, _text(_one_line(name)))
    if description:
        for property_name in ("DESCRIPTION", "X-WR-CALDESC"):
            calendar.add(property_name, _text(_one_line(description)))
    # RFC 7986 5.7 and 5.8: these two have no default type, so it must stand there.
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    if source_url:
        calendar.add("SOURCE", vUri(source_url), parameters={"VALUE": "URI"})
    rendered: bytes = calendar.to_ical()
    return rendered


def _alarm(title: str, before: timedelta) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _text(title))
    alarm.add("TRIGGER", -before)
    return alarm


def _words(event: CalendarEvent, cancelled_prefix: str) -> tuple[str, str]:
    if not event.cancelled:
        return _one_line(event.title), event.description
    paragraphs = filter(None, (event.reason, event.description))
    return _one_line(f"{cancelled_prefix}{event.title}"), "\n\n".join(paragraphs)


def _text(value: str) -> "vText":
    """Make a text that the library escapes; plain strings of NAME and X- properties it does not."""
    from icalendar import vText

    return vText(_clean(value))


def _clean(value: str) -> str:
    return without_forbidden(one_kind_of_break(value))


def _one_line(value: str) -> str:
    return " ".join(value.split())
