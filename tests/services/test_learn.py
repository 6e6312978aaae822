"""Past turnout: recorded once, corrected, taken back."""

from datetime import date, timedelta

import pytest

from planner.core.enums import CountQuality, EventState, Reply
from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.services.forecast import learn
from planner.services.forecast.learn import TurnoutRecord, list_turnouts
from planner.services.forecast.turnout_files import import_turnouts, take_back
from planner.services.plan import closing
from planner.services.plan.closing import NobodyCounted
from planner.store.base import Store
from planner.store.models import Event, Series, Turnout
from tests.support.cards import MADE_AT
from tests.support.gate import STARTS, entry, make_evening
from tests.support.organiser import Said, add_answers, add_event, later

RECORD = TurnoutRecord(
    title="BBQ Passart",
    held_on=date(2026, 6, 13),
    came=31,
    kind=EventKind.OPEN,
    yes_heads=14,
    expected=30,
    series_name="Buurt-BBQ",
    neighbourhood_name="Passart",
)


def close(
    store: Store,
    event_id: int,
    came: int | None,
    quality: CountQuality = CountQuality.COUNTED,
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        closing.close_event(session, event, came=came, quality=quality, now=later(hours=5))


def kept(store: Store, event_id: int) -> Turnout | None:
    with store.reading() as session:
        return closing.turnout_of(session, event_id)


def test_a_past_event_is_recorded_once_whatever_the_capitals(store: Store) -> None:
    with store.transaction() as session:
        first = learn.record_turnout(session, RECORD, now=MADE_AT)
        again = learn.record_turnout(
            session,
            TurnoutRecord(
                title="bbq passart",
                held_on=RECORD.held_on,
                came=99,
                series_name="BUURT-BBQ",
            ),
            now=MADE_AT,
        )
        other = learn.record_turnout(
            session,
            TurnoutRecord(title="BBQ Passart", held_on=date(2026, 7, 4), came=9),
            now=MADE_AT,
        )
        assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
        assert again.turnout is first.turnout
        assert first.turnout.came == 31
        assert learn.record_of(first.turnout) == RECORD


def test_past_turnout_is_listed_the_latest_first(store: Store) -> None:
    with store.transaction() as session:
        learn.record_turnout(session, RECORD, now=MADE_AT)
        later_one = TurnoutRecord(title="BBQ", held_on=date(2026, 7, 4), came=9)
        learn.record_turnout(session, later_one, now=MADE_AT)
        assert [turnout.title for turnout in learn.list_turnouts(session)] == [
            "BBQ",
            "BBQ Passart",
        ]


def test_closing_keeps_the_numbers_and_no_names(store: Store) -> None:
    event_id = add_event(store, series="BBQ", expected=30, neighbourhood_name="Passart")
    add_answers(store, event_id, Said(Reply.YES, 4), Said(Reply.YES, 2), Said(Reply.NO, 3))
    close(store, event_id, 35, CountQuality.AT_LEAST)
    turnout = kept(store, event_id)
    assert turnout is not None
    assert (turnout.title, turnout.held_on) == ("Buurt-BBQ Passart", date(2027, 6, 12))
    assert (turnout.yes_heads, turnout.expected, turnout.came) == (6, 30, 35)
    assert (turnout.quality, turnout.length_minutes) == (CountQuality.AT_LEAST, 240)
    assert turnout.kind is EventKind.OPEN
    with store.reading() as session:
        assert session.get_one(Event, event_id).state is EventState.CLOSED
        assert turnout.series_id == session.query(Series).one().id


def test_closing_again_corrects_the_count(store: Store) -> None:
    event_id = add_event(store)
    close(store, event_id, 35)
    close(store, event_id, 53, CountQuality.ESTIMATED)
    turnout = kept(store, event_id)
    assert turnout is not None
    assert (turnout.came, turnout.quality) == (53, CountQuality.ESTIMATED)


def test_reopening_takes_the_count_back(store: Store) -> None:
    event_id = add_event(store)
    close(store, event_id, 35)
    with store.transaction() as session:
        closing.reopen_event(session, session.get_one(Event, event_id), now=later(hours=6))
    assert kept(store, event_id) is None
    with store.reading() as session:
        assert session.get_one(Event, event_id).state is EventState.PUBLISHED


def test_where_nobody_counted_somebody_has_to_say_it(store: Store) -> None:
    event_id = add_event(store)
    with pytest.raises(NobodyCounted):
        close(store, event_id, None)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert closing.counted_at_gate(session, event) is None
        assert closing.arrival_minutes(session, event) is None


def test_a_turnout_of_a_planned_event_is_reopened_not_deleted(store: Store) -> None:
    event_id = add_event(store)
    close(store, event_id, 35)
    with store.transaction() as session:
        turnout = closing.turnout_of(session, event_id)
        assert turnout is not None
        with pytest.raises(ValueError, match="reopen"):
            learn.delete_turnout(session, turnout, by_id=None, now=MADE_AT)


def test_a_record_entered_by_mistake_can_go(store: Store) -> None:
    with store.transaction() as session:
        recorded = learn.record_turnout(session, RECORD, now=MADE_AT)
        learn.delete_turnout(session, recorded.turnout, by_id=None, now=MADE_AT)
        assert learn.list_turnouts(session) == []


def test_closing_takes_the_count_of_the_gate_and_when_people_came(store: Store) -> None:
    evening = make_evening(store)
    for minutes, adults in ((-10, 2), (4, 1), (12, 3), (300, 1)):
        at = STARTS + timedelta(minutes=minutes)
        evening.one(entry(adults=adults, phone_at=at), now=at)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        assert closing.counted_at_gate(session, event) == 7
        turnout = closing.close_event(session, event, now=STARTS + timedelta(hours=6))
    assert turnout.came == 7
    assert turnout.arrival_minutes is not None
    assert turnout.arrival_minutes[:3] == [3, 0, 3]
    assert turnout.arrival_minutes[-1] == 1
    assert len(turnout.arrival_minutes) == 4 * 60 / closing.ARRIVAL_STEP_MINUTES


def test_an_event_that_a_file_told_of_already_is_learnt_from_once(store: Store) -> None:
    event_id = add_event(store, title="BBQ Passart", series="Buurt-BBQ")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        typed = TurnoutRecord(
            title="bbq passart",
            held_on=day_of(event.starts_at, event.zone),
            came=31,
            series_name="Buurt-BBQ",
        )
        imported_at = later(hours=1)
        import_turnouts(session, [typed], now=imported_at)
        closing.close_event(session, event, now=later(hours=2), came=33)
    with store.transaction() as session:
        (turnout,) = list_turnouts(session)
        assert (turnout.event_id, turnout.came) == (event_id, 33)
        assert turnout.created_at == later(hours=2), "from then on its mail is counted"
        assert take_back(session, imported_at) == 0, "what was closed is reopened instead"
        assert len(list_turnouts(session)) == 1
