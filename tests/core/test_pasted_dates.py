"""Rows of dates as they come from a spreadsheet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.pasted_dates import read_day, read_pasted, read_time

TODAY = date(2027, 5, 20)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2027-06-12", "2027-06-12"),
        ("2027-06-12 00:00:00", "2027-06-12"),
        ("12-6-2027", "2027-06-12"),
        ("12/06/27", "2027-06-12"),
        ("12.6.2027", "2027-06-12"),
        ("za 12-6-2027", "2027-06-12"),
        ("zaterdag 12 juni 2027", "2027-06-12"),
        ("Saturday, 12 June 2027", "2027-06-12"),
        ("12 jun", "2027-06-12"),
        ("12-jun-27", "2027-06-12"),
        ("8 mei", "2027-05-08"),
        ("8 jan.", "2028-01-08"),
        ("31-2-2027", "31-2-2027"),
        ("zomer", "zomer"),
        ("12 foo", "12 foo"),
        ("", ""),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_day(typed, today=TODAY) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15", "15:00"),
        ("15.30", "15:30"),
        ("15:30:00", "15:30"),
        ("15u", "15:00"),
        ("9 uur", "09:00"),
        ("25:00", "25:00"),
        ("middag", "middag"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_time(typed) == read


def test_without_headings_the_order_says_what_is_what() -> None:
    (row,) = read_pasted("12-6-2027;14;18;Veld;Passart;Karin;0612345678", today=TODAY).rows
    assert row == {
        "day": "2027-06-12",
        "from": "14:00",
        "until": "18:00",
        "venue": "Veld",
        "neighbourhood": "Passart",
        "contact": "Karin",
        "phone": "0612345678",
    }


def test_cells_with_a_line_or_a_mark_in_them_are_quoted_by_spreadsheets() -> None:
    text = 'Date\tPlace\n12-6-2027\t"Hall ""De Veste"""\n\n\t\n'
    (row,) = read_pasted(text, today=TODAY).rows
    assert row == {"day": "2027-06-12", "venue": 'Hall "De Veste"'}


@given(st.text(max_size=300))
def test_nothing_that_is_pasted_breaks_it(text: str) -> None:
    for row in read_pasted(text, today=TODAY).rows:
        assert all(row.values())
