"""Lists of guests from other programs: counted per event, and nobody in them goes on."""

from pathlib import Path

import pytest

from planner.exports.tables import ReadTable
from planner.services.forecast.guest_lists import (
    TIMES,
    ListColumn,
    ListedEvent,
    ListProgram,
    count_list,
    guess_list_columns,
    names_people,
    program_of,
    without_people,
)
from planner.services.forecast.turnout_files import read_sheet

LISTS = Path(__file__).parents[1] / "support" / "guest_lists"
PEOPLE = (
    "Noor",
    "Janssen",
    "example.org",
    "0612345678",
    "Heerlen",
    "pinda",
    "AB3CD",
    "11211912243",
)


def listed(name: str) -> ReadTable:
    table = read_sheet((LISTS / name).read_bytes())
    assert isinstance(table, ReadTable)
    return table


@pytest.mark.parametrize(
    ("name", "program", "events"),
    [
        (
            "eventbrite.csv",
            ListProgram.EVENTBRITE,
            [ListedEvent("", "", 5, 3)],
        ),
        (
            "pretix.csv",
            ListProgram.PRETIX,
            [
                ListedEvent("BBQ Passart", "2026-06-13", 2, 1),
                ListedEvent("BBQ Vrieheide", "2026-07-04", 1, None),
            ],
        ),
        ("google_forms.csv", ListProgram.FORMS, [ListedEvent("", "", 6, None)]),
        ("google_forms_nl.csv", ListProgram.FORMS, [ListedEvent("", "", 6, None)]),
    ],
)
def test_an_export_is_counted_for_each_event(
    name: str, program: ListProgram, events: list[ListedEvent]
) -> None:
    table = listed(name)
    assert program_of(table.header) is program
    bare = without_people(table).table
    counted = count_list(bare, guess_list_columns(bare, program))
    assert counted.events == events


@pytest.mark.parametrize("path", sorted(LISTS.iterdir()), ids=lambda path: path.name)
def test_nobody_of_a_list_goes_on(path: Path) -> None:
    bare = str(without_people(listed(path.name)).table)
    assert [word for word in PEOPLE if word.lower() in bare.lower()] == []
    assert any(word.lower() in path.read_text().lower() for word in PEOPLE), "the list has people"


def test_who_answered_again_counts_once_with_the_last_answer() -> None:
    found = without_people(listed("google_forms.csv"))
    assert found.doubles == 1
    columns = guess_list_columns(found.table, found.program)
    answers = {
        one.words: (one.rows, one.is_yes) for one in count_list(found.table, columns).answers
    }
    assert answers == {"Yes": (2, True), "No": (1, False), "Maybe": (1, False)}


def test_rows_that_are_the_same_become_one_with_their_number() -> None:
    table = ReadTable(("Kom je?",), (("Ja",), ("Nee",), ("Ja",), ("Ja",)), (2, 3, 4, 5))
    bare = without_people(table).table
    assert (bare.header, bare.rows) == (("Kom je?", TIMES), (("Ja", "3"), ("Nee", "1")))
    assert count_list(bare, {ListColumn.ANSWER: 0}).events == [ListedEvent("", "", 3, None)]


def test_a_row_without_a_number_of_people_is_told() -> None:
    table = ReadTable(("Aantal", TIMES), (("2", "1"), ("veel", "3"), ("", "1")), (2, 3, 4))
    counted = count_list(table, {ListColumn.HEADS: 0})
    assert (counted.events, counted.unread) == ([ListedEvent("", "", 3, None)], 3)


def test_what_was_told_with_an_answer_does_not_go_on() -> None:
    rows = (("Ja, met Noor Janssen",), ("Ja",), ("Misschien, bel me",))
    bare = without_people(ReadTable(("Kom je?",), rows, (2, 3, 4))).table
    assert [row[0] for row in bare.rows] == ["Ja…", "Ja", "Misschien…"]
    assert count_list(bare, {ListColumn.ANSWER: 0}).events == [ListedEvent("", "", 2, None)]


def test_a_file_of_events_is_no_list() -> None:
    header = ("Datum", "Naam", "Gekomen")
    assert program_of(header) is None
    assert not names_people(header)
    assert names_people(("Naam", "E-mailadres", "Kom je?"))
