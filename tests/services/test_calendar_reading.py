"""Calendar files of others: read where they make sense, refused in a sentence where they don't."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from planner.exports.ics_found import Reading
from planner.exports.ics_leaving import Leave
from planner.exports.ics_reading import MOST_INSTANCES, read_calendar
from planner.services.calendars.reading import Refusal, _Limits, read_file
from tests.support.bombs import CALENDARS
from tests.support.calendar_files import calendar, entry

NOW = datetime(2027, 6, 3, 8, tzinfo=UTC)
ZONE = "Europe/Amsterdam"


def read(*entries: str, extra: str = "") -> Reading:
    """Read in this process: the limits have tests of their own."""
    return read_calendar(calendar(*entries, extra=extra).decode(), zone=ZONE, now=NOW)


def reasons(reading: Reading) -> list[Leave]:
    return [one.reason for one in reading.left_out]


def test_an_ordinary_event_comes_in_whole() -> None:
    found = read_file(
        calendar(
            entry(
                DESCRIPTION="Kip\\, vega\\; en taart.\\n\\nNeem je buren mee 🎉",
                LOCATION="Buurthuis\\, Dorpstraat 1\\, Heerlen",
                ORGANIZER="mailto:iemand@elders.example",
                ATTENDEE="mailto:gast@elders.example",
                SEQUENCE="3",
            )
        ),
        zone=ZONE,
        now=NOW,
    )
    assert isinstance(found, Reading)
    assert found.name == "Wijkkrant"
    (one,) = found.entries
    assert (one.title, one.sequence, one.key) == ("Lentefeest", 3, ("1@elders", ""))
    assert one.starts_at == datetime(2027, 6, 12, 13, tzinfo=UTC)
    assert one.ends_at == datetime(2027, 6, 12, 17, tzinfo=UTC)
    assert one.description == "Kip, vega; en taart.\n\nNeem je buren mee 🎉"
    assert (one.venue_name, one.venue_address) == ("Buurthuis", "Dorpstraat 1, Heerlen")
    assert "elders.example" not in repr(one), "who was invited there is none of our business"


@pytest.mark.parametrize(
    ("lines", "starts_at", "hours"),
    [
        pytest.param(
            {"DTSTART": ";TZID=Europe/Amsterdam:20270612T150000", "DTEND": "", "DURATION": "PT4H"},
            datetime(2027, 6, 12, 13, tzinfo=UTC), 4, id="in a zone, with a length",
        ),
        pytest.param(
            {"DTSTART": ";TZID=W. Europe Standard Time:20270612T150000",
             "DTEND": ";TZID=W. Europe Standard Time:20270612T160000"},
            datetime(2027, 6, 12, 13, tzinfo=UTC), 1, id="a zone of Windows",
        ),
        pytest.param(
            {"DTSTART": "20270612T150000", "DTEND": "20270612T160000"},
            datetime(2027, 6, 12, 13, tzinfo=UTC), 1, id="no zone",
        ),
        pytest.param(
            {"DTSTART": ";VALUE=DATE:20270612", "DTEND": ";VALUE=DATE:20270613"},
            datetime(2027, 6, 11, 22, tzinfo=UTC), 24, id="a whole day",
        ),
        pytest.param(
            {"DTSTART": ";VALUE=DATE:20270612", "DTEND": ";VALUE=DATE:20270612"},
            datetime(2027, 6, 11, 22, tzinfo=UTC), 24, id="a whole day that ends where it starts",
        ),
        pytest.param(
            {"DTEND": ""}, datetime(2027, 6, 12, 13, tzinfo=UTC), None, id="no end",
        ),
    ],
)  # fmt: skip
def test_times_are_read_as_they_were_meant(
    lines: dict[str, str], starts_at: datetime, hours: int | None
) -> None:
    (one,) = read(entry(**lines)).entries
    assert one.starts_at == starts_at
    assert one.ends_at == (starts_at + timedelta(hours=hours) if hours else None)


def test_a_series_gives_its_dates_a_moved_one_too_and_no_cancelled_one() -> None:
    reading = read(
        entry(
            DTSTART=";TZID=Europe/Amsterdam:20271016T150000",
            DTEND=";TZID=Europe/Amsterdam:20271016T170000",
            RRULE="FREQ=WEEKLY;COUNT=4",
            EXDATE=";TZID=Europe/Amsterdam:20271023T150000",
        ),
        entry(
            RECURRENCE_ID=";TZID=Europe/Amsterdam:20271030T150000",
            DTSTART=";TZID=Europe/Amsterdam:20271030T190000",
            DTEND=";TZID=Europe/Amsterdam:20271030T210000",
            SUMMARY="Lentefeest, later",
        ),
    )
    assert [(one.recurrence_id, one.starts_at.hour, one.title) for one in reading.entries] == [
        ("20271016T130000Z", 13, "Lentefeest"),
        ("20271030T130000Z", 17, "Lentefeest, later"),
        ("20271106T140000Z", 14, "Lentefeest"),
    ], "across the night the clock changes"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param({"DTSTART": "20270101T130000Z", "DTEND": ""}, Leave.OVER, id="over"),
        pytest.param(
            {"DTSTART": "20300101T130000Z", "DTEND": "20300101T140000Z"}, Leave.TOO_FAR, id="far"
        ),
        pytest.param({"STATUS": "CANCELLED"}, Leave.CANCELLED, id="cancelled"),
        pytest.param({"SUMMARY": ""}, Leave.NO_NAME, id="no name"),
        pytest.param({"DTSTART": ""}, Leave.NO_START, id="no start"),
        pytest.param({"DTSTART": "morgen"}, Leave.BROKEN, id="a start nobody can read"),
        pytest.param({"DTEND": "20270612T120000Z"}, Leave.BACKWARDS, id="backwards"),
        pytest.param({"RRULE": "FREQ=HOURLY"}, Leave.TOO_OFTEN, id="every hour"),
        pytest.param({"RRULE": "FREQ=SECONDLY;COUNT=3"}, Leave.TOO_OFTEN, id="every second"),
        pytest.param(
            {"RRULE": "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2"}, Leave.TOO_OFTEN, id="in disguise"
        ),
    ],
)
def test_what_is_left_out_is_named_with_the_reason(lines: dict[str, str], reason: Leave) -> None:
    reading = read(entry(**lines), entry("2@elders", SUMMARY="Blijft"))
    assert [one.title for one in reading.entries] == ["Blijft"]
    assert reasons(reading) == [reason]


def test_two_entries_of_one_name_are_one_the_newest() -> None:
    reading = read(entry(SUMMARY="Oud"), entry(SUMMARY="Nieuw", SEQUENCE="2"), entry(SUMMARY="Oud"))
    assert [one.title for one in reading.entries] == ["Nieuw"]
    assert Leave.TWICE in reasons(reading)


def test_no_more_dates_than_anybody_can_look_through() -> None:
    daily = [entry(f"{n}@elders", RRULE="FREQ=DAILY") for n in range(3)]
    reading = read(*daily)
    assert len(reading.entries) == MOST_INSTANCES
    assert set(reasons(reading)) == {Leave.TOO_MANY}


def test_texts_arrive_without_what_spoils_a_page() -> None:
    (one,) = read(
        entry(
            SUMMARY="  Feest\\nmet\u202e taart \x07" + "x" * 200,
            DESCRIPTION="a" * 3000,
            LOCATION="\\n\\nPlein",
        )
    ).entries
    assert one.title.startswith("Feest met taart x")
    assert (len(one.title), len(one.description), one.was_cut) == (120, 2000, True)
    assert (one.venue_name, one.venue_address) in {("Plein", ""), ("", "Plein")}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(b"", Refusal.NOT_A_CALENDAR, id="nothing"),
        pytest.param(b"Beste buren,", Refusal.NOT_A_CALENDAR, id="a letter"),
        pytest.param(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", Refusal.NOT_A_CALENDAR, id="cut off"),
        pytest.param(b"\x1f\x8b\x08BEGIN:VCALENDAR\xff", Refusal.NOT_UTF8, id="compressed"),
        pytest.param(calendar(entry()).decode().encode("utf-16"), Refusal.NOT_UTF8, id="UTF-16"),
        pytest.param(
            calendar(entry()).decode().encode("utf-16-le"), Refusal.NOT_UTF8, id="UTF-16, bare"
        ),
        pytest.param(
            calendar(entry(SUMMARY="Café")).decode().encode("latin-1"), Refusal.NOT_UTF8, id="latin"
        ),
        pytest.param(calendar(entry(DESCRIPTION="x" * 1_000_000)), Refusal.TOO_BIG, id="huge"),
        pytest.param(
            calendar(*(f"BEGIN:VEVENT\r\nUID:{n}\r\nEND:VEVENT\r\n" for n in range(2_001))),
            Refusal.TOO_MANY, id="too many",
        ),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_read_is_refused_with_a_sentence(
    content: bytes, refusal: Refusal
) -> None:
    assert read_file(content, zone=ZONE, now=NOW) is refusal


def test_a_mark_before_the_first_sign_does_no_harm() -> None:
    found = read_file(b"\xef\xbb\xbf" + calendar(entry()), zone=ZONE, now=NOW)
    assert isinstance(found, Reading)
    assert len(found.entries) == 1


@pytest.mark.parametrize("name", CALENDARS)
def test_a_file_that_wants_to_keep_us_busy_does_not(name: str) -> None:
    began = time.monotonic()
    found = read_file(CALENDARS[name], zone=ZONE, now=NOW, limits=_Limits(seconds=2))
    assert time.monotonic() - began < 60  # left alone, it would be hours
    assert not isinstance(found, Reading) or not found.entries


def test_a_process_that_wants_more_memory_than_it_gets_is_refused() -> None:
    found = read_file(calendar(entry()), zone=ZONE, now=NOW, limits=_Limits(megabytes=20))
    assert found is Refusal.TOO_MUCH


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=YEARLY;UNTIL=x", "RRULE:", "RDATE:nonsense",
        "EXDATE;TZID=Nowhere/Land:20270612T130000", "SEQUENCE:-1", "SEQUENCE:veel",
        "DURATION:P1000000000D",
        "RRULE:FREQ=DAILY;COUNT=99999999999999999999", "RECURRENCE-ID:x", "GEO:a;b",
        "LAST-MODIFIED:gisteren",
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_spoils_no_other_event(line: str) -> None:
    broken = entry("kapot", DTEND="").replace("END:VEVENT", f"{line}\r\nEND:VEVENT")
    reading = read(broken, entry("2@elders", SUMMARY="Blijft"))
    assert "Blijft" in [one.title for one in reading.entries]


def test_an_entry_with_broken_moments_spoils_no_other_event() -> None:
    stamped = entry("gestempeld", DTSTAMP="20270502T100")
    nameless = entry("", DTSTART="20270612T150", SUMMARY="Kapot").replace("UID:\r\n", "")
    reading = read(stamped, nameless, entry("2@elders", SUMMARY="Blijft"))
    assert [one.title for one in reading.entries] == ["Blijft", "Lentefeest"]
    assert [(one.title, one.reason) for one in reading.left_out] == [("Kapot", Leave.BROKEN)]


def test_a_reading_survives_the_way_between_the_processes() -> None:
    entries: list[Any] = [entry(), entry("2", DTEND=""), entry("3", STATUS="CANCELLED")]
    assert read_file(calendar(*entries), zone=ZONE, now=NOW) == read(*entries)
