"""One prankster moves no forecast, no order and no place; nobody who is honest is sent away."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import Reply
from planner.core.roles import AccountRole, TeamRole
from planner.core.turnout import Forecast
from planner.services.answer import waiting_list
from planner.services.answer.room import heads_taken
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import forecast_event
from planner.services.people import colleagues, signing_in
from planner.services.shop.known import known_of
from planner.services.shop.shopping import order_for
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import AuditEntry, Event
from tests.support.application import PASSWORD
from tests.support.cards import BARBECUE, World, make_world
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers
from tests.support.pages import Page, PageClient, page_client

SLUG = "/e/buurt-bbq-passart"
ENGLISH = {"Accept-Language": "en"}
PRANKSTER = "203.0.113.77"
STAMP = re.compile(r'name="stamp" value="([^"]+)"')


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
    pages = (client.get(SLUG, environ_overrides=where).text for _ in range(number))
    found = [one for page in pages for one in STAMP.findall(page)]
    assert len(found) == number
    return found


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
        order = order_for(event, made, answers, known_of(session, event))
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


def burst(client: PageClient, clock: FixedClock, number: int = 23, *, adults: int = 8) -> list[str]:
    """Send answers in one second over one connection; return where their own pages are."""
    shown = stamps(client, number)
    clock.forward(seconds=9)
    return [answer(client, one, adults=adults)[1].removesuffix("/party") for one in shown]


def signed_in_member(
    app: Flask, store: Store, event_id: int, role: TeamRole, clock: FixedClock
) -> PageClient:
    """Return the browser of somebody who is in the team of the event and nothing else."""
    with store.transaction() as session:
        account = signing_in.add_account(
            session,
            email="els@feest.example",
            name="Els",
            password=PASSWORD,
            now=clock(),
            role=AccountRole.MEMBER,
            organisation_id=session.get_one(Event, event_id).organisation_id,
        )
        event = session.get_one(Event, event_id)
        colleagues.put_in_team(session, event, account, role, now=clock())
    member = page_client(app)
    typed = {"email": "els@feest.example", "password": PASSWORD}
    assert member.send("/sign-in", typed).status_code == 303
    return member


def set_aside_form(desk: PageClient, event_id: int) -> dict[str, list[str]]:
    """Return what the first form on the page of what was set aside sends."""
    sent = desk.page(f"/events/{event_id}/set-aside", headers=ENGLISH).sends()
    return {name: values[:1] for name, values in sent.items()}


def test_the_page_of_the_event_says_it_and_so_does_what_is_to_do(
    desk: PageClient, client: PageClient, world: World, clock: FixedClock
) -> None:
    before = desk.page(f"/events/{world.event_id}", headers=ENGLISH).words
    assert "set aside" not in before
    burst(client, clock)
    words = desk.page(f"/events/{world.event_id}", headers=ENGLISH).words
    assert "23 answers came in 1 second from one connection." in words
    assert "They do not count until you look. They are about 184 people." in words
    assert "Look at answers that were set aside" in words
    assert words.count("+23 cards set aside") == 2, "beside the forecast and beside the answers"
    assert "On these cards 36 people say yes. +23 cards set aside" in words
    live = desk.page(f"/events/{world.event_id}/live", headers=ENGLISH).words
    assert "36 said yes, still to come 0 without a card 184 said yes, set aside" in live
    kitchen = desk.page(f"/events/{world.event_id}/kitchen", headers=ENGLISH).words
    assert "36 people in 12 households. +23 cards set aside" in kitchen


def test_one_press_lets_them_count_and_a_second_press_does_nothing(
    desk: PageClient, client: PageClient, world: World, clock: FixedClock
) -> None:
    burst(client, clock)
    address = f"/events/{world.event_id}/set-aside"
    sent = set_aside_form(desk, world.event_id)
    pressed = [desk.post(f"{address}/count", data=sent, headers=ENGLISH) for _ in range(2)]
    assert [each.status_code for each in pressed] == [303, 303]
    page = desk.page(address, headers=ENGLISH)
    assert "23 answers count now." in page.words
    assert "That was done already." in page.words
    assert "They count. Somebody looked." in page.words
    with world.store.reading() as session:
        assert tally(session, world.event_id).yes_heads == 36 + 184
        entries = session.scalars(
            select(AuditEntry.what).where(AuditEntry.what.startswith("guests_aside"))
        ).all()
    assert entries == ["guests_aside.count"]
    stale = desk.post(f"{address}/undo", data=sent, headers=ENGLISH, follow_redirects=True)
    assert "Somebody decided this meanwhile. Look again." in stale.get_data(as_text=True)


def test_undone_their_pages_say_so_kindly_and_they_can_answer_again(
    desk: PageClient, client: PageClient, world: World, clock: FixedClock
) -> None:
    (own, *_others) = burst(client, clock)
    address = f"/events/{world.event_id}/set-aside"
    undone = desk.post(f"{address}/undo", data=set_aside_form(desk, world.event_id))
    assert undone.status_code == 303
    page = client.page(own, status=410, headers=ENGLISH)
    assert page.heading == "This answer does not count any more."
    assert "Answer again on the page of the event, or call us." in page.words
    (again,) = stamps(client, 1, address="198.51.100.7")
    assert answer(client, again, address="198.51.100.7")[0] == 303
    sent = set_aside_form(desk, world.event_id)
    assert desk.post(f"{address}/count", data=sent).status_code == 303
    assert client.page(own, headers=ENGLISH).heading.startswith("See you")


def test_what_belongs_to_no_event_of_ours_is_not_found(
    desk: PageClient, client: PageClient, world: World, clock: FixedClock
) -> None:
    burst(client, clock)
    other = world.plan(replace(BARBECUE, title="Another one"))
    sent = set_aside_form(desk, world.event_id)
    for data in (sent, {**sent, "aside": ["999"]}, {**sent, "aside": ["x"]}):
        assert desk.post(f"/events/{other.id}/set-aside/undo", data=data).status_code == 404


def test_who_is_set_aside_reads_that_somebody_looks_first(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    (own, *_others) = burst(client, clock, adults=2)
    for path in (own, f"{own}/party"):
        words = client.page(path, headers=ENGLISH).words
        assert "We have your answer. Very many answers came. Somebody of us looks first." in words
        assert "You don't have to do anything." in words
    words = client.page(own, headers=ENGLISH).words
    assert "Show your card or this page at the entrance." in words, "where there is no limit"
    for word in ("prank", "robot", "fake", "suspicious"):
        assert word not in words.casefold()


def test_where_places_are_few_the_page_says_when_to_look_again_and_what_is_true_then(
    app: Flask, client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=36 + 20)
    pages = burst(client, clock, 12, adults=3)
    first = client.page(pages[0], headers=ENGLISH)
    assert first.heading == "We have your answer."
    assert "Look here again after 12:00." in first.words
    assert "Show your card" not in first.words
    clock.forward(hours=2)
    assert "There is no place for you yet." in client.page(pages[0], headers=ENGLISH).words
    with world.store.transaction() as session:
        waiting_list.serve_every_waiting_list(session, now=clock())
    first, last = (client.page(one, headers=ENGLISH) for one in (pages[0], pages[-1]))
    assert first.heading.startswith("See you")
    assert "There is a place for you." in first.words
    assert "There is no place for you yet." in last.words


def test_the_word_on_the_poster_is_asked_and_a_wrong_one_is_no_fault(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(open_word="kastanje")
    page = client.page(SLUG, headers=ENGLISH)
    assert "The word on the poster" in page.words
    assert "kastanje" not in page.text
    clock.forward(seconds=9)
    data = {"answer": "yes", "stamp": stamp_of(page)}
    wrong = client.post(f"{SLUG}/answer", data=data | {"word": "eik"})
    assert wrong.status_code == 303
    own = client.page(wrong.location, headers=ENGLISH)
    assert "It was not the word on the poster. Somebody of us looks first." in own.words
    right = client.post(f"{SLUG}/answer", data=data | {"word": " Kastanje"})
    assert right.location == wrong.location, "the same form is the same answer"
    assert "the word on the poster" not in client.page(right.location, headers=ENGLISH).words


def test_a_word_that_nobody_could_type_is_not_taken(desk: PageClient, world: World) -> None:
    address = f"/events/{world.event_id}/edit"
    sent = desk.page(address).sends() | {"open_word": ["?!"]}
    answered = desk.post(address, data=sent, headers=ENGLISH)
    assert answered.status_code == 422
    assert Page(answered).errors() == ["Choose a word with letters or digits."]


@pytest.mark.parametrize("role", [TeamRole.LEAD, TeamRole.READER])
def test_who_may_not_see_guests_reads_it_and_can_press_nothing(
    app: Flask, store: Store, client: PageClient, world: World, clock: FixedClock, role: TeamRole
) -> None:
    burst(client, clock)
    member = signed_in_member(app, store, world.event_id, role, clock)
    page = member.page(f"/events/{world.event_id}?whole=1", headers=ENGLISH)
    assert "23 answers came in 1 second from one connection." in page.words
    may = role is TeamRole.LEAD
    assert ("Let them count" in page.words) is may
    assert ("Look at answers that were set aside" in page.words) is may
