"""What a forecast is made from, and that it learns."""

from datetime import timedelta

import pytest

from planner.core.enums import CountQuality, EventType, InvitationState, Reply
from planner.core.turnout import EventKind, Forecast, NothingKnown
from planner.services.answer.counts import counts_at
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import (
    EventForecast,
    cached_contributions,
    cached_forecast,
    forecast_day_by_day,
    forecast_event,
    forecast_events,
)
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import AnswerChange, Batch, Event, Invitation, Turnout
from tests.support.cards import SATURDAY
from tests.support.organiser import Said, add_answers, add_event, add_summer, event_of, later
from tests.support.queries import count_queries

NINE_DAYS = timedelta(days=9)
NOW = SATURDAY - NINE_DAYS
YES, MAYBE, NO = Reply.YES, Reply.MAYBE, Reply.NO


def made(store: Store, event_id: int, *, at: timedelta = NINE_DAYS) -> EventForecast:
    event = event_of(store, event_id)
    with store.reading() as session:
        return forecast_event(session, event, now=event.starts_at - at)


def likely(store: Store, event_id: int, *, at: timedelta = NINE_DAYS) -> int:
    forecast = made(store, event_id, at=at).forecast
    assert isinstance(forecast, Forecast)
    return forecast.likely


def test_without_answers_history_and_guess_there_is_no_number(store: Store) -> None:
    assert made(store, add_event(store)).forecast == NothingKnown()


def test_a_guess_alone_gives_a_wide_range(store: Store) -> None:
    forecast = made(store, add_event(store, expected=30)).forecast
    assert isinstance(forecast, Forecast)
    assert forecast.quantile(0.9) > 3 * forecast.quantile(0.1)


def test_answers_are_counted_in_people_and_revoked_cards_are_not(store: Store) -> None:
    event_id = add_event(store, expected=30)
    batch = add_answers(
        store, event_id, Said(YES, 4), Said(YES, 2), Said(MAYBE, 3), Said(NO, 2), silent=3
    )
    with store.transaction() as session:
        revoked = session.query(Invitation).filter_by(batch_id=batch, number=2).one()
        revoked.state = InvitationState.REVOKED
    answers = made(store, event_id).inputs.answers
    assert (answers.yes_heads, answers.maybe_heads, answers.no_heads) == (4, 3, 2)
    assert answers.household_size_ratio == pytest.approx((16 + 9) / 7)


def test_an_event_learns_from_its_own_series_only(store: Store) -> None:
    add_summer(store, "BBQ")
    event_id = add_event(store, series="bbq")
    other_id = add_event(store, series="Schouw", expected=5)
    assert len(made(store, event_id).past) == 6
    assert made(store, other_id).past == ()
    assert made(store, add_event(store, expected=5)).past == ()


def test_closing_an_event_teaches_the_next_one(store: Store) -> None:
    first = add_event(store, series="BBQ", expected=30)
    second = add_event(store, series="BBQ", days=7, expected=30)
    before = likely(store, second)
    with store.transaction() as session:
        event = session.get_one(Event, first)
        closing.close_event(session, event, came=120, now=later(hours=5))
    forecast = made(store, second, at=timedelta(days=6))
    assert [(each.title, each.came) for each in forecast.past] == [("Buurt-BBQ Passart", 120)]
    assert likely(store, second, at=timedelta(days=6)) > 1.5 * before


def test_an_event_does_not_learn_from_itself_or_from_what_is_still_to_come(store: Store) -> None:
    first = add_event(store, series="BBQ", expected=30)
    second = add_event(store, series="BBQ", days=7, expected=30)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, second), came=90, now=later(days=8))
    assert made(store, first).past == ()
    assert made(store, second).past == ()


