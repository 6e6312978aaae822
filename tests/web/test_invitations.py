"""The organiser's cards: made, printed, handed out, lost and answered by phone."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from planner.core.codes import show_code
from planner.core.enums import AnsweredBy, InvitationState, Reply
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Batch
from tests.exports.pdf_samples import all_text_of, page_count
from tests.support.application import signed_in
from tests.support.cards import World, make_world
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def base(world: World) -> str:
    return f"/events/{world.event_id}/invitations"


def printed(desk: PageClient, paper: str, **asked: str) -> str:
    """Give all that stands on a paper."""
    return all_text_of(desk.get(paper, query_string={**asked, "give": "pdf"}).get_data())


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def batch_of(world: World, card: PrintableCard) -> Batch:
    with world.store.reading() as session:
        return session.get_one(Batch, world.batch_of(card))


def test_an_event_without_cards_offers_one_thing_to_do(desk: PageClient, base: str) -> None:
    page = desk.page(base)
    assert f"{base}/new" in page.links()
    assert "Make cards to hand out." in page.words


def test_an_organiser_makes_a_stack_of_cards(desk: PageClient, world: World, base: str) -> None:
    made = desk.send(
        f"{base}/new",
        {
            "name": "Passartweg, even",
            "count": "40",
            "largest_party": "6",
            "intermediary": "Karin de Vries",
            "names_intermediary": "y",
        },
    )
    assert (made.status_code, made.location) == (303, base)
    page = desk.page(base)
    assert "40 cards are ready to print." in page.words
    assert "Passartweg, even" in page.words
    assert "40 cards for 6 people at most each" in page.words
    assert "Via Karin de Vries" in page.words
    assert "Print 40 cards" in page.words


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("count", "0", "Make 1 to 5,000 cards at a time.", id="none"),
        pytest.param("count", "5001", "Make 1 to 5,000 cards at a time.", id="too many"),
        pytest.param("count", "", "Say how many cards, for example 40.", id="not told"),
        pytest.param("largest_party", "0", "Choose 1 to 50 people.", id="for nobody"),
        pytest.param("name", "", "Give the stack a name.", id="without a name"),
        pytest.param("name", "x" * 81, "Make the name shorter: 80 letters at most.", id="long"),
    ],
)
def test_what_can_not_be_made_is_told_beside_the_field(
    desk: PageClient, base: str, field: str, typed: str, sentence: str
) -> None:
    whole = {"name": "Passartweg", "count": "40", "largest_party": "8"}
    refused = desk.send(f"{base}/new", {**whole, field: typed})
    assert refused.status_code == 422
    assert sentence in Page(refused).errors()


def test_the_list_shows_counts_and_asks_little(
    desk: PageClient, client: PageClient, world: World, base: str
) -> None:
    street = world.cards(4)
    world.cards(3, name="Karins kaarten", intermediary_name="Karin")
    client.post(f"/{street[0].code}/party", data={"adults": "2", "children": "3"})
    client.post(f"/{street[1].code}", data={"answer": "no"})
    with count_queries(world.store) as asked:
        page = desk.page(base)
    assert "Yes 1 Maybe 0 No 1 Nothing yet 2" in page.words
    assert "Karin 3 0 0 0 3" in page.words
    assert "Ourselves 4 1 0 1 2" in page.words
    for _ in range(5):
        world.cards(2)
    with count_queries(world.store) as asked_again:
        desk.page(base)
    assert (
        len(asked) == len(asked_again) <= 10
    )  # three for the event, then cards, diets, totals, stacks, requests


def test_printing_is_noted_and_reading_the_sheets_is_not(
    desk: PageClient, world: World, base: str
) -> None:
    card = world.cards(3)[0]
    stack = f"{base}/{world.batch_of(card)}"
    desk.page(f"{stack}/cards")
    assert batch_of(world, card).printed_at is None
    printed = desk.send(f"{stack}/print", form_on=base)
    assert (printed.status_code, printed.location) == (303, f"{stack}/cards")
    assert batch_of(world, card).printed_at is not None
    assert "Printed" in desk.page(base).words


def test_handing_out_is_one_tap_and_can_be_taken_back(
    desk: PageClient, world: World, base: str
) -> None:
    card = world.cards(3)[0]
    stack = f"{base}/{world.batch_of(card)}"
    desk.send(f"{stack}/handed-out", form_on=base)
    assert batch_of(world, card).handed_out_at is not None
    desk.send(f"{stack}/not-handed-out", form_on=base)
    assert batch_of(world, card).handed_out_at is None


def test_a_card_says_all_that_somebody_without_a_phone_needs(
    desk: PageClient, world: World, base: str
) -> None:
    cards = world.cards(5, name="Voor gezinnen", intermediary_name="Karin de Vries")
    stack = f"{base}/{world.batch_of(cards[0])}/cards"
    said = printed(desk, stack)
    for words in (
        "You are invited", "Buurt-BBQ Passart", "Saturday 12 June", "from 15:00 to 19:00",
        "Speelveld", "Free food and drinks", "feest.example", "No phone? Just come.", "Card 5",
    ):  # fmt: skip
        assert words in said, words
    for card in cards:
        assert show_code(card.code) in said
    page = desk.page(stack)
    assert "5 cards, four on each A4." in page.words
    for text in (said, page.text):
        assert "Karin" not in text
        assert "Voor gezinnen" not in text


def test_a_card_names_who_gave_it_where_the_stack_says_so(
    desk: PageClient, world: World, base: str
) -> None:
    card = world.cards(1, intermediary_name="Karin de Vries", names_intermediary=True)[0]
    stack = f"{base}/{world.batch_of(card)}/cards"
    said = printed(desk, stack)
    assert "Karin invites you" in said
    assert "Vries" not in said
    assert "This is how it works" in said
    assert "This is how it works" not in printed(desk, stack, backs="0")


def test_the_page_of_a_paper_shows_its_first_page_and_leads_to_the_pdf(
    desk: PageClient, world: World, base: str
) -> None:
    stack = f"{base}/{world.batch_of(world.cards(3)[0])}"
    for paper in (f"{stack}/cards", f"{stack}/letters", f"{stack}/list", f"{base}/poster"):
        page = desk.page(paper)
        (shown,) = page.all("img")
        assert shown.get("src") == f"{paper}?give=picture"
        picture = desk.get(f"{paper}?give=picture")
        assert picture.mimetype == "image/svg+xml"
        assert picture.get_data().startswith(b"<svg")
        files = [link for link in page.links() if "pdf" in link]
        assert files
        assert all(desk.get(link).mimetype == "application/pdf" for link in files)


def test_a_hundred_cards_come_in_one_file(desk: PageClient, world: World, base: str) -> None:
    cards = world.cards(100)
    url = f"{base}/{world.batch_of(cards[0])}/cards"
    assert "100 cards" in desk.page(url).words
    assert page_count(desk.get(f"{url}?give=pdf").get_data()) == 50


def test_a_large_stack_is_printed_in_parts(desk: PageClient, world: World, base: str) -> None:
    cards = world.cards(450)
    stack = f"{base}/{world.batch_of(cards[0])}/cards"
    first = desk.page(stack)
    assert "400 cards, four on each A4." in first.words
    assert f"{stack}?offset=400" in first.links()
    assert stack.removesuffix("cards") + "pdf" in first.links(), "or all of them in one"
    rest = desk.page(f"{stack}?offset=400")
    assert "50 cards, four on each A4." in rest.words
    said = printed(desk, stack, offset="400")
    assert show_code(cards[449].code) in said
    assert show_code(cards[399].code) not in said
    assert f"{stack}?offset=0" in rest.links()


def test_a_long_address_is_warned_of(app: Flask, desk: PageClient, world: World, base: str) -> None:
    short = desk.page(f"{base}/new")
    assert "harder to scan" not in short.words
    app.extensions["settings"] = replace(
        world.settings, base_url="http://the-long-name-of-a-neighbourhood.example"
    )
    assert "harder to scan" in desk.page(f"{base}/new").words
    card = world.cards(1)[0]
    assert "harder to scan" in desk.page(f"{base}/{world.batch_of(card)}/cards").words


def test_the_list_on_paper_has_room_for_names_and_none_in_it(
    desk: PageClient, world: World, base: str
) -> None:
    cards = world.cards(3, name="Voor gezinnen", intermediary_name="Karin")
    stack = f"{base}/{world.batch_of(cards[0])}"
    page = desk.page(f"{stack}/list")
    said = all_text_of(desk.get(f"{stack}/pdf/list.pdf").get_data())
    assert "For whom" in said
    assert re.findall(r"\b[123]\b", said.partition("For whom")[2])[:3] == ["1", "2", "3"]
    for text in (page.text, said):
        assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", text)
        assert "Voor gezinnen" not in text


def test_a_stack_stops_working_only_after_a_question(
    desk: PageClient, client: PageClient, world: World, base: str
) -> None:
    card = world.cards(3)[0]
    ask = f"{base}/{world.batch_of(card)}/revoke"
    assert "It can't be undone." in desk.page(ask).words
    assert client.get(f"/{card.code}").status_code == 200
    done = desk.send(ask)
    assert done.status_code == 303
    assert "3 cards do not work any more." in desk.page(base).words
    assert client.get(f"/{card.code}").status_code == 410


def test_a_lost_card_is_replaced_and_the_new_one_is_printed(
    desk: PageClient, client: PageClient, world: World, base: str
) -> None:
    lost = world.cards(2)[0]
    made = desk.send(f"{base}/lost", {"number": "1"})
    assert made.location == f"{base}/{world.batch_of(lost)}/cards?number=3"
    assert "1 card, four on each A4." in desk.page(made.location).words
    said = printed(desk, made.location.partition("?")[0], number="3")
    assert re.findall(r"Card (\d+)", said) == ["3"]
    assert world.invitation(lost).state is InvitationState.REPLACED
    stopped = desk.send(f"{base}/lost", {"number": "2", "do": "revoke"})
    assert stopped.status_code == 303
    assert "Card 2 does not work any more." in desk.page(f"{base}/lost").words
    refused = desk.send(f"{base}/lost", {"number": "1"})
    assert refused.status_code == 422
    assert "no working card with this number" in Page(refused).errors()[0]


def test_an_answer_by_phone_is_filled_in_by_number(
    desk: PageClient, world: World, base: str
) -> None:
    card = world.cards(2)[1]
    kept = desk.send(
        f"{base}/answer", {"number": "2", "reply": "yes", "adults": "2", "children": "1"}
    )
    assert kept.status_code == 303
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.reply, answer.heads, answer.answered_by) == (
        Reply.YES,
        3,
        AnsweredBy.ORGANISER,
    )
    desk.send(f"{base}/answer", {"number": "2", "reply": "no"})
    answer = world.invitation(card).answer
    assert answer is not None
    assert answer.reply is Reply.NO


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({"number": "9", "reply": "yes"}, "no working card", id="no such card"),
        pytest.param({"number": "2", "reply": "yes"}, "does not work any more", id="revoked"),
        pytest.param(
            {"number": "1", "reply": "yes", "adults": "9"}, "8 people at most", id="too many"
        ),
        pytest.param(
            {"number": "1", "reply": "yes", "adults": "6"}, "only 5 places left", id="full"
        ),
        pytest.param({"number": "1"}, "Choose yes, maybe or no.", id="no answer"),
        pytest.param({"number": "1", "reply": "perhaps"}, "Choose yes", id="another answer"),
        pytest.param({"reply": "yes"}, "Type the number of the card", id="no number"),
    ],
)
def test_an_answer_that_can_not_be_says_why(
    desk: PageClient, world: World, base: str, data: dict[str, str], sentence: str
) -> None:
    card = world.cards(2)[0]
    world.change(capacity=5)
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, 2)
    refused = desk.send(f"{base}/answer", data)
    assert refused.status_code == 422
    assert sentence in " ".join(Page(refused).errors())
    assert world.invitation(card).answer is None


def test_a_stack_of_another_event_is_not_found_here(
    desk: PageClient, world: World, base: str
) -> None:
    other = make_world(world.store, world.settings)
    theirs = other.batch_of(other.cards(1)[0])
    for path in ("cards", "list", "revoke"):
        assert desk.get(f"{base}/{theirs}/{path}").status_code == 404
    for path in ("print", "handed-out", "not-handed-out", "revoke"):
        world.cards(1)
        assert desk.send(f"{base}/{theirs}/{path}", form_on=base).status_code == 404
    assert desk.get("/events/999/invitations").status_code == 404


def test_strangers_see_no_cards(client: PageClient, world: World, base: str) -> None:
    card = world.cards(1)[0]
    stack = f"{base}/{world.batch_of(card)}"
    for path in (base, f"{base}/new", f"{stack}/cards", f"{stack}/list", f"{base}/answer"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_another_organiser_may_help(
    app: Flask, world: World, base: str, other_organiser: Account
) -> None:
    world.cards(2)
    helper = signed_in(app, other_organiser.email)
    assert helper.page(base).status == 200


def test_printed_cards_do_not_show_why_somebody_was_invited(
    desk: PageClient, world: World, base: str
) -> None:
    stacks = [
        world.cards(20, name="Voedselhulp gezinnen", intermediary_name="voedselhulp"),
        world.cards(20, name="Passartweg"),
    ]
    sheets = []
    for cards in stacks:
        text = printed(desk, f"{base}/{world.batch_of(cards[0])}/cards")
        for card in cards:
            text = text.replace(show_code(card.code), "CODE")
            text = text.replace(f"Card {card.number} ", "Card N ")
        sheets.append(text)
    assert sheets[0] == sheets[1]
    assert "oedselhulp" not in sheets[0]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><b>x', "{{ 7 * 7 }} 100%"])
def test_a_name_is_only_ever_a_text(desk: PageClient, world: World, base: str, name: str) -> None:
    world.change(title=name)
    card = world.cards(1, name=name, intermediary_name=name, names_intermediary=True)[0]
    stack = f"{base}/{world.batch_of(card)}"
    for path in (base, f"{stack}/cards?backs=1", f"{stack}/list", f"{stack}/revoke"):
        page = desk.page(path)
        assert name in page.words


def test_a_stack_says_what_its_guests_get_at_the_gate(
    desk: PageClient, world: World, base: str
) -> None:
    desk.send(
        f"{base}/new",
        {"name": "Hall", "count": "2", "largest_party": "4", "gate_words": " Table 7 "},
    )
    assert "At the gate: Table 7" in desk.page(base).words
    with world.store.reading() as session:
        batch_id = session.query(Batch).filter_by(name="Hall").one().id
    address = f"{base}/{batch_id}/gate-words"
    refused = desk.send(address, {"gate_words": "x" * 61})
    assert (refused.status_code, Page(refused).errors()) == (
        422,
        ["Make it shorter: 60 letters at most."],
    )
    assert desk.send(address, {"gate_words": ""}).location == base
    assert "At the gate:" not in desk.page(base).words


def test_a_stack_may_have_a_series_of_numbers_of_its_own(
    desk: PageClient, world: World, base: str
) -> None:
    plan = {"name": "Red", "count": "3", "largest_party": "4", "first_number": "501"}
    assert desk.send(f"{base}/new", plan).status_code == 303
    again = desk.send(f"{base}/new", plan | {"name": "Blue", "first_number": "499"})
    assert again.status_code == 422
    assert "There is a card 501 already. Begin elsewhere." in Page(again).errors()
    assert 'value="Blue"' in Page(again).text
    silly = desk.send(f"{base}/new", plan | {"first_number": "0"})
    assert "Choose a number from 1 to 50,000." in Page(silly).errors()
