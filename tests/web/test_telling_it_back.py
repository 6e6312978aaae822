"""Organisers tell it back: on cards, on a poster, aloud and by mail, and each time is noted."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, render_template
from sqlalchemy import select

from planner.core.enums import EventType, MailKind
from planner.core.residents.questions import RemarkState
from planner.core.residents.undertakings import MOST_LINE, PartnerKind, PromiseState, ToldWay
from planner.services.outbox import unsubscribing
from planner.services.plan import planning
from planner.services.residents import follower_secrets
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, OutboxMail, Promise, PromiseTold
from planner.store.models.residents import random_key
from planner.web.i18n import in_language
from planner.web.organiser.residents.telling import telling_panel
from tests.exports.pdf_samples import codes_on, pages, text_of
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.promised import DUE_ON, Told

LINE = "You said: weeds. Done: Elke maand gemaaid sinds mei."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, language="en", mailbox=settings.instance / "mail")


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        made = Told(session)
        session.get_one(Event, world.event_id).neighbourhood_id = made.place.id
        done = made.promise(
            "De stoep maaien", answers=[made.remark("Weeds", heads=8)], event_id=world.event_id
        )
        made.update(done, PromiseState.DONE, "Elke maand gemaaid sinds mei", at=clock.now)
        made.promise("Een lamp", partner_id=made.partner("Wij", PartnerKind.US))
        made.promise("geheim", is_public=False)
    return world


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def told(world: World) -> list[tuple[ToldWay, int, int | None, int | None]]:
    with world.store.reading() as session:
        rows = session.execute(
            select(PromiseTold.way, Promise.number, PromiseTold.event_id, PromiseTold.heads)
            .join(Promise, Promise.id == PromiseTold.promise_id)
            .order_by(PromiseTold.id)
        )
        return [(way, number, event_id, heads) for way, number, event_id, heads in rows]


def event_of(world: World) -> Event:
    with world.store.reading() as session:
        return session.get_one(Event, world.event_id)


def put_on_cards(desk: PageClient, world: World, words: str, about: str = "1") -> None:
    url = f"/events/{world.event_id}/promise-line"
    sent = desk.page(f"{url}?about={about}").sends(to=url)
    looked = desk.post(url, data={**sent, "line": words})
    assert looked.status_code == 200
    assert event_of(world).promise_line == ""
    shown = Page(looked)
    assert shown.sends(to=url)["seen"] == [words]
    kept = desk.post(url, data=shown.sends(to=url))
    assert kept.status_code == 303, Page(kept).errors()


def test_a_line_is_proposed_looked_at_and_then_stands_on_every_stack(
    desk: PageClient, world: World
) -> None:
    world.cards(1, name="Passartweg")
    page = desk.page(f"/events/{world.event_id}/promise-line")
    assert LINE in page.words
    assert "geheim" not in page.text
    chosen = desk.page(f"/events/{world.event_id}/promise-line?about=1")
    assert chosen.sends(to=f"/events/{world.event_id}/promise-line")["line"] == [LINE]
    put_on_cards(desk, world, LINE)
    assert (event_of(world).promise_line, event_of(world).promise_line_number) == (LINE, 1)
    for name, intermediary in (("Passartweg", None), ("Voedselhulp", "Karin")):
        (card,) = world.cards(1, name=name, intermediary_name=intermediary or "")
        stack = f"/events/{world.event_id}/invitations/{world.batch_of(card)}"
        for paper in ("cards", "letters"):
            made = desk.get(f"{stack}/{paper}?give=pdf&number={card.number}").data
            assert LINE in text_of(made).replace("\n", " ").replace("  ", " ")


def test_the_card_is_drawn_with_the_line_before_it_is_kept(desk: PageClient, world: World) -> None:
    url = f"/events/{world.event_id}/promise-line"
    sent = desk.page(url).sends(to=url)
    looked = desk.post(url, data={**sent, "line": LINE}).get_data(as_text=True)
    assert "data:image/svg+xml;base64," in looked
    assert "Put it on the cards" in looked
    # Another line than the one that was looked at is looked at first.
    again = desk.post(url, data={**sent, "line": "Something else.", "seen": LINE})
    assert again.status_code == 200
    assert event_of(world).promise_line == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("x" * (MOST_LINE + 1), "Write at most 90 signs", id="too long"),
        pytest.param("Klaar \U0001f389", "These signs can't be printed", id="not in our letters"),
    ],
)
def test_a_line_that_does_not_fit_says_so_and_stays(
    desk: PageClient, world: World, typed: str, sentence: str
) -> None:
    url = f"/events/{world.event_id}/promise-line"
    answer = desk.post(url, data={**desk.page(url).sends(to=url), "line": typed, "seen": typed})
    assert answer.status_code == 422
    page = Page(answer)
    assert any(sentence in one for one in page.errors())
    assert typed in page.text


def test_signs_that_turn_text_around_and_line_ends_are_taken_out(
    desk: PageClient, world: World
) -> None:
    url = f"/events/{world.event_id}/promise-line"
    sent = {
        **desk.page(url).sends(to=url),
        "line": "Done\u202e  now\nhere",
        "seen": "Done now here",
    }
    assert desk.post(url, data=sent).status_code == 303
    assert event_of(world).promise_line == "Done now here"


def test_printing_a_stack_notes_that_its_cards_told_it(desk: PageClient, world: World) -> None:
    (card,) = world.cards(1)
    stack = f"/events/{world.event_id}/invitations/{world.batch_of(card)}/print"
    desk.send(stack, form_on="/account")
    assert told(world) == []
    put_on_cards(desk, world, LINE)
    for _again in range(2):
        desk.send(stack, form_on="/account")
    assert told(world) == [(ToldWay.CARD, 1, world.event_id, None)]
    page = desk.page(f"/events/{world.event_id}/promise-line")
    assert "Some cards of this event are printed already" in page.words


def test_a_copy_of_an_event_has_no_line_that_nobody_looked_at(
    desk: PageClient, world: World
) -> None:
    put_on_cards(desk, world, LINE)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=7),
            now=datetime(2027, 6, 3, tzinfo=UTC),
            account_id=None,
        )
        assert (copied.promise_line, copied.promise_line_number) == ("", None)


def test_the_poster_leads_to_the_page_and_printing_it_is_noted(
    desk: PageClient, world: World
) -> None:
    place_id = event_of(world).neighbourhood_id
    url = f"/neighbourhoods/{place_id}/promises-poster"
    page = desk.page(url)
    assert "at most three promises" in page.words
    assert desk.get(f"{url}?give=picture").mimetype == "image/svg+xml"
    assert told(world) == []
    for _again in range(2):
        made = desk.send(url)
        assert made.mimetype == "application/pdf"
    assert codes_on(next(pages(made.data))) == [
        "http://feest.example/neighbourhood/passart/promises"
    ]
    assert "De stoep maaien" in text_of(made.data)
    assert "geheim" not in text_of(made.data)
    assert told(world) == [(ToldWay.POSTER, 1, None, None), (ToldWay.POSTER, 2, None, None)]
    assert desk.get("/neighbourhoods/999/promises-poster").status_code == 404


def test_the_host_says_it_aloud_and_one_press_notes_it(desk: PageClient, world: World) -> None:
    page = desk.page(f"/events/{world.event_id}")
    assert LINE in page.words
    assert "It takes longer than we said." in page.words
    assert "geheim" not in page.text
    for _again in range(2):
        desk.send(
            f"/events/{world.event_id}/said-aloud",
            {"numbers": "1,3,x"},
            form_on=f"/events/{world.event_id}",
        )
    assert told(world) == [(ToldWay.ALOUD, 1, world.event_id, None)]


def test_nothing_is_said_aloud_once_an_event_is_over(
    desk: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(starts_at=clock.now - timedelta(hours=5), ends_at=clock.now)
    assert "Say aloud" not in desk.page(f"/events/{world.event_id}").words


def follow(
    world: World, address: str, *, until: date = DUE_ON + timedelta(90), **more: object
) -> int:
    with world.store.transaction() as session:
        number = random_key()
        key = world.settings.code_key.encode()
        secret = follower_secrets.secret_of(number, key=key)
        fields: dict[str, Any] = {"confirmed_on": DUE_ON, **more}
        Told(session).follower(
            address,
            id=number,
            secret_hash=follower_secrets.hash_of(secret, key=key),
            until=until,
            **fields,
        )
        return number


def letters(world: World) -> list[OutboxMail]:
    with world.store.reading() as session:
        found = session.scalars(select(OutboxMail).order_by(OutboxMail.to_address)).all()
        assert all(one.kind is MailKind.FOLLOW for one in found)
        return list(found)


def tell(desk: PageClient) -> None:
    desk.send("/promises/1/tell", form_on="/account")


def test_who_asked_gets_one_mail_of_each_update_with_a_link_to_stop(
    desk: PageClient, world: World, clock: FixedClock
) -> None:
    number = follow(world, "a@feest.example")
    follow(world, "b@feest.example", language="ar")
    follow(world, "no.yes@feest.example", confirmed_on=None)
    follow(world, "over@feest.example", until=clock.now.date())
    follow(world, "none@feest.example")
    key = world.settings.code_key
    with world.store.transaction() as session:
        mark = unsubscribing.hash_address("none@feest.example", code_key=key)
        unsubscribing.unsubscribe(session, unsubscribing.Link(mark, None), now=clock.now)
    for _again in range(2):
        tell(desk)
    first, second = letters(world)
    assert (first.to_address, first.language) == ("a@feest.example", "nl")
    assert second.language == "ar"
    secret = follower_secrets.secret_of(number, key=key.encode())
    assert first.unsubscribe_url.endswith(f"/following/{secret}")
    assert secret in first.text
    assert secret in first.html
    assert secret not in second.text
    assert "Elke maand gemaaid sinds mei" in first.text
    assert "/neighbourhood/passart/promises?l=nl#p-" in first.text
    assert first.event_id is None
    assert str(number) not in first.key
    assert told(world) == [(ToldWay.MAIL, 1, None, 2)]
    with world.store.transaction() as session:
        promise = session.scalars(select(Promise).where(Promise.number == 1)).one()
        Told(session).update(
            promise, PromiseState.DONE, "Nu ook de heg.", at=clock.forward(minutes=5)
        )
    tell(desk)
    assert len(letters(world)) == 4
    assert len(told(world)) == 2


@pytest.mark.parametrize("number", [3, 99])
def test_nobody_is_written_to_of_what_residents_can_not_read(
    desk: PageClient, world: World, number: int
) -> None:
    follow(world, "a@feest.example")
    answer = desk.send(f"/promises/{number}/tell", form_on="/account")
    assert answer.status_code == (404 if number == 99 else 303)
    assert letters(world) == []
    assert told(world) == []


def test_the_panel_says_where_it_was_told_and_where_not_yet(
    app: Flask, desk: PageClient, world: World, clock: FixedClock
) -> None:
    follow(world, "a@feest.example")

    def panel(number: int = 1) -> tuple[str, dict[str, tuple[bool, str]]]:
        with app.test_request_context("/"), world.store.reading() as session, in_language("en"):
            promise = session.scalars(select(Promise).where(Promise.number == number)).one()
            shown = telling_panel(session, promise)
            return shown["why_not"], {one.title: (one.is_told, one.text) for one in shown["ways"]}

    why_not, ways = panel()
    assert not why_not
    assert len(ways) == 6
    assert not any(is_told for is_told, _text in ways.values())
    assert ways["By mail to who asked"][1] == "A few people asked for it"
    tell(desk)
    desk.send(f"/events/{world.event_id}/said-aloud", {"numbers": "1"}, form_on="/account")
    ways = panel()[1]
    assert ways["By mail to who asked"] == (
        True,
        "Told on Thursday 3 June. A few people got it",
    )
    assert ways["Aloud at an event"][1] == "Told on Thursday 3 June at Buurt-BBQ Passart"
    with world.store.transaction() as session:
        promise = session.scalars(select(Promise).where(Promise.number == 1)).one()
        Told(session).update(promise, PromiseState.DONE, "Nieuw.", at=clock.forward(days=1))
    ways = panel()[1]
    assert ways["Aloud at an event"][0] is False
    assert "not of what came after" in ways["Aloud at an event"][1]
    assert panel(3)[0] == "Residents can't read it: nobody has made it public."


def test_the_panel_can_be_drawn(app: Flask, world: World) -> None:
    follow(world, "a@feest.example")
    with app.test_request_context("/"), world.store.reading() as session:
        promise = session.scalars(select(Promise).where(Promise.number == 1)).one()
        drawn = render_template(
            "organiser/residents/telling_panel.html", telling=telling_panel(session, promise)
        )
    assert drawn.count("<li>") == 6
    assert not re.search("a@feest", drawn)


def test_the_paper_of_a_walk_has_a_line_to_sign_on_for_each_partner(
    desk: PageClient, world: World
) -> None:
    world.change(event_type=EventType.INSPECTION)
    with world.store.transaction() as session:
        made = Told(session)
        hole = made.remark(
            event_id=world.event_id, summary="Een gat in de weg", street="Passartweg"
        )
        made.promise("Het gat dichten", answers=[hole])
        made.remark(event_id=world.event_id, summary="Een bus", why_not="Dat kan hier niet.")
        made.remark(event_id=world.event_id, words="nooit", state=RemarkState.NEW)
    url = f"/events/{world.event_id}/walk-list"
    assert url in desk.page(f"/events/{world.event_id}").links()
    page = desk.page(url)
    for words in (
        "Gemeente",
        "Een gat in de weg Passartweg",
        "We ask Gemeente: Het gat dichten (by",
        "Dat kan hier niet.",
        "1 remark was not looked at yet",
    ):
        assert words in page.words
    assert page.words.count("Name and signature:") == 1
    assert "nooit" not in page.text
