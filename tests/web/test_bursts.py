"""One prankster moves no forecast, no order and no place; nobody who is honest is sent away."""

from dataclasses import replace

import pytest

from planner.core.enums import Reply
from planner.core.turnout import Forecast
from planner.services.answer.room import heads_taken
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import forecast_event
from planner.services.shop.appetites import learned_appetites
from planner.services.shop.shopping import order_for
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import BARBECUE, World, make_world
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers
from tests.support.pages import Page, PageClient

SLUG = "/e/buurt-bbq-passart"
ENGLISH = {"Accept-Language": "en"}
PRANKSTER = "203.0.113.77"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    made = make_world(store, settings, replace(BARBECUE, expected=80))
    add_answers(store, made.event_id, *(Said(Reply.YES, 3) for _ in range(12)), silent=20)
    return made


def stamp_of(page: Page) -> str:
    return next(
        field.get("value") or "" for field in page.all("input") if field.get("name") == "stamp"
    )


def stamps(client: PageClient, number: int, *, address: str = PRANKSTER) -> list[str]:
    """Open the page so many times."""
    where = {"REMOTE_ADDR": address}
    return [stamp_of(client.page(SLUG, environ_overrides=where)) for _ in range(number)]


def answer(
    client: PageClient, stamp: str, *, address: str = PRANKSTER, adults: int = 8
) -> tuple[int, str]:
    """Say yes, then with how many; return the status and where the answer's own page is."""
    where = {"REMOTE_ADDR": address}
    said = client.post(
        f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}, environ_overrides=where
    )
    if said.status_code == 303 and adults:
        told = {"adults": "more", "adults_more": str(adults), "children": "0"}
        client.post(said.location, data=told, environ_overrides=where)
    return said.status_code, said.location or ""


def known(world: World, clock: FixedClock) -> tuple[object, ...]:
    """What is forecast, what is bought and how many places are taken."""
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        made = forecast_event(session, event, now=clock())
        assert isinstance(made.forecast, Forecast)
        answers = tally(session, event.id)
        order = order_for(event, made, answers, learned_appetites(session, event))
        assert order is not None
        return (
            made.forecast.likely,
            answers.yes_heads,
            repr(order),
            heads_taken(session, event.id, now=clock()),
        )


def test_sixty_answers_in_one_second_move_no_forecast_order_or_place(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    before = known(world, clock)
    shown = stamps(client, 60)
    clock.forward(seconds=9)
    assert {answer(client, stamp)[0] for stamp in shown} == {303}, "nobody is refused"
    assert known(world, clock) == before
    with world.store.reading() as session:
        found = tally(session, world.event_id)
        assert (found.set_aside, found.set_aside_heads) == (60, 480)


def test_one_connection_does_not_take_all_places_that_are_open(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=36 + 5)
    shown = stamps(client, 5)
    for stamp in shown:
        clock.forward(minutes=7)
        answer(client, stamp, adults=1)
    with world.store.reading() as session:
        assert heads_taken(session, world.event_id, now=clock()) == 36 + 2
        assert tally(session, world.event_id).set_aside == 3
    (family,) = stamps(client, 1, address="198.51.100.4")
    assert answer(client, family, address="198.51.100.4", adults=3)[0] == 303
    with world.store.reading() as session:
        assert heads_taken(session, world.event_id, now=clock()) == 36 + 5
