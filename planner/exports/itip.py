"""Calendar messages to one person (iTIP, RFC 5546): come, it has changed, it is off.

Each names one event, the organiser, and as its only attendee who gets the mail: nobody learns who
else comes. Programs order what they get by SEQUENCE, which the event itself keeps and raises, and
then by DTSTAMP, here the moment of the message. Answers that calendar programs send back are not
read: the mail carries a link to answer.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from planner.core.mail_address import can_send_from
from planner.exports.ics import render_calendar, render_event
from planner.exports.ics_event import CalendarEvent


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
    has_answered: bool,
    now: datetime,
) -> bytes:
    """Write a message that puts an event in somebody's calendar, or changes it there.

    Args:
        event: not cancelled; after a change with its raised sequence.
        organiser: the address that the mail comes from.
        attendee: who gets the mail. Without a name it shows the address.
        has_answered: they said yes already, so their calendar need not ask.
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
        answer="ACCEPTED" if has_answered else "NEEDS-ACTION",
        now=now,
    )


def render_cancel(
    event: CalendarEvent, *, organiser: Person, attendee: Person, now: datetime
) -> bytes:
    """Write a message that takes an event out of somebody's calendar.

    Of an event that takes place but without this person, the sequence is one higher than the
    event's own, so that their calendar does not take the message for an old one.
    """
    sequence = event.sequence if event.cancelled else event.sequence + 1
    off = replace(event, cancelled=True, sequence=sequence)
    return _message(Method.CANCEL, off, organiser, attendee, answer="", now=now)


def _message(
    method: Method,
    event: CalendarEvent,
    organiser: Person,
    attendee: Person,
    *,
    answer: str,
    now: datetime,
) -> bytes:
    from icalendar import Event

    block: Any = Event.from_ical(render_event(event, strict_status=True))
    del block["DTSTAMP"]
    block.add("DTSTAMP", now.astimezone(UTC))
    block.add("ORGANIZER", _address(organiser))
    block.add("ATTENDEE", _address(attendee, answer=answer, is_asked=True))
    return render_calendar([block.to_ical()], method=method)


def _address(person: Person, *, answer: str = "", is_asked: bool = False) -> Any:
    from icalendar import vCalAddress

    # Never from the bare address: that would be written without its mailto:.
    address = vCalAddress(f"mailto:{person.address}")
    name = "".join(sign for sign in " ".join(person.name.split()) if sign.isprintable())
    if name:
        address.params["CN"] = name.replace('"', "'")
    if is_asked:
        address.params["CUTYPE"] = "INDIVIDUAL"
        address.params["ROLE"] = "REQ-PARTICIPANT"
    if answer:
        address.params["PARTSTAT"] = answer
        address.params["RSVP"] = "FALSE" if answer == "ACCEPTED" else "TRUE"
    return address
