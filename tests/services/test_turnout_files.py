"""Files of past events: read, previewed, kept once."""

from collections.abc import Callable
from datetime import date

import pytest

from planner.core.enums import CountQuality, LeftOutBecause
from planner.core.turnout import EventKind, Weather
from planner.exports.tables import Cell
from planner.exports.tables_workbook import write_ods, write_xlsx
from planner.services.forecast.learn import TurnoutRecord, list_turnouts, record_of
from planner.services.forecast.turnout_files import (
    Preview,
    import_turnouts,
    read_turnouts,
    sample_file,
    write_turnouts,
)
from planner.store.base import Store
from planner.store.models import Series
from tests.support.cards import MADE_AT

TODAY = date(2027, 6, 3)
ENGLISH = """date,title,series,neighbourhood,kind,yes,expected,came,quality
2026-06-13,BBQ Passart,Buurt-BBQ,Passart,open,14,30,31,counted
2026-07-04,BBQ Vrieheide,Buurt-BBQ,Vrieheide,open,22,30,120,at least
"""
DUTCH = """Datum;Naam;Reeks;Buurt;Soort;Ja;Verwacht;Gekomen;Kwaliteit\r
13-6-2026;BBQ Passart;Buurt-BBQ;Passart;open;14;30;31;geteld\r
4-7-2026;BBQ Vrieheide;Buurt-BBQ;Vrieheide;open;22;30;120;minstens\r
"""
BOTH = [
    TurnoutRecord(
        title="BBQ Passart",
        held_on=date(2026, 6, 13),
        came=31,
        kind=EventKind.OPEN,
        yes_heads=14,
        expected=30,
        series_name="Buurt-BBQ",
        neighbourhood_name="Passart",
    ),
    TurnoutRecord(
        title="BBQ Vrieheide",
        held_on=date(2026, 7, 4),
        came=120,
        kind=EventKind.OPEN,
        yes_heads=22,
        expected=30,
        quality=CountQuality.AT_LEAST,
        series_name="Buurt-BBQ",
        neighbourhood_name="Vrieheide",
    ),
]


def read(store: Store, table: str | bytes, *, language: str = "en") -> Preview:
    data = table.encode() if isinstance(table, str) else table
    with store.reading() as session:
        return read_turnouts(session, data, today=TODAY, language=language)


def keep(store: Store, preview: Preview) -> int:
    with store.transaction() as session:
        return import_turnouts(session, [row.record for row in preview.rows], now=MADE_AT)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(ENGLISH, id="English, commas"),
        pytest.param(DUTCH, id="Dutch, semicolons, Dutch days"),
        pytest.param(ENGLISH.replace(",", "\t"), id="tabs"),
        pytest.param(DUTCH.encode("cp1252"), id="an old spreadsheet"),
        pytest.param(DUTCH.encode("utf-16"), id="Excel's Unicode text"),
        pytest.param(b"\xef\xbb\xbf" + DUTCH.encode(), id="with a mark before it"),
        pytest.param("\n\n" + ENGLISH + "\n,,,,,,,,\n", id="empty rows"),
    ],
)
def test_a_file_is_read_as_people_have_it(store: Store, table: str | bytes) -> None:
    preview = read(store, table)
    assert not preview.faults
    assert [row.record for row in preview.rows] == BOTH


@pytest.mark.parametrize("write", [write_ods, write_xlsx])
def test_a_workbook_is_read_as_people_have_it(
    store: Store, write: Callable[[list[str], list[list[Cell]]], bytes]
) -> None:
    header, *rows = (line.split(",") for line in ENGLISH.splitlines())
    typed: list[list[Cell]] = [
        [date.fromisoformat(row[0]), *row[1:5], *map(float, row[5:8]), row[8]] for row in rows
    ]
    preview = read(store, write(header, typed))
    assert not preview.faults
    assert [row.record for row in preview.rows] == BOTH


