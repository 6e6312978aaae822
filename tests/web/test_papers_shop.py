"""The shopping list by shop: on paper, in a spreadsheet, as a message."""

import csv
import io
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.plan.menus import NO_MENU
from planner.store.base import Store
from planner.store.models import Event, EventDish
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, event_of
from tests.support.pages import PageClient

BUTCHER = "Slager Yıldız & zoon"
FORMULAS = ("=HYPERLINK(1)", "+31 6", "-2+3", "@SUM(A1)", "\t=1")
HEADER_OF_WORDS = 5


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    """A barbecue with meat from the butcher, drinks from the wholesaler, and the rest."""
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(14)))
    buy_at(store, event_id, BUTCHER, "Hamburgers (halal)", "Sausages (halal)")
    buy_at(store, event_id, "Groothandel", "Soft drinks and water")
    return event_id


def buy_at(store: Store, event_id: int, supplier: str, *dishes: str) -> None:
    with store.transaction() as session:
        for row in session.get_one(Event, event_id).dishes:
            if row.name in dishes:
                row.values = {**row.values, "supplier": supplier}


def rename(store: Store, event_id: int, position: int, name: str, supplier: str) -> None:
    with store.transaction() as session:
        row = session.scalars(
            select(EventDish).where(EventDish.event_id == event_id, EventDish.position == position)
        ).one()
        row.name = name
        row.values = {**row.values, "supplier": supplier}


def table(desk: PageClient, event_id: int, query: str = "?l=en") -> list[dict[str, str]]:
    """Read the file as a Dutch spreadsheet does."""
    answer = desk.get(f"/events/{event_id}/shopping-list.csv{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode("utf-8-sig")
    assert text != answer.get_data().decode(), "Excel knows UTF-8 by its mark"
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def messages(desk: PageClient, event_id: int, query: str = "?l=en") -> list[str]:
    page = desk.page(f"/events/{event_id}/shopping-text{query}")
    return [(field.text or "").strip("\n") for field in page.all("textarea")]


def test_each_shop_has_a_page_of_its_own_and_what_has_no_shop_comes_last(
    desk: PageClient, event_id: int
) -> None:
    page = desk.page(f"/events/{event_id}/shops?l=en")
    papers = page.all("article")
    assert ["".join(next(each.iter(papers[0].tag[:-7] + "h2")).itertext()) for each in papers] == [
        BUTCHER,
        "Groothandel",
        "No shop chosen",
    ]
    assert page.text.count("Made Thursday 3 June at 10:00") == len(papers)
    assert "from the answers until then: 42 people in 14 households." in page.words


def test_one_shop_gets_its_own_page_only(desk: PageClient, event_id: int) -> None:
    url = f"/events/{event_id}/shops?l=en&supplier="
    page = desk.page(url + quote(BUTCHER))
    assert "Hamburgers (halal)" in page.words
    assert "Soft drinks" not in page.words
    assert "Bread rolls" in desk.page(url).words
    assert "Hamburgers" not in desk.page(url).words
    for path in ("shops", "shopping-list.csv", "shopping-text"):
        assert desk.get(f"/events/{event_id}/{path}?supplier=Aldi").status_code == 404


def test_the_spreadsheet_holds_each_dish_with_numbers_that_can_be_added_up(
    desk: PageClient, store: Store, event_id: int
) -> None:
    rows = table(desk, event_id)
    assert len(rows) == len(event_of(store, event_id).dishes)
    burgers = rows[0]
    assert (burgers["Shop"], burgers["What"]) == (BUTCHER, "Hamburgers (halal)")
    assert burgers["Counted in"] == "pieces"
    assert int(burgers["Buy"]) >= 42
    assert float(burgers["Costs (euro)"].replace(",", ".")) > 0
    (drinks,) = [row for row in rows if row["Shop"] == "Groothandel"]
    assert drinks["Counted in"] == "litres"
    assert 10 < float(drinks["Buy"].replace(",", ".")) < 1_000
    assert {row["Made"] for row in rows} == {"2027-06-03 10:00"}
    assert {row["People who said yes"] for row in rows} == {"42"}
    assert {row["Households that said yes"] for row in rows} == {"14"}


def test_a_dish_or_a_shop_named_like_a_formula_stays_a_text(
    desk: PageClient, store: Store, event_id: int
) -> None:
    for place, name in enumerate(FORMULAS):
        rename(store, event_id, place, name, supplier=name)
    cells = {cell for row in table(desk, event_id) for cell in list(row.values())[:HEADER_OF_WORDS]}
    acting = {cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))}
    assert not acting
    assert {f"'{name.strip()}" for name in FORMULAS} <= cells


def test_the_file_is_named_by_its_event_and_its_moment(desk: PageClient, event_id: int) -> None:
    answer = desk.get(f"/events/{event_id}/shopping-list.csv")
    assert "2027-06-03-1000.csv" in answer.headers["Content-Disposition"]
    rows = table(desk, event_id, f"?l=en&supplier={quote(BUTCHER)}")
    assert {row["Shop"] for row in rows} == {BUTCHER}


