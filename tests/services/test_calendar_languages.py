"""Feeds in other languages: kept beside the town's own, and never older than it."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import func, select, update

from planner.core.said_in import mark_of
from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.calendars.feeds import FeedFile
from planner.services.calendars.files import Variant
from planner.services.plan import planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import CalendarWording, Event, Venue
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord", phone="045 1")
POLISH = Variant(language="pl")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.words_in = {"pl": {"title": ["Grill w Passart", mark_of(event.title)]}}
        parts = (("Opening", "BEGIN:VEVENT"), ("Muziek", ""))
        for hour, (title, place) in enumerate(parts):
            starts_at = SATURDAY + timedelta(hours=hour)
            plan = ItemPlan(title=title, place=place, starts_at=starts_at)
            programmes.add_item(session, event, plan, now=MADE_AT)
    return world


def fetch(world: World, variant: Variant = POLISH, *, town: Town = TOWN) -> FeedFile:
    """Fetch the public feed as a page does: render, then keep."""
    with world.store.reading() as session:
        feed = files.public_feed(town)
        file = feeds.build_feed(session, feed, town, variant=variant, now=MADE_AT)
    if file.is_new:
        with world.store.transaction() as session:
            feeds.keep(session, file)
    return file


def titles(file: FeedFile) -> list[str]:
    calendar = icalendar.Calendar.from_ical(file.body)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def wordings(world: World) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(CalendarWording)) or 0


def test_a_feed_speaks_the_language_that_it_is_asked_in(world: World) -> None:
    dutch, polish = fetch(world, Variant()), fetch(world)
    assert titles(dutch) == ["Buurt-BBQ Passart"]
    assert titles(polish) == ["Grill w Passart"]
    assert "To nic nie kosztuje." in polish.body.decode().replace("\r\n ", "")
    assert b"SOURCE;VALUE=URI:https://feest.example/calendar.ics?l=pl" in polish.body
    assert dutch.etag != polish.etag


def test_it_is_rendered_once_and_kept_beside_the_towns_own(world: World) -> None:
    first = fetch(world)
    again = fetch(world)
    assert first.is_new
    assert not again.is_new
    assert again.body == first.body
    assert not fetch(world, Variant()).new_blocks, "it was rendered along"
    with world.store.reading() as session:
        known = feeds.watermark(session, "public", TOWN, variant=POLISH, now=MADE_AT)
        other = feeds.watermark(
            session, "public", TOWN, variant=Variant(language="uk"), now=MADE_AT
        )
    assert known is not None
    assert known.etag == first.etag
    assert other is None


@pytest.mark.parametrize("asked_between", [False, True])
def test_a_change_reaches_every_language(world: World, asked_between: bool) -> None:
    before = fetch(world)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="Onweer.", now=MADE_AT)
    assert wordings(world) == 0
    if asked_between:
        fetch(world, Variant())
    after = fetch(world)
    assert titles(after) == ["ODWOŁANE: Grill w Passart"]
    assert after.last_modified > before.last_modified


def test_nothing_of_who_is_called_stays_behind_when_it_is_erased(world: World) -> None:
    """The purge empties columns with a statement, and so does whoever erases."""
    with world.store.transaction() as session:
        session.execute(update(Event).values(contact_name="Amina", contact_phone="06 12345678"))
    assert b"Amina" in fetch(world).body
    with world.store.transaction() as session:
        session.execute(update(Event).values(contact_name="", contact_phone=""))
    assert wordings(world) == 0


def test_another_place_reaches_every_language(world: World) -> None:
    fetch(world, Variant(language="pl", items=True))
    with world.store.transaction() as session:
        session.scalars(select(Venue)).one().address = "Elders 2"
    assert fetch(world, Variant(language="pl", items=True)).body.count(b"Elders 2") == 3


def test_each_part_on_its_own_in_another_language(world: World) -> None:
    both = Variant(language="pl", items=True)
    first = fetch(world, both)
    assert titles(first) == [
        "Grill w Passart",
        "Opening · Grill w Passart",
        "Muziek · Grill w Passart",
    ]
    again = fetch(world, both)
    assert again.body == first.body
    assert not again.is_new
    assert again.entries == 3


def test_what_is_kept_is_what_would_be_rendered_anew(world: World) -> None:
    fetch(world, Variant())
    for variant in (
        POLISH,
        Variant(language="ar", items=True),
        Variant(language="uk", strict=True),
    ):
        kept = [fetch(world, variant) for _time in range(2)][1]
        with world.store.transaction() as session:
            session.execute(update(Event).values(calendar_block=None))
        assert fetch(world, variant).body == kept.body


def test_other_settings_have_every_language_rendered_anew(world: World) -> None:
    fetch(world)
    moved = Town(base_url="https://nieuw.example", organisation="Bureau Noord")
    assert b"feest.example" not in fetch(world, town=moved).body
    assert b"nieuw.example/e/" in fetch(world, town=moved).body


def test_two_who_keep_the_same_words_at_once_keep_them_once(world: World) -> None:
    with world.store.reading() as session:
        feed = files.public_feed(TOWN)
        files_made = [
            feeds.build_feed(session, feed, TOWN, variant=POLISH, now=MADE_AT) for _one in range(2)
        ]
    for file in files_made:
        with world.store.transaction() as session:
            feeds.keep(session, file)
    assert wordings(world) == 1
