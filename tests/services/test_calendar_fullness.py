"""A feed stays below what Google takes: what comes first is in it, and it says how far it goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import icalendar
import pytest

from planner.services.calendars import feeds, files, fullness, gathering
from planner.services.calendars.blocks import Town
from planner.services.calendars.feeds import FeedFile
from planner.services.calendars.files import PLAIN, Variant
from planner.services.plan import planning, programmes
from planner.services.plan.event_plan import move_plan
from planner.services.plan.programmes import ItemPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord")
WEEK = timedelta(weeks=1)


@pytest.fixture
def world(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    """Ten Saturdays, and a calendar with room for six events."""
    world = make_world(store, settings, replace(BARBECUE, neighbourhood_name="Passart"))
    with store.transaction() as session:
        plans = []
        for week in range(1, 10):
            at = SATURDAY + week * WEEK
            plan = replace(BARBECUE, title=f"Zaterdag {week}", neighbourhood_name="Passart")
            plans.append(move_plan(plan, starts_at=at, ends_at=at + timedelta(hours=4)))
        planning.create_series(session, "Zomer", plans, account_id=None, now=MADE_AT)
    monkeypatch.setattr(gathering, "MOST_ENTRIES", 6)
    monkeypatch.setattr(fullness, "MOST_ENTRIES", 6)
    return world


def fetch(world: World, variant: Variant = PLAIN, *, now: datetime = MADE_AT) -> FeedFile:
    """Fetch the public feed as a page does: render, then keep."""
    with world.store.reading() as session:
        file = feeds.build_feed(session, files.public_feed(TOWN), TOWN, variant=variant, now=now)
    if file.is_new:
        with world.store.transaction() as session:
            feeds.keep(session, file)
    return file


def titles(file: FeedFile) -> list[str]:
    calendar = icalendar.Calendar.from_ical(file.body)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_what_comes_first_is_in_it_and_it_says_how_far_it_reaches(world: World) -> None:
    file = fetch(world)
    assert titles(file) == ["Buurt-BBQ Passart", *(f"Zaterdag {week}" for week in range(1, 6))]
    assert file.reaches_to == SATURDAY + 5 * WEEK
    calendar = icalendar.Calendar.from_ical(file.body)
    words = "Deze agenda loopt tot en met 17 juli 2027. Latere data volgen vanzelf."
    assert str(calendar["X-WR-CALDESC"]) == str(calendar["DESCRIPTION"]) == words
    polish = icalendar.Calendar.from_ical(fetch(world, Variant(language="pl")).body)
    assert "17 lipca 2027" in str(polish["X-WR-CALDESC"])


def test_when_one_is_over_the_next_comes_in_without_anybody_changing_it(world: World) -> None:
    fetch(world)
    over = SATURDAY + timedelta(hours=4)
    with world.store.reading() as session:
        before = over - timedelta(seconds=1)
        assert feeds.watermark(session, "public", TOWN, now=before) is not None
        assert feeds.watermark(session, "public", TOWN, now=over) is None
    later = fetch(world, now=over)
    assert titles(later) == [f"Zaterdag {week}" for week in range(1, 7)]


def test_what_is_over_stays_as_far_as_there_is_room(world: World) -> None:
    after_seven = SATURDAY + 7 * WEEK + timedelta(days=1)
    file = fetch(world, now=after_seven)
    assert titles(file) == [f"Zaterdag {week}" for week in range(4, 10)]
    assert file.reaches_to is None, "all that is to come is in it"
    assert b"X-WR-CALDESC" not in file.body


def test_a_calendar_that_holds_all_says_nothing_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_ENTRIES", 10)
    file = fetch(world)
    assert len(titles(file)) == file.entries == 10
    assert file.reaches_to is None


def test_bytes_count_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fetch(world)
    monkeypatch.setattr(gathering, "MOST_BYTES", len(whole.body) + gathering.HEAD_BYTES - 1_500)
    with world.store.reading() as session:
        fewer = feeds.build_feed(session, files.public_feed(TOWN), TOWN, now=MADE_AT)
    assert 0 < len(titles(fewer)) < len(titles(whole))
    assert len(fewer.body) < gathering.MOST_BYTES
    assert fewer.reaches_to is not None


def test_parts_of_a_programme_count_and_an_event_comes_with_all_of_its_own(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for hour in range(4):
            plan = ItemPlan(title=f"Deel {hour}", starts_at=SATURDAY + timedelta(hours=hour))
            programmes.add_item(session, event, plan, now=MADE_AT)
    file = fetch(world, Variant(items=True))
    assert file.entries == len(titles(file)) == 6
    assert titles(file)[-1] == "Zaterdag 1"


def test_the_head_fits_in_the_room_that_is_left_for_it(world: World) -> None:
    file = fetch(world, Variant(language="ar"))
    head = file.body[: file.body.index(b"BEGIN:VEVENT")]
    assert len(head) < gathering.HEAD_BYTES


def test_organisers_are_warned_before_it_is_full(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.store.reading() as session:
        assert fullness.full_feeds(session) == [], "nobody follows any yet"
    fetch(world)
    with world.store.reading() as session:
        (full,) = fullness.full_feeds(session)
    assert (full.name, full.percent, full.reaches_to) == ("", 100, SATURDAY + 5 * WEEK)
    for most, percent in ((12, 83), (40, None)):
        monkeypatch.setattr(gathering, "MOST_ENTRIES", most)
        monkeypatch.setattr(fullness, "MOST_ENTRIES", most)
        with world.store.transaction() as session:
            planning.cancel_event(
                session, session.get_one(Event, world.event_id), reason=str(most), now=MADE_AT
            )
            planning.resume_event(session, session.get_one(Event, world.event_id), now=MADE_AT)
        fetch(world)
        with world.store.reading() as session:
            assert [one.percent for one in fullness.full_feeds(session)] == (
                [percent] if percent else []
            )


def test_a_neighbourhood_and_a_series_have_room_of_their_own(world: World) -> None:
    for name in ("passart", "zomer"):
        with world.store.transaction() as session:
            feed = files.neighbourhood_feed(session, name, TOWN)
            feed = feed or files.series_feed(session, name)
            assert feed is not None
            feeds.keep(session, feeds.build_feed(session, feed, TOWN, now=MADE_AT))
    with world.store.reading() as session:
        assert [one.name for one in fullness.full_feeds(session)] == ["Passart"]
        assert fullness.fullness_of_series(session, "zomer") is not None
        assert fullness.fullness_of_series(session, "nothing") is None
