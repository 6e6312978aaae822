"""Once the order is placed, every page that speaks of shopping speaks of that order."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import EventState, Reply
from planner.core.next_steps import EventFacts
from planner.core.schedule import EventTimes
from planner.store.base import Store
from planner.store.models import Account, Event
from planner.web.organiser.desk.event_head import quiet_words
from planner.web.organiser.shopping.order_words import saved_words
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, event_of
from tests.support.pages import HTML, Page, PageClient

ORDERED = "Ordered on Thursday 3 June at 10:00, for"
PAPERS = ("shopping-list", "shops", "shopping-text", "shopping-together", "kitchen")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def bought(desk: PageClient, event_id: int) -> dict[str, str]:
    table = desk.get(f"/events/{event_id}/shopping-list.csv?l=en").get_data(as_text=True)
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")), delimiter=";")
    return {row["What"]: f"{row['Buy']} {row['Counted in']} {row['Costs (euro)']}" for row in rows}


def step(page: Page) -> tuple[str, str]:
    """Return the state of the step of the shopping, and what stands below it."""
    for one in page.all("li"):
        label, note = one.find(f"{HTML}b"), one.find(f"{HTML}span")
        if label is None or note is None or "".join(label.itertext()).strip() != "Shop":
            continue
        return one.get("class") or "", (note.text or "").strip()
    raise AssertionError("no step of the shopping")


def total(page: Page) -> str:
    found = re.search(r"At the till (€ ?[\d,]+)", page.words)
    assert found
    return found[1]


def budget(page: Page) -> str:
    found = re.search(r"€ ?[\d,]+ (over|under) budget in the end", page.words)
    assert found
    return found[0]


def cook_for(page: Page) -> list[str]:
    return re.findall(r"Cook for [\d,]+ people", page.words)


def rows(page: Page) -> list[str]:
    return [" ".join(" ".join(row.itertext()).split()) for row in page.all("tr")]


def test_every_page_that_speaks_of_shopping_speaks_of_the_order(
    app: Flask, desk: PageClient, store: Store, organiser: Account, clock: FixedClock
) -> None:
    event_id = add_event(store, expected=30, staff_eating=4, budget_cents=80_000)
    add_event(store, expected=40, menu_preset="dinner", parent_id=event_id)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(8)))
    own = f"/events/{event_id}"

    before = desk.page(f"{own}?l=en")
    assert "You do the shopping on Friday 11 June." not in before.words, "there is more to do first"
    assert step(before) == ("next", "Friday 11 June")
    assert "No order is placed." in desk.page(f"{own}/kitchen?l=en").words
    assert desk.send(f"{own}/order", form_on=own).status_code == 303
    ordered, list_before = bought(desk, event_id), desk.page(f"{own}?l=en")
    papers_before = {path: desk.page(f"{own}/{path}?l=en") for path in PAPERS}
    add_answers(store, event_id, *(Said(Reply.YES, 9) for _ in range(9)), name="B")
    clock.forward(hours=2)

    # The page of the event: its steps, the list with its price and budget, the choices.
    page = desk.page(f"{own}?l=en")
    assert step(page) == ("done", "ordered")
    assert page.words.count(ORDERED) == 2
    assert "changes that only when you order anew" in page.words
    assert total(page) == total(list_before)
    # What comes back of it follows who is expected now, and so does what it costs in the end.
    assert budget(page) != budget(list_before)
    assert "81 people more." in page.words

    # The papers, the message, the joint list, the file: what was bought and that it was ordered.
    assert bought(desk, event_id) == ordered
    for path, was in papers_before.items():
        paper = desk.page(f"{own}/{path}?l=en")
        assert re.search(ORDERED + "|from the order of Thursday 3 June at 10:00", paper.words), path
        if path in {"shopping-list", "shops"}:
            assert rows(paper) == rows(was), path
        if path == "kitchen":
            assert cook_for(paper)[-1] == cook_for(was)[-1], "no more is there than ordered"

    # A dish that goes off the menu stays ordered, and saving the menu makes no list anew.
    with store.reading() as session:
        salad = next(d.id for d in session.get_one(Event, event_id).dishes if d.name == "Salad")
    gone = desk.send(f"{own}/menu/{salad}/remove?l=en", form_on=f"{own}/menu/{salad}")
    assert gone.status_code == 303
    with app.test_request_context("/?l=en"):
        assert saved_words(event_of(store, event_id)).endswith("What you ordered stays as it was.")
    for path in ("", *(f"/{paper}" for paper in PAPERS)):
        words = desk.page(f"{own}{path}?l=en").words
        assert re.search(r"off the menu since: Salad: \d+ kg for €", words), path

    # The day before: what to do next, on the page and in the list of events.
    clock.now = SATURDAY - timedelta(days=1, hours=3)
    desk = signed_in(app, organiser.email)
    page = desk.page(f"{own}?l=en")
    assert "Fetch what is ordered: 7 things to go" in page.words
    assert "Time to fetch the food" in desk.page("/events?l=en").words
    assert step(page) == ("now", "ordered")
    with store.transaction() as session:
        first, *_rest = session.get_one(Event, event_id).dishes
        first.bought_at = clock()
    assert step(desk.page(f"{own}?l=en")) == ("now", "ordered, 1 of 7 are in")
    with store.transaction() as session:
        for dish in session.get_one(Event, event_id).dishes:
            dish.bought_at = clock()
    page = desk.page(f"{own}?l=en")
    assert step(page) == ("done", "everything is in")
    assert "Fetch what" not in page.words
    assert "Nothing left to buy here." in desk.page(f"{own}/shopping-text?l=en").words

    # Closing asks what was left of what was ordered.
    clock.now = SATURDAY + timedelta(hours=5)
    desk = signed_in(app, organiser.email)
    closing = desk.page(f"{own}/close?l=en").words
    assert "Hamburgers (halal)" in closing


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param({}, "Nothing waits for you now.", id="nothing on the menu, nothing to buy"),
        pytest.param({"dishes": 8}, "You do the shopping on Friday 11 June.", id="to be done"),
        pytest.param(
            {"dishes": 8, "bought": 2, "is_ordered": True},
            "The food is ordered. Fetch it, or have it brought, on Friday 11 June.",
            id="ordered",
        ),
        pytest.param({"dishes": 8, "bought": 8, "is_ordered": True}, "The food is in.", id="in"),
    ],
)
def test_what_comes_next_of_the_shopping(app: Flask, facts: dict[str, int], words: str) -> None:
    times = EventTimes(
        state=EventState.PUBLISHED,
        starts_at=SATURDAY,
        ends_at=SATURDAY + timedelta(hours=4),
        zone="Europe/Amsterdam",
    )
    known = EventFacts(
        times=times,
        is_forecast_known=True,
        has_venue=True,
        has_phone=True,
        **facts,  # type: ignore[arg-type]
    )
    with app.test_request_context("/?l=en"):
        assert quiet_words(known, now=SATURDAY - timedelta(days=20)).endswith(words)


def test_a_dish_that_came_after_the_order_is_not_ordered_yet(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30)
    own = f"/events/{event_id}"
    assert desk.send(f"{own}/order", form_on=own).status_code == 303
    ice = {"name": "Ice", "unit": "piece", "per_adult": "1", "pack": "10", "keeping": "fresh"}
    assert desk.send(f"{own}/menu/new", ice).status_code == 303
    for page in ("", "/shopping-list"):
        row = next(row for row in rows(desk.page(f"{own}{page}?l=en")) if "Ice" in row)
        assert "not ordered yet" in row
        assert "less" not in row
    assert "Ice Nothing of it was bought." in desk.page(f"{own}/live?l=en").words


def test_nothing_is_bought_or_cooked_for_what_is_cancelled(desk: PageClient, store: Store) -> None:
    """The papers lead back to the event; those of an order stay, for whoever calls it off."""
    bare, ordered = (f"/events/{add_event(store, expected=30)}" for _each in range(2))
    assert desk.send(f"{ordered}/order", form_on=ordered).status_code == 303
    for own in (bare, ordered):
        assert desk.send(f"{own}/cancel", {"reason": "Storm"}).status_code == 303
        live = desk.page(f"{own}/live?l=en").words
        assert "This event is cancelled." in live
        for no in ("How many will it be", "Is there enough food", "still to come"):
            assert no not in live
        for path in PAPERS:
            paper = desk.get(f"{own}/{path}?l=en")
            is_told = own == ordered and path in {"shopping-list", "shops", "shopping-text"}
            assert paper.status_code == (200 if is_told else 303), (own, path)
            if is_told and path != "shopping-text":
                assert "It is cancelled." in Page(paper).words
