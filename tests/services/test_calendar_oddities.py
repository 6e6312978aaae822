"""Calendar files as other programs really write them, read as a careful person would read them."""

from datetime import UTC, datetime

import pytest

from planner.exports.ics_found import Reading
from planner.exports.ics_html import text_of
from planner.exports.ics_leaving import Leave
from planner.exports.ics_reading import read_calendar
from planner.services.calendars.reading import read_file
from tests.support import calendar_odd
from tests.support.calendar_files import calendar, entry

NOW = datetime(2027, 6, 3, 8, tzinfo=UTC)
ZONE = "Europe/Amsterdam"


def read(content: bytes) -> Reading:
    """Read in this process: the limits have tests of their own."""
    return read_calendar(content.decode(), zone=ZONE, now=NOW)


def titles(reading: Reading) -> list[str]:
    return [one.title for one in reading.entries]


def test_a_change_of_all_later_dates_changes_all_of_them() -> None:
    found = read(calendar_odd.this_and_future)
    assert [(one.recurrence_id, one.starts_at.hour) for one in found.entries] == [
        ("20270612T130000Z", 13),
        ("20270619T130000Z", 16),
        ("20270626T130000Z", 16),
        ("20270703T130000Z", 16),
    ]
    assert not found.left_out


def test_a_file_that_cancels_holds_no_event_to_plan() -> None:
    found = read(calendar_odd.method_cancel)
    assert not found.entries
    (one,) = found.left_out
    assert (one.reason, one.uid, one.sequence) == (Leave.CANCELLED, "1@elders", 2)


@pytest.mark.parametrize(
    "content",
    [calendar_odd.newer_first, calendar_odd.newer_last, calendar_odd.newer_stamp],
)
def test_of_two_with_one_number_the_one_that_changed_last_counts(content: bytes) -> None:
    found = read(content)
    assert titles(found) == ["Nieuw"]
    assert [one.reason for one in found.left_out] == [Leave.TWICE]


@pytest.mark.parametrize("content", [calendar_odd.until_a_day, calendar_odd.until_a_day_floating])
def test_a_series_until_a_day_goes_on_through_that_day(content: bytes) -> None:
    assert [one.starts_at.day for one in read(content).entries] == [12, 19, 26]


@pytest.mark.parametrize(
    ("content", "days"),
    [(calendar_odd.ends_as_it_begins, [12]), (calendar_odd.no_end_of_series, [12, 19, 26, 3])],
)
def test_what_ends_as_it_begins_or_says_nothing_is_asked_for(
    content: bytes, days: list[int]
) -> None:
    found = read(content)
    assert [one.starts_at.day for one in found.entries] == days
    assert {one.ends_at for one in found.entries} == {None}
    assert not found.left_out


def test_an_entry_for_a_date_that_nobody_can_read_takes_no_series_along() -> None:
    found = read(calendar_odd.date_of_nowhere)
    assert [one.starts_at.hour for one in found.entries] == [13, 13, 13, 13]
    assert [(one.reason, one.sequence) for one in found.left_out] == [(Leave.BROKEN, 1)]


@pytest.mark.parametrize("content", [calendar_odd.unknown_zone, calendar_odd.floating_nowhere])
def test_a_zone_that_nobody_knows_is_said(content: bytes) -> None:
    (one,) = read(content).entries
    assert one.starts_at == datetime(2027, 6, 12, 13, tzinfo=UTC)
    assert (one.unknown_zone, one.read_in) == ("Dorpstijd", ZONE)


def test_times_without_a_zone_are_of_the_zone_of_their_calendar() -> None:
    (one,) = read(calendar_odd.floating_elsewhere).entries
    assert (one.starts_at.hour, one.unknown_zone) == (19, "")
    (one,) = read(calendar_odd.floating_in_windows).entries
    assert (one.starts_at.hour, one.unknown_zone) == (19, "")
    (day,) = read(calendar_odd.whole_day_elsewhere).entries
    assert day.starts_at == datetime(2027, 6, 11, 22, tzinfo=UTC), "a day is a day here"


