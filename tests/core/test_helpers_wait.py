"""Shifts that are short are to do within two weeks; nobody is nagged to note who came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from planner.core.enums import EventState
from planner.core.next_steps import EventFacts, later_steps, next_steps
from planner.core.roles import TEAM_RIGHTS, TeamRole
from planner.core.schedule import EventTimes
from planner.core.steps import Step
from planner.core.unsettled import Unsettled

STARTS = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
FACTS = EventFacts(
    times=EventTimes(
        state=EventState.PUBLISHED,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=4),
        zone="Europe/Amsterdam",
    ),
    is_forecast_known=True,
    has_venue=True,
    has_phone=True,
    unsettled=Unsettled(helpers_missing=5, helpers_aside=2),
)
OURS = {Step.SHORT_SHIFTS, Step.LOOK_AT_HELPERS}


def ours(facts: EventFacts, *, days: int) -> dict[Step, int]:
    steps = next_steps(facts, now=STARTS - timedelta(days=days))
    return {one.step: one.count for one in steps if one.step in OURS}


def test_from_two_weeks_before_and_who_was_set_aside_at_once() -> None:
    assert ours(FACTS, days=20) == {Step.LOOK_AT_HELPERS: 2}
    later = later_steps(FACTS, now=STARTS - timedelta(days=20))
    assert Step.SHORT_SHIFTS in {one.step for one in later}
    assert ours(FACTS, days=14) == {Step.LOOK_AT_HELPERS: 2, Step.SHORT_SHIFTS: 5}


def test_when_it_is_over_nothing_of_helpers_waits() -> None:
    assert ours(FACTS, days=-1) == {}


def test_the_crew_reads_none_of_it() -> None:
    assert ours(replace(FACTS, rights=TEAM_RIGHTS[TeamRole.CREW]), days=3) == {}
