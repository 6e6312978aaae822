"""The organiser's side of the private page: link and code shown once, closed at will, requests."""

import re

import pytest
from flask import Flask

from planner.services.invite import intermediaries
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch
from tests.exports.pdf_samples import all_text_of
from tests.support.application import ON_SQLITE
from tests.support.cards import World, make_world
from tests.support.pages import Page, PageClient
from tests.web.test_intermediary import Karin

LINK = re.compile(r"http://feest\.example/hand-out/link/[\w-]{20,}")
CODE = re.compile(r"\b\d{3} \d{3}\b(?! \d)")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def base(world: World) -> str:
    return f"/events/{world.event_id}/invitations"


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def access(world: World, base: str) -> str:
    card = world.cards(2, intermediary_name="Karin de Vries")[0]
    return f"{base}/{world.batch_of(card)}/access"


def test_link_and_code_are_shown_once_and_never_together(
    desk: PageClient, client: PageClient, access: str
) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Private page for Karin" in desk.page(access).heading
    first = Page(desk.send(f"{access}/link", form_on=access))
    (link,) = set(LINK.findall(first.text))
    assert not CODE.findall(first.words)
    second = Page(desk.send(f"{access}/code", form_on=access))
    (code,) = CODE.findall(second.words)
    assert not LINK.findall(second.text)
    later = desk.page(access)
    assert not LINK.findall(later.text)
    assert code not in later.words
    came = client.send(link.removeprefix("http://feest.example"), {"code": code})
    assert came.status_code == 303
    assert "It is open on 1 phone." in desk.page(access).words


def test_a_link_without_its_code_is_pointed_out(desk: PageClient, access: str) -> None:
    desk.send(f"{access}/link", form_on=access)
    assert "It has no code yet, so it opens nothing." in desk.page(access).words


def test_closing_the_page_closes_it_on_her_phone(
    app: Flask, desk: PageClient, world: World, base: str
) -> None:
    karin = Karin(app, world).come_in()
    access = f"{base}/{karin.batch_id}/access"
    assert desk.send(f"{access}/remove", form_on=access).status_code == 303
    assert "The page is closed" in desk.page(access).words
    karin.page(status=403)


def test_there_is_no_code_for_a_link_that_is_not_there(desk: PageClient, access: str) -> None:
    assert desk.send(f"{access}/code", form_on=access).status_code == 404


def test_an_event_long_over_gets_no_link(
    desk: PageClient, world: World, access: str, app: Flask
) -> None:
    world.change(
        starts_at=world.invitation(world.cards(1)[0]).event.starts_at.replace(year=2026),
        ends_at=world.invitation(world.cards(1)[0]).event.ends_at.replace(year=2026),
    )
    page = desk.page(access)
    assert "private pages with them" in page.words
    token = desk.page(f"/events/{world.event_id}/invitations").token()
    assert desk.post(f"{access}/link", data={"csrf_token": token}).status_code == 404


def test_a_request_stands_on_top_until_it_is_done(
    app: Flask, desk: PageClient, world: World, base: str
) -> None:
    karin = Karin(app, world).come_in()
    karin.send("/requests", {"words": "Two more cards"})
    page = desk.page(base)
    assert "Two more cards Karin asked on" in page.words
    (done,) = [
        form.get("action") or "" for form in page.all("form") if "requests" in str(form.attrib)
    ]
    assert desk.send(done, form_on=base).status_code == 303
    assert "Two more cards" not in desk.page(base).words
    assert "Two more cards" not in karin.page().words


def test_the_organiser_sees_totals_by_stack(
    app: Flask, desk: PageClient, client: PageClient, world: World, base: str
) -> None:
    karin = Karin(app, world).come_in()
    karin.send("/cards/2/tick")
    client.post(f"/{karin.cards[0].code}", data={"answer": "yes"})
    assert "2 handed out 1 answered 0 came" in desk.page(base).words


