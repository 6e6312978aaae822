"""'Is it better now?' on a guest's page: one tap, once, and nothing of the card goes along."""

from datetime import timedelta

import pytest

from planner.core.residents.undertakings import PromiseKind, PromiseState
from planner.services.people.throttle import Bucket
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Neighbourhood, Promise, PromiseVotes
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def promise_id(world: World) -> int:
    """A bench that was promised in the neighbourhood of the event, and is there."""
    with world.store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        event = session.get_one(Event, world.event_id)
        event.neighbourhood_id = place.id
        row = Promise(
            organisation_id=event.organisation_id,
            number=1,
            neighbourhood_id=place.id,
            what="Een bankje bij het speelveld",
            kind=PromiseKind.PROMISED,
            made_on=MADE_AT.date(),
            state=PromiseState.DONE,
            settled_on=MADE_AT.date(),
            is_public=True,
        )
        session.add(row)
        session.flush()
        return row.id


def votes(store: Store, promise_id: int) -> tuple[int, int]:
    with store.reading() as session:
        kept = session.get(PromiseVotes, promise_id)
        return (kept.better, kept.not_yet) if kept else (0, 0)


def sent(page: Page, promise_id: int) -> dict[str, list[str]]:
    return page.sends(to=f"/better-now/{promise_id}")


def test_a_guest_answers_once_and_without_the_card(
    client: PageClient, store: Store, world: World, promise_id: int
) -> None:
    card = world.cards()[0]
    assert "better now" not in client.page(f"/{card.code}", headers=ENGLISH).words
    client.post(f"/{card.code}", data={"answer": "yes"})
    page = client.page(f"/{card.code}/done", headers=ENGLISH)
    assert "Is it better now? Een bankje bij het speelveld" in page.words
    form = sent(page, promise_id)
    assert set(form) == {"key"}
    assert card.code not in str(form)
    for answer in ("better", "better", "not-yet"):
        pressed = client.post(f"/better-now/{promise_id}", data={**form, "answer": answer})
        assert pressed.location == f"/better-now/{promise_id}/thanks"
    assert votes(store, promise_id) == (1, 0)


def test_afterwards_the_card_asks_too(
    client: PageClient, world: World, promise_id: int, clock: FixedClock
) -> None:
    card = world.cards()[0]
    clock.now = SATURDAY + timedelta(days=1)
    assert "Is it better now?" in client.page(f"/{card.code}", headers=ENGLISH).words


def test_looking_counts_nothing_and_a_made_up_key_neither(
    client: PageClient, store: Store, promise_id: int, clock: FixedClock
) -> None:
    url = f"/better-now/{promise_id}"
    page = client.page(url, headers=ENGLISH)
    key = sent(page, promise_id)["key"][0]
    other = {"key": "1.x.y", "answer": "better"}
    for data in ({}, other, {"key": key}, {"key": key, "answer": "maybe"}, {"answer": "better"}):
        refused = client.post(url, data=data, headers=ENGLISH)
        assert refused.status_code == 422
        assert "Press once more. Then it counts." in Page(refused).words
    clock.now = MADE_AT + timedelta(days=2)
    assert client.post(url, data={"key": key, "answer": "better"}).status_code == 422
    assert votes(store, promise_id) == (0, 0)
    assert client.get("/better-now/999").status_code == 404


def test_from_five_on_it_is_said_in_steps(
    client: PageClient, store: Store, promise_id: int
) -> None:
    url = f"/better-now/{promise_id}"

    def press(answer: str) -> int:
        form = sent(client.page(url), promise_id)
        return client.post(url, data={**form, "answer": answer}).status_code

    for _turn in range(3):
        press("better")
    assert "say" not in client.page(f"{url}/thanks", headers=ENGLISH).words.partition("When")[0]
    for _turn in range(3):
        press("better")
    words = client.page(f"{url}/thanks", headers=ENGLISH).words
    assert "5 people or more say: it is better now." in words
    assert votes(store, promise_id) == (6, 0)


def test_what_is_not_public_or_not_done_is_not_asked_about(
    client: PageClient, store: Store, promise_id: int
) -> None:
    with store.transaction() as session:
        session.get_one(Promise, promise_id).is_public = False
    assert client.get(f"/better-now/{promise_id}").status_code == 404
    assert client.post(f"/better-now/{promise_id}").status_code == 404


def test_a_flood_from_one_connection_is_refused(
    client: PageClient, store: Store, promise_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.public.voting.OPEN_ANSWER", Bucket(2, 1))
    url = f"/better-now/{promise_id}"
    for status in (303, 303, 429):
        form = sent(client.page(url), promise_id)
        answer = client.post(url, data={**form, "answer": "not-yet"})
        assert answer.status_code == status
    assert votes(store, promise_id) == (0, 2)
