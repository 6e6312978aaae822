"""By when something of an event is due, and the weeks of a month."""

from datetime import date

import pytest

from planner.core.months import month_after, month_before, weeks_of
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.core.urgency import first_due, is_due_soon

TODAY, HELD_ON = date(2027, 6, 1), date(2027, 8, 20)


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        pytest.param([], HELD_ON, id="nothing: the event itself"),
        pytest.param([NextStep(step=Step.VENUE)], date(2027, 8, 6), id="known two weeks before"),
        pytest.param([NextStep(step=Step.TELL)], TODAY, id="guests wait for it"),
        pytest.param([NextStep(step=Step.ASKED)], TODAY, id="whoever asked for cards waits"),
        pytest.param(
            [
                NextStep(step=Step.BUY, by=date(2027, 8, 19)),
                NextStep(step=Step.MAKE_CARDS, by=date(2027, 8, 13)),
            ],
            date(2027, 8, 13),
            id="the first one counts",
        ),
    ],
)
def test_what_is_due_soonest_counts(steps: list[NextStep], due: date) -> None:
    assert first_due(steps, held_on=HELD_ON, today=TODAY) == due


def test_a_week_is_soon_and_what_is_late_too() -> None:
    days = (date(2027, 5, 1), date(2027, 6, 8), date(2027, 6, 9))
    assert [is_due_soon(day, today=TODAY) for day in days] == [True, True, False]


def test_nothing_is_due_before_there_were_days() -> None:
    steps = [NextStep(step=Step.PHONE)]
    assert first_due(steps, held_on=date(1, 1, 3), today=TODAY) == date.min


def test_the_weeks_of_a_month_hold_each_of_its_days_once() -> None:
    weeks = weeks_of(date(2027, 6, 15), first_weekday=0)
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0] == [None, *(date(2027, 6, day) for day in range(1, 7))]
    days = [day for week in weeks for day in week if day]
    assert days == [date(2027, 6, day) for day in range(1, 31)]
    assert weeks_of(date(2027, 6, 1), first_weekday=6)[0][2] == date(2027, 6, 1)


def test_months_follow_each_other_over_the_end_of_a_year() -> None:
    assert month_after(date(2027, 12, 31)) == date(2028, 1, 1)
    assert month_before(date(2027, 1, 31)) == date(2026, 12, 1)
