"""The page of the day itself: honest numbers, early words, a way back from every tap."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from planner.core.admission import People
from planner.core.enums import ScanKind
from planner.services.day.live import watch_event
from planner.services.gate import gates, phones, scanning
from planner.services.gate.items import ScanBatch, ScanItem
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, EventDish, GateDevice
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.support.queries import count_queries

Arrive = Callable[[int, int], None]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    world = make_world(store, settings)
    world.change(expected=30)
    clock.now = SATURDAY + timedelta(minutes=40)
    return world


@pytest.fixture
def arrive(world: World) -> Arrive:
    """Let so many people come in at a minute after the start, without cards."""
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        key = world.settings.code_key
        door = gates.open_gate(session, event, "Ingang", code_key=key, now=event.created_at)
        enrolled = phones.enrol(session, door, code_key=key, now=event.created_at)
        assert enrolled is not None
        token = enrolled.token

    def come(minute: int, heads: int) -> None:
        at = SATURDAY + timedelta(minutes=minute)
        with world.store.transaction() as session:
            phone = phones.find_phone(session, token, code_key=world.settings.code_key, now=at)
            assert phone is not None
            item = ScanItem(
                nonce=f"minute-{minute}",
                kind=ScanKind.ENTRY,
                phone_at=at,
                people=People(heads),
            )
            scanning.take_scans(
                session, phone, ScanBatch([item]), code_key=world.settings.code_key, now=at
            )

    return come


def address(world: World) -> str:
    return f"/events/{world.event_id}/live"


def dish_of(world: World) -> int:
    with world.store.reading() as session:
        return session.query(EventDish.id).order_by(EventDish.position).first()[0]  # type: ignore[index]


def hear_of_phones(world: World, clock: FixedClock) -> None:
    """No phone at a gate is silent."""
    with world.store.transaction() as session:
        for phone in session.query(GateDevice):
            phone.seen_at = clock.now


def test_a_calm_day_has_enough(world: World, arrive: Arrive, desk: PageClient) -> None:
    for minute in (5, 15, 25, 35):
        arrive(minute, 3)
    words = desk.page(address(world)).words
    assert "Genoeg." in words
    assert "Haal eten" not in words


def test_a_very_busy_day_says_what_to_do_before_it_is_too_late(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    for minute in (5, 10, 15, 20, 25):
        arrive(minute, 24)
    words = desk.page(address(world)).words
    assert "120" in words
    assert "Genoeg." not in words
    assert "Doe dit nu Pak wat op afroep ligt. " in words, "the freezer before the shop"
    assert "Vertrek nu: je bent om 16:25 uur terug. Haal dit. " in words
    assert " × 24 stuks" in words.split("Haal dit. ")[1], "in packs, as the shop sells them"


def test_when_it_is_nearly_over_it_says_plainly_that_it_is_too_late(
    world: World, arrive: Arrive, desk: PageClient, clock: FixedClock
) -> None:
    for minute in (5, 10, 15, 20, 25):
        arrive(minute, 60)
    clock.now = SATURDAY + timedelta(minutes=225)
    words = desk.page(address(world)).words
    assert "Te laat voor de winkel. Pak wat op afroep ligt: " in words
    assert "Vertrek nu" not in words


def test_what_just_came_in_has_not_eaten_yet(
    world: World, arrive: Arrive, desk: PageClient, clock: FixedClock
) -> None:
    arrive(39, 20)
    assert "Ongeveer 1 stuk van" in desk.page(address(world)).words
    clock.forward(minutes=60)
    assert "Ongeveer 1 stuk van" not in desk.page(address(world)).words


def test_a_calm_day_asks_for_nothing(world: World, arrive: Arrive, desk: PageClient) -> None:
    arrive(10, 3)
    assert "Doe dit nu" not in desk.page(address(world)).words


def test_with_nothing_known_it_is_too_early_to_say(
    world: World, arrive: Arrive, desk: PageClient, clock: FixedClock
) -> None:
    world.change(expected=None)
    clock.now = SATURDAY + timedelta(minutes=20)
    arrive(15, 2)
    hear_of_phones(world, clock)
    page = desk.page(address(world))
    assert "Het is nog te vroeg om iets te zeggen." in page.words
    assert "Vooraf is niet ingevuld hoeveel mensen er komen." in page.words
    assert "Kijk om 15:40 weer." in page.words
    assert "Het is nog te vroeg om te zeggen hoeveel mensen er nog komen." in page.words
    clock.forward(minutes=30)
    assert "te vroeg" not in desk.page(address(world)).words


def test_when_it_gets_tight_the_page_says_what_to_do_and_how_sure_it_is(
    world: World, arrive: Arrive, desk: PageClient, clock: FixedClock
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.dishes[:] = [dish for dish in event.dishes if dish.name == "Soft drinks and water"]
        session.flush()
        seen = watch_event(session, event, now=clock.now)
    arrive(30, seen.dishes[0].order.feeds - 8)
    clock.now = SATURDAY + timedelta(minutes=195)
    hear_of_phones(world, clock)
    words = desk.page(address(world)).words
    assert "Het wordt krap: Fris en water. Niemand hoeft naar de winkel." in words
    assert "Het wordt krap. Schep de laatste porties iets kleiner op." in words
    assert "van de 10 keer niet genoeg." in words
    assert "Bewaar de laatste schaal voor wie laat komt." in words
    assert "Doe dit nu" not in words


def test_a_recount_replaces_what_the_gates_counted_and_can_be_undone(
    world: World, arrive: Arrive, desk: PageClient, clock: FixedClock
) -> None:
    arrive(10, 12)
    assert desk.send(
        f"/events/{world.event_id}/recount", {"heads": "50"}, form_on=address(world)
    ).status_code == 303  # fmt: skip
    arrive(41, 4)
    clock.forward(minutes=5)
    page = desk.page(address(world))
    assert ">54<" in page.text
    desk.send(f"/events/{world.event_id}/recount/undo", form_on=address(world))
    assert ">54<" not in desk.page(address(world)).text


@pytest.mark.parametrize("heads", ["-1", "1000000000", "veel", ""])
def test_a_silly_count_gets_a_sentence(world: World, desk: PageClient, heads: str) -> None:
    answer = desk.send(
        f"/events/{world.event_id}/recount", {"heads": heads}, form_on=address(world)
    )
    assert answer.status_code == 422
    assert "Traceback" not in answer.get_data(as_text=True)


def test_food_out_of_the_cooling_has_a_clock(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 5)
    dish = dish_of(world)
    url = f"/events/{world.event_id}/dishes/{dish}/day"
    assert desk.send(url, {"what": "out"}, form_on=address(world)).status_code == 303
    page = desk.page(address(world))
    assert "17:40" in page.words, "15:40 and two hours"
    cool = [
        "koeling" in " ".join(entry.itertext())
        for entry in page.all("li")
        if (entry.get("id") or "").startswith("dish-")
    ]
    assert cool == [True, True, True, True, True, False, True, False], "no sauces, no drinks"
    desk.send(url, {"what": "back"}, form_on=address(world))
    assert "17:40" not in desk.page(address(world)).words
    assert desk.send(url, {"what": "eaten"}, form_on=address(world)).status_code == 400


def test_a_dish_that_is_gone_is_on_the_list_to_fetch(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 12)
    url = f"/events/{world.event_id}/dishes/{dish_of(world)}/day"
    assert desk.send(url, {"what": "gone"}, form_on=address(world)).status_code == 303
    words = desk.page(address(world)).words
    assert "Haal dit. Hamburgers" in words
    assert "Op sinds 15:40 uur." in words
    desk.send(url, {"what": "there"}, form_on=address(world))
    assert "Doe dit nu" not in desk.page(address(world)).words


def test_a_dish_of_another_event_is_not_found(world: World, desk: PageClient) -> None:
    url = f"/events/{world.event_id}/dishes/9999/day"
    assert desk.send(url, {"what": "gone"}, form_on=address(world)).status_code == 404


def test_before_anybody_came_the_forecast_stands(world: World, desk: PageClient) -> None:
    page = desk.page(address(world))
    assert page.heading.startswith("Vandaag")


def test_the_page_asks_little_of_the_database(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    for minute in range(5, 35):
        arrive(minute, 1)
    desk.page(address(world))
    with count_queries(world.store) as seen:
        desk.page(address(world))
    assert len(seen) <= 17
