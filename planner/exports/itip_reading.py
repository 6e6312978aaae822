"""Answers that calendar programs send back (iTIP REPLY, RFC 5546 3.2.3), read out of a mail.

Programs differ in where the calendar stands (a part of the text, a file, or all of the mail), in
its encoding, and in what else they put in. Only what is needed is taken, and nothing of the words:
neither a remark nor a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import Message
from enum import Enum
from typing import Any

from planner.core.enums import Reply

MOST_PARTS = 50
MOST_BYTES = 256 * 1024
"""Of one calendar: an answer has one or two thousand."""
_REPLIES = {"ACCEPTED": Reply.YES, "TENTATIVE": Reply.MAYBE, "DECLINED": Reply.NO}
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_LINE_ENDS = re.compile("\r+\n|\r|\n")


class NoReply(Enum):
    """Why a mail holds no answer that can be counted."""

    NO_CALENDAR = "no calendar"
    COUNTER = "counter"
    """Another time is asked for (RFC 5546 3.2.7)."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """What a calendar program answers.

    Attributes:
        uid: of the event, as we gave it out.
        reply: yes, maybe or no.
        sequence: of the message that it answers; None where the program leaves it out.
        said_at: DTSTAMP, with a zone; None where it says none.
        starts_at: when the event starts by that program, with a zone; None where it says none.
    """

    uid: str
    reply: Reply
    sequence: int | None = None
    said_at: datetime | None = None
    starts_at: datetime | None = None


def read_reply(message: Message) -> CalendarReply | NoReply:
    """Read the answer in a mail; never raises, whatever is in it."""
    found: CalendarReply | NoReply = NoReply.NO_CALENDAR
    for body in _calendars(message):
        found = _read(body)
        if isinstance(found, CalendarReply):
            return found
    return found


def _calendars(message: Message) -> Iterator[bytes]:
    """Give the calendars in a mail: as part, as file, also by a name alone."""
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            return
        if part.is_multipart():
            continue
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in _CALENDAR_TYPES or name.endswith(".ics"):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and len(body) <= MOST_BYTES:
                yield body


def _read(body: bytes) -> CalendarReply | NoReply:
    from icalendar import Calendar

    try:
        calendar: Any = Calendar.from_ical(_tidy(body))
        method = str(calendar.get("METHOD", "")).upper()
        if method == "COUNTER":
            return NoReply.COUNTER
        events = calendar.walk("VEVENT")
        if method != "REPLY" or len(events) != 1:
            return NoReply.UNREADABLE
        return _of_event(events[0])
    except Exception:
        # A stranger wrote it: whatever it does to the parser, it is no answer.
        return NoReply.UNREADABLE


def _of_event(event: Any) -> CalendarReply | NoReply:
    attendees = event.get("ATTENDEE")
    attendees = attendees if isinstance(attendees, list) else [attendees]
    said = {str(one.params.get("PARTSTAT", "")).upper() for one in attendees if one is not None}
    # A program that names others too says of each what it knows: then nobody knows whose this is.
    reply = _REPLIES.get(said.pop()) if len(attendees) == 1 and said else None
    uid = str(event.get("UID", "")).strip()
    if reply is None or not uid or "RECURRENCE-ID" in event:
        return NoReply.UNREADABLE
    return CalendarReply(
        uid=uid,
        reply=reply,
        sequence=_whole(event.get("SEQUENCE")),
        said_at=_moment(event.get("DTSTAMP")),
        starts_at=_moment(event.get("DTSTART")),
    )


def _whole(value: Any) -> int | None:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return None


def _moment(value: Any) -> datetime | None:
    """Return a moment with a zone; None for a day, and for a time that floats."""
    at: date | None = getattr(value, "dt", None)
    if not isinstance(at, datetime) or at.tzinfo is None:
        return None
    return at.astimezone(UTC)


def _tidy(body: bytes) -> bytes:
    """Mend what mail on its way does to a calendar: line ends, and a mark before the first one."""
    text = body.decode("utf-8-sig", "replace").replace("\0", "")
    return _LINE_ENDS.sub("\r\n", text.strip()).encode() + b"\r\n"