def test_an_estimate_and_at_least_this_many_reach_the_rules(store: Store) -> None:
    first = add_event(store, series="BBQ", expected=30)
    second = add_event(store, series="BBQ", days=7, expected=30)
    for quality in (CountQuality.ESTIMATED, CountQuality.AT_LEAST):
        with store.transaction() as session:
            closing.close_event(
                session,
                session.get_one(Event, first),
                came=60,
                quality=quality,
                now=later(hours=5),
            )
        (past,) = made(store, second, at=timedelta(days=6)).past
        assert past.turnout.is_estimate == (quality is CountQuality.ESTIMATED)
        assert past.turnout.is_at_least == (quality is CountQuality.AT_LEAST)


def test_earlier_events_are_seen_as_long_before_as_we_are_now(store: Store) -> None:
    """Six people had said yes nine days before; twenty in the end."""
    first = add_event(store, series="BBQ", expected=30)
    add_answers(
        store,
        first,
        *(Said(YES, 2, days_before=12) for _ in range(3)),
        *(Said(YES, 2, days_before=3) for _ in range(7)),
        Said(MAYBE, 5, days_before=11),
    )
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, first), came=50, now=later(hours=5))
    second = add_event(store, series="BBQ", days=21, expected=30)
    (past,) = made(store, second, at=timedelta(days=9)).past
    assert (past.turnout.yes_heads, past.turnout.maybe_heads) == (6, 5)
    (past,) = made(store, second, at=timedelta(hours=1)).past
    assert past.turnout.yes_heads == 20


def test_a_number_from_a_file_is_taken_to_have_come_in_as_answers_usually_do(store: Store) -> None:
    add_summer(store, counts=((40, 21),))
    event_id = add_event(store, series="BBQ", expected=30)
    then = {
        days: made(store, event_id, at=timedelta(days=days)).past[0].yes_then
        for days in (30, 21, 14, 7, 0)
    }
    assert then == {30: 1, 21: 3, 14: 5, 7: 10, 0: 21}


def test_who_is_invited_bounds_a_closed_event_until_it_begins_and_when_it_does(
    store: Store,
) -> None:
    event_id = add_event(store, kind=EventKind.CLOSED, expected=280)
    add_answers(store, event_id, *(Said(YES, 3) for _ in range(12)))
    before, begun = (
        made(store, event_id, at=timedelta(minutes=ahead)).inputs.most for ahead in (1, 0)
    )
    assert before == begun == 36


def test_a_change_of_mind_counts_from_the_moment_it_was_told(store: Store) -> None:
    event_id = add_event(store)
    add_answers(store, event_id, Said(YES, 4, days_before=10))
    with store.transaction() as session:
        card = session.query(Invitation).filter_by(event_id=event_id).one()
        session.add(
            AnswerChange(
                event_id=event_id,
                invitation_id=card.id,
                changed_at=SATURDAY - timedelta(days=5),
                reply=NO,
                heads=4,
            )
        )
    days = [SATURDAY - timedelta(days=days) for days in (11, 10, 6, 5, 1)]
    with store.reading() as session:
        found = counts_at(session, {event_id: days})
    assert [found[event_id, day].yes_heads for day in days] == [0, 4, 4, 0, 0]
    assert [found[event_id, day].no_cards for day in days] == [0, 0, 0, 1, 1]


def test_the_history_goes_up_with_the_answers_and_ends_now(store: Store) -> None:
    event_id = add_event(store, expected=30)
    said = [Said(YES, 2, days_before=20 - place) for place in range(10)]
    add_answers(store, event_id, *said)
    event = event_of(store, event_id)
    with store.reading() as session:
        counts = tally(session, event_id).counts
        current, history = forecast_day_by_day(session, event, counts, now=NOW)
        assert current.inputs == forecast_event(session, event, now=NOW).inputs
    yes = [each.counts.yes_heads for each in history]
    assert len(history) <= 9
    assert yes == sorted(yes)
    assert (yes[0], yes[-1]) == (0, 20)
    assert [each.at for each in history] == sorted(each.at for each in history)
    assert history[-1].at == NOW
    assert history[-1].forecast is current.forecast


