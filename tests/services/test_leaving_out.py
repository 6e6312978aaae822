"""A past event that is left out: no forecast, curve or appetite learns from it; lists keep it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import CountQuality, EventState, LeftOutBecause, Reply
from planner.core.turnout import Forecast, Spoken, Weather
from planner.services.day.live import watch_event
from planner.services.forecast import learn, leaving_out
from planner.services.forecast.forecasting import EventForecast, forecast_event
from planner.services.forecast.learn import TurnoutRecord
from planner.services.plan import closing
from planner.services.shop import appetites
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.cards import SATURDAY
from tests.support.organiser import Said, add_answers, add_event, add_summer, event_of, later

NOW = SATURDAY - timedelta(days=9)
STORM = LeftOutBecause.WEATHER
YES = Reply.YES


def made(store: Store, event_id: int) -> EventForecast:
    event = event_of(store, event_id)
    with store.reading() as session:
        return forecast_event(session, event, now=NOW)


def add_washout(store: Store, series: str = "BBQ", came: int = 4) -> int:
    """Record an evening to which hardly anybody came, and return the id of its turnout."""
    with store.transaction() as session:
        record = TurnoutRecord(
            title="BBQ in the storm",
            held_on=(SATURDAY - timedelta(days=300)).date(),
            came=came,
            yes_heads=15,
            kind=event_of(store, add_event(store)).kind,
            expected=30,
            series_name=series,
        )
        return learn.record_turnout(session, record, now=NOW).turnout.id


def leave_out(
    store: Store, turnout_id: int, because: LeftOutBecause | None = STORM
) -> leaving_out.Effect | None:
    with store.transaction() as session:
        return leaving_out.leave_out(
            session, session.get_one(Turnout, turnout_id), because, now=NOW
        )


@pytest.mark.parametrize("summer", [(), ((30, 12), (25, 11)), ((30, 12), (25, 11), (35, 15))])
def test_a_forecast_without_it_is_as_if_it_had_never_been(
    store: Store, summer: tuple[tuple[int, int], ...]
) -> None:
    """Also where it would make the third of a series, from which on others no longer help."""
    add_summer(store, "BBQ", counts=summer)
    event_id = add_event(store, series="BBQ", expected=30)
    before = made(store, event_id)
    turnout_id = add_washout(store)
    with_it = made(store, event_id)
    leave_out(store, turnout_id)
    without = made(store, event_id)
    assert (without.forecast, without.inputs) == (before.forecast, before.inputs)
    assert without.past == before.past
    assert without.forecast != with_it.forecast
    leave_out(store, turnout_id, None)
    again = made(store, event_id)
    assert (again.forecast, again.inputs) == (with_it.forecast, with_it.inputs)


def test_it_helps_no_other_series_either(store: Store) -> None:
    held = add_event(store, series="Elsewhere", days=-30)
    with store.transaction() as session:
        event = session.get_one(Event, held)
        turnout_id = closing.close_event(session, event, came=4, now=NOW).id
    event_id = add_event(store, series="BBQ", expected=30)
    assert len(made(store, event_id).others) == 1
    leave_out(store, turnout_id)
    assert made(store, event_id).others == ()


def test_what_is_left_out_can_be_listed_with_its_reason(store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    turnout_id = add_washout(store)
    leave_out(store, turnout_id, LeftOutBecause.CLASH)
    event = event_of(store, event_id)
    left_out = made(store, event_id).memory.left_out_of(event, NOW)
    assert [(each.id, each.left_out_because) for each in left_out] == [
        (turnout_id, LeftOutBecause.CLASH)
    ]


def test_the_effect_is_shown_on_the_next_event_of_the_series(store: Store) -> None:
    add_summer(store)
    add_event(store, series="BBQ", days=14, expected=30, title="Later")
    next_one = add_event(store, series="BBQ", days=7, expected=30)
    turnout_id = add_washout(store)
    effect = leave_out(store, turnout_id)
    assert effect is not None
    assert effect.event.id == next_one
    assert isinstance(effect.before, Spoken)
    assert isinstance(effect.after, Spoken)
    assert effect.before.low < effect.after.low
    back = leave_out(store, turnout_id, None)
    assert back is not None
    assert (back.before, back.after) == (effect.after, effect.before)


@pytest.mark.parametrize("series", ["", "BBQ"])
def test_without_an_event_to_come_there_is_no_effect_to_show(store: Store, series: str) -> None:
    turnout_id = add_washout(store, series=series)
    if series:
        called_off = add_event(store, series=series, expected=30)
        with store.transaction() as session:
            session.get_one(Event, called_off).state = EventState.CANCELLED
    assert leave_out(store, turnout_id) is None


def test_the_numbers_of_an_event_that_is_left_out_are_still_its_own(store: Store) -> None:
    """Its answers are erased in the end; what was said of it rests on their number."""
    first = add_event(store, series="BBQ", expected=30)
    add_answers(store, first, Said(YES, 4), Said(YES, 6))
    with store.transaction() as session:
        event = session.get_one(Event, first)
        closing.close_event(session, event, came=4, now=later(hours=5)).left_out_because = STORM
    event = event_of(store, first)
    with store.reading() as session:
        memory = forecast_event(session, event, now=later(hours=6)).memory
    assert memory.kept_counts(event, event.starts_at).yes_heads == 10


def test_no_curve_of_arrivals_learns_from_it(store: Store) -> None:
    first = add_event(store, series="BBQ", days=-7, expected=30)
    second = add_event(store, series="BBQ", expected=30)
    with store.transaction() as session:
        turnout = closing.close_event(session, session.get_one(Event, first), came=4, now=NOW)
        turnout.arrival_minutes = [4, *[0] * 47]
        turnout_id = turnout.id

    def curves() -> int:
        event = event_of(store, second)
        with store.reading() as session:
            return len(watch_event(session, event, now=event.starts_at).usual.past_arrivals)

    assert curves() == 1
    leave_out(store, turnout_id)
    assert curves() == 0


def test_no_appetite_learns_from_it(store: Store) -> None:
    """Both ways to ask: for one event, and for a list of them."""
    for question in (appetites.LEFT, appetites._LEFT_OF_MANY):
        assert "turnout.left_out_because IS NULL" in str(question)


def test_closed_again_it_counts_until_it_is_left_out_again(store: Store) -> None:
    event_id = add_event(store)
    for _ in range(2):
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            turnout = closing.close_event(session, event, came=4, now=later(hours=5))
            assert turnout.left_out_because is None
            turnout.left_out_because = STORM


@pytest.mark.parametrize("quality", CountQuality)
def test_how_many_more_might_have_come_reaches_the_rules_beside_at_least(
    store: Store, quality: CountQuality
) -> None:
    first = add_event(store, series="BBQ", days=-14, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, first)
        closing.close_event(session, event, came=60, quality=quality, missed=25, now=NOW)
    (past,) = made(store, add_event(store, series="BBQ", expected=30)).past
    assert past.turnout.missed == (25 if quality is CountQuality.AT_LEAST else None)


@pytest.mark.parametrize(("yes_heads", "told"), [(15, 15), (0, None)])
def test_the_answers_in_the_end_reach_the_rules_where_anybody_answered(
    store: Store, yes_heads: int, told: int | None
) -> None:
    add_summer(store, counts=((30, yes_heads),))
    (past,) = made(store, add_event(store, series="BBQ", expected=30)).past
    assert past.turnout.yes_in_the_end == told
    assert past.turnout.weather is Weather.ORDINARY


def test_a_record_keeps_both(store: Store) -> None:
    record = TurnoutRecord(
        title="BBQ",
        held_on=(SATURDAY - timedelta(days=300)).date(),
        came=60,
        quality=CountQuality.AT_LEAST,
        missed=20,
        left_out_because=LeftOutBecause.OTHER,
    )
    with store.transaction() as session:
        learn.record_turnout(session, record, now=NOW)
    with store.reading() as session:
        assert learn.record_of(session.scalars(select(Turnout)).one()) == record


def test_a_first_event_whose_only_earlier_one_is_left_out_is_a_first_event(store: Store) -> None:
    turnout_id = add_washout(store)
    event_id = add_event(store, series="BBQ")
    assert isinstance(made(store, event_id).forecast, Forecast)
    effect = leave_out(store, turnout_id)
    assert effect is not None
    assert effect.after is None
