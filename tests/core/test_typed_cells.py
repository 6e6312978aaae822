"""Days and counts as people write them in a spreadsheet."""

from datetime import date

import pytest

from planner.core.typed_cells import read_count, read_day, writes_month_first

THE_DAY = date(2025, 7, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2025-07-03",
        "2025-07-03 14:00",
        "2025-07-03T17:30:00Z",
        "3 juli 2025",
        "donderdag 3 juli 2025 om 15.00 uur",
        "do 3 jul. 2025",
        "3-7-2025",
        "3/7/2025",
        "3.7.25",
        "3-7-25",
        "July 3, 2025, 2:00 p.m.",
        "Thursday, July 3, 2025",
        "3. Juli 2025",
        "45841",
    ],
)
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert read_day(written) == THE_DAY


@pytest.mark.parametrize(
    "written",
    [
        "",
        "31-6-2025",
        "3 dinges 2025",
        "juli",
        "12",
        "3-7-2025x",
        "3-13-2025",
        "120000",
        "9" * 5_000,
    ],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("column", "is_american"),
    [
        (["6/7/2026", "6/13/2026", ""], True),
        (["6/7/2026", "13/6/2026"], False),
        (["6/7/2026"], False),
        (["13 juni 2026"], False),
    ],
)
def test_american_days_are_known_by_their_whole_column(
    column: list[str], is_american: bool
) -> None:
    assert writes_month_first(column) is is_american


def test_an_american_day_is_read_so_where_its_column_is() -> None:
    assert read_day("7/3/25 22:28", month_first=True) == THE_DAY


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("61", 61),
        ("61,0", 61),
        ("61.00", 61),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1.234,0", 1234),
        ("12.345.678", 12_345_678),
        ("3,5", None),
        ("3.5", None),
        ("-3", None),
        ("veertig", None),
        ("9" * 5_000, None),
        ("", None),
    ],
)
def test_a_count_is_a_whole_number_however_it_is_written(written: str, people: int | None) -> None:
    assert read_count(written) == people