def test_only_day_title_and_count_are_needed(store: Store) -> None:
    (row,) = read(store, "Opkomst;Evenement;Datum\n1.250;Kerst;20/12/2026\n").rows
    assert row.record == TurnoutRecord(title="Kerst", held_on=date(2026, 12, 20), came=1250)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param(
            "2026-06-13,BBQ,veertig,,",
            "Row 2: “veertig” is not a number.",
            id="a number in words",
        ),
        pytest.param("2026-06-13,BBQ,-3,,", "Row 2: “-3” is not a number.", id="below nought"),
        pytest.param("2026-06-13,BBQ,3.5,,", "Row 2: “3.5” is not a number.", id="half a person"),
        pytest.param(
            "2026-06-13,BBQ,1000000000,,",
            "Row 2: 1000000000 people is too many.",
            id="a thousand million",
        ),
        pytest.param(
            "2026-06-13,BBQ,,,",
            "Row 2: the number of people who came is missing.",
            id="no count",
        ),
        pytest.param("2026-06-13,,30,,", "Row 2: the title is missing.", id="no title"),
        pytest.param(",BBQ,30,,", "Row 2: the date is missing.", id="no day"),
        pytest.param(
            "31-6-2026,BBQ,30,,",
            "Row 2: “31-6-2026” is not a day. Write it as 2026-06-13.",
            id="a day that does not exist",
        ),
        pytest.param("2027-06-12,BBQ,30,,", "Row 2: 2027-06-12 is still to come.", id="next week"),
        pytest.param(
            "2026-06-13,BBQ,30,feest,",
            "Row 2: “feest” is no kind. Write open, registered or closed.",
            id="an unknown kind",
        ),
        pytest.param(
            "2026-06-13,BBQ,30,open,ongeveer",
            "Row 2: “ongeveer” does not say how it was counted. "
            "Write counted, estimated or at least.",
            id="an unknown quality",
        ),
        pytest.param(
            f"2026-06-13,{'B' * 121},30,,",
            f"Row 2: “{'B' * 20}…” is too long.",
            id="a title like a story",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_a_sentence(store: Store, row: str, sentence: str) -> None:
    preview = read(store, f"date,title,came,kind,quality\n{row}\n2026-07-04,BBQ,30,,\n")
    assert [str(fault) for fault in preview.faults] == [sentence]
    assert [each.line for each in preview.rows] == [3]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param("", "This file is empty.", id="empty"),
        pytest.param(
            "dag;wat;hoeveel\n1;2;3\n",
            "These columns are missing: title, came. The first row must name them.",
            id="other columns",
        ),
        pytest.param(
            "date,title,came\n", "There is nothing under the first row.", id="only a heading"
        ),
        pytest.param(
            b"PK\x03\x04....",
            "This file can't be read. Save it as .ods, .xlsx or CSV and choose it again.",
            id="a broken workbook",
        ),
        pytest.param(
            "date,title,came\n" + "2026-06-13,BBQ,3\n" * 1001,
            "There are more than 1,000 rows. Cut the file in pieces.",
            id="too many rows",
        ),
        pytest.param(
            'date,title,came\n2026-06-13,"BBQ,30\n',
            "Row 2: a quotation mark is opened and not closed.",
            id="a loose quotation mark",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_a_sentence(
    store: Store, table: str | bytes, sentence: str
) -> None:
    preview = read(store, table)
    assert str(preview.refusal) == sentence
    assert not preview.rows


def test_the_same_file_twice_adds_nothing(store: Store) -> None:
    assert keep(store, read(store, ENGLISH)) == 2
    again = read(store, DUTCH)
    assert [row.is_there for row in again.rows] == [True, True]
    assert again.new_rows == []
    assert keep(store, again) == 0
    with store.reading() as session:
        assert len(list_turnouts(session)) == 2
        assert [series.name for series in session.query(Series).all()] == ["Buurt-BBQ"]


def test_a_row_that_stands_twice_in_one_file_is_kept_once(store: Store) -> None:
    preview = read(store, "date,title,came\n2026-06-13,BBQ,30\n2026-06-13,bbq,31\n")
    assert [row.is_there for row in preview.rows] == [False, True]
    assert keep(store, preview) == 1


def test_an_event_that_is_there_in_a_series_is_not_kept_again_without_it(store: Store) -> None:
    assert keep(store, read(store, ENGLISH)) == 2
    bare = "date,title,came\n" + "".join(
        f"{one.held_on},{one.title},{one.came}\n"
        for one in [row.record for row in read(store, ENGLISH).rows]
    )
    assert [row.is_there for row in read(store, bare).rows] == [True, True]


def test_the_same_name_and_day_in_two_series_are_two_events(store: Store) -> None:
    rows = "2026-06-13,BBQ,30,Noord\n2026-06-13,BBQ,30,Zuid\n"
    preview = read(store, f"date,title,came,series\n{rows}")
    assert [row.is_there for row in preview.rows] == [False, False]
    assert keep(store, preview) == 2


def test_what_is_written_is_read_back(store: Store) -> None:
    assert [row.record for row in read(store, write_turnouts(BOTH)).rows] == BOTH


def test_a_title_that_looks_like_a_formula_comes_back_as_it_was(store: Store) -> None:
    record = TurnoutRecord(title="=1+1", held_on=date(2026, 6, 13), came=3)
    written = write_turnouts([record])
    assert b"'=1+1" in written
    assert [row.record for row in read(store, written).rows] == [record]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_example_file_can_be_read(store: Store, language: str) -> None:
    preview = read(store, sample_file(language))
    assert (preview.faults, preview.refusal) == ([], None)
    assert [row.record.quality for row in preview.rows] == [
        CountQuality.COUNTED,
        CountQuality.AT_LEAST,
    ]


def test_missing_columns_are_named_as_the_sheet_of_the_reader_names_them(store: Store) -> None:
    table = "dag;naam;hoeveel\n2026-06-13;BBQ;3\n"
    refusal = read(store, table, language="nl").refusal
    assert refusal is not None
    assert refusal.blanks == {"columns": "gekomen"}
    assert "missing: came." in str(read(store, table).refusal)


@pytest.mark.parametrize(
    "table",
    [
        "date,title,came,quality,missed,left out\n2026-06-13,BBQ,60,at least,25,storm\n",
        "Datum;Naam;Gekomen;Telling;Gemist;Weggelaten\n13-6-2026;BBQ;60;minstens;25;weer\n",
    ],
)
def test_a_row_may_say_how_many_more_and_why_it_is_left_out(store: Store, table: str) -> None:
    (row,) = read(store, table).rows
    assert (row.record.missed, row.record.left_out_because) == (25, LeftOutBecause.WEATHER)
    (again,) = read(store, write_turnouts([row.record])).rows
    assert again.record == row.record


@pytest.mark.parametrize(
    "table",
    [
        "date,title,came,weather,holiday\n2026-06-13,BBQ,60,Heat,yes\n",
        "Datum;Naam;Gekomen;Weer;Vakantie\n13-6-2026;BBQ;60;hitte;x\n",
        "Datum;Naam;Gekomen;Weer;Feestdag\n13-6-2026;BBQ;60;hitte;ja\n",
    ],
)
def test_a_row_may_say_what_day_it_was(store: Store, table: str) -> None:
    (row,) = read(store, table).rows
    assert (row.record.weather, row.record.is_holiday) == (Weather.HEAT, True)
    (again,) = read(store, write_turnouts([row.record])).rows
    assert again.record == row.record
    keep(store, read(store, table))
    with store.reading() as session:
        (turnout,) = list_turnouts(session)
        assert record_of(turnout) == row.record


def test_nobody_more_is_no_contradiction_where_all_were_counted(store: Store) -> None:
    (row,) = read(store, "date,title,came,quality,missed\n2026-06-13,BBQ,60,counted,0\n").rows
    assert (row.record.quality, row.record.missed) == (CountQuality.COUNTED, 0)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "2026-06-13,BBQ,60,counted,25,",
            "Row 2: 25 more might have come, but the count does not say “at least”.",
        ),
        (
            "2026-06-13,BBQ,60,,,because",
            "Row 2: “because” does not say why it is left out. "
            "Write weather, wrong date, clash or other, or leave it empty.",
        ),
        (
            "2026-06-13,BBQ,60,,,,snow,",
            "Row 2: “snow” is not a weather that counts. Write rain or heat, or leave it empty.",
        ),
        (
            "2026-06-13,BBQ,60,,,,,Easter",
            "Row 2: “Easter” does not say whether it was a holiday. "
            "Write yes or no, or leave it empty.",
        ),
    ],
)
def test_a_row_that_says_it_otherwise_is_told(store: Store, row: str, sentence: str) -> None:
    preview = read(store, f"date,title,came,quality,missed,left out,weather,holiday\n{row}\n")
    assert [str(fault) for fault in preview.faults] == [sentence]