def test_the_history_of_a_past_event_ends_when_it_began(store: Store) -> None:
    event_id = add_event(store, expected=30)
    event = event_of(store, event_id)
    with store.reading() as session:
        _, history = forecast_day_by_day(session, event, None, now=SATURDAY + timedelta(days=3))
    assert history[-1].at == SATURDAY


def test_a_closed_event_keeps_its_forecast_when_its_answers_are_erased(store: Store) -> None:
    event_id = add_event(store, series="BBQ", expected=30)
    add_answers(store, event_id, *(Said(YES, 2) for _ in range(10)))
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, event_id), came=40, now=later(hours=5))
    before = likely(store, event_id, at=timedelta())
    with store.transaction() as session:
        session.query(AnswerChange).delete()
        session.query(Invitation).delete()
    assert likely(store, event_id, at=timedelta()) == pytest.approx(before, abs=2)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        made_then = forecast_events(session, [event], now=later())[event_id].forecast
    assert isinstance(made_then, Forecast)
    assert made_then.likely > 20


def test_each_earlier_event_says_what_it_does(store: Store) -> None:
    add_summer(store, counts=((30, 10), (28, 10), (130, 10)))
    current = made(store, add_event(store, series="BBQ", expected=30))
    quiet, _, busy = cached_contributions(current.inputs)
    assert busy.pull > 0 > quiet.pull


def test_a_new_series_is_helped_by_others_of_its_kind(store: Store) -> None:
    for week in range(2):
        event_id = add_event(store, series="BBQ Noord", days=7 * week - 40, expected=30)
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            closing.close_event(session, event, came=90, now=later())
    event_id = add_event(store, series="BBQ Zuid", expected=30)
    dinner = add_event(store, expected=30, event_type=EventType.DINNER)
    current = made(store, event_id)
    assert current.past == ()
    assert [each.came for each in current.inputs.elsewhere] == [90, 90]
    assert made(store, dinner).inputs.elsewhere == ()
    assert likely(store, event_id) > likely(store, dinner)


def test_others_do_not_make_a_number_where_nothing_is_known(store: Store) -> None:
    held = add_event(store, series="Kasteel", days=-40, expected=5000)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, held), came=5000, now=later())
    assert made(store, add_event(store)).forecast == NothingKnown()


def test_ten_events_are_forecast_with_as_many_questions_as_one(store: Store) -> None:
    add_summer(store)
    held = add_event(store, series="BBQ", days=-14, expected=30)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, held), came=33, now=later(days=-6))
    ids = [add_event(store, series="BBQ", days=7 * week, expected=30) for week in range(10)]
    events = [event_of(store, event_id) for event_id in ids]
    with store.reading() as session, count_queries(store) as seen:
        forecast_events(session, events, now=NOW)
    assert len(seen) == 4


def test_the_same_numbers_are_reckoned_once(store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=31)
    first = made(store, event_id)
    cached_forecast.cache_clear()
    again = made(store, event_id)
    assert made(store, event_id).forecast is again.forecast
    assert cached_forecast.cache_info().hits == 1
    assert again.forecast == first.forecast


def test_past_turnout_of_no_event_needs_no_event(store: Store) -> None:
    add_summer(store, counts=((30, 10),))
    with store.reading() as session:
        (turnout,) = session.query(Turnout).all()
    assert turnout.event_id is None
    assert likely(store, add_event(store, series="BBQ")) > 0


def test_cards_that_were_handed_out_are_a_first_hint_and_yield_to_everything_else(
    store: Store,
) -> None:
    event_id = add_event(store)
    batch_id = add_answers(store, event_id, silent=50)
    assert isinstance(made(store, event_id).forecast, NothingKnown)
    with store.transaction() as session:
        session.get_one(Batch, batch_id).handed_out_at = NOW
    rough = made(store, event_id)
    assert isinstance(rough.forecast, Forecast)
    assert rough.inputs.cards == 50
    add_answers(store, event_id, Said(Reply.YES, 3), name="B")
    assert made(store, event_id).inputs.cards is None
