"""Guests from a file: looked through first, mapped where needed, kept once."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from planner.exports.tables import Cell
from planner.exports.tables_workbook import write_ods, write_xlsx
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Invitation, NamedGuest
from tests.support.application import ON_SQLITE
from tests.support.cards import World, make_world
from tests.support.pages import Page, PageClient
from tests.web.test_guests import give_away, url

FILE = """Naam;Telefoon;E-mail;Aantal personen
Noor Janssen;06 12345678;noor@example.org;3
Wim;;;
;;wim@example.org;
Samira;bel maar;;
Özlem;;geen;2
Anton;;;99
Noor Janssen;;;
"""


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def upload(desk: PageClient, world: World, content: str | bytes) -> Page:
    data = content.encode() if isinstance(content, str) else content
    path = url(world, "/import?l=en")
    token = desk.page(path).token()
    sent = {"file": (io.BytesIO(data), "guests"), "csrf_token": token}
    return Page(desk.post(path, data=sent, content_type="multipart/form-data"))


def fields(page: Page) -> dict[str, str]:
    """Return what a browser would send of the page."""
    found = {one.get("name") or "": one.get("value") or "" for one in page.all("input")}
    for choice in page.all("select"):
        chosen = [one for one in choice if one.get("selected") is not None]
        found[choice.get("name") or ""] = chosen[0].get("value") or "" if chosen else ""
    return found


def guests(world: World) -> dict[str, tuple[str, str, int]]:
    with world.store.reading() as session:
        rows = session.execute(
            select(NamedGuest, Invitation.largest_party).join(
                Invitation, Invitation.id == NamedGuest.invitation_id
            )
        )
        return {guest.name: (guest.phone, guest.email, most) for guest, most in rows}


def test_a_file_is_looked_through_before_anybody_gets_a_card(
    world: World, desk: PageClient
) -> None:
    page = upload(desk, world, FILE)
    assert "2 new guests, 1 known already, 4 rows with a mistake" in page.words
    for sentence in (
        "Row 4: there is no name.",
        "Row 5: “bel maar” is not a phone number.",
        "Row 6: “geen” is not an e-mail address.",
        "Row 7: a card is for 1 to 50 people.",
    ):
        assert sentence in page.words
    assert guests(world) == {}
    answer = desk.post(url(world, "/import/confirm"), data=fields(page))
    assert answer.status_code == 303
    assert guests(world) == {
        "Noor Janssen": ("0612345678", "noor@example.org", 3),
        "Wim": ("", "", 4),
    }
    assert "2 guests have a card." in desk.page(url(world, "?l=en")).words


def test_sent_twice_nobody_gets_two_cards(world: World, desk: PageClient) -> None:
    sent = fields(upload(desk, world, FILE))
    for _again in range(2):
        assert desk.post(url(world, "/import/confirm"), data=sent).status_code == 303
        assert "2 guests have a card." in desk.page(url(world)).words, "it says the same again"
    assert len(guests(world)) == 2
    anew = {**sent, "once": "a page that was open twice"}
    assert desk.post(url(world, "/import/confirm"), data=anew).status_code == 303
    assert len(guests(world)) == 2
    assert "All of these guests had a card already." in desk.page(url(world)).words
    page = upload(desk, world, FILE)
    assert "0 new guests, 3 known already" in page.words
    assert "There is nothing new in this file." in page.words


@pytest.mark.parametrize("write", [write_ods, write_xlsx])
def test_a_workbook_is_read_like_a_csv_file(
    world: World, desk: PageClient, write: Callable[[list[str], list[list[Cell]]], bytes]
) -> None:
    rows: list[list[Cell]] = [
        ["Noor", "Janssen", 612345678, 2.0],
        [None],
        ["=1+1", "x", None, None],
    ]
    data = write(["Voornaam", "Achternaam", "Mobiel", "Personen"], rows)
    page = upload(desk, world, data)
    assert "2 new guests" in page.words
    desk.post(url(world, "/import/confirm"), data=fields(page))
    assert guests(world) == {"Noor Janssen": ("0612345678", "", 2), "=1+1 x": ("", "", 4)}


def test_columns_are_chosen_where_the_heading_says_nothing(world: World, desk: PageClient) -> None:
    page = upload(desk, world, "wie;waar\nNoor;0612345678\nWim;0687654321\n")
    assert "Choose which column holds the name, and look again." in page.words
    assert "Make cards" not in page.words
    chosen = {**fields(page), "name": "0", "phone": "1", "stack": "Helpers", "largest_party": "6"}
    again = Page(desk.post(url(world, "/import/look"), data=chosen))
    assert "2 new guests" in again.words
    assert fields(again)["stack"] == "Helpers"
    desk.post(url(world, "/import/confirm"), data=fields(again))
    assert guests(world) == {"Noor": ("0612345678", "", 6), "Wim": ("0687654321", "", 6)}


def test_rows_keep_their_numbers_on_the_way(world: World, desk: PageClient) -> None:
    page = upload(desk, world, "Naam;Mail\n\nNoor;\n\n\nWim;nee\n")
    assert "Row 6: “nee” is not an e-mail address." in page.words
    again = Page(desk.post(url(world, "/import/look"), data=fields(page)))
    assert "Row 6: “nee” is not an e-mail address." in again.words


@pytest.mark.parametrize("column", ["7", "-1", "x", "²"])
def test_a_column_that_is_not_there_is_refused(world: World, desk: PageClient, column: str) -> None:
    page = upload(desk, world, FILE)
    answer = desk.post(url(world, "/import/confirm"), data={**fields(page), "name": column})
    assert answer.status_code == 422
    assert guests(world) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("", "Choose a file.", id="no file"),
        pytest.param("Naam\n", "There is nothing under the first row.", id="only a heading"),
        pytest.param("x" * 300_001, "This file is too big. Cut it in pieces.", id="too big"),
        pytest.param("a;a\n1;2\n", "Two columns have the same name. Take one away.", id="twice"),
        pytest.param(
            b"PK\x03\x04rubbish",
            "This file can't be read. Save it as .ods, .xlsx or CSV and choose it again.",
            id="no workbook",
        ),
        pytest.param(
            b"%PDF-1.7",
            "This file can't be read. Save it as .ods, .xlsx or CSV and choose it again.",
            id="a PDF",
        ),
    ],
)
@ON_SQLITE
def test_a_file_that_cannot_be_read_says_what_to_do(
    world: World, desk: PageClient, content: str | bytes, sentence: str
) -> None:
    page = upload(desk, world, content)
    assert page.status == 422
    assert page.errors() == [sentence]


def test_what_no_preview_wrote_is_refused(world: World, desk: PageClient) -> None:
    token = desk.page(url(world, "/import")).token()
    for path in ("/import/look", "/import/confirm"):
        sent = {"csrf_token": token, "table": "only a heading"}
        assert desk.post(url(world, path), data=sent).status_code == 400


def test_guests_never_go_into_a_stack_of_somebody_else(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1, name="Guests by name")
    give_away(world.store, world.batch_of(card))
    desk.post(url(world, "/import/confirm"), data=fields(upload(desk, world, "Naam\nNoor\n")))
    with world.store.reading() as session:
        (guest,) = session.scalars(select(NamedGuest))
        invitation = session.get_one(Invitation, guest.invitation_id)
        assert invitation.batch_id != world.batch_of(card)


def test_two_cards_are_merged_and_taken_apart_on_the_page(world: World, desk: PageClient) -> None:
    sent = fields(upload(desk, world, "Naam;Tel\nNoor;0612345678\nNoor;0687654321\n"))
    desk.post(url(world, "/import/confirm"), data=sent)
    page = desk.page(url(world, "/doubles?l=en"))
    assert "The same name" in page.words
    pair = {"keep": "1", "drop": "2"}
    desk.send(url(world, "/doubles/merge"), pair, form_on=url(world, "/doubles"))
    page = desk.page(url(world, "/doubles"))
    assert "Card 2 stopped working. Card 1 counts." in page.words
    desk.send(url(world, "/doubles/apart"), {"number": "2"}, form_on=url(world, "/doubles"))
    assert "Both cards work again" in desk.page(url(world, "/doubles")).words
    desk.send(url(world, "/doubles/different"), pair, form_on=url(world, "/doubles"))
    page = desk.page(url(world, "/doubles"))
    assert "No two cards look like those of the same people." in page.words


def test_a_merge_that_came_too_late_says_so(world: World, desk: PageClient) -> None:
    token = desk.page(url(world, "/import")).token()
    for pair in ({"keep": "1", "drop": "2"}, {"keep": "x", "drop": "9" * 30}, {}):
        sent = {**pair, "csrf_token": token}
        english = {"Accept-Language": "en"}
        answer = desk.post(url(world, "/doubles/merge"), data=sent, headers=english)
        assert answer.status_code == 303
        assert "Look again." in desk.page(url(world, "/doubles?l=en")).words