def test_cards_speak_the_languages_that_were_chosen(
    desk: PageClient, world: World, base: str
) -> None:
    made = desk.send(
        f"{base}/new",
        {
            "name": "Passartweg",
            "count": "2",
            "largest_party": "4",
            "intermediary": "Karin",
            "organisation": "Voedselhulp",
            "language": "nl",
            "second_language": "en",
            "third_language": "nl",
        },
    )
    assert made.status_code == 303
    page = desk.page(base)
    assert "Via Karin, Voedselhulp" in page.words
    assert "In Dutch and English" in page.words
    with world.store.reading() as session:
        batch = session.query(Batch).one()
        assert batch.languages == "nl,en"
    for paper in ("cards", "letters"):
        printed = " ".join(all_text_of(desk.get(f"{base}/{batch.id}/pdf/{paper}.pdf").data).split())
        assert "Je bent uitgenodigd" in printed
        assert "You are invited" in printed
        assert "Saturday 12 June" in printed
        assert "Voedselhulp" not in printed


@pytest.mark.parametrize("field", ["language", "second_language"])
@ON_SQLITE
def test_a_language_that_is_not_offered_is_refused(desk: PageClient, base: str, field: str) -> None:
    whole = {"name": "A", "count": "2", "largest_party": "4", "language": "nl"}
    assert desk.send(f"{base}/new", {**whole, field: "xx"}).status_code == 422


def test_cards_may_be_for_a_part_of_an_event(
    desk: PageClient, store: Store, settings: Settings, world: World, base: str
) -> None:
    dinner = make_world(store, settings)
    dinner.change(parent_id=world.event_id, title="Diner")
    other = make_world(store, settings)
    assert "Diner" in desk.page(f"{base}/new").words
    whole = {"name": "A", "count": "2", "largest_party": "4", "language": "nl"}
    made = desk.send(f"{base}/new", {**whole, "part": str(dinner.event_id)})
    assert made.location == f"/events/{dinner.event_id}/invitations"
    foreign = desk.send(f"{base}/new", {**whole, "part": str(other.event_id)})
    assert foreign.status_code == 422
    with store.reading() as session:
        assert [batch.event_id for batch in session.query(Batch)] == [dinner.event_id]


def test_new_cards_for_a_stack_only_after_a_question(
    desk: PageClient, client: PageClient, world: World, base: str
) -> None:
    cards = world.cards(3)
    other = world.cards(1)[0]
    client.post(f"/{cards[0].code}", data={"answer": "yes"})
    ask = f"{base}/{world.batch_of(cards[0])}/renew"
    page = desk.page(ask)
    assert "3 cards" in page.words
    assert "1 answer no longer counts." in page.words
    desk.send(ask, {"do": "renew"})
    assert "3 new cards are ready to print." in desk.page(base).words
    assert [client.get(f"/{card.code}").status_code for card in (*cards, other)] == [410] * 3 + [
        200
    ]


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        ("renew", "4 new cards are ready to print."),
        ("revoke", "4 cards do not work any more."),
    ],
)
def test_after_a_breach_all_cards_of_an_event_stop_working(
    desk: PageClient, client: PageClient, world: World, base: str, do: str, sentence: str
) -> None:
    cards = [*world.cards(3), *world.cards(1)]
    other = make_world(world.store, world.settings).cards(1)[0]
    desk.page(f"{base}/renew")
    desk.send(f"{base}/renew", {"do": do})
    assert sentence in desk.page(base).words
    assert {client.get(f"/{card.code}").status_code for card in cards} == {410}
    assert client.get(f"/{other.code}").status_code == 200


def test_an_event_without_cards_has_nothing_to_renew(desk: PageClient, base: str) -> None:
    page = desk.page(f"{base}/renew")
    assert "Make" not in [button.get("value") for button in page.all("button")]
    assert page.words.count("0 cards") == 1


def test_who_opened_the_link_is_let_out_by_a_new_code(
    app: Flask, desk: PageClient, world: World, base: str
) -> None:
    karin = Karin(app, world).come_in()
    access = f"{base}/{karin.batch_id}/access"
    desk.send(f"{access}/code", form_on=access)
    karin.page(status=403)
    with world.store.reading() as session:
        link = intermediaries.link_of(session, session.get_one(Batch, karin.batch_id))
        assert link is not None
        assert intermediaries.count_sign_ins(session, link) == 0