def test_a_message_tells_a_shop_all_that_it_needs_in_short_lines(
    desk: PageClient, event_id: int
) -> None:
    butcher, wholesaler, others, everything = messages(desk, event_id)
    lines = butcher.splitlines()
    assert lines[0] == "Shopping for Buurt-BBQ Passart"
    assert lines[1] == "Saturday 12 June at 15:00, Speelveld"
    assert f"{BUTCHER}:" in lines
    (burgers,) = [line for line in lines if "Hamburgers" in line]
    assert re.fullmatch(r"- \d+ pieces Hamburgers \(halal\) \(\d+ x 24 pieces.*\)", burgers)
    assert "Questions? Call Chris: 06 00 00 00 00." in lines
    assert lines[-1].startswith("Made Thursday 3 June at 10:00")
    assert "Soft drinks" not in butcher
    assert "Soft drinks" in wholesaler
    assert "Bread rolls" in others
    assert all(words in everything for words in ("Hamburgers", "Soft drinks", "Bread rolls"))
    assert max(len(line) for line in lines[:-1]) < 80


def test_the_links_open_an_app_with_the_very_text(desk: PageClient, event_id: int) -> None:
    query = f"?l=en&supplier={quote(BUTCHER)}"
    (text,) = messages(desk, event_id, query)
    links = desk.page(f"/events/{event_id}/shopping-text{query}").links()
    (whatsapp,) = [link for link in links if link.startswith("https://wa.me/")]
    (sms,) = [link for link in links if link.startswith("sms:")]
    (mail,) = [link for link in links if link.startswith("mailto:")]
    assert parse_qs(urlsplit(whatsapp).query)["text"] == [text]
    assert parse_qs(urlsplit(sms).query)["body"] == [text]
    assert parse_qs(urlsplit(mail).query)["body"] == [text.replace("\n", "\r\n")]
    assert "+" not in whatsapp + sms + mail, "a phone would show a plus for each blank"


def test_a_message_leaves_out_what_is_bought(desk: PageClient, store: Store, event_id: int) -> None:
    with store.transaction() as session:
        for row in session.get_one(Event, event_id).dishes:
            if row.values["supplier"] in {BUTCHER, "Groothandel"} and row.name != "Hamburgers":
                row.bought_at = row.event.created_at
    butcher, *_rest, everything = messages(desk, event_id)
    assert "Nothing left to buy here." in butcher
    assert "- " not in butcher
    assert "Bread rolls" in everything
    paper = desk.page(f"/events/{event_id}/shops?l=en&supplier=Groothandel")
    assert "Soft drinks" in paper.words, "on paper it stands with a tick"


def test_a_placed_order_stays_as_it_was_and_says_of_when_it_is(
    desk: PageClient, store: Store, clock: FixedClock, event_id: int
) -> None:
    bought = [row["Buy"] for row in table(desk, event_id)]
    assert {row["Ordered"] for row in table(desk, event_id)} == {""}
    event_page = f"/events/{event_id}"
    assert desk.send(f"{event_page}/order", form_on=event_page).status_code == 303
    add_answers(store, event_id, *(Said(Reply.YES, 9) for _ in range(9)), name="B")
    clock.forward(hours=2)
    rows = table(desk, event_id)
    assert [row["Buy"] for row in rows] == bought
    assert {row["Made"] for row in rows} == {"2027-06-03 12:00"}
    assert {row["Ordered"] for row in rows} == {"2027-06-03 10:00"}
    assert {row["People who said yes"] for row in rows} == {"42"}
    sentence = "Made Thursday 3 June at 12:00, from the order of Thursday 3 June at 10:00."
    assert sentence in desk.page(f"{event_page}/shops?l=en").words
    assert sentence in messages(desk, event_id)[0]


def test_a_name_with_a_line_break_stays_on_its_line(
    desk: PageClient, store: Store, event_id: int
) -> None:
    rename(store, event_id, 0, "Kebab\nMade yesterday", supplier="A\r\nB")
    (text,) = messages(desk, event_id, "?l=en&supplier=A%20B")
    assert any("Kebab Made yesterday" in line for line in text.splitlines())


def test_names_are_words_and_no_markup(desk: PageClient, store: Store, event_id: int) -> None:
    rename(store, event_id, 0, "<b>Kebab</b>", supplier='"><script>')
    for path in ("shops", "shopping-text", "kitchen", "allergens"):
        text = desk.page(f"/events/{event_id}/{path}?l=en").text
        assert "<b>Kebab" not in text
        assert '"><script>' not in text


@pytest.mark.parametrize("path", ["shops", "shopping-list.csv", "shopping-text", "kitchen"])
def test_without_a_forecast_or_a_menu_the_event_says_what_is_missing(
    desk: PageClient, store: Store, path: str
) -> None:
    for event_id in (add_event(store), add_event(store, expected=30, menu_preset=NO_MENU)):
        answer = desk.get(f"/events/{event_id}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/events/{event_id}")


def test_the_paper_of_a_shop_says_why_as_the_list_of_the_event_does(
    desk: PageClient, event_id: int
) -> None:
    listed = desk.page(f"/events/{event_id}?l=en")
    reasons = {
        " ".join("".join(one.itertext()).split())
        for one in listed.all("span")
        if "why" in (one.get("class") or "").split()
        and " for " in "".join(one.itertext())
        and "busy days" not in "".join(one.itertext())
    }
    paper = desk.page(f"/events/{event_id}/shops?l=en").words
    assert len(reasons) >= 5
    assert not [words for words in reasons if words not in paper]


def test_an_amount_that_helpers_eat_of_too_says_so(
    desk: PageClient, store: Store, event_id: int
) -> None:
    path = f"/events/{event_id}?l=en"
    assert "guests and who else eats" not in desk.page(path).words
    with store.transaction() as session:
        session.get_one(Event, event_id).staff_eating = 4
    words = desk.page(path).words
    assert re.search(r"pieces for \d+ guests and who else eats", words)
    assert re.search(r"And 4 other people who eat too\.", words)
    assert re.search(r"The kitchen sheet [^.]*(other amounts|it can say less)", words)
