"""Where an event stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.core.enums import EventState
from planner.core.schedule import (
    EventTimes,
    Phase,
    PhaseState,
    is_too_late_to_plan,
    next_saturday,
    phase_of,
    phase_states,
)

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
BARBECUE = EventTimes(
    state=EventState.PUBLISHED,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=4),
    zone="Europe/Amsterdam",
)


@pytest.mark.parametrize(
    ("now", "is_planned", "has_cards", "phase"),
    [
        pytest.param(datetime(2027, 6, 1, tzinfo=UTC), False, False, Phase.PLAN, id="an idea"),
        pytest.param(datetime(2027, 6, 1, tzinfo=UTC), True, False, Phase.INVITE, id="planned"),
        pytest.param(
            datetime(2027, 6, 1, tzinfo=UTC), False, True, Phase.INVITE, id="cards are out"
        ),
        pytest.param(
            datetime(2027, 6, 10, 21, 59, tzinfo=UTC), True, True, Phase.INVITE, id="Thursday"
        ),
        pytest.param(
            datetime(2027, 6, 10, 22, 0, tzinfo=UTC), True, True, Phase.SHOP, id="Friday begins"
        ),
        pytest.param(
            datetime(2027, 6, 11, 22, 0, tzinfo=UTC), True, True, Phase.DAY, id="Saturday begins"
        ),
        pytest.param(datetime(2027, 6, 20, tzinfo=UTC), True, True, Phase.DAY, id="nobody closed"),
    ],
)
def test_the_phase_follows_from_the_day_and_from_what_is_done(
    now: datetime, is_planned: bool, has_cards: bool, phase: Phase
) -> None:
    assert phase_of(BARBECUE, is_planned=is_planned, has_cards=has_cards, now=now) is phase


def test_a_closed_event_still_has_promises_to_keep() -> None:
    closed = replace(BARBECUE, state=EventState.CLOSED)
    phase = phase_of(closed, is_planned=True, has_cards=True, now=SATURDAY + timedelta(days=1))
    assert phase is Phase.KEEP_PROMISE
    assert closed.promises_until == date(2027, 6, 26)


def test_everything_before_the_phase_is_done_and_everything_after_it_comes_next() -> None:
    assert phase_states(Phase.SHOP) == [
        (Phase.PLAN, PhaseState.DONE),
        (Phase.INVITE, PhaseState.DONE),
        (Phase.SHOP, PhaseState.NOW),
        (Phase.DAY, PhaseState.NEXT),
        (Phase.KEEP_PROMISE, PhaseState.NEXT),
    ]


def test_days_to_go_are_counted_by_the_calendar_of_the_place() -> None:
    just_before_midnight = datetime(2027, 6, 10, 21, 59, tzinfo=UTC)
    assert BARBECUE.days_to_go(just_before_midnight) == 2
    assert BARBECUE.days_to_go(just_before_midnight + timedelta(minutes=1)) == 1
    assert BARBECUE.days_to_go(SATURDAY + timedelta(days=3)) == -3


@pytest.mark.parametrize(
    ("now", "saturday"),
    [
        pytest.param(datetime(2027, 6, 3, 8, tzinfo=UTC), date(2027, 6, 5), id="Thursday"),
        pytest.param(datetime(2027, 6, 4, 8, tzinfo=UTC), date(2027, 6, 12), id="Friday: too soon"),
        pytest.param(datetime(2027, 6, 5, 8, tzinfo=UTC), date(2027, 6, 12), id="Saturday itself"),
        pytest.param(datetime(2027, 6, 6, 8, tzinfo=UTC), date(2027, 6, 12), id="Sunday"),
    ],
)
def test_a_new_event_is_offered_the_next_saturday_with_time_to_invite(
    now: datetime, saturday: date
) -> None:
    assert next_saturday(now, "Europe/Amsterdam") == saturday


def test_yesterdays_event_may_still_be_planned_and_last_weeks_may_not() -> None:
    ended = SATURDAY + timedelta(hours=4)
    assert not is_too_late_to_plan(ended, now=ended + timedelta(hours=20))
    assert is_too_late_to_plan(ended, now=ended + timedelta(days=7))
