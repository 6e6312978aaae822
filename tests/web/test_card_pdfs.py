"""Cards, letters, lists and posters as PDF: at once, or in the background when there are many."""

import re
import time
from pathlib import Path

import pytest

from planner.core.codes import show_code
from planner.exports import pdf
from planner.services.invite import batches, printing
from planner.settings import Settings
from planner.store.base import Store
from tests.exports.pdf_samples import codes_on, pages, tags_on, text_of
from tests.support.cards import World, make_world
from tests.support.pages import PageClient
from tests.test_access import rows


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


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def fetch(desk: PageClient, url: str) -> bytes:
    answer = desk.get(url)
    assert answer.status_code == 200, answer.location
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=buurt-bbq")
    made = answer.get_data()
    answer.close()
    assert made.startswith(b"%PDF-")
    return made


def test_cards_as_pdf_carry_the_codes_of_the_cards(
    desk: PageClient, world: World, base: str
) -> None:
    cards = world.cards(5, languages=("nl", "en"))
    stack = f"{base}/{world.batch_of(cards[0])}"
    made = fetch(desk, f"{stack}/pdf/cards.pdf")
    read = [code for page in pages(made) for code in codes_on(page)]
    assert sorted(read) == sorted(card.url for card in cards)
    said = text_of(made)
    for words in ("Je bent uitgenodigd", "You are invited", "Speelveld", "Kaart 1"):
        assert words in said, words
    assert "H1" in tags_on(made)


def test_letters_as_pdf_are_one_page_a_card(desk: PageClient, world: World, base: str) -> None:
    cards = world.cards(3)
    made = fetch(desk, f"{base}/{world.batch_of(cards[0])}/pdf/letters.pdf")
    assert [codes_on(page) for page in pages(made)] == [[card.url] for card in cards]
    assert "Dear neighbour," in text_of(made)


def test_the_list_as_pdf_has_numbers_and_no_codes(
    desk: PageClient, world: World, base: str
) -> None:
    cards = world.cards(3, name="Voor gezinnen")
    said = text_of(fetch(desk, f"{base}/{world.batch_of(cards[0])}/pdf/list.pdf"))
    assert "Card Handed out" in said
    assert "gezinnen" not in said
    assert not [card for card in cards if show_code(card.code) in said]


@pytest.mark.parametrize(("query", "height"), [("", 1190), ("?paper=a4", 841)])
def test_the_poster_leads_to_the_public_page(
    desk: PageClient, world: World, base: str, query: str, height: int
) -> None:
    made = fetch(desk, f"{base}/poster.pdf{query}")
    (page,) = pages(made, dpi=72)
    assert abs(page.height - height) <= 1
    (big,) = pages(made, dpi=150)
    assert codes_on(big) == ["http://feest.example/e/buurt-bbq-passart"]
    assert "Everybody is welcome" in text_of(made)
    assert f"{base}/poster.pdf{query}" in desk.page(f"{base}/poster").links()


def test_an_event_that_is_not_public_has_no_poster(
    desk: PageClient, world: World, base: str
) -> None:
    world.change(is_public=False)
    page = desk.page(f"{base}/poster")
    assert "not public" in page.words
    assert "/e/" not in page.text
    assert desk.get(f"{base}/poster.pdf").status_code == 404


def test_without_the_typesetter_a_sentence_says_what_is_missing(
    desk: PageClient, world: World, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = world.cards(1)[0]
    stack = f"{base}/{world.batch_of(card)}"
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    papers = [f"{stack}/cards", f"{stack}/letters", f"{stack}/list", f"{base}/poster"]
    for path in (f"{stack}/pdf", *papers, *(f"{paper}?give=picture" for paper in papers)):
        page = desk.page(path)
        assert "can't be made on this server" in page.words
        assert "package typst" in page.words
        assert not page.all("img")
        assert not [link for link in page.links() if ".pdf" in link or "give=pdf" in link]
    for paper in ("cards", "letters", "list"):
        assert desk.get(f"{stack}/pdf/{paper}.pdf").status_code == 404
    assert desk.get(f"{base}/poster.pdf").status_code == 404


def test_a_pdf_that_fails_is_told_and_the_page_is_offered(
    desk: PageClient, world: World, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sheet: object) -> bytes:
        raise pdf.PdfFailed("no")

    card = world.cards(1)[0]
    stack = f"{base}/{world.batch_of(card)}"
    monkeypatch.setattr(pdf, "render_cards", fail)
    answer = desk.get(f"{stack}/pdf/cards.pdf")
    assert (answer.status_code, answer.location) == (303, f"{stack}/pdf")
    assert "could not be made" in desk.page(f"{stack}/pdf").words
    answer = desk.get(f"{stack}/cards?give=pdf")
    assert (answer.status_code, answer.location) == (303, f"{stack}/cards")
    assert "could not be made" in desk.page(f"{stack}/cards").words
    monkeypatch.setattr(pdf, "draw_first_page", fail)
    assert desk.get(f"{stack}/cards?give=picture").status_code == 404


def test_a_stack_that_does_not_work_has_nothing_to_print(
    desk: PageClient, world: World, base: str
) -> None:
    card = world.cards(1)[0]
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, card.number)
    stack = f"{base}/{world.batch_of(card)}"
    for paper in ("pdf", "cards", "letters", "list"):
        assert "nothing to print" in desk.page(f"{stack}/{paper}").words
        assert desk.get(f"{stack}/{paper}?give=picture").status_code == 404 or paper == "pdf"
    assert desk.get(f"{stack}/pdf/cards.pdf").status_code == 404


def test_many_cards_are_made_in_the_background_with_a_bar(
    desk: PageClient, world: World, base: str, settings: Settings, store: Store
) -> None:
    cards = world.cards(404)
    stack = f"{base}/{world.batch_of(cards[0])}"
    page = desk.page(f"{stack}/pdf")
    assert "Make the PDF of 404 cards" in page.words
    before = rows(store)
    assert desk.get(f"{stack}/pdf/cards.pdf").status_code == 303, "not made yet"
    assert not (settings.instance / printing.FOLDER).exists(), "reading begins nothing"
    begun = desk.send(f"{stack}/pdf/cards", form_on=f"{stack}/pdf")
    assert (begun.status_code, begun.location) == (303, f"{stack}/pdf")
    answer = desk.get(f"{stack}/pdf")
    assert "<progress" in answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == "3"
    _wait_until_made(desk, f"{stack}/pdf")
    made = fetch(desk, f"{stack}/pdf/cards.pdf")
    assert len(re.findall(rb"/Type ?/Page\b", made)) == 2 * 101
    assert rows(store) == before
    assert "Refresh" not in desk.get(f"{stack}/pdf").headers
    for file in _prints(settings):
        assert file.stat().st_mode & 0o077 == 0, "codes are for nobody else on the machine"


def _wait_until_made(desk: PageClient, url: str) -> None:
    for _ in range(1200):
        if "<progress" not in desk.get(url).get_data(as_text=True):
            return
        time.sleep(0.1)
    raise AssertionError("never made")


def _prints(settings: Settings) -> list[Path]:
    return list((settings.instance / printing.FOLDER).glob("*.pdf"))
