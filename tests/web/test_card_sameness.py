"""Nobody can tell why somebody was invited: twenty cards beside twenty, byte for byte.

What may differ is masked first: the code, the number on the card, and how many people may come on
it. Everything else that anybody gets to see must be the same.
"""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from planner.core.codes import show_code
from planner.services.gate import gates
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.exports.pdf_samples import all_text_of, text_of, with_hyphens
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client

MANY = 20
LINE = "Jij zei: onkruid. Klaar: elke maand gemaaid."
QR = re.compile(r'<svg xmlns="[^"]*" class="qr".*?</svg>', re.S)
MADE_FROM = re.compile(r'name="made_from" value="([^"]*)"')
"""Signs of what a form was made from, with a key of their own on each page."""
ANSWER_LINK = re.compile(r"/k/[\w-]{24}")
"""By which a household answers from its calendar: another one for each card, and as long."""
TOKEN = re.compile(r'(name="(?:csrf_token|nonce)"[^>]*value=")[^"]*')
"""Random for each page, whatever the card."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def masked(text: str, card: PrintableCard) -> str:
    """Take out of a text what may differ from card to card."""
    text = QR.sub("QR", text)
    text = text.replace(card.code, "CODE").replace(show_code(card.code), "CODE")
    text = re.sub(rf"(<bdi[^>]*>){card.number}(</bdi>)", r"\1N\2", text)
    text = re.sub(rf"\b(Card|Kaart) {card.number}\b", r"\1 N", text)
    text = MADE_FROM.sub(lambda found: re.sub(r"=\S+", "", found[1].partition(" ")[2]), text)
    return TOKEN.sub(r"\1TOKEN", text)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.change(promise_line=LINE)
    return world


@pytest.fixture
def stacks(world: World) -> tuple[list[PrintableCard], list[PrintableCard]]:
    """Cards that a food aid hands out, and cards for a street; the same wishes but for names."""
    return (
        world.cards(
            MANY,
            name="Voedselhulp gezinnen",
            intermediary_name="Voedselhulp",
            intermediary_organisation="Stichting Voedselhulp",
            languages=("nl", "en"),
            gate_words="Table 7",
        ),
        world.cards(MANY, name="Passartweg", languages=("nl", "en"), gate_words="Table 7"),
    )


def same(
    stacks: tuple[list[PrintableCard], list[PrintableCard]],
    see: Callable[[PrintableCard], str],
    *,
    kinds: int = 1,
) -> None:
    """Check that what is seen of each card is the same for both stacks."""
    through, street = ([masked(see(card), card) for card in cards] for cards in stacks)
    assert through == street
    assert len(set(through)) <= kinds
    assert "oedselhulp" not in "".join(through)


def test_the_printed_cards_are_the_same(
    desk: PageClient, world: World, stacks: tuple[list[PrintableCard], list[PrintableCard]]
) -> None:
    def printed(card: PrintableCard, name: str, asked: str) -> bytes:
        stack = f"/events/{world.event_id}/invitations/{world.batch_of(card)}"
        return desk.get(f"{stack}/{name}?give={asked}").get_data()

    letters = {
        card.number: with_hyphens(text_of(made, page))
        for cards in stacks
        for made in [printed(cards[0], "letters", "pdf")]
        for page, card in enumerate(cards)
    }
    same(stacks, lambda card: letters[card.number])
    assert all(LINE in " ".join(text.split()) for text in letters.values())
    # Four cards lie on a sheet, and no text tells where one ends: so each of these alone.
    few = (stacks[0][:3], stacks[1][:3])
    same(few, lambda card: all_text_of(printed(card, "cards", f"pdf&number={card.number}")))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_and_their_headers_are_the_same(
    client: PageClient, stacks: tuple[list[PrintableCard], list[PrintableCard]], language: str
) -> None:
    def see(path: str) -> Callable[[PrintableCard], str]:
        def look(card: PrintableCard) -> str:
            answer = client.get(f"/{card.code}{path}", headers={"Accept-Language": language})
            headers = sorted(
                (name, value) for name, value in answer.headers if name != "Content-Length"
            )
            return f"{answer.status_code}\n{headers}\n{answer.get_data(as_text=True)}"

        return look

    same(stacks, see(""))
    for place in range(MANY):
        for cards in stacks:
            told = {"adults": str(place % 4 + 1), "children": "1", "eat": ["halal"]}
            client.post(f"/{cards[place].code}", data={"answer": "yes"})
            client.post(f"/{cards[place].code}/party", data=told)
    for path in ("", "/party", "/done"):
        same(stacks, see(path), kinds=4)


def test_the_addresses_and_the_calendar_files_are_the_same(
    client: PageClient, stacks: tuple[list[PrintableCard], list[PrintableCard]]
) -> None:
    same(stacks, lambda card: card.url)

    def calendar(card: PrintableCard) -> str:
        text = client.get(f"/{card.code}/calendar.ics").get_data(as_text=True)
        return ANSWER_LINK.sub("/k/LINK", text.replace("\r\n ", ""))

    same(stacks, calendar)


def test_the_gate_answers_the_same(
    app: Flask,
    world: World,
    clock: FixedClock,
    stacks: tuple[list[PrintableCard], list[PrintableCard]],
) -> None:
    clock.now = SATURDAY
    key = world.settings.code_key
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        opened = gates.open_gate(session, event, "Gate", code_key=key, now=SATURDAY)
        link = gates.gate_link(opened, code_key=key, base_url="")
    phone = page_client(app)
    phone.send(link)

    def scan(card: PrintableCard) -> str:
        nonce = f"scan-{card.number:08}"
        item = {
            "nonce": nonce,
            "kind": "entry",
            "code": card.code,
            "scanned_at": SATURDAY.isoformat(),
            "admit": {"adults": 2, "children": 0},
        }
        answer = phone.post("/gate/scans", json={"scans": [item]})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        text = json.dumps(answer.get_json(), sort_keys=True)
        assert '"ok"' in text
        return text.replace(nonce, "NONCE").replace(
            f'"card_number": {card.number}', '"card_number": "N"'
        )

    same(stacks, scan)
    same(stacks, lambda card: phone.get(f"/gate/check?code={card.code}").get_data(as_text=True))
    entries = phone.get("/gate/list?own=0123456789abcdef").get_json()["entries"]
    by_number = {number: [size, *rest] for _key, size, number, *rest in entries}
    same(stacks, lambda card: json.dumps(by_number[card.number]))


def test_a_card_that_stopped_working_says_the_same(
    client: PageClient,
    desk: PageClient,
    world: World,
    stacks: tuple[list[PrintableCard], list[PrintableCard]],
) -> None:
    renew = f"/events/{world.event_id}/invitations/renew"
    desk.send(renew, {"do": "renew"})
    same(stacks, lambda card: client.get(f"/{card.code}").get_data(as_text=True))


def test_the_comparison_sees_a_difference_where_there_is_one(
    client: PageClient, world: World
) -> None:
    named = world.cards(MANY, intermediary_name="Karin", names_intermediary=True)
    street = world.cards(MANY)
    with pytest.raises(AssertionError):
        same(
            (named, street),
            lambda card: client.get(f"/{card.code}").get_data(as_text=True),
        )
