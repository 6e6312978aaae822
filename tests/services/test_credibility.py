"""With what a typed number is compared: the own series, events of that type, what is usual."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import EventType, LeftOutBecause
from planner.services.forecast import learn
from planner.services.forecast.credibility import (
    Whence,
    earlier_heads,
    earlier_of_name,
    surprising_records,
)
from planner.services.forecast.learn import TurnoutRecord
from planner.services.plan import closing
from planner.services.plan.series import add_series
from planner.store.base import Store
from planner.store.models import Event, Series, Turnout
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.organiser import add_event, add_summer
from tests.support.queries import count_queries

DAY = (SATURDAY - timedelta(days=300)).date()


def add_closed(store: Store, *, days: int, came: int, **fields: object) -> int:
    event_id = add_event(store, days=days, **fields)  # type: ignore[arg-type]
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, event_id), came=came, now=SATURDAY)
    return event_id


def series_id_of(store: Store, name: str) -> int:
    with store.reading() as session:
        return session.scalars(select(Series.id).where(Series.name == name)).one()


def test_the_own_series_comes_before_events_of_that_type(store: Store) -> None:
    add_summer(store)
    add_closed(store, days=-10, came=500)
    own = series_id_of(store, "BBQ")
    with store.reading() as session, count_queries(store) as seen:
        earlier = earlier_heads(session, series_id=own, event_type=EventType.BARBECUE)
    assert (earlier.whence, earlier.counts) == (Whence.SERIES, (33, 40, 28, 35, 25, 30))
    assert len(seen) == 1


def test_a_new_series_is_compared_with_events_of_its_type(store: Store) -> None:
    add_closed(store, days=-10, came=41)
    add_closed(store, days=-9, came=90, event_type=EventType.DINNER)
    with store.reading() as session:
        earlier = earlier_heads(session, event_type=EventType.BARBECUE)
        dinner = earlier_heads(session, event_type=EventType.DINNER)
        walk = earlier_heads(session, event_type=EventType.WALK)
    assert (earlier.whence, earlier.counts) == (Whence.TYPE, (41,))
    assert dinner.counts == (90,)
    assert (walk.whence, walk.counts) == (Whence.USUAL, ())


def test_what_is_left_out_and_the_event_itself_say_nothing(store: Store) -> None:
    first = add_closed(store, days=-10, came=41, series="BBQ")
    second = add_closed(store, days=-3, came=4_000, series="BBQ")
    own = series_id_of(store, "BBQ")
    with store.transaction() as session:
        turnout = session.scalars(select(Turnout).where(Turnout.event_id == second)).one()
        turnout.left_out_because = LeftOutBecause.OTHER
    with store.reading() as session:
        assert earlier_heads(session, series_id=own).counts == (41,)
        itself = earlier_heads(session, series_id=own, but_event_id=first)
    assert (itself.whence, itself.counts) == (Whence.USUAL, ())


@pytest.mark.parametrize("name", ["BBQ", "bbq"])
def test_a_series_is_found_by_its_name(store: Store, name: str) -> None:
    add_summer(store)
    with store.reading() as session:
        assert len(earlier_of_name(session, name).counts) == 6
        assert earlier_of_name(session, "Another").whence is Whence.USUAL
        assert earlier_of_name(session, "").whence is Whence.USUAL


def test_of_two_series_of_one_name_the_one_counts_in_which_it_is_kept(store: Store) -> None:
    with store.transaction() as session:
        add_series(session, "BBQ", now=MADE_AT)
    with store.transaction() as session:
        add_series(session, "BBQ", now=MADE_AT)
        learn.record_turnout(session, record(31), now=MADE_AT)
    with store.reading() as session:
        assert earlier_of_name(session, "BBQ").counts == (31,)


def record(came: int, series: str = "BBQ", **more: object) -> TurnoutRecord:
    return TurnoutRecord(
        title="BBQ",
        held_on=DAY,
        came=came,
        series_name=series,
        **more,  # type: ignore[arg-type]
    )


def test_rows_of_a_file_are_compared_with_each_other_and_with_what_is_known(store: Store) -> None:
    typed = [record(came) for came in (30, 28, 33, 3_000, 35, 40)]
    with store.reading() as session:
        ((found, earlier),) = surprising_records(session, typed)
        assert found.came == 3_000
        assert sorted(earlier.counts) == [28, 30, 33, 35, 40]
        assert surprising_records(session, [record(5_000, series="")]) == []
        assert surprising_records(session, [record(90_000, series="")]) != []
    with store.transaction() as session:
        learn.record_turnout(session, record(31), now=MADE_AT)
    with store.reading() as session:
        ((found, earlier),) = surprising_records(session, [record(3_000, series="bbq")])
    assert earlier.counts == (31,)


def test_a_row_that_is_left_out_is_no_surprise(store: Store) -> None:
    washout = record(1, left_out_because=LeftOutBecause.WEATHER)
    with store.reading() as session:
        assert surprising_records(session, [*map(record, (300, 310, 290)), washout]) == []
