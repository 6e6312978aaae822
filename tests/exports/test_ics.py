"""Calendar files, read back by two other programs than the one that wrote them."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject

from planner.exports.ics import CalendarEvent, render_calendar, render_event

BARBECUE = CalendarEvent(
    uid="3f0f2d3c-6a0e-4f34-9a3e-0f6f3a3c1b52",
    created_at=datetime(2027, 5, 1, 9, 30, tzinfo=UTC),
    updated_at=datetime(2027, 5, 20, 11, 15, tzinfo=UTC),
    sequence=0,
    starts_at=datetime(2027, 6, 12, 13, tzinfo=UTC),
    ends_at=datetime(2027, 6, 12, 17, tzinfo=UTC),
    title="Buurt-BBQ",
    description="Kip, vega; alles is gratis.\nNeem je buren mee: echt.",
    location="Speelveld, Passartweg 1, Heerlen",
    geo=(50.9012345678, 5.98),
    url="https://buurt.example/buurt-bbq",
    categories=("barbecue", "eten, drinken"),
)
CALLED_OFF = replace(BARBECUE, cancelled=True, sequence=1, reason="Er komt onweer.")


def file_of(*events: CalendarEvent, **options: Any) -> bytes:
    return render_calendar([render_event(event, **options) for event in events])


def read(body: bytes) -> Any:
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    assert event.errors == []
    return event


def lines_of(body: bytes) -> list[str]:
    return body.replace(b"\r\n ", b"").decode().split("\r\n")


def test_two_readers_see_the_same_event() -> None:
    body = file_of(BARBECUE)
    one = read(body)
    other = vobject.readOne(body.decode())
    other.validate(raiseException=True)
    assert str(one["SUMMARY"]) == other.vevent.summary.value == "Buurt-BBQ"
    assert str(one["DESCRIPTION"]) == other.vevent.description.value == BARBECUE.description
    assert str(one["LOCATION"]) == other.vevent.location.value == BARBECUE.location
    assert one.start == other.vevent.dtstart.value == BARBECUE.starts_at
    assert one.end == other.vevent.dtend.value == BARBECUE.ends_at
    assert str(one["UID"]) == other.vevent.uid.value == BARBECUE.uid
    assert other.vevent.url.value == BARBECUE.url
    assert one["CATEGORIES"].cats == ["barbecue", "eten, drinken"]


def test_each_line_of_an_event_stands_where_the_standard_wants_it() -> None:
    lines = lines_of(file_of(BARBECUE))
    for line in (
        "VERSION:2.0",
        "TZID:Europe/Amsterdam",
        "DTSTART;TZID=Europe/Amsterdam:20270612T150000",
        "DTEND;TZID=Europe/Amsterdam:20270612T190000",
        "DTSTAMP:20270520T111500Z",
        "LAST-MODIFIED:20270520T111500Z",
        "CREATED:20270501T093000Z",
        "SEQUENCE:0",
        "GEO:50.901235;5.98",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PUBLIC",
    ):
        assert lines.count(line) == 1, line


@pytest.mark.parametrize("word", ["METHOD", "ORGANIZER", "ATTENDEE", "VALARM", "X-WR-TIMEZONE"])
def test_a_file_never_asks_to_accept_to_invite_or_to_ring(word: str) -> None:
    body = render_calendar([render_event(BARBECUE)], name="Feest", description="Alle feesten")
    assert word.encode() not in body


def test_a_feed_has_a_name_and_asks_to_be_read_four_times_a_day() -> None:
    body = render_calendar(
        [render_event(BARBECUE)],
        name="Feest in\n de buurt",
        description="Alle feesten",
        source_url="https://buurt.example/agenda.ics",
    )
    lines = lines_of(body)
    assert "NAME:Feest in de buurt" in lines
    assert "X-WR-CALNAME:Feest in de buurt" in lines
    assert "X-WR-CALDESC:Alle feesten" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    assert "X-PUBLISHED-TTL:PT6H" in lines
    assert "SOURCE;VALUE=URI:https://buurt.example/agenda.ics" in lines
    # A UID of the calendar is taken for that of each event by some subscribers.
    assert sum(line.startswith("UID:") for line in lines) == 1


def test_a_download_of_one_event_is_no_calendar_of_its_own() -> None:
    assert b"X-WR-CALNAME" not in file_of(BARBECUE)
    assert b"REFRESH-INTERVAL" not in file_of(BARBECUE)


def test_a_feed_without_events_is_still_a_calendar() -> None:
    body = render_calendar([], name="Feest")
    assert body.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert body.endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")
    assert vobject.readOne(body.decode()).vtimezone is not None


def test_a_name_cannot_smuggle_in_a_line() -> None:
    body = render_calendar([], name="Feest\r\nMETHOD:CANCEL", description="x\r\nMETHOD:CANCEL")
    assert "METHOD:CANCEL" not in lines_of(body)
    assert str(icalendar.Calendar.from_ical(body)["X-WR-CALNAME"]) == "Feest METHOD:CANCEL"


def test_a_cancelled_event_stays_in_sight_and_says_so_first() -> None:
    event = read(file_of(CALLED_OFF, cancelled_prefix="AFGELAST: "))
    assert str(event["SUMMARY"]) == "AFGELAST: Buurt-BBQ"
    assert str(event["DESCRIPTION"]).startswith("Er komt onweer.\n\nKip, vega")
    assert event["UID"] == BARBECUE.uid
    assert event["SEQUENCE"] == 1
    assert event["TRANSP"] == "TRANSPARENT"
    # Google hides what is CANCELLED; then a guest stands before a closed gate.
    assert event["STATUS"] == "CONFIRMED"


def test_machines_may_ask_for_the_strict_status() -> None:
    assert read(file_of(CALLED_OFF, strict_status=True))["STATUS"] == "CANCELLED"
    assert read(file_of(BARBECUE, strict_status=True))["STATUS"] == "CONFIRMED"


def test_an_event_that_goes_on_keeps_its_plain_title_and_hides_an_old_reason() -> None:
    event = read(
        file_of(replace(BARBECUE, reason="Er komt onweer."), cancelled_prefix="AFGELAST: ")
    )
    assert str(event["SUMMARY"]) == "Buurt-BBQ"
    assert str(event["DESCRIPTION"]) == BARBECUE.description


def test_a_personal_download_may_ring_but_not_for_a_cancelled_event() -> None:
    (alarm,) = read(file_of(BARBECUE, alarm_before=timedelta(hours=3))).walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].dt == timedelta(hours=-3)
    assert b"VALARM" not in file_of(CALLED_OFF, alarm_before=timedelta(hours=3))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("kip, vega; a:b \\ c", "kip, vega; a:b \\ c", id="signs with a meaning"),
        pytest.param(
            "één\r\ntwee\rdrie\u2028vier\x85vijf", "één\ntwee\ndrie\nvier\nvijf", id="ends"
        ),
        pytest.param(
            "\x00b\x07e\x1bl\x7f \ufefftab\there", "bel tab\there", id="control characters"
        ),
        pytest.param("half \ud83c teken", "half  teken", id="half a character"),
        pytest.param("𝄞" * 60 + ";" * 90, "𝄞" * 60 + ";" * 90, id="folded between octets"),
        pytest.param("مرحبا بالجميع " * 20 + ".", "مرحبا بالجميع " * 20 + ".", id="Arabic"),
        pytest.param("END:VEVENT\nMETHOD:CANCEL", "END:VEVENT\nMETHOD:CANCEL", id="an attack"),
    ],
)
def test_every_text_arrives_as_it_was_meant(typed: str, shown: str) -> None:
    body = file_of(replace(BARBECUE, description=typed))
    assert str(read(body)["DESCRIPTION"]) == shown
    assert vobject.readOne(body.decode()).vevent.description.value == shown
    assert "METHOD:CANCEL" not in lines_of(body)


def test_lines_are_short_and_never_cut_a_character_or_an_escape() -> None:
    text = "é,𝄞;\\" * 100
    body = file_of(replace(BARBECUE, title=text, location=text, description=text))
    assert body.count(b"\n") == body.count(b"\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a cut character does not decode
        stripped = line.rstrip(b"\\")
        assert (len(line) - len(stripped)) % 2 == 0, "an escape was cut from its letter"


def test_an_event_that_ends_in_the_hour_that_comes_twice_keeps_its_length() -> None:
    night = replace(
        BARBECUE,
        starts_at=datetime(2027, 10, 30, 22, tzinfo=UTC),
        ends_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )
    event = read(file_of(night))
    assert event.start == night.starts_at
    assert event.end == night.ends_at
    assert "DTEND:20271031T013000Z" in lines_of(file_of(night))


def test_an_event_in_another_zone_is_written_in_utc_and_needs_no_description_of_it() -> None:
    lines = lines_of(file_of(replace(BARBECUE, zone="America/New_York")))
    assert "DTSTART:20270612T130000Z" in lines


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        pytest.param({"ends_at": BARBECUE.starts_at}, "ends after", id="no length"),
        pytest.param({"starts_at": datetime(2027, 6, 12, 13)}, "zone", id="no zone"),  # noqa: DTZ001
        pytest.param({"geo": (150.0, 5.0)}, "latitude", id="not on earth"),
        pytest.param({"geo": (50.0, float("nan"))}, "latitude", id="nowhere"),
        pytest.param({"sequence": -1}, "sequence", id="before the first"),
    ],
)
def test_what_calendars_understand_differently_is_refused(
    change: dict[str, Any], hint: str
) -> None:
    with pytest.raises(ValueError, match=hint):
        replace(BARBECUE, **change)


IN_A_FRESH_PROCESS = """
import hashlib, sys
from tests.exports import test_ics as here
assert here.CalendarEvent
body = here.render_calendar([here.render_event(here.BARBECUE)] * 3, name="Feest")
print(hashlib.sha256(body).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_bytes_are_the_same_in_every_process(seed: str) -> None:
    expected = render_calendar([render_event(BARBECUE)] * 3, name="Feest")
    done = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROCESS],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(expected).hexdigest()


def test_naming_the_module_does_not_load_the_calendar_library() -> None:
    program = "import planner.exports.ics, sys; print('icalendar' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
