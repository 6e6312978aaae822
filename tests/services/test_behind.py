"""Events to which fewer people said yes than usual, and the reminder that is there for them."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import EventState, LeftOutBecause, Reply
from planner.core.messages import Rule, Timing
from planner.core.turnout.path import HowFar, OffPath, usual_of
from planner.core.unsettled import Behind
from planner.services.day.agenda import facts_of
from planner.services.forecast.forecasting import forecast_event, forecast_events
from planner.services.forecast.path import path_of, path_until
from planner.services.messages import rules
from planner.services.outbox.unsubscribing import Link, hash_address, unsubscribe
from planner.services.plan.series import find_or_add_series
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.organiser import Said, add_answers, add_event, add_summer
from tests.support.paths import add_earlier
from tests.support.queries import count_queries

__all__ = ["app", "town"]

NINE_DAYS = timedelta(days=9)
NOW = SATURDAY - NINE_DAYS
YES = Reply.YES


def path(store: Store, event_id: int) -> OffPath | None:
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        return path_of(event, forecast_event(session, event, now=NOW), now=NOW)


def behind(store: Store, event_id: int, code_key: str | None = None) -> Behind | None:
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        made = forecast_events(session, [event], now=NOW)
        facts = facts_of(session, [event], made, has_office_phone=True, code_key=code_key, now=NOW)
        return facts[event_id].unsettled.behind


def test_fewer_answers_than_usual_at_this_distance_are_seen(store: Store) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(YES, 2, days_before=12) for _ in range(9)), silent=30)
    assert path(store, event_id) == OffPath(18, 41, HowFar.HALF, 4)


def test_more_answers_than_usual_are_seen_too_and_wait_for_nobody(store: Store) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(YES, 2, days_before=12) for _ in range(45)))
    found = path(store, event_id)
    assert found is not None
    assert (found.how_far, found.is_fewer) == (HowFar.TWICE, False)
    assert behind(store, event_id) is None


def test_answers_that_come_later_in_the_end_are_not_held_against_those_of_now(
    store: Store,
) -> None:
    """Nine days before the earlier events had 10 people each, in the end 40."""
    add_earlier(store, heads=(10, 12, 10, 12))
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(YES, 2, days_before=12) for _ in range(5)))
    assert path(store, event_id) is None


def test_events_whose_answers_are_not_known_by_day_tell_no_path(store: Store) -> None:
    add_summer(store, counts=((40, 80), (42, 82), (41, 81), (40, 80)))
    event_id = add_event(store, series="BBQ", expected=40)
    assert path(store, event_id) is None


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"state": EventState.DRAFT}, id="nobody can answer yet"),
        pytest.param({"state": EventState.CANCELLED}, id="it is off"),
        pytest.param({"answers_close_at": NOW - timedelta(hours=1)}, id="answering has ended"),
    ],
)
def test_nothing_is_said_where_nobody_can_answer(store: Store, fields: dict[str, object]) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    assert path(store, event_id) is not None
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        for name, value in fields.items():
            setattr(event, name, value)
    assert path(store, event_id) is None


def test_as_many_questions_for_however_many_events_are_behind(store: Store) -> None:
    add_earlier(store)
    asked: list[int] = []
    for _more in range(3):
        add_event(store, series="BBQ", days=len(asked), expected=40)
        with store.reading() as session:
            coming = session.query(Event).filter(Event.starts_at > NOW).all()
            made = forecast_events(session, coming, now=NOW)
            with count_queries(store) as seen:
                facts = facts_of(session, coming, made, has_office_phone=True, now=NOW)
        assert all(one.unsettled.behind for one in facts.values())
        asked.append(len(seen))
    assert len(set(asked)) == 1


def in_series(town: Town) -> None:
    """Let the event of the town be one of a series that usually has 40 people by now."""
    add_earlier(town.world.store)
    with town.world.store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        event.series = find_or_add_series(session, "BBQ", now=MADE_AT)


def test_the_reminder_goes_to_exactly_as_many_as_the_sentence_says(town: Town) -> None:
    in_series(town)
    first, second, third, *_others = town.world.cards(8)
    for place, card in enumerate((first, second, third)):
        town.leave_address(card, f"{place}@post.example")
    town.answer(first, Reply.YES)
    town.answer(second, Reply.MAYBE)
    town.add_guest("Fatma", email="fatma@post.example")
    key = town.world.settings.code_key
    another = add_event(town.world.store)
    for number, about in enumerate((town.world.event_id, None, another)):
        email = f"no{number}@post.example"
        town.add_guest(f"Nee {number}", email=email)
        link = Link(hash_address(email, code_key=key), about)
        with town.world.store.transaction() as session:
            unsubscribe(session, link, now=NOW)
    found = behind(town.world.store, town.world.event_id, key)
    assert found is not None
    # Who said yes is not asked again, nor who wants no mail of this event or of any; two of the
    # cards, Fatma, and who wants none of another event are.
    assert (found.addresses, found.goes_on) == (4, date(2027, 6, 5))
    before = len(town.outbox())
    town.run(SATURDAY - timedelta(days=7, hours=5))
    reminders = [mail for mail in town.outbox()[before:] if mail.kind == "reminder"]
    assert len(reminders) == found.addresses
    sent = behind(town.world.store, town.world.event_id)
    assert sent is not None
    assert sent.addresses == 0, "it goes out once"


def test_a_reminder_that_is_off_waits_for_somebody_to_say_when(town: Town) -> None:
    in_series(town)
    town.leave_address(town.world.cards(2)[0], "f@post.example")
    with town.world.store.transaction() as session:
        timing = Timing(is_on=False, days=7, at=time(10))
        rules.set_timing(session, town.world.event_id, Rule.ASK_AGAIN, timing)
    found = behind(town.world.store, town.world.event_id)
    assert found is not None
    assert (found.addresses, found.goes_on) == (1, None)


def test_the_answers_are_followed_day_by_day_beside_those_of_earlier_events(store: Store) -> None:
    """All of them came twelve days before: eleven days before 40 or so had said yes."""
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(YES, 2, days_before=12) for _ in range(9)))
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        made = forecast_event(session, event, now=NOW)
        with count_queries(store) as seen:
            points = path_until(session, event, made, now=NOW)
    assert len(seen) == 1
    assert points[-1].at == NOW
    assert (points[-1].yes_heads, points[-1].earlier) == (18, (38, 40, 42, 44))
    before = [each for each in points if each.at < SATURDAY - timedelta(days=12)]
    assert before
    assert all((each.yes_heads, each.earlier) == (0, (0, 0, 0, 0)) for each in before)


def test_an_event_that_is_left_out_is_usual_neither_in_the_sentence_nor_in_the_chart(
    store: Store,
) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(YES, 2, days_before=12) for _ in range(9)))
    with store.transaction() as session:
        busiest = session.scalars(select(Turnout).where(Turnout.came == 44)).one()
        busiest.left_out_because = LeftOutBecause.WRONG_DATE
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        made = forecast_event(session, event, now=NOW)
        off = path_of(event, made, now=NOW)
        last = path_until(session, event, made, now=NOW)[-1]
    assert off is not None
    assert last.earlier == (38, 40, 42)
    assert (off.events, off.usual) == (3, usual_of(last.earlier))


def test_without_three_earlier_events_known_by_day_nothing_is_followed(store: Store) -> None:
    add_earlier(store, heads=(40, 44))
    event_id = add_event(store, series="BBQ", expected=40)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        made = forecast_event(session, event, now=NOW)
        assert path_until(session, event, made, now=NOW) == []
