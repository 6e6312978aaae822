"""What an event still needs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.core.enums import EventState
from planner.core.next_steps import BatchFacts, EventFacts, NextStep, Step, next_steps
from planner.core.schedule import EventTimes

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
EARLY = SATURDAY - timedelta(days=20)
TIMES = EventTimes(
    state=EventState.PUBLISHED,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=4),
    zone="Europe/Amsterdam",
)
KARIN = BatchFacts(
    batch_id=1, name="Passartweg", giver="Karin", cards=40, is_printed=True, is_handed_out=True
)
READY = EventFacts(
    times=TIMES,
    is_forecast_known=True,
    has_venue=True,
    has_phone=True,
    batches=(KARIN,),
    dishes=8,
    bought=8,
    gates=1,
)


def steps(facts: EventFacts, now: datetime = EARLY) -> list[Step]:
    return [each.step for each in next_steps(facts, now=now)]


@pytest.mark.parametrize("days_before", [20, 7, 3, 1])
def test_an_event_that_is_in_order_needs_nothing(days_before: int) -> None:
    assert steps(READY, SATURDAY - timedelta(days=days_before)) == []


@pytest.mark.parametrize(
    ("missing", "step"),
    [
        pytest.param({"is_forecast_known": False}, Step.GUESS, id="no forecast: ask for a guess"),
        pytest.param({"has_venue": False}, Step.VENUE, id="no place"),
        pytest.param({"has_phone": False}, Step.PHONE, id="nobody to call"),
        pytest.param({"batches": ()}, Step.MAKE_CARDS, id="no cards"),
        pytest.param(
            {"batches": (replace(KARIN, is_printed=False, is_handed_out=False),)},
            Step.PRINT_CARDS,
            id="cards are not printed",
        ),
        pytest.param(
            {"batches": (replace(KARIN, is_handed_out=False),)},
            Step.HAND_OUT,
            id="printed and still in a drawer",
        ),
    ],
)
def test_what_is_missing_is_the_next_step(missing: dict[str, object], step: Step) -> None:
    assert steps(replace(READY, **missing)) == [step]  # type: ignore[arg-type]


def test_a_step_names_who_hands_out_how_many_cards_and_before_which_day() -> None:
    facts = replace(READY, batches=(replace(KARIN, is_handed_out=False),))
    assert next_steps(facts, now=EARLY) == [
        NextStep(step=Step.HAND_OUT, by=date(2027, 6, 5), count=40, name="Karin", batch_id=1)
    ]


def test_cards_that_were_all_revoked_are_nothing_to_hand_out() -> None:
    revoked = replace(KARIN, cards=0, is_printed=False, is_handed_out=False)
    assert steps(replace(READY, batches=(KARIN, revoked))) == []


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        pytest.param(10, [], id="food and gate can wait"),
        pytest.param(7, [Step.OPEN_GATE], id="a week before: the gate"),
        pytest.param(3, [Step.BUY, Step.OPEN_GATE], id="three days before: the food"),
    ],
)
def test_food_and_gate_come_up_when_it_is_time(days_before: int, expected: list[Step]) -> None:
    facts = replace(READY, bought=5, gates=0)
    assert steps(facts, SATURDAY - timedelta(days=days_before)) == expected


def test_what_is_ordered_is_fetched_and_not_bought_anew() -> None:
    ordered = replace(READY, bought=5, is_ordered=True)
    close = SATURDAY - timedelta(days=1)
    assert next_steps(ordered, now=close) == [
        NextStep(step=Step.FETCH, by=date(2027, 6, 11), count=3)
    ]
    assert steps(replace(ordered, bought=8), close) == []


def test_the_most_urgent_comes_first() -> None:
    facts = replace(READY, has_venue=False, batches=(), bought=0)
    assert steps(facts, SATURDAY - timedelta(days=2)) == [Step.VENUE, Step.MAKE_CARDS, Step.BUY]


def test_on_the_day_only_the_gate_counts() -> None:
    during = SATURDAY + timedelta(hours=1)
    assert steps(replace(READY, bought=0), during) == [Step.WATCH_GATE]
    assert steps(replace(READY, gates=0), during) == [Step.OPEN_GATE]


def test_afterwards_somebody_has_to_say_how_many_came() -> None:
    assert steps(READY, SATURDAY + timedelta(days=1)) == [Step.CLOSE]


@pytest.mark.parametrize("state", [EventState.CLOSED, EventState.CANCELLED])
def test_a_closed_or_cancelled_event_needs_nothing(state: EventState) -> None:
    facts = replace(READY, times=replace(TIMES, state=state), has_venue=False)
    assert steps(facts) == []
    assert steps(facts, SATURDAY + timedelta(days=1)) == []
