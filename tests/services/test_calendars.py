"""Calendars: rendered once, the same bytes for everybody, never older than they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.calendars.feeds import FeedFile, Watermark
from planner.services.calendars.files import EventFile
from planner.services.people import signing_in
from planner.services.plan import event_plan, making, planning
from planner.services.plan.event_plan import move_plan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Venue
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def feed(world: World, *, now: datetime = MADE_AT) -> FeedFile:
    """Fetch the public feed as a page does: render, then keep."""
    with world.store.reading() as session:
        file = feeds.build_feed(session, files.public_feed(TOWN), TOWN, now=now)
    if file.is_new:
        with world.store.transaction() as session:
            feeds.keep(session, file)
    return file


def summaries(file: FeedFile | EventFile) -> list[str]:
    calendar = icalendar.Calendar.from_ical(file.body)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_an_event_says_when_where_and_its_public_page(world: World) -> None:
    with world.store.reading() as session:
        file = files.event_calendar(session, "buurt-bbq-passart", TOWN)
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
        planning.cancel_event(session, event, reason="It will storm.", now=later)
    changed = feed(world, now=later)
    assert len(changed.new_blocks) == 1
    assert changed.etag != first.etag
    assert changed.last_modified == later


def test_a_block_of_an_event_that_has_changed_meanwhile_is_not_kept(world: World) -> None:
    with world.store.reading() as session:
        feed_of_all = files.public_feed(TOWN)
        old = feeds.build_feed(session, feed_of_all, TOWN, now=MADE_AT)
    later = MADE_AT + timedelta(hours=2)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="It will storm.", now=later)
    with world.store.transaction() as session:
        feeds.keep(session, old)
    assert summaries(feed(world, now=later)) == ["AFGELAST: Buurt-BBQ Passart"]


def test_a_cancelled_event_stays_and_says_so_before_its_title(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="It will storm.", now=MADE_AT)
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
        starts = [SATURDAY + timedelta(weeks=week) for week in range(10)]
        plans = [
            move_plan(BARBECUE, starts_at=day, ends_at=day + timedelta(hours=4)) for day in starts
        ]
        series = planning.create_series(
            session, "Zomer; tien keer", plans, account_id=None, now=MADE_AT
        )
        slug = series.slug
    with world.store.reading() as session:
        found = files.series_feed(session, slug)
        assert found is not None
        assert files.series_feed(session, "nothing") is None
        file = feeds.build_feed(session, found, TOWN, now=MADE_AT)
    assert len(summaries(file)) == 10
    calendar = icalendar.Calendar.from_ical(file.body)
    assert str(calendar["X-WR-CALNAME"]) == "Zomer tien keer"


def test_what_is_not_public_is_in_no_calendar(world: World) -> None:
    for fields in ({"is_public": False}, {"is_public": True, "state": EventState.DRAFT}):
        world.change(**fields)
        assert not summaries(feed(world))
        with world.store.reading() as session:
            assert files.event_calendar(session, "buurt-bbq-passart", TOWN) is None


def test_who_holds_a_card_gets_the_very_same_file(world: World) -> None:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        mine = files.file_of(event, TOWN)
        public = files.event_calendar(session, event.slug, TOWN)
    assert public is not None
    assert mine.body == public.body


def test_what_changes_calendars_is_noticed_whoever_changes_it(world: World) -> None:
    """Each of these goes another way to the database."""
    ways: list[Callable[[Session], object]] = [
        lambda session: setattr(session.get_one(Event, world.event_id), "title", "Soep"),
        lambda session: session.execute(update(Event).values(contact_phone="06 1")),
        lambda session: setattr(session.scalars(select(Venue)).one(), "address", "Elders 2"),
        lambda session: making.create_event(session, BARBECUE, account_id=None, now=MADE_AT),
        lambda session: session.delete(session.scalars(select(Event).order_by(Event.id)).all()[-1]),
    ]
    feed(world)
    for way in ways:
        assert mark(world) is not None
        with world.store.transaction() as session:
            way(session)
        assert mark(world) is None
        before = feed(world)
        assert before.body == rendered_anew(world)


def test_what_no_calendar_shows_leaves_them_as_they_are(world: World) -> None:
    feed(world)
    before = mark(world)
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).expected = 70
    assert before is not None
    assert mark(world) == before


def test_a_change_that_was_taken_back_changes_nothing(world: World) -> None:
    feed(world)
    with world.store.writing() as session:
        session.get_one(Event, world.event_id).title = "Soep"
        session.flush()
        session.rollback()
        session.get_one(Event, world.event_id).expected = 70
        session.commit()
    assert mark(world) is not None


def test_a_feed_that_was_built_before_a_change_does_not_hide_it(world: World) -> None:
    with world.store.reading() as session:
        old = feeds.build_feed(session, files.public_feed(TOWN), TOWN, now=MADE_AT)
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).title = "Soep"
    feed(world)
    with world.store.transaction() as session:
        feeds.keep(session, old)
    now = mark(world)
    assert now is None or now.etag != old.etag
    assert summaries(feed(world)) == ["Soep"]


def test_an_event_that_gets_too_old_leaves_without_anybody_changing_it(world: World) -> None:
    first = feed(world)
    leaves = SATURDAY + timedelta(hours=4, days=60)
    assert mark(world, now=leaves - timedelta(seconds=1)) is not None
    assert mark(world, now=leaves) is None
    later = feed(world, now=leaves)
    assert later.etag != first.etag
    assert mark(world, now=leaves + timedelta(days=900)) is not None, "nothing is left to go"


def test_a_cancelled_event_stays_for_thirty_days_after_its_day(world: World) -> None:
    with world.store.transaction() as session:
        planning.cancel_event(
            session, session.get_one(Event, world.event_id), reason="Storm.", now=MADE_AT
        )
    over = SATURDAY + timedelta(hours=4)
    assert summaries(feed(world, now=over + timedelta(days=30, seconds=-1)))
    assert mark(world, now=over + timedelta(days=30)) is None
    assert not summaries(feed(world, now=over + timedelta(days=30)))


def test_other_settings_have_everything_rendered_anew(world: World) -> None:
    feed(world)
    moved = replace(TOWN, base_url="https://nieuw.example", phone="045 1")
    with world.store.reading() as session:
        assert feeds.watermark(session, "public", moved, now=MADE_AT) is None
        file = feeds.build_feed(session, files.public_feed(moved), moved, now=MADE_AT)
    assert b"https://nieuw.example/e/buurt-bbq-passart" in file.body
    assert b"feest.example" not in file.body
    with world.store.transaction() as session:
        feeds.keep(session, file)
        assert feeds.watermark(session, "public", moved, now=MADE_AT) is not None
        assert feeds.watermark(session, "public", TOWN, now=MADE_AT) is None


@pytest.mark.parametrize(
    ("change", "rises"),
    [
        pytest.param({"title": "Soep"}, 0, id="another name"),
        pytest.param({"description": "Neem je buren mee."}, 0, id="another description"),
        pytest.param({"is_public": False}, 0, id="not public any more"),
        pytest.param({"starts_at": SATURDAY + timedelta(hours=1)}, 1, id="later"),
        pytest.param({"ends_at": SATURDAY + timedelta(hours=5)}, 1, id="longer"),
        pytest.param({"venue_name": "Buurthuis"}, 1, id="elsewhere"),
        pytest.param({"venue_address": "Passartweg 9, Heerlen"}, 1, id="at another address"),
    ],
)
def test_the_sequence_rises_only_where_somebody_would_go_wrong(
    world: World, change: dict[str, object], rises: int
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        new = replace(event_plan.plan_of(event), **change)  # type: ignore[arg-type]
        planning.change_event(session, event, new, now=MADE_AT)
        planning.change_event(session, event, new, now=MADE_AT)
        assert event.sequence == rises


def test_an_address_that_is_filled_in_reaches_the_other_events_at_that_place(world: World) -> None:
    nowhere = replace(BARBECUE, venue_name="Plein", venue_address="")
    other = world.plan(nowhere)
    later = MADE_AT + timedelta(hours=1)
    feed(world)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        there = replace(BARBECUE, venue_name="Plein", venue_address="Markt 1")
        planning.change_event(session, event, there, now=later)
    with world.store.reading() as session:
        found = session.get_one(Event, other.id)
        assert (found.sequence, found.updated_at) == (1, later)
    assert feed(world, now=later).body.count(b"LOCATION:Plein\\, Markt 1\r\n") == 2


def test_a_draft_is_in_the_organisers_calendar_alone_and_says_so(world: World) -> None:
    world.change(state=EventState.DRAFT)
    with world.store.transaction() as session:
        noor = signing_in.add_account(
            session,
            email="noor@feest.example",
            name="Noor",
            password="samen aan tafel",
            now=MADE_AT,
        )
        file = feeds.build_feed(session, files.organisers_feed(noor, TOWN), TOWN, now=MADE_AT)
    assert summaries(file) == ["CONCEPT: Buurt-BBQ Passart"]
    assert b"SOURCE" not in file.body
    assert b"URL:" not in file.body
    assert not summaries(feed(world))


def mark(world: World, *, now: datetime = MADE_AT) -> Watermark | None:
    with world.store.reading() as session:
        return feeds.watermark(session, "public", TOWN, now=now)


def rendered_anew(world: World) -> bytes:
    """The public feed from nothing that was kept."""
    with world.store.transaction() as session:
        session.execute(update(Event).values(calendar_block=None))
    return feed(world).body
