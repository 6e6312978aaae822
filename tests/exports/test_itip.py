"""Calendar messages, read by three other programs than the one that wrote them."""

import ctypes
import ctypes.util
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject

from planner.core.enums import Reply
from planner.exports import itip
from planner.exports.itip import Person
from tests.exports.test_ics import BARBECUE, lines_of

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
BUREAU = Person("post@feest.example", "Bureau Noord")
GUEST = Person("noor@buurt.example")
METHOD_REQUEST, METHOD_CANCEL = "REQUEST", "CANCEL"
# What RFC 5546 3.2.2 and 3.2.5 say must stand there exactly once.
ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "ORGANIZER", "ATTENDEE")


def request(
    event: Any = BARBECUE, *, reply: Reply | None = None, asks: bool = True, now: datetime = NOW
) -> bytes:
    return itip.render_request(
        event, organiser=BUREAU, attendee=GUEST, reply=reply, asks=asks, now=now
    )


def cancel(event: Any = BARBECUE) -> bytes:
    return itip.render_cancel(event, organiser=BUREAU, attendee=GUEST, now=NOW)


def read(body: bytes) -> tuple[Any, Any]:
    """Return the calendar and its one event; errors of either reader fail."""
    other = vobject.readOne(body.decode())
    other.validate(raiseException=True)
    calendar = icalendar.Calendar.from_ical(body)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    assert event.errors == []
    assert other.method.value == str(calendar["METHOD"])
    assert other.vevent.uid.value == str(event["UID"])
    return calendar, event


def libical_complaints(body: bytes) -> list[str]:
    """Return what libical finds wrong, its checks of RFC 5546 included; skip without it."""
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.skip("libical is not installed")
    lib = ctypes.CDLL(name)
    lib.icalparser_parse_string.restype = ctypes.c_void_p
    lib.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    component = ctypes.c_void_p(lib.icalparser_parse_string(body))
    assert component.value, "libical can't read it"
    lib.icalrestriction_check(component)
    if not lib.icalcomponent_count_errors(component):
        return []
    text = lib.icalcomponent_as_ical_string(component).decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    return [line for line in lines if line.startswith("X-LIC-ERROR")]


@pytest.mark.parametrize(
    ("body", "method"),
    [
        pytest.param(request(), METHOD_REQUEST, id="an invitation"),
        pytest.param(request(reply=Reply.YES), METHOD_REQUEST, id="a confirmation"),
        pytest.param(request(replace(BARBECUE, sequence=3)), METHOD_REQUEST, id="a change"),
        pytest.param(cancel(), METHOD_CANCEL, id="one guest less"),
        pytest.param(
            cancel(replace(BARBECUE, cancelled=True, sequence=4, reason="Er komt onweer.")),
            METHOD_CANCEL,
            id="a cancellation",
        ),
    ],
)
def test_a_message_is_about_one_event_and_one_guest(body: bytes, method: str) -> None:
    calendar, event = read(body)
    assert str(calendar["METHOD"]) == method
    lines = lines_of(body)
    lines = lines[lines.index("BEGIN:VEVENT") :]
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    for name in ONCE:
        assert names.count(name) == 1, name
    assert names.count("VALARM") == 0
    assert str(event["ORGANIZER"]) == "mailto:post@feest.example"
    assert str(event["ATTENDEE"]) == "mailto:noor@buurt.example"
    assert event["DTSTAMP"].dt == NOW
    assert not libical_complaints(body)


@pytest.mark.parametrize(
    ("reply", "partstat", "is_asked"),
    [
        (None, "NEEDS-ACTION", True),
        (Reply.MAYBE, "TENTATIVE", True),
        (Reply.YES, "ACCEPTED", False),
        (Reply.NO, "NEEDS-ACTION", True),
    ],
)
def test_who_has_not_said_yes_is_asked_where_answers_are_read(
    reply: Reply | None, partstat: str, is_asked: bool
) -> None:
    for asks in (True, False):
        _calendar, event = read(request(reply=reply, asks=asks))
        assert event["ATTENDEE"].params["PARTSTAT"] == partstat
        assert event["ATTENDEE"].params["RSVP"] == ("TRUE" if is_asked and asks else "FALSE")


def test_a_change_is_newer_than_what_it_changes() -> None:
    _calendar, first = read(request())
    moved = replace(
        BARBECUE,
        sequence=BARBECUE.sequence + 1,
        starts_at=BARBECUE.starts_at + timedelta(hours=1),
    )
    _calendar, second = read(request(moved, now=NOW + timedelta(days=1)))
    assert first["UID"] == second["UID"]
    assert (second["SEQUENCE"], second["DTSTAMP"].dt) > (first["SEQUENCE"], first["DTSTAMP"].dt)
    assert second["STATUS"] == "CONFIRMED"


def test_a_cancellation_takes_the_event_out_of_the_calendar() -> None:
    off = replace(BARBECUE, cancelled=True, sequence=1, reason="Er komt onweer.")
    _calendar, event = read(cancel(off))
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1, "the event itself was raised when it was cancelled"
    assert str(event["DESCRIPTION"]).startswith("Er komt onweer.")
    with pytest.raises(ValueError, match="cancelled"):
        request(off)


def test_the_number_and_the_moment_are_set_when_it_leaves() -> None:
    later = NOW + timedelta(hours=3)
    left = itip.stamped(cancel(), sequence=7, now=later)
    _calendar, event = read(left)
    assert itip.sequence_in(left) == event["SEQUENCE"] == 7
    assert event["DTSTAMP"].dt == later
    assert left != cancel()
    assert itip.without_stamps(left) == itip.without_stamps(cancel()), "nothing else changes"
    assert itip.sequence_in(b"no calendar") == 0


@pytest.mark.parametrize(
    "name",
    ['Noor "de" Vries', "Noor\r\nATTENDEE:mailto:wim@buurt.example", "Noor; Wim: x", "\x00\ud800"],
)
def test_a_name_is_only_a_name(name: str) -> None:
    body = itip.render_request(
        BARBECUE,
        organiser=Person("post@feest.example", name),
        attendee=Person("noor@buurt.example", name),
        now=NOW,
    )
    read(body)
    assert sum(line.startswith("ATTENDEE") for line in lines_of(body)) == 1
    assert not libical_complaints(body)


def test_what_is_no_address_invites_nobody() -> None:
    for address in ("", "noor", "noor@buurt.example\r\nX:y", "mailto:noor@buurt.example"):
        with pytest.raises(ValueError, match="addresses"):
            Person(address)


def test_the_third_reader_complains_where_something_is_missing() -> None:
    lines = [line for line in lines_of(request()) if not line.startswith("ORGANIZER")]
    assert libical_complaints("\r\n".join(lines).encode())
