"""Calendar messages to one person (iTIP, RFC 5546): come, it has changed, it is off.

Each names one event, the organiser, and as its only attendee who gets the mail: nobody learns who
else comes. Programs order what they get by SEQUENCE and then by DTSTAMP: both are set when a
message leaves, so that what had to wait is no older than what went before it. What calendar
programs send back is read by `itip_reading.py`, where there is a way in.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from planner.core.enums import Reply
from planner.core.mail_address import can_send_from
from planner.exports.ics import render_calendar, render_event
from planner.exports.ics_event import CalendarEvent

PARTSTAT = {None: "NEEDS-ACTION", Reply.YES: "ACCEPTED", Reply.MAYBE: "TENTATIVE"}
"""What stands by a guest who is asked; who said no is asked anew."""
_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(\d+)")
_STAMP = re.compile(rb"\r\nDTSTAMP:[^\r]*")


class Method(StrEnum):
    """What a calendar message asks of the program that reads it."""

    REQUEST = "REQUEST"
    """Put it in the calendar, or change what is there."""
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Person:
    """Who invites or who is invited; the name may be empty."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no address.

        Raises:
            ValueError: it can't be written to.
        """
        if not can_send_from(self.address):
            raise ValueError("a calendar message needs mail addresses")


def render_request(
    event: CalendarEvent,
    *,
    organiser: Person,
    attendee: Person,
    reply: Reply | None = None,
    asks: bool = False,
    now: datetime,
) -> bytes:
    """Write a message that puts an event in somebody's calendar, or changes it there.

    Args:
        event: not cancelled; after a change with its raised sequence.
        organiser: the address that the mail comes from.
        attendee: who gets the mail. Without a name it shows the address.
        reply: what they said already.
        asks: their calendar may ask for an answer, for what it sends is read; who said yes is not
            asked again.
        now: the moment of this message.

    Raises:
        ValueError: the event is cancelled; that is what `render_cancel` is for.
    """
    if event.cancelled:
        raise ValueError("a cancelled event is not asked for")
    return _message(
        Method.REQUEST,
        event,
        organiser,
        attendee,
        answer=PARTSTAT.get(reply, PARTSTAT[None]),
        asks=asks and reply is not Reply.YES,
        now=now,
    )


def render_cancel(
    event: CalendarEvent, *, organiser: Person, attendee: Person, now: datetime
) -> bytes:
    """Write a message that takes an event out of somebody's calendar, also where it takes place."""
    off = replace(event, cancelled=True)
    return _message(Method.CANCEL, off, organiser, attendee, answer="", now=now)


def sequence_in(message: bytes) -> int:
    """Return the SEQUENCE of a calendar message; 0 where none stands in it."""
    found = _SEQUENCE.search(message)
    return int(found[1]) if found else 0


def stamped(message: bytes, *, sequence: int, now: datetime) -> bytes:
    """Set the two by which programs order messages: the number, and the moment it leaves."""
    moment = f"\r\nDTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()
    numbered = _SEQUENCE.sub(f"\r\nSEQUENCE:{sequence}".encode(), message, count=1)
    return _STAMP.sub(moment, numbered, count=1)


def without_stamps(message: bytes) -> bytes:
    """Leave these two out: what is left is what the message says."""
    return _STAMP.sub(b"", _SEQUENCE.sub(b"", message, count=1), count=1)


def _message(
    method: Method,
    event: CalendarEvent,
    organiser: Person,
    attendee: Person,
    *,
    answer: str,
    asks: bool = False,
    now: datetime,
) -> bytes:
    from icalendar import Event

    block: Any = Event.from_ical(render_event(event, strict_status=True))
    del block["DTSTAMP"]
    block.add("DTSTAMP", now.astimezone(UTC))
    block.add("ORGANIZER", _address(organiser))
    block.add("ATTENDEE", _attendee(attendee, answer=answer, asks=asks))
    return render_calendar([block.to_ical()], method=method)


def _attendee(person: Person, *, answer: str, asks: bool) -> Any:
    address = _address(person)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    if answer:
        address.params["PARTSTAT"] = answer
        address.params["RSVP"] = "TRUE" if asks else "FALSE"
    return address


def _address(person: Person) -> Any:
    from icalendar import vCalAddress

    # Never from the bare address: that would be written without its mailto:.
    address = vCalAddress(f"mailto:{person.address}")
    name = "".join(sign for sign in " ".join(person.name.split()) if sign.isprintable())
    if name:
        address.params["CN"] = name.replace('"', "'")
    return address
