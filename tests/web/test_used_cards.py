"""Cards that somebody has used: no page gives their codes any more, and printing them is asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.codes import show_code
from planner.core.enums import AnsweredBy, Reply
from planner.services.answer import contacts
from planner.services.gate import gates
from planner.services.invite import states, untold
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, AuditEntry, Batch, Event, Waiting
from planner.web import told_cards
from tests.exports.pdf_samples import all_text_of
from tests.support.actors import enrol
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.web.test_intermediary import Karin


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def karin(app: Flask, world: World) -> Karin:
    return Karin(app, world).come_in()


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def stack_of(world: World, cards: list[PrintableCard]) -> str:
    return f"/events/{world.event_id}/invitations/{world.batch_of(cards[0])}"


def codes_in(text: str, cards: list[PrintableCard]) -> list[int]:
    return [card.number for card in cards if show_code(card.code) in text]


def printed(browser: PageClient, url: str, cards: list[PrintableCard]) -> list[int]:
    """Return the numbers of the cards whose codes stand on a paper."""
    answer = browser.get(url)
    assert answer.mimetype == "application/pdf", (url, answer.status_code, answer.location)
    return codes_in(all_text_of(answer.get_data()), cards)


def audited(store: Store) -> list[tuple[str, int | None]]:
    with store.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.what, row.batch_id) for row in rows]


def answer(world: World, card: PrintableCard, client: PageClient) -> None:
    client.post(f"/{card.code}", data={"answer": "maybe"})


def wait(world: World, card: PrintableCard, client: PageClient) -> None:
    of_card = {"invitation_id": world.invitation(card).id, "event_id": world.event_id}
    with world.store.transaction() as session:
        session.add(Waiting(**of_card, heads=2, queued_at=MADE_AT))


def leave_address(world: World, card: PrintableCard, client: PageClient) -> None:
    with world.store.transaction() as session:
        found = session.merge(world.invitation(card))
        contacts.leave_address(session, found, "jan@feest.nl", language="nl", now=MADE_AT)


@pytest.mark.parametrize("use", [answer, wait, leave_address])
def test_a_link_is_shown_until_a_household_used_the_card(
    karin: Karin,
    client: PageClient,
    use: Callable[[World, PrintableCard, PageClient], None],
) -> None:
    card = karin.cards[0]
    assert card.url in karin.page("/cards/1").words
    use(karin.world, card, client)
    page = karin.page("/cards/1")
    assert card.code not in page.text
    assert not [link for link in page.links() if "wa.me" in link or "sms:" in link]
    assert "its link is not shown any more" in page.words
    assert "Make a new card" in page.words, "the way to help who lost it"
    assert karin.cards[1].url in karin.page("/cards/2").words


def test_reading_a_page_does_not_count_as_using_it(karin: Karin, client: PageClient) -> None:
    card = karin.cards[0]
    for path in ("", "/keep", "/known", "/calendar", "/aloud"):
        client.get(f"/{card.code}{path}", headers={"User-Agent": "WhatsApp/2.23"})
        client.head(f"/{card.code}{path}")
    assert card.url in karin.page("/cards/1").words


def test_who_erased_what_they_told_leaves_a_card_that_nobody_used(
    karin: Karin, client: PageClient
) -> None:
    card = karin.cards[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/erase")
    assert card.url in karin.page("/cards/1").words


def test_a_new_card_instead_of_a_used_one_has_a_link_of_its_own(
    karin: Karin, client: PageClient
) -> None:
    lost = karin.cards[0]
    client.post(f"/{lost.code}", data={"answer": "yes"})
    assert karin.send("/cards/1/replace") == 303
    new = karin.page("/cards/4")
    assert "http://feest.example/" in new.words
    assert lost.code not in new.text
    assert client.get(f"/{lost.code}").status_code == 410


def test_who_hands_cards_out_prints_those_that_nobody_used(
    karin: Karin, client: PageClient
) -> None:
    client.post(f"/{karin.cards[1].code}", data={"answer": "yes"})
    print_url = f"{karin.home}/print"
    assert printed(karin.phone, f"{print_url}?give=pdf", karin.cards) == [1, 3]
    page = karin.page("/print")
    assert "1 card is left out: somebody has used it already." in page.words
    assert "Print them too" not in page.words
    for asked in ("?number=2", "?told=1&number=2", "?number=2&told=1&give=pdf"):
        found = karin.phone.get(print_url + asked)
        assert found.mimetype == "text/html"
        text = karin.phone.get(print_url + asked, follow_redirects=True).get_data(as_text=True)
        assert not codes_in(text, karin.cards)
    assert karin.phone.get(f"{print_url}?number=2&give=pdf").status_code == 404
    assert karin.phone.get(f"{print_url}?number=2&give=picture").status_code == 404


def test_papers_of_the_organiser_leave_used_cards_out_by_themselves(
    desk: PageClient, client: PageClient, world: World
) -> None:
    cards = world.cards(4)
    client.post(f"/{cards[2].code}", data={"answer": "no"})
    stack = stack_of(world, cards)
    for paper in ("cards?give=pdf", "letters?give=pdf", "pdf/cards.pdf", "pdf/letters.pdf"):
        assert printed(desk, f"{stack}/{paper}", cards) == [1, 2, 4], paper
    assert "Print 3 cards" in desk.page(f"/events/{world.event_id}/invitations").words
    for page in ("cards", "letters", "pdf"):
        words = desk.page(f"{stack}/{page}").words
        assert "1 card is left out: somebody has used it already. Print them too" in words, page
    numbers = all_text_of(desk.get(f"{stack}/pdf/list.pdf").get_data())
    assert all(str(card.number) in numbers for card in cards), "numbers are no secret"


def test_to_print_used_cards_is_asked_and_written_down(
    desk: PageClient, client: PageClient, world: World, store: Store, clock: FixedClock
) -> None:
    cards = world.cards(4)
    client.post(f"/{cards[2].code}", data={"answer": "yes"})
    stack = stack_of(world, cards)
    for paper in ("cards?told=1", "letters?told=1&give=pdf", "pdf?told=1", "pdf/cards.pdf?told=1"):
        asked = desk.get(f"{stack}/{paper}")
        assert asked.status_code == 303, paper
        assert asked.location.startswith(f"{stack}/used"), paper
    question = desk.page(f"{stack}/used?paper=letters")
    assert "Of 4 cards that work 1 were used." in question.words
    assert "Print only the 3 that nobody used" in question.words
    assert "batch_told.print" not in [what for what, _batch in audited(store)]
    said = desk.send(f"{stack}/used?paper=letters", form_on=f"{stack}/used?paper=letters")
    assert (said.status_code, said.location) == (303, f"{stack}/letters?told=1")
    assert audited(store)[-1] == ("batch_told.print", world.batch_of(cards[0]))
    for paper in ("letters?give=pdf", "cards?give=pdf", "pdf/cards.pdf", "pdf/letters.pdf"):
        join = "&" if "?" in paper else "?"
        assert printed(desk, f"{stack}/{paper}{join}told=1", cards) == [1, 2, 3, 4], paper
        assert printed(desk, f"{stack}/{paper}", cards) == [1, 2, 4], paper
    clock.now += told_cards.LASTS + timedelta(seconds=1)
    assert desk.get(f"{stack}/cards?told=1&give=pdf").status_code == 303
    words = desk.page(f"/events/{world.event_id}/audit").words
    assert "Noor printed cards of Passartweg that somebody had used already." in words


def test_what_is_said_of_one_card_or_one_stack_holds_for_no_other(
    desk: PageClient, client: PageClient, world: World
) -> None:
    cards, others = world.cards(3), world.cards(2)
    for card in (*cards, *others):
        client.post(f"/{card.code}", data={"answer": "yes"})
    stack, other = stack_of(world, cards), stack_of(world, others)
    question = f"{stack}/used?number=2"
    assert "Card 2" in desk.page(question).words
    said = desk.send(question, form_on=question)
    assert said.location == f"{stack}/cards?number=2&told=1"
    assert printed(desk, f"{stack}/cards?number=2&told=1&give=pdf", cards) == [2]
    for url in ("cards?told=1&give=pdf", "cards?number=1&told=1&give=pdf", "pdf/cards.pdf?told=1"):
        assert desk.get(f"{stack}/{url}").status_code == 303, url
    assert desk.get(f"{other}/cards?told=1&give=pdf").status_code == 303
    assert desk.get(f"{stack}/used?number=99").status_code == 404


def test_another_organiser_has_to_say_so_as_well(
    desk: PageClient, app: Flask, client: PageClient, world: World, other_organiser: Account
) -> None:
    cards = world.cards(2)
    client.post(f"/{cards[0].code}", data={"answer": "yes"})
    stack = stack_of(world, cards)
    desk.send(f"{stack}/used", form_on=f"{stack}/used")
    wim = signed_in(app, other_organiser.email)
    assert wim.get(f"{stack}/cards?told=1&give=pdf").status_code == 303


def test_a_stack_that_is_all_used_says_so_and_prints_nothing(
    desk: PageClient, client: PageClient, world: World
) -> None:
    cards = world.cards(1)
    client.post(f"/{cards[0].code}", data={"answer": "yes"})
    stack = stack_of(world, cards)
    assert "Print 1 card" not in desk.page(f"/events/{world.event_id}/invitations").words
    for page in ("cards", "letters", "pdf", "cards?number=1"):
        found = desk.page(f"{stack}/{page}")
        assert "Print them too" in found.words, page
        assert "Fetch the PDF" not in found.words.partition("List of numbers")[0], page
    assert desk.get(f"{stack}/pdf/cards.pdf").status_code == 404


def test_an_answer_for_a_household_says_who_filled_it_in(
    karin: Karin, desk: PageClient, store: Store
) -> None:
    karin.send("/cards/1/answer", {"reply": "yes", "adults": "2"}, on="/cards/1")
    given = karin.world.invitation(karin.cards[0]).answer
    assert given is not None
    assert (given.answered_by, given.reply) == (AnsweredBy.INTERMEDIARY, Reply.YES)
    assert audited(store)[-1] == ("hand_out_card.answer", karin.batch_id)
    words = desk.page(f"/events/{karin.world.event_id}/audit").words
    assert "Karin answered for a household at Buurt-BBQ Passart." in words


def test_nothing_that_was_there_stands_in_the_form_of_who_answers_for_a_household(
    karin: Karin, desk: PageClient, client: PageClient
) -> None:
    card = karin.cards[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/party", data={"adults": "5", "children": "2", "eat": ["halal"]})
    event = f"/events/{karin.world.event_id}"
    pages = [
        karin.page("/cards/1"),
        desk.page(f"{event}/guests/card?number=1"),
        desk.page(f"{event}/invitations/answer"),
    ]
    for page in pages:
        sent = page.sends()
        filled = {name: value for name, value in sent.items() if any(value)}
        assert set(filled) <= {"csrf_token", "number", "once"}, filled
        assert (
            "halal"
            not in page.words.casefold()
            .replace("how many of them", "")
            .partition("what do they eat?")[0]
        )


def test_cards_are_counted_by_stack_as_they_are_one_by_one(
    world: World, client: PageClient, store: Store
) -> None:
    first, second = world.cards(3), world.cards(2)
    for card in (first[0], second[0], second[1]):
        client.post(f"/{card.code}", data={"answer": "yes"})
    with store.reading() as session:
        totals = states.count_cards(session, world.event_id)
        counted = {batch_id: one.told for batch_id, one in totals.items()}
        for cards in (first, second):
            batch = session.get_one(Batch, world.batch_of(cards[0]))
            assert counted[batch.id] == untold.count_told(session, batch)
            alone = sum(untold.count_told(session, batch, number=one.number) for one in cards)
            assert counted[batch.id] == alone
    assert counted == {world.batch_of(first[0]): 1, world.batch_of(second[0]): 2}


def test_a_card_with_which_somebody_came_is_used(
    app: Flask, world: World, karin: Karin, clock: FixedClock
) -> None:
    clock.now = SATURDAY
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        key = world.settings.code_key
        gates.open_gate(session, event, "Gate", code_key=key, now=MADE_AT)
    phone = page_client(app)
    enrol(world.store, world.settings, world.event_id, phone)
    card = karin.cards[0]
    scan = {
        "nonce": "nonce-of-a-scan-1",
        "kind": "entry",
        "code": card.code,
        "scanned_at": SATURDAY.isoformat(),
        "admit": {"adults": 1, "children": 0},
    }
    told = {"device_now": SATURDAY.isoformat(), "scans": [scan]}
    assert phone.post("/gate/scans", json=told).status_code == 200
    assert card.code not in karin.page("/cards/1").text
