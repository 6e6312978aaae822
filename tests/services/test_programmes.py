"""The programme of an event: it comes along wherever the event goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.calendars.files import Variant
from planner.services.plan import event_plan, making, planning, programmes
from planner.services.plan.event_plan import move_plan
from planner.services.plan.programmes import ItemPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord", phone="045 1")
HOUR = timedelta(hours=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        show = ItemPlan(title="Lichtshow", starts_at=SATURDAY + HOUR, place="Voorplein")
        band = ItemPlan(
            title="Leerorkest", starts_at=SATURDAY + 2 * HOUR, ends_at=SATURDAY + 3 * HOUR
        )
        for wish in (show, band):
            programmes.add_item(session, event, wish, now=MADE_AT)
    return world


def starts(event: Event) -> list[datetime]:
    return [item.starts_at for item in event.programme]


def entries(world: World, variant: Variant) -> list[icalendar.Event]:
    with world.store.transaction() as session:
        feed = files.public_feed(TOWN)
        file = feeds.build_feed(session, feed, TOWN, variant=variant, now=MADE_AT)
        feeds.keep(session, file)
    found = icalendar.Calendar.from_ical(file.body).walk("VEVENT")
    return [event for event in found if isinstance(event, icalendar.Event)]


def test_a_calendar_shows_the_programme_in_the_text_of_its_event(world: World) -> None:
    (event,) = entries(world, files.PLAIN)
    assert str(event["DESCRIPTION"]) == (
        "Programma:\n16.00 Lichtshow (Voorplein)\n17.00–18.00 Leerorkest\n\n"
        "Het kost niets.\nVragen? Bel Chris: 06 00 00 00 00"
    )


def test_who_asks_for_it_gets_each_part_on_its_own(world: World) -> None:
    whole, show, band = entries(world, Variant(items=True))
    assert str(whole["SUMMARY"]) == "Buurt-BBQ Passart"
    assert str(show["SUMMARY"]) == "Lichtshow · Buurt-BBQ Passart"
    assert str(show["LOCATION"]) == "Voorplein, Speelveld, Passartweg 1, Heerlen"
    assert (show.start, show.end) == (SATURDAY + HOUR, SATURDAY + 2 * HOUR), "until the next"
    assert (band.start, band.end) == (SATURDAY + 2 * HOUR, SATURDAY + 3 * HOUR)
    uids = [str(one["UID"]) for one in (whole, show, band)]
    assert len(set(uids)) == 3
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        later = ItemPlan(title="Lichtshow", starts_at=SATURDAY + 1.5 * HOUR, place="Voorplein")
        programmes.change_item(session, event.programme[0], later, now=MADE_AT + HOUR)
    again = entries(world, Variant(items=True))
    assert [str(one["UID"]) for one in again] == uids
    assert [one["SEQUENCE"] for one in again] == [0, 1, 0]
    assert again[1].start == SATURDAY + 1.5 * HOUR
    assert "16.30 Lichtshow" in str(again[0]["DESCRIPTION"])


def test_the_sequence_of_every_part_rises_when_the_event_is_cancelled(world: World) -> None:
    entries(world, Variant(items=True))
    with world.store.transaction() as session:
        planning.cancel_event(
            session, session.get_one(Event, world.event_id), reason="Storm.", now=MADE_AT
        )
    found = entries(world, Variant(items=True, strict=True))
    assert [one["SEQUENCE"] for one in found] == [1, 1, 1]
    assert {str(one["STATUS"]) for one in found} == {"CANCELLED"}
    assert all(str(one["SUMMARY"]).startswith("AFGELAST: ") for one in found)


def test_a_copy_brings_the_programme_along_at_the_same_times_of_day(world: World) -> None:
    in_winter = datetime(2027, 12, 11, 14, tzinfo=UTC)  # 15:00 in Amsterdam, as in June
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        copied = planning.copy_event(
            session, event, starts_at=in_winter, now=MADE_AT, account_id=None
        )
        assert starts(copied) == [in_winter + HOUR, in_winter + 2 * HOUR]
        assert copied.programme[1].ends_at == in_winter + 3 * HOUR
        assert {item.uid for item in copied.programme}.isdisjoint(
            item.uid for item in event.programme
        )


def test_an_event_that_moves_as_a_whole_takes_its_programme_along(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        moved = event_plan.move_plan(
            event_plan.plan_of(event),
            starts_at=SATURDAY + timedelta(days=7, hours=2),
            ends_at=SATURDAY + timedelta(days=7, hours=6),
        )
        planning.change_event(session, event, moved, now=MADE_AT)
        assert starts(event) == [
            SATURDAY + timedelta(days=7, hours=3),
            SATURDAY + timedelta(days=7, hours=4),
        ]
        assert [item.sequence for item in event.programme] == [1, 1]
        assert not programmes.outside(event)


def test_an_event_that_begins_later_leaves_the_parts_where_they_are_and_says_so(
    world: World,
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        shorter = replace(event_plan.plan_of(event), starts_at=SATURDAY + 1.5 * HOUR)
        planning.change_event(session, event, shorter, now=MADE_AT)
        assert starts(event) == [SATURDAY + HOUR, SATURDAY + 2 * HOUR]
        assert [item.title for item in programmes.outside(event)] == ["Lichtshow"]


def test_a_series_gets_the_programme_where_it_has_none(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        dates = [
            (SATURDAY + timedelta(weeks=n), SATURDAY + timedelta(weeks=n, hours=4)) for n in (1, 2)
        ]
        plans = [move_plan(BARBECUE, starts_at=day, ends_at=ends) for day, ends in dates]
        series = planning.create_series(session, "Zomer", plans, account_id=None, now=MADE_AT)
        event.series = series
        session.flush()
        own = ItemPlan(title="Eigen", starts_at=dates[0][0])
        first, second = (one for one in series.events if one.id != event.id)
        programmes.add_item(session, first, own, now=MADE_AT)
        assert programmes.give_to_series(session, event, now=MADE_AT) == 1
        assert [item.title for item in first.programme] == ["Eigen"]
        assert starts(second) == [dates[1][0] + HOUR, dates[1][0] + 2 * HOUR]
        assert programmes.give_to_series(session, event, now=MADE_AT) == 0


def test_the_parts_go_along_when_the_address_of_their_place_is_filled_in(world: World) -> None:
    nowhere = replace(BARBECUE, venue_name="Plein", venue_address="")
    with world.store.transaction() as session:
        planning.change_event(session, session.get_one(Event, world.event_id), nowhere, now=MADE_AT)
    before = entries(world, Variant(items=True))
    with world.store.transaction() as session:
        there = replace(BARBECUE, venue_name="plein", venue_address="Markt 1")
        making.create_event(session, there, account_id=None, now=MADE_AT)
    after = entries(world, Variant(items=True))[: len(before)]
    assert [str(one["LOCATION"]) for one in after] == [
        "Plein, Markt 1",
        "Voorplein, Plein, Markt 1",
        "Plein, Markt 1",
    ]
    were = [int(str(one["SEQUENCE"])) + 1 for one in before]
    assert [int(str(one["SEQUENCE"])) for one in after] == were