def test_what_somebody_kept_to_themselves_is_marked() -> None:
    found = read(calendar_odd.private)
    assert {one.uid: one.is_private for one in found.entries} == {
        "1@elders": True,
        "2": True,
        "3": False,
    }


@pytest.mark.parametrize("content", [calendar_odd.html_description, calendar_odd.html_beside])
def test_a_description_in_html_arrives_as_text(content: bytes) -> None:
    (one,) = read(content).entries
    assert one.description == calendar_odd.PLAIN_OF_MARKUP


def test_a_head_that_never_ends_takes_no_text_along() -> None:
    (one,) = read(calendar_odd.no_end_of_head).entries
    assert one.description == "Kom allemaal!"


def test_a_section_that_no_html_has_loses_no_text() -> None:
    assert text_of("<p>Kom!<![foo bar]></p>") == "Kom!<![foo bar]>"
    assert text_of("<p>Kom<![if !supportLists]>!<![endif]></p>") == "Kom!"


def test_marks_within_a_line_leave_the_lines_as_they_are() -> None:
    (one,) = read(calendar_odd.html_inline).entries
    assert one.description == "Neem taart mee\nen R&B"


def test_a_text_that_is_no_html_stays_as_it_is() -> None:
    for text in ("3 < 4 > 2", "Mail <naam@elders.example>", "a &b; c", "<<<", "&copy"):
        assert text_of(text) == text
    assert "<" * 100_000 in text_of("<" * 100_000)


@pytest.mark.parametrize(
    "content",
    [calendar_odd.doubled_returns, calendar_odd.only_returns, calendar_odd.only_newlines],
)
def test_lines_may_end_in_any_way(content: bytes) -> None:
    found = read_file(content, zone=ZONE, now=NOW)
    assert isinstance(found, Reading)
    assert titles(found) == ["Lentefeest", "Soep"]
    assert not found.left_out


def test_a_line_may_be_folded_within_a_letter() -> None:
    found = read_file(calendar_odd.folded_within_a_letter, zone=ZONE, now=NOW)
    assert isinstance(found, Reading)
    assert titles(found) == ["Café"]


def test_of_a_file_that_was_cut_off_the_whole_entries_are_read() -> None:
    found = read_file(calendar_odd.cut_off, zone=ZONE, now=NOW)
    assert isinstance(found, Reading)
    assert titles(found) == ["Lentefeest"]
    (one,) = found.left_out
    assert (one.title, one.reason, one.uid) == ("Soep", Leave.CUT_OFF, "2")


def test_a_zone_with_an_offset_that_is_none_spoils_no_file() -> None:
    found = read(calendar_odd.bad_zone)
    assert titles(found) == ["Lentefeest", "Soep"]
    assert found.entries[0].unknown_zone == "Dorpstijd"
    assert found.entries[1].unknown_zone == ""


def test_an_entry_without_its_end_is_named_and_the_others_are_read() -> None:
    found = read(calendar_odd.no_end_of_entry)
    assert titles(found) == ["Soep"]
    assert [(one.title, one.reason) for one in found.left_out] == [("Half", Leave.BROKEN)]


def test_one_bad_entry_among_many_is_found_quickly() -> None:
    many = [entry(f"{n}", SUMMARY=f"Feest {n}") for n in range(300)]
    many[77] = many[77].replace("DTSTART:", "DTSTART:x\r\nBEGIN:NEVER\r\nDTSTART:")
    found = read(calendar(*many))
    assert len(found.entries) == 299
    assert [one.title for one in found.left_out] == ["Feest 77"]


def test_text_of_old_calendars_is_decoded() -> None:
    (one,) = read(calendar_odd.quoted_printable).entries
    assert one.title == "Verjárdag, met taart"
    assert one.description == "Café\nen nog wat"


def test_what_is_left_out_is_still_known_by_its_name() -> None:
    found = read(calendar(entry("over", DTSTART="20270101T130000Z", DTEND="")))
    assert [(one.reason, one.uid) for one in found.left_out] == [(Leave.OVER, "over")]
