"""What residents wait for after an event, and that it says so when the fourteen days are over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.core.enums import EventState
from planner.core.next_steps import EventFacts, NextStep, next_steps
from planner.core.residents.waiting import ResidentsWait
from planner.core.roles import TEAM_RIGHTS, TeamRole
from planner.core.schedule import EventTimes
from planner.core.steps import Step
from planner.core.unsettled import Unsettled

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
HELD_ON = date(2027, 6, 12)
DAY = timedelta(days=1)
CLOSED = EventFacts(
    times=EventTimes(
        state=EventState.CLOSED,
        starts_at=SATURDAY,
        ends_at=SATURDAY + timedelta(hours=4),
        zone="Europe/Amsterdam",
    ),
    is_forecast_known=True,
    has_venue=True,
    has_phone=True,
)
FIVE_UNANSWERED = ResidentsWait(remarks=7, unanswered=5)


def waiting(wait: ResidentsWait, now: datetime, facts: EventFacts = CLOSED) -> list[NextStep]:
    return next_steps(replace(facts, unsettled=Unsettled(residents=wait)), now=now)


@pytest.mark.parametrize(("days", "late"), [(1, 0), (14, 0), (15, 1), (40, 26)])
def test_unanswered_remarks_wait_and_from_day_fifteen_on_it_says_so(days: int, late: int) -> None:
    (step,) = waiting(FIVE_UNANSWERED, SATURDAY + days * DAY)
    assert (step.step, step.count) == (Step.UNANSWERED_REMARKS, 5)
    assert (step.by, step.days_late) == (HELD_ON + 14 * DAY, late)


def test_nothing_has_to_be_answered_before_the_event_is_over() -> None:
    published = replace(
        CLOSED, times=replace(CLOSED.times, state=EventState.PUBLISHED), dishes=1, bought=1
    )
    wait = replace(FIVE_UNANSWERED, unsorted=3)
    going_on = SATURDAY + timedelta(hours=1)
    found = {step.step for step in waiting(wait, going_on, published)}
    assert Step.UNSORTED in found
    assert Step.UNANSWERED_REMARKS not in found


@pytest.mark.parametrize(
    ("hours", "late"),
    [
        pytest.param(-1, 0, id="an hour before midnight of the day it is due"),
        pytest.param(0, 1, id="from local midnight on"),
    ],
)
def test_a_promise_is_late_from_local_midnight_on(hours: int, late: int) -> None:
    midnight = datetime(2027, 6, 19, 22, 0, tzinfo=UTC)  # 20 June in Amsterdam
    wait = ResidentsWait(promises=1, due=(date(2027, 6, 19),))
    (step,) = waiting(wait, midnight + timedelta(hours=hours))
    assert (step.step, step.count, step.days_late) == (Step.DUE_PROMISES, 1, late)


def test_a_promise_waits_from_a_week_before_its_day() -> None:
    due = date(2027, 7, 12)
    wait = ResidentsWait(promises=2, due=(due, due + 30 * DAY))
    noon = datetime(2027, 7, 4, 12, 0, tzinfo=UTC)
    assert waiting(wait, noon) == []
    (step,) = waiting(wait, noon + DAY)
    assert (step.by, step.count) == (due, 1)


def test_only_who_sorts_and_promises_is_told() -> None:
    wait = ResidentsWait(remarks=1, unsorted=1, unanswered=1, promises=1, due=(HELD_ON,))
    now = SATURDAY + 20 * DAY
    for role, count in ((TeamRole.LEAD, 3), (TeamRole.CREW, 0), (TeamRole.READER, 0)):
        facts = replace(CLOSED, rights=TEAM_RIGHTS[role])
        assert len(waiting(wait, now, facts)) == count


@pytest.mark.parametrize(
    ("wait", "heard"),
    [
        pytest.param(ResidentsWait(), False, id="nobody said anything"),
        pytest.param(ResidentsWait(remarks=3), True, id="all answered"),
        pytest.param(ResidentsWait(remarks=3, unanswered=1), False, id="one not answered"),
        pytest.param(ResidentsWait(remarks=3, unsorted=1), False, id="one nobody looked at"),
        pytest.param(ResidentsWait(promises=1, untold=1), False, id="a promise nobody told"),
    ],
)
def test_all_have_heard_when_all_is_answered_and_told(wait: ResidentsWait, heard: bool) -> None:
    assert wait.all_have_heard is heard
