"""Calendars: rendered once, the same bytes for everybody, never older than they say."""

from datetime import datetime, timedelta

import icalendar
import pytest

from planner.core.words import EventState
from planner.services import calendars, plan
from planner.services.calendar_blocks import Town
from planner.services.calendars import CalendarFile
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def feed(world: World, *, now: datetime = MADE_AT) -> CalendarFile:
    """Fetch the public feed as a page does: render, then keep."""
    with world.store.reading() as session:
        file = calendars.public_calendar(session, TOWN, now=now)
    if file.is_new:
        with world.store.transaction() as session:
            calendars.keep(session, file)
    return file


def summaries(file: CalendarFile) -> list[str]:
    calendar = icalendar.Calendar.from_ical(file.body)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_an_event_says_when_where_and_its_public_page(world: World) -> None:
    with world.store.reading() as session:
        file = calendars.event_calendar(session, "buurt-bbq-passart", TOWN)
    assert file is not None
    (event,) = icalendar.Calendar.from_ical(file.body).walk("VEVENT")
    assert event.decoded("DTSTART") == SATURDAY
    assert str(event["LOCATION"]) == "Speelveld, Passartweg 1, Heerlen"
    assert str(event["URL"]) == "https://feest.example/e/buurt-bbq-passart"


def test_an_unchanged_feed_is_the_same_file_however_often_it_is_fetched(world: World) -> None:
    first = feed(world)
    again = feed(world, now=MADE_AT + timedelta(days=1))
    assert (again.body, again.etag, again.last_modified) == (
        first.body,
        first.etag,
        first.last_modified,
    )
    assert first.is_new
    assert not again.is_new


def test_a_block_is_rendered_once_and_anew_after_a_change(world: World) -> None:
    first = feed(world)
    assert len(first.new_blocks) == 1
    assert not feed(world).new_blocks
    later = MADE_AT + timedelta(hours=2)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        plan.cancel_event(session, event, reason="It will storm.", now=later)
    changed = feed(world, now=later)
    assert len(changed.new_blocks) == 1
    assert changed.etag != first.etag
    assert changed.last_modified == later


def test_a_block_of_an_event_that_has_changed_meanwhile_is_not_kept(world: World) -> None:
    with world.store.reading() as session:
        old = calendars.public_calendar(session, TOWN, now=MADE_AT)
    later = MADE_AT + timedelta(hours=2)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        plan.cancel_event(session, event, reason="It will storm.", now=later)
    with world.store.transaction() as session:
        calendars.keep(session, old)
    assert summaries(feed(world, now=later)) == ["AFGELAST: Buurt-BBQ Passart"]


def test_a_cancelled_event_stays_and_says_so_before_its_title(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        plan.cancel_event(session, event, reason="It will storm.", now=MADE_AT)
    file = feed(world)
    assert summaries(file) == ["AFGELAST: Buurt-BBQ Passart"]
    (event_in_file,) = icalendar.Calendar.from_ical(file.body).walk("VEVENT")
    assert str(event_in_file["STATUS"]) == "CONFIRMED", "Google hides what is marked cancelled"
    assert str(event_in_file["DESCRIPTION"]).startswith("It will storm.")


def test_a_feed_goes_back_sixty_days(world: World) -> None:
    ended = SATURDAY + timedelta(hours=4)
    assert summaries(feed(world, now=ended + timedelta(days=59)))
    assert not summaries(feed(world, now=ended + timedelta(days=60)))


def test_the_age_of_a_feed_never_goes_back(world: World) -> None:
    newest = world.plan(BARBECUE)
    moments = [MADE_AT + timedelta(hours=hour) for hour in range(6)]
    seen = [feed(world, now=moments[0])]
    with world.store.transaction() as session:  # gone, as when demonstration data is removed
        event = session.get_one(Event, newest.id)
        session.delete(event)
    seen.append(feed(world, now=moments[1]))
    world.change(is_public=False)
    seen.append(feed(world, now=moments[1]))
    world.change(is_public=True)
    seen.append(feed(world, now=moments[2]))
    ages = [file.last_modified for file in seen]
    assert ages == sorted(set(ages)), "each change is newer, also within one second"
    assert len({file.etag for file in seen}) == 3


def test_a_series_has_a_feed_of_its_own(world: World) -> None:
    with world.store.transaction() as session:
        dates = [
            (SATURDAY + timedelta(weeks=week), SATURDAY + timedelta(weeks=week, hours=4))
            for week in range(10)
        ]
        series = plan.create_series(
            session, "Zomer; tien keer", BARBECUE, dates, account_id=None, now=MADE_AT
        )
        slug = series.slug
    with world.store.reading() as session:
        file = calendars.series_calendar(session, slug, TOWN, now=MADE_AT)
        assert calendars.series_calendar(session, "nothing", TOWN, now=MADE_AT) is None
    assert file is not None
    assert len(summaries(file)) == 10
    calendar = icalendar.Calendar.from_ical(file.body)
    assert str(calendar["X-WR-CALNAME"]) == "Zomer tien keer"


def test_what_is_not_public_is_in_no_calendar(world: World) -> None:
    for fields in ({"is_public": False}, {"is_public": True, "state": EventState.DRAFT}):
        world.change(**fields)
        assert not summaries(feed(world))
        with world.store.reading() as session:
            assert calendars.event_calendar(session, "buurt-bbq-passart", TOWN) is None


def test_who_holds_a_card_gets_the_very_same_file(world: World) -> None:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        mine = calendars.file_of(event, TOWN)
        public = calendars.event_calendar(session, event.slug, TOWN)
    assert public is not None
    assert mine.body == public.body


def test_a_block_can_be_made_ready_beforehand(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        calendars.refresh(session, event, base_url=TOWN.base_url)
    assert not feed(world).new_blocks
