"""What a town asks of which event, until when, and the forecast against what was named."""

from datetime import date, timedelta

import pytest

from planner.core.enums import EventType
from planner.core.logistics.permit_presets import HEERLEN
from planner.core.logistics.permits import (
    PermitFacts,
    PermitKind,
    PermitState,
    SiteFact,
    asked_of,
    overrun,
)
from planner.core.logistics.tasks import days_late, due_day
from planner.core.logistics.weather import inside_of, is_outside
from planner.core.turnout import Forecast, NothingKnown, forecast_turnout
from planner.core.turnout.inputs import Answers, EventKind

HELD_ON = date(2027, 6, 12)
GROUND = frozenset({SiteFact.PUBLIC_GROUND})


def titles(facts: frozenset[SiteFact], people: int | None) -> list[str]:
    return [rule.title for rule in asked_of(HEERLEN, facts, people)]


def test_a_small_event_on_the_street_is_notified_four_weeks_before() -> None:
    (rule,) = asked_of(HEERLEN, GROUND, 60)
    assert rule.kind is PermitKind.NOTIFICATION
    assert rule.due_on(HELD_ON) == HELD_ON - timedelta(days=28)
    in_twenty_days = HELD_ON - timedelta(days=20)
    assert days_late(rule.due_on(HELD_ON), in_twenty_days) == 8


def test_a_closed_street_asks_a_permit_instead_of_a_notification() -> None:
    asked = asked_of(HEERLEN, GROUND | {SiteFact.STREET_CLOSED}, 60)
    assert [rule.kind for rule in asked] == [PermitKind.PERMIT]


def test_inside_nothing_is_asked_but_what_follows_from_what_is_poured() -> None:
    assert not titles(frozenset(), 60)
    assert len(titles(frozenset({SiteFact.ALCOHOL}), 60)) == 1


def test_a_large_event_puts_its_date_on_the_calendar_the_year_before() -> None:
    asked = asked_of(HEERLEN, GROUND, 5_000)
    assert asked[0].due_on(HELD_ON) == date(2026, 10, 1)
    assert asked[0].due_on(date(2027, 2, 1)) == date(2026, 8, 3), "whichever is earlier"
    assert any(rule.authority == "GHOR" for rule in asked)


def test_nobody_knows_how_many_so_nothing_of_size_is_asked() -> None:
    assert titles(GROUND, None) == titles(GROUND, 60)


def test_what_nobody_compared_with_its_source_for_a_year_says_so() -> None:
    (rule,) = asked_of(HEERLEN, GROUND, 60)
    assert rule.seen_on is not None
    assert not rule.is_old(rule.seen_on + timedelta(days=365))
    assert rule.is_old(rule.seen_on + timedelta(days=366))


def forecast() -> Forecast:
    made = forecast_turnout(Answers(yes_heads=90), (), kind=EventKind.OPEN, expected=None)
    assert isinstance(made, Forecast)
    return made


@pytest.mark.parametrize("state", [PermitState.SENT, PermitState.GRANTED])
def test_more_than_was_named_is_said_with_its_chance(state: PermitState) -> None:
    made = forecast()
    permit = PermitFacts(
        title="x", kind=PermitKind.NOTIFICATION, state=state, due_on=HELD_ON, most_people=50
    )
    found = overrun([permit], made)
    assert found is not None
    assert found.chance == made.chance_at_least(51) > 0.5
    assert (found.more_than, found.chance_of_more) == (100, made.chance_at_least(101))
    enough = PermitFacts(
        title="x", kind=PermitKind.NOTIFICATION, state=state, due_on=HELD_ON, most_people=1_000
    )
    assert overrun([enough], made).chance < 0.01  # type: ignore[union-attr]


def test_what_was_not_sent_names_nobody() -> None:
    permit = PermitFacts(
        title="x",
        kind=PermitKind.PERMIT,
        state=PermitState.REFUSED,
        due_on=HELD_ON,
        most_people=50,
    )
    assert overrun([permit], forecast()) is None
    assert overrun([], forecast()) is None


def test_a_hall_that_is_too_small_says_how_likely_that_is() -> None:
    made = forecast()
    assert inside_of(made, 60).chance_too_many == made.chance_at_least(61)
    assert inside_of(made, None).chance_too_many is None
    assert inside_of(NothingKnown(), 60).chance_too_many is None


def test_a_task_has_its_day_from_the_event_or_a_day_of_its_own() -> None:
    assert due_day(HELD_ON, days=-14, fixed_on=None) == date(2027, 5, 29)
    assert due_day(HELD_ON, days=-14, fixed_on=date(2027, 1, 1)) == date(2027, 1, 1)


def test_the_last_day_to_tell_is_said_until_it_is_over() -> None:
    permit = PermitFacts(
        title="x",
        kind=PermitKind.NOTIFICATION,
        state=PermitState.SENT,
        due_on=HELD_ON,
        most_people=50,
        change_by=HELD_ON - timedelta(days=5),
    )
    found = overrun([permit], forecast())
    assert found is not None
    assert found.as_of(HELD_ON - timedelta(days=6)).by == HELD_ON - timedelta(days=5)
    assert found.as_of(HELD_ON - timedelta(days=5)).by is None


def test_the_smallest_number_that_was_named_counts() -> None:
    permits = [
        PermitFacts(
            title="x",
            kind=PermitKind.PERMIT,
            state=PermitState.GRANTED,
            due_on=HELD_ON,
            most_people=most,
        )
        for most in (500, 60)
    ]
    found = overrun(permits, forecast())
    assert found is not None
    assert found.named == 60


@pytest.mark.parametrize(
    ("event_type", "facts", "expected"),
    [
        (EventType.BARBECUE, None, True),
        (EventType.DINNER, None, False),
        (EventType.DINNER, frozenset({SiteFact.TENT}), True),
        (EventType.BARBECUE, frozenset({SiteFact.FOOD}), False),
        (EventType.BARBECUE, GROUND, True),
    ],
)
def test_the_weather_matters_to_what_is_outside(
    event_type: EventType, facts: frozenset[SiteFact] | None, expected: bool
) -> None:
    assert is_outside(event_type, facts) is expected
