"""The kitchen's sheet and the cards beside the dishes."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from planner.core.diets import ALLERGEN_NAMES, Allergen
from planner.core.enums import EventState, Reply
from planner.services.helpers.signing_up import SignUp
from planner.services.plan.menus import NO_MENU
from planner.store.base import Store
from planner.store.models import Account, Answer, Event
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import HTML, Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import add_shift, sign_up

MOST_QUERIES = 11
FOR_A_PART = 6
FOR_ANY_PARTS = 3


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    event_id = add_event(store, expected=30, staff_eating=4)
    said = [
        *(Said(Reply.YES, 3) for _ in range(10)),
        *(Said(Reply.YES, 2, diet="halal") for _ in range(4)),
        Said(Reply.YES, 3, diet="vegetarian"),
        Said(Reply.YES, 1, diet="no nuts"),
        Said(Reply.NO, 2),
    ]
    add_answers(store, event_id, *said, name="Via Karin")
    return event_id


def sheet(desk: PageClient, event_id: int) -> Page:
    return desk.page(f"/events/{event_id}/kitchen?l=en")


def cards(desk: PageClient, event_id: int) -> Page:
    return desk.page(f"/events/{event_id}/allergens?l=en")


def fill_in(store: Store, event_id: int, dish: str, *allergens: Allergen) -> None:
    with store.transaction() as session:
        for row in session.get_one(Event, event_id).dishes:
            if row.name == dish:
                row.values = {**row.values, "allergens": [one.value for one in allergens]}


def card_of(page: Page, dish: str) -> str:
    """Return the words of the card of one dish."""
    for card in page.all("article"):
        words = " ".join(" ".join(card.itertext()).split())
        if words.startswith(dish):
            return words
    raise AssertionError(f"no card for {dish}")


def row(page: Page, words: str) -> list[str]:
    """Return the cells beside a heading in a table."""
    for line in page.all("tr"):
        heading = line.find(f"{HTML}th[@scope='row']")
        if heading is not None and "".join(heading.itertext()).strip() == words:
            return ["".join(cell.itertext()).strip() for cell in line.findall(f"{HTML}td")]
    raise AssertionError(f"no row {words}")


def test_a_helper_is_cooked_for_once_and_not_where_a_card_counts_them_already(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(Reply.YES, 4))
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.PUBLISHED
    shifts = [
        add_shift(store, event_id, minutes=minutes, length=60, needed=2) for minutes in (0, 60)
    ]

    def cook_for() -> int:
        found = re.search(r"Cook for (\d+) people", sheet(desk, event_id).words)
        assert found
        return int(found[1])

    alone = cook_for()
    counted = sign_up(store, event_id, shifts[0], "of the household", is_counted_elsewhere=True)
    assert counted.outcome is SignUp.IN
    assert cook_for() == alone, "the four on the card are four"
    neighbour = sign_up(store, event_id, shifts[0], "a neighbour")
    assert cook_for() == alone + 1
    sign_up(store, event_id, shifts[1], helper_id=neighbour.helper_id)
    assert cook_for() == alone + 1, "who helps twice eats once"
    with store.transaction() as session:
        session.get_one(Event, event_id).staff_eating = 3
    page = sheet(desk, event_id)
    assert "And 1 helper who eats too. And 3 other people who eat too." in page.words
    assert row(page, "Helpers") == ["", "1"]
    assert row(page, "Others who eat too") == ["", "3"]
    assert cook_for() == alone + 4
    bought = desk.page(f"/events/{event_id}?l=en").words
    assert "And 1 helper who eats too. And 3 other people who eat too." in bought


def test_the_sheet_says_for_how_many_and_how_sure_that_is(desk: PageClient, event_id: int) -> None:
    page = sheet(desk, event_id)
    assert re.search(r"Probably \d+ to \d+ people\.", page.words)
    found = re.search(
        r"There is fresh food for (\d+) guests\. And 4 other people who eat too\.", page.words
    )
    assert found
    guests = int(found[1])
    assert f"Cook for {guests + 4} people" in page.words
    assert row(page, "Together") == ["42", str(guests + 4)]
    adults, children = row(page, "12 years and older"), row(page, "Under 12 years")
    assert adults[0] == "42"
    assert int(adults[1]) + int(children[1]) == guests
    assert "from the answers until then: 42 people in 16 households." in page.words


def test_diets_stand_there_with_what_was_told_as_a_floor(desk: PageClient, event_id: int) -> None:
    page = sheet(desk, event_id)
    for words, told in (("Halal", 8), ("Vegetarian", 3), ("no nuts", 1)):
        said, cook_for = row(page, words)
        assert int(said) == told
        assert int(cook_for) >= told
    with pytest.raises(AssertionError):
        row(page, "Kosher")


def in_small_units(words: str) -> float:
    """Read an amount back, in pieces, grams or millilitres."""
    found = re.search(r"([\d,.]+) (pieces?|kg|g|litre|ml)$", words)
    assert found, words
    number = float(found[1].replace(",", ""))
    return round(number * 1000) if found[2] in {"kg", "litre"} else number


def prepared(page: Page) -> dict[str, tuple[str, list[float]]]:
    """Return of each dish its words, and what is made first, for each round and in all."""
    found = {}
    for line in page.all("tr"):
        heading, cells = line.find(f"{HTML}th[@scope='row']"), line.findall(f"{HTML}td")
        if heading is None or len(cells) != 4:
            continue
        words = " ".join(" ".join(heading.itertext()).split())
        amounts = ["".join(cell.itertext()) or "0 pieces" for cell in cells[1:]]
        found[words.partition(" For")[0]] = (words, [in_small_units(each) for each in amounts])
    return found


def bought(desk: PageClient, event_id: int) -> dict[str, float]:
    """Return what the list for the shop says to buy of each dish."""
    table = desk.get(f"/events/{event_id}/shopping-list.csv?l=en").get_data(as_text=True)
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")), delimiter=";")
    large = {"kilos": 1000, "litres": 1000}
    return {
        row["What"]: float(row["Buy"].replace(",", ".")) * large.get(row["Counted in"], 1)
        for row in rows
    }


def test_what_to_prepare_follows_from_whom_is_cooked_for_to_the_piece(
    desk: PageClient, event_id: int
) -> None:
    page = sheet(desk, event_id)
    everybody = int(row(page, "Together")[1])
    marks = [int("".join(each.itertext())) for each in page.all("li")]
    assert f"First, for {marks[0]} and 4 others" in page.words
    assert marks == [marks[0] + 20 * place for place in range(len(marks))]
    assert marks[-1] + 20 + 4 == everybody
    without_meat = int(row(page, "Vegetarian")[1])
    found, there = prepared(page), bought(desk, event_id)
    assert list(found) == list(there)
    for name, (words, (first, each, total)) in found.items():
        assert first + len(marks) * each == pytest.approx(total), name
        eating = re.search(
            r"For (\d+) of 12 or older: (.*?) each; "
            r"(?:(\d+) from 4 to 11: (.*?); )?(\d+) younger: (.*?)\.( |$)",
            words,
        )
        if name == "Vegetable burgers":
            assert f"For: Vegetarian {without_meat}. 2.5 pieces each." in words
            wanted = without_meat * 2.5
        else:
            assert eating, words
            adults, children, younger = int(eating[1]), int(eating[3] or 0), int(eating[5])
            is_meat = "Do not eat this" in words
            assert is_meat is name.endswith("(halal)")
            ate = adults + children + younger
            assert ate == everybody - (without_meat if is_meat else 0), name
            wanted = sum(
                heads * (0 if portion == "nothing" else in_small_units(portion))
                for heads, portion in (
                    (adults, eating[2]),
                    (children, eating[4] or "nothing"),
                    (younger, eating[6]),
                )
            )
        grain = 1 if "piece" in words else 100
        assert min(wanted, there[name]) - 1e-6 <= total <= there[name], name
        assert total < wanted + grain, name
        if "piece" in words and total < there[name]:
            assert f"{there[name] - total:.0f} pieces" in words, "what stays behind"
    burgers, vegetable = found["Hamburgers (halal)"], found["Vegetable burgers"]
    assert burgers[1][2] < 2 * everybody < there["Hamburgers (halal)"], "a full freezer is no meal"
    assert "In the freezer:" in burgers[0]
    assert vegetable[1][0] >= 10, "for one household at least, from the beginning"


def test_of_who_only_passes_by_nothing_is_cooked(
    desk: PageClient, store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        session.get_one(Event, event_id).eating_percent = 50
    words = sheet(desk, event_id).words
    fresh = re.search(r"fresh food for (\d+) guests.*Of them (\d+) guests eat", words)
    assert fresh
    assert int(fresh[2]) == round(int(fresh[1]) / 2)
    assert f"Cook for {int(fresh[2]) + 4} people" in words


def test_the_sheet_knows_no_household_no_card_and_nobody_by_name(
    desk: PageClient, event_id: int
) -> None:
    page = sheet(desk, event_id)
    text = page.text.replace("households", "")
    for word in ("Karin", "Chris", "06 00", "Noor", "household", "card"):
        assert word not in text, word


def test_of_a_few_households_only_the_people_are_told(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(Reply.YES, 3, diet="kosher"), Said(Reply.YES, 1))
    page = sheet(desk, event_id)
    assert "from the answers until then: 4 people." in page.words
    assert "household" not in page.text
    assert row(page, "Kosher")[0] == "3"


def test_before_anybody_answered_the_sheet_says_so(desk: PageClient, store: Store) -> None:
    page = sheet(desk, add_event(store, expected=30))
    assert "Made Thursday 3 June at 10:00, before anybody said yes." in page.words


def test_an_event_within_an_event_is_a_sitting_of_its_own(
    desk: PageClient, store: Store, event_id: int
) -> None:
    dinner_id = add_event(store, expected=100, menu_preset="dinner", parent_id=event_id)
    gone_id = add_event(store, expected=100, menu_preset="dinner", parent_id=event_id)
    empty_id = add_event(store, expected=100, menu_preset=NO_MENU, parent_id=event_id)
    with store.transaction() as session:
        dinner = session.get_one(Event, dinner_id)
        dinner.title = "Dinner in the hall"
        dinner.starts_at = SATURDAY - timedelta(hours=1)
        session.get_one(Event, gone_id).state = EventState.CANCELLED
        session.get_one(Event, gone_id).title = "Called off"
        session.get_one(Event, empty_id).title = "Only a talk"
    page = sheet(desk, event_id)
    assert "Who eats when" in page.words
    assert len(page.all("article")) == 3
    headings = [" ".join("".join(each.itertext()).split()) for each in page.all("h2")]
    assert [words.startswith("Cook for") for words in headings] == [False, True, True]
    assert page.words.index("Tomato soup") < page.words.index("Hamburgers")
    assert "Called off" not in page.words
    assert "Only a talk" not in page.words
    assert page.text.count("42 people in 16 households") == 2, "all sittings, and the barbecue"
    assert page.text.count("before anybody said yes") == 1, "the dinner"
    alone = sheet(desk, dinner_id)
    assert len(alone.all("article")) == 1
    assert "Hamburgers" not in alone.words


def test_once_the_order_is_placed_the_sheet_tells_what_came_after(
    desk: PageClient, store: Store, clock: FixedClock, event_id: int
) -> None:
    event_page = f"/events/{event_id}"
    assert "Ordered on" not in sheet(desk, event_id).words
    assert desk.send(f"{event_page}/order", form_on=event_page).status_code == 303
    before = sheet(desk, event_id)
    assert "Ordered on Thursday 3 June at 10:00" in before.words
    add_answers(store, event_id, Said(Reply.YES, 5, diet="halal"), name="B")
    clock.forward(hours=2)
    after = sheet(desk, event_id)
    assert after.heading == before.heading
    assert after.all("h2")[0].text == before.all("h2")[0].text, "no more is there than ordered"
    assert "5 people more" in after.words
    assert int(row(after, "Halal")[0]) == int(row(before, "Halal")[0]) + 5


def test_papers_ask_the_database_a_fixed_number_of_questions(
    desk: PageClient, store: Store, event_id: int
) -> None:
    for path in ("kitchen", "shops", "shopping-text", "shopping-list.csv", "allergens"):
        with count_queries(store) as seen:
            desk.get(f"/events/{event_id}/{path}")
        assert len(seen) <= MOST_QUERIES, (path, len(seen))
    for _ in range(3):
        add_event(store, expected=100, menu_preset="dinner", parent_id=event_id)
    with count_queries(store) as seen:
        desk.get(f"/events/{event_id}/kitchen")
    assert len(seen) <= MOST_QUERIES + FOR_ANY_PARTS + 3 * FOR_A_PART, len(seen)


def test_papers_of_an_event_that_is_over_can_still_be_made(
    app: Flask, organiser: Account, clock: FixedClock, event_id: int
) -> None:
    clock.forward(days=12)
    desk = signed_in(app, organiser.email)
    assert "Made Tuesday 15 June at 10:00" in sheet(desk, event_id).words


def test_a_card_names_what_is_in_the_dish_in_both_languages(
    desk: PageClient, store: Store, event_id: int
) -> None:
    fill_in(store, event_id, "Salad", Allergen.MUSTARD, Allergen.CELERY)
    salad = card_of(cards(desk, event_id), "Salad")
    assert "In this dish:" in salad
    for word in ("Mustard", "Mosterd", "Celery", "Selderij"):
        assert word in salad
    assert "Do you have an allergy? Ask us." in salad
    assert "Made Thursday 3 June at 10:00, from the menu as it was then." in salad


def test_a_card_that_was_not_filled_in_never_says_that_there_is_nothing_in_it(
    desk: PageClient, store: Store, event_id: int
) -> None:
    fill_in(store, event_id, "Salad")
    page = cards(desk, event_id)
    salad = card_of(page, "Salad")
    assert "Not filled in yet" in salad
    assert "In this dish" not in salad
    assert "Ask us" in salad
    for claim in ("none", "free from", "no allergens", "may contain", "geen allergenen"):
        assert claim not in page.words.lower()
    assert "Of some dishes it is not filled in yet what is in them." in page.words
    assert f"/events/{event_id}/menu" in page.links()


def test_a_card_can_hold_all_fourteen(desk: PageClient, store: Store, event_id: int) -> None:
    fill_in(store, event_id, "Salad", *Allergen)
    salad = card_of(cards(desk, event_id), "Salad")
    assert len(Allergen) == 14
    assert all(name in salad for name in ALLERGEN_NAMES.values())


def test_every_dish_has_a_card_four_on_a_sheet(desk: PageClient, event_id: int) -> None:
    page = cards(desk, event_id)
    sheets = [each for each in page.root.iter() if each.get("class") == "sheet"]
    assert [len(list(each.iter(f"{HTML}article"))) for each in sheets] == [4, 4]


def test_no_menu_no_cards(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30, menu_preset=NO_MENU)
    assert desk.get(f"/events/{event_id}/allergens").location == f"/events/{event_id}"


@pytest.mark.parametrize("toddlers", [0, 2])
def test_sheet_and_list_reckon_with_the_same_children(
    desk: PageClient, store: Store, toddlers: int
) -> None:
    """What they eat by the list is what the cook makes for them, and who is under 4 eats less."""
    event_id = add_event(store, expected=40)
    add_answers(store, event_id, *(Said(Reply.YES, 4) for _ in range(12)))
    with store.transaction() as session:
        session.execute(update(Answer).values(adults=2, children=2, toddlers=toddlers))
    listed = desk.page(f"/events/{event_id}/shopping-list?l=en").words
    of_rolls = re.search(r"Bread rolls .*?([\d,]+) pieces for ([\d,]+) people", listed)
    assert of_rolls
    words, (_first, _each, total) = prepared(sheet(desk, event_id))["Bread rolls"]
    assert total == pytest.approx(int(of_rolls[1]), rel=0.03)
    younger = re.search(r"from 4 to 11: .*; (\d+) younger: nothing\.", words)
    assert bool(younger and int(younger[1]) > 10) is bool(toddlers)
