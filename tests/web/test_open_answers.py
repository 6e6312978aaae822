"""Anybody may answer on the public page; programs may not, and nobody has to say who they are."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.core.enums import Reply
from planner.core.turnout import EventKind
from planner.services.answer.tally import tally
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Batch, Event, Invitation, Submission, Throttle
from tests.support.cards import BARBECUE, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client

SLUG = "/e/buurt-bbq-passart"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def stamp_of(page: Page) -> str:
    return next(
        field.get("value") or "" for field in page.all("input") if field.get("name") == "stamp"
    )


def read(client: PageClient, clock: FixedClock, *, seconds: float = 9) -> str:
    """Open the page, look at it for a while, and return the moment that its form carries."""
    stamp = stamp_of(client.page(SLUG, headers=ENGLISH))
    clock.forward(seconds=seconds)
    return stamp


def rows(world: World) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(Invitation)) or 0


def test_one_tap_on_the_public_page_is_an_answer_with_a_page_of_its_own(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    stamp = read(client, clock)
    said = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp, "website": ""})
    assert said.status_code == 303
    found = re.fullmatch(r"/([0-9A-Z]{13})/party", said.location)
    assert found
    assert "Set-Cookie" not in said.headers
    told = client.post(said.location, data={"adults": "2", "children": "1"})
    assert told.status_code == 303
    page = client.page(f"/{found[1]}", headers=ENGLISH)
    assert "3 people are coming." in page.words
    with world.store.reading() as session:
        assert tally(session, world.event_id).yes_heads == 3


@pytest.mark.parametrize("reply", ["maybe", "no"])
def test_a_maybe_and_a_no_count_too(
    client: PageClient, world: World, clock: FixedClock, reply: str
) -> None:
    said = client.post(f"{SLUG}/answer", data={"answer": reply, "stamp": read(client, clock)})
    assert said.status_code == 303
    with world.store.reading() as session:
        assert session.scalars(select(Answer.reply)).all() == [Reply(reply)]


def test_the_language_is_carried_to_the_new_page(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    page = client.page(f"{SLUG}?l=en")
    clock.forward(seconds=9)
    action = next(form.get("action") or "" for form in page.all("form") if "answer" in
                  (form.get("action") or ""))  # fmt: skip
    said = client.post(action, data={"answer": "yes", "stamp": stamp_of(page)})
    assert said.location.endswith("/party?l=en")
    with world.store.reading() as session:
        (name,) = session.scalars(select(Batch.name)).all()
    assert name != "", "the organiser's own words, whatever the guest reads"


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        pytest.param({"website": "http://spam.example"}, 9, id="the field that nobody sees"),
        pytest.param({"stamp": "1.0000"}, 9, id="a moment made up"),
        pytest.param({"stamp": ""}, 9, id="no moment at all"),
        pytest.param({"stamp": "١.x"}, 9, id="digits of another script"),
    ],
)
def test_a_program_gets_a_sentence_and_no_invitation(
    client: PageClient, world: World, clock: FixedClock, data: dict[str, str], seconds: float
) -> None:
    stamp = read(client, clock, seconds=seconds)
    sent = client.post(
        f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp, **data}, headers=ENGLISH
    )
    assert sent.status_code == 422
    page = Page(sent)
    assert "Please press once more." in page.words
    assert rows(world) == 0
    clock.forward(seconds=9)
    again = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp_of(page)})
    assert again.status_code == 303, "who was taken for a program presses once more, and is in"


def test_who_presses_at_once_is_in_and_it_is_noted(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    for seconds in (1, 9):
        stamp = read(client, clock, seconds=seconds)
        said = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp})
        assert said.status_code == 303
    with world.store.reading() as session:
        quick = select(Submission.is_quick).order_by(Submission.id)
        assert session.scalars(quick).all() == [True, False]


@pytest.mark.parametrize("second", ["yes", "maybe"])
def test_a_form_serves_once_and_sent_again_it_is_the_same_answer(
    app: Flask, client: PageClient, world: World, clock: FixedClock, second: str
) -> None:
    stamp = read(client, clock)
    first = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp})
    client.post(first.location, data={"adults": "2"})
    clock.forward(minutes=20)
    again = client.post(f"{SLUG}/answer", data={"answer": second, "stamp": stamp})
    assert (again.status_code, again.location) == (303, first.location)
    with world.store.reading() as session:
        (answer,) = session.scalars(select(Answer)).all()
        assert (answer.reply, answer.adults) == (Reply(second), 2)
        assert rows(world) == 1


def test_a_form_of_one_event_does_not_serve_at_another(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    stamp = read(client, clock)
    other = world.plan(replace(BARBECUE, title="Another one"))
    sent = client.post(f"/e/{other.slug}/answer", data={"answer": "yes", "stamp": stamp})
    assert sent.status_code == 422
    assert rows(world) == 0


def test_nothing_is_kept_of_where_an_answer_comes_from_but_a_keyed_hash(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    other = world.plan(replace(BARBECUE, title="Another one"))
    first, second = "2001:db8:1:2::7", "2001:db8:1:2:aaaa::1"
    for slug, address in ((SLUG, first), (SLUG, second), (f"/e/{other.slug}", first)):
        stamp = stamp_of(client.page(slug, headers=ENGLISH))
        clock.forward(seconds=9)
        where = {"REMOTE_ADDR": address}
        data = {"answer": "yes", "stamp": stamp}
        sent = client.post(f"{slug}/answer", data=data, environ_overrides=where)
        assert sent.status_code == 303
    with world.store.reading() as session:
        found = session.scalars(select(Submission).order_by(Submission.id)).all()
    networks = [one.network for one in found]
    assert networks[0] == networks[1], "of an address of the sixth version its network counts"
    assert networks[0] != networks[2], "nobody can be followed from one event to another"
    assert all(network is not None and len(network) == 16 for network in networks)
    assert {column.name for column in Submission.__table__.columns} == {
        "id", "event_id", "kind", "invitation_id", "received_at", "is_quick", "network", "form",
        "aside_id",
    }, "and nothing else"  # fmt: skip


def test_a_page_that_lay_open_for_a_week_asks_again(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    stamp = read(client, clock, seconds=6 * 86_400)
    sent = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}, headers=ENGLISH)
    assert sent.status_code == 422
    clock.forward(seconds=3)
    assert client.post(
        f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp_of(Page(sent))}
    ).status_code == 303  # fmt: skip


def test_a_full_hall_behind_one_address_gets_in_and_a_flood_does_not(
    app: Flask, client: PageClient, world: World, clock: FixedClock
) -> None:
    stamps = [read(client, clock, seconds=0) for _ in range(3)]
    clock.forward(seconds=9)
    statuses = [
        client.post(
            f"{SLUG}/answer", data={"answer": "yes", "stamp": stamps[number % 3]}
        ).status_code
        for number in range(155)
    ]
    assert statuses == [303] * 150 + [429] * 5
    stamp = stamps[0]
    flooded = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}, headers=ENGLISH)
    assert flooded.headers["Retry-After"] == "60"
    assert "Wait a minute" in Page(flooded).words
    elsewhere = page_client(app)
    said = elsewhere.post(
        f"{SLUG}/answer",
        data={"answer": "yes", "stamp": stamp},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert said.status_code == 303
    clock.forward(minutes=2)
    assert client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}).status_code == 303


def test_a_program_that_keeps_failing_waits_longer(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    statuses = [
        client.post(f"{SLUG}/answer", data={"answer": "yes"}).status_code for _ in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2
    with world.store.reading() as session:
        (key,) = session.scalars(select(Throttle.key)).all()
    assert "127.0.0.1" not in key


def test_reading_makes_nothing(client: PageClient, world: World) -> None:
    for method in ("GET", "HEAD"):
        for path in (SLUG, f"{SLUG}/answer"):
            client.open(path, method=method, headers={"User-Agent": "WhatsApp/2.23"})
    assert client.get(f"{SLUG}/answer").location == SLUG
    assert rows(world) == 0


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"answers_without_card": False}, id="switched off"),
        pytest.param({"kind": EventKind.CLOSED}, id="for who got a card"),
    ],
)
def test_an_organiser_can_switch_it_off(
    client: PageClient, world: World, clock: FixedClock, fields: dict[str, object]
) -> None:
    stamp = read(client, clock)
    world.change(**fields)
    assert "Are you coming?" not in client.page(SLUG, headers=ENGLISH).words
    sent = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp})
    assert (sent.status_code, sent.location) == (303, SLUG)
    assert rows(world) == 0


def test_what_is_not_public_can_not_be_answered(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    stamp = read(client, clock)
    world.change(is_public=False)
    sent = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp})
    assert sent.status_code == 404


def test_when_it_is_full_a_stranger_may_wait(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=2)
    stamp = read(client, clock)
    first = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}).location
    client.post(first, data={"adults": "2"})
    page = client.page(SLUG, headers=ENGLISH)
    assert "It is full now." in page.words
    stamp = read(client, clock)
    late = client.post(f"{SLUG}/answer", data={"answer": "yes", "stamp": stamp}, headers=ENGLISH)
    assert late.status_code == 409
    wrong = client.post(
        f"{SLUG}/answer", data={"answer": "wait", "heads": "99", "stamp": stamp}, headers=ENGLISH
    )
    assert wrong.status_code == 422
    assert Page(wrong).errors() == ["Type a number from 1 to 8."]
    waits = client.post(f"{SLUG}/answer", data={"answer": "wait", "heads": "2", "stamp": stamp})
    assert waits.status_code == 303
    page = client.page(waits.location, headers=ENGLISH)
    assert "You are waiting for places for 2 people." in page.words
    client.post(first.removesuffix("/party"), data={"answer": "no"})
    page = client.page(waits.location, headers=ENGLISH)
    assert "There is a place for you!" in page.words
    assert "Friday 4 June" in page.words, "until when it is kept"
    assert client.post(waits.location, data={"answer": "yes"}).status_code == 303
    with world.store.reading() as session:
        assert tally(session, world.event_id).yes_heads == 2


def test_an_event_that_is_over_thanks_with_the_number_and_says_what_is_done(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    clock.forward(days=11)
    assert "Thank you to everybody who came." in client.page(SLUG, headers=ENGLISH).words
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.word_afterwards = "Het gras is gemaaid."
        closing.close_event(session, event, came=87, now=clock() + timedelta(hours=1))
    page = client.page(SLUG, headers=ENGLISH)
    assert "Thank you. 87 people came." in page.words
    assert "Het gras is gemaaid." in page.words
