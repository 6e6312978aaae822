"""What was said and what came: how often it came true, by kind and by distance."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import CountQuality, LeftOutBecause, Reply
from planner.core.turnout import EventKind
from planner.services.forecast.said import keep_said
from planner.services.plan import closing
from planner.services.shop import track_record
from planner.services.shop.track_record import HowFarAhead, calibration
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

ENGLISH = {"Accept-Language": "en"}
AS_GUESSED = (30, 28, 33, 31, 29, 30, 34, 27, 30)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they ask is plain."""
    return sqlite_url


@pytest.fixture(autouse=True)
def _afterwards(clock: FixedClock) -> None:
    clock.now = SATURDAY + timedelta(days=200)


def hold(
    store: Store,
    came: int,
    *,
    day: int,
    kind: EventKind = EventKind.OPEN,
    quality: CountQuality = CountQuality.COUNTED,
) -> int:
    """Hold an event for which 30 were expected, with its forecast kept when it began."""
    event_id = add_event(store, series=f"BBQ {kind}", days=day, expected=30, kind=kind)
    add_answers(store, event_id, *(Said(Reply.YES, 2, days_before=5) for _ in range(6)))
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        keep_said(session, event, now=event.starts_at)
        closing.close_event(
            session, event, came=came, quality=quality, now=event.ends_at + timedelta(hours=1)
        )
    return event_id


def hold_all(store: Store, counts: tuple[int, ...], kind: EventKind = EventKind.OPEN) -> None:
    for week, came in enumerate(counts):
        hold(store, came, day=7 * week, kind=kind)


def show(desk: PageClient, path: str = "") -> Page:
    return desk.page(f"/past-events/record{path}", headers=ENGLISH)


def test_how_often_it_came_true_is_a_sentence_a_chart_and_a_table(
    desk: PageClient, store: Store
) -> None:
    hold_all(store, AS_GUESSED)
    with store.reading() as session:
        found = calibration(track_record.of_kept(session, now=SATURDAY))
    assert found.times == 9
    page = show(desk)
    sentence = f"Of the 9 times that we said 8 out of 10, {found.hits} came true."
    assert sentence in page.words
    assert "<desc id=" in page.text
    assert sentence in " ".join(
        element.text or "" for element in page.root.iter() if str(element.tag).endswith("desc")
    )
    assert "All" in page.words
    assert f"{found.hits} of 9" in page.words


def test_a_few_times_are_said_to_be_few_without_a_chart(desk: PageClient, store: Store) -> None:
    hold_all(store, AS_GUESSED[:3])
    page = show(desk)
    assert "Of the 3 times that we said 8 out of 10" in page.words
    assert "Those are too few times to tell how good it is." in page.words
    assert 'id="held' in page.text
    assert "by chance alone" not in page.words
    assert "%" not in page.words


def test_forecasts_that_missed_say_on_which_side(desk: PageClient, store: Store) -> None:
    hold_all(store, (*AS_GUESSED, 900, 1))
    with store.reading() as session:
        missed = [
            each.came for each in track_record.of_kept(session, now=SATURDAY) if not each.is_within
        ]
    assert missed == [900, 1]
    assert "Busier than the range: 1. Quieter: 1." in show(desk).words


def test_kinds_stand_apart_and_the_sum_first(desk: PageClient, store: Store) -> None:
    hold_all(store, AS_GUESSED)
    hold_all(store, (8, 9, 10), EventKind.CLOSED)
    page = show(desk)
    assert "Of the 12 times that we said 8 out of 10" in page.words
    assert "Anybody can come" in page.words
    assert "Only who is invited" in page.words
    assert "3 of 3" in page.words or "2 of 3" in page.words


def test_an_event_that_is_left_out_of_learning_counts_here_and_is_said_to(
    desk: PageClient, store: Store
) -> None:
    hold_all(store, (*AS_GUESSED, 1))
    for path in ("", "/ahead"):
        assert "Forecasts do not learn from" not in show(desk, path).words
    with store.transaction() as session:
        washout = session.scalars(select(Turnout).where(Turnout.came == 1)).one()
        washout.left_out_because = LeftOutBecause.WEATHER
    for path in ("", "/ahead"):
        words = show(desk, path).words
        assert "Of the 10 times that we said 8 out of 10" in words, "it missed all the same"
        assert (
            "Forecasts do not learn from 1 of these events. It counts here all the same." in words
        )
    assert show(desk).words.count("Left out: the weather was too bad.") == 1


def test_a_count_that_ended_with_the_food_is_no_proof(store: Store) -> None:
    hold(store, 30, day=0)
    hold(store, 30, day=7, quality=CountQuality.AT_LEAST)
    with store.reading() as session:
        assert len(track_record.of_kept(session, now=SATURDAY)) == 1
        assert {len(found) for found in track_record.of_ahead(session, now=SATURDAY).values()} == {
            1
        }


def test_before_the_event_only_what_was_known_then_counts(store: Store) -> None:
    """All answers came in five days before: a week before there were none."""
    hold_all(store, AS_GUESSED)
    with store.reading() as session:
        ahead = track_record.of_ahead(session, now=SATURDAY)
    parts = {
        one: [each.said.parts.answered for each in found if each.said.parts]
        for one, found in ahead.items()
    }
    assert set(parts[HowFarAhead.WEEKS]) == set(parts[HowFarAhead.WEEK]) == {0}
    assert set(parts[HowFarAhead.DAY]) == {12}
    assert [each.said.past for each in ahead[HowFarAhead.DAY]] == list(range(9))
    assert [each.said.past for each in ahead[HowFarAhead.WEEKS]] == [0, 0, 0, 1, 2, 3, 4, 5, 6]


def test_the_page_of_before_has_each_distance(desk: PageClient, store: Store) -> None:
    hold_all(store, AS_GUESSED)
    assert 'href="/past-events/record/ahead"' in show(desk).text
    words = show(desk, "/ahead").words
    for name in ("Three weeks before", "A week before", "The day before"):
        assert name in words
    assert words.count("Of the 9 times that we said 8 out of 10") >= 3


def test_an_event_that_was_not_planned_yet_had_no_forecast(store: Store) -> None:
    event_id = hold(store, 30, day=0)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.created_at = event.starts_at - timedelta(days=10)
    with store.reading() as session:
        ahead = track_record.of_ahead(session, now=SATURDAY)
    assert {one: len(found) for one, found in ahead.items()} == {
        HowFarAhead.WEEKS: 0,
        HowFarAhead.WEEK: 1,
        HowFarAhead.DAY: 1,
    }


def test_without_a_closed_event_the_page_of_before_says_so(desk: PageClient) -> None:
    assert "No event was closed yet." in show(desk, "/ahead").words


def test_the_pages_ask_as_much_for_nine_events_as_for_three(desk: PageClient, store: Store) -> None:
    asked: dict[str, list[int]] = {"": [], "/ahead": []}
    hold_all(store, AS_GUESSED[:3])
    for more in (0, 6):
        for week in range(more):
            hold(store, 30, day=7 * (week + 3))
        for path, numbers in asked.items():
            with count_queries(store) as seen:
                show(desk, path)
            numbers.append(len(seen))
    assert all(len(set(numbers)) == 1 for numbers in asked.values()), asked
