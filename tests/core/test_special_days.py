"""Days on which people are away, fast or feast, and the weeks without school."""

from datetime import date, timedelta

import pytest

from planner.core.special_days import (
    SchoolRegion,
    SpecialDay,
    SpecialKind,
    school_breaks,
    special_days,
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2027, 6, 12), [], id="an ordinary Saturday"),
        pytest.param(date(2027, 4, 26), [("holiday", "Koningsdag", -1)], id="the day before"),
        pytest.param(date(2027, 4, 27), [("holiday", "Koningsdag", 0)], id="King's Day"),
        pytest.param(date(2027, 4, 28), [("holiday", "Koningsdag", 1)], id="the day after"),
        pytest.param(date(2027, 5, 5), [("holiday", "Bevrijdingsdag", 0)], id="not off for all"),
        pytest.param(date(2026, 2, 15), [("carnival", "", 0)], id="Carnival Sunday"),
        pytest.param(date(2026, 2, 17), [("carnival", "", 0)], id="its Tuesday"),
        pytest.param(date(2026, 2, 14), [], id="its Saturday"),
        pytest.param(date(2027, 2, 20), [("ramadan", "", 0)], id="Ramadan"),
        pytest.param(date(2027, 3, 8), [("eid al-fitr", "", -1)], id="fasting may end here"),
        pytest.param(date(2027, 3, 9), [("eid al-fitr", "", 0)], id="Eid al-Fitr"),
        pytest.param(date(2027, 10, 28), [("divali", "", 0)], id="Divali"),
    ],
)
def test_a_day_is_known(on: date, expected: list[tuple[str, str, int]]) -> None:
    assert special_days(on, "nl") == [
        SpecialDay(SpecialKind(kind), name, days) for kind, name, days in expected
    ]


def test_a_year_has_about_thirty_days_of_fasting() -> None:
    days = [date(2027, 1, 1) + timedelta(days=place) for place in range(365)]
    kinds = [one.kind for on in days for one in special_days(on, "en")]
    assert kinds.count(SpecialKind.CARNIVAL) == 3
    assert 28 <= kinds.count(SpecialKind.RAMADAN) <= 30
    assert kinds.count(SpecialKind.DIVALI) == 1


@pytest.mark.parametrize("year", [1950, 2014, 2036, 2060])
def test_any_year_that_can_be_typed_is_answered(year: int) -> None:
    kinds = {one.kind for one in special_days(date(year, 12, 25), "tr")}
    assert SpecialKind.HOLIDAY in kinds or year < 1966, "the table of the Netherlands begins there"


def test_school_weeks_are_those_of_the_region() -> None:
    """Held against rijksoverheid.nl for 2027-2028."""
    south = school_breaks(SchoolRegion.SOUTH, (2027, 2028), "nl")
    found = {(one.name, one.first_on): one.last_on for one in south}
    assert found["Herfstvakantie", date(2027, 10, 23)] == date(2027, 10, 31)
    assert found["Kerstvakantie", date(2027, 12, 25)] == date(2028, 1, 9)
    assert found["Voorjaarsvakantie", date(2028, 2, 26)] == date(2028, 3, 5)
    assert found["Meivakantie", date(2028, 4, 29)] == date(2028, 5, 7)
    assert found["Zomervakantie", date(2028, 7, 22)] == date(2028, 9, 3)
    north = school_breaks(SchoolRegion.NORTH, (2028,), "nl")
    assert any(one.first_on == date(2028, 7, 15) for one in north)


def test_nothing_is_made_up_for_years_that_are_not_laid_down() -> None:
    assert school_breaks(SchoolRegion.SOUTH, (2034,), "nl") == []
