"""Lists that may be long come a page at a time, and say where one is."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Invitation, Waiting
from tests.support.actors import open_hand_out
from tests.support.busy_evening import NOW
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.many_events import fill_years
from tests.support.pages import Page, PageClient, page_client

ENGLISH = {"Accept-Language": "en"}
NUMBER = re.compile(r"/cards/(\d+)$")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; how rows are counted is asked of both elsewhere."""
    return sqlite_url


@pytest.fixture
def town(store: Store, clock: FixedClock) -> Store:
    """A town with 61 events to come, and 60 that were counted."""
    fill_years(store, 60)
    clock.now = NOW - timedelta(days=1)
    return store


def events_on(page: Page) -> list[str]:
    return [link for link in page.links() if re.fullmatch(r"/events/\d+", link)]


def turned(page: Page) -> dict[str, str]:
    """Return where the links below a list lead, by their words."""
    pager = [each for each in page.all("nav") if "pager" in (each.get("class") or "")]
    return {
        "".join(link.itertext()).strip(): link.get("href") or ""
        for each in pager
        for link in each.iter("{http://www.w3.org/1999/xhtml}a")
    }


def test_events_come_twenty_four_at_a_time(town: Store, desk: PageClient) -> None:
    seen: list[str] = []
    url = "/events"
    for first, last in ((1, 24), (25, 48), (49, 61)):
        page = desk.page(url, headers=ENGLISH)
        assert f"{first} to {last} of 61" in page.words
        assert ("Past events" in page.words) or first > 1
        found = list(dict.fromkeys(events_on(page)))[: last - first + 1]
        assert not set(found) & set(seen)
        seen += found
        url = turned(page).get("Next", "")
    assert len(seen) == 61
    assert url == "", "that was the last page"
    assert turned(page)["Back"] == "/events?page=2"
    back = turned(desk.page("/events?page=2", headers=ENGLISH))["Back"]
    assert back == "/events", "the first page has one address"


def test_what_is_over_stands_below_the_first_page_only(town: Store, desk: PageClient) -> None:
    assert 'id="past"' in desk.page("/events").text
    assert 'id="past"' not in desk.page("/events?page=2").text


@pytest.mark.parametrize("path", ["/events", "/past-events"])
def test_a_page_that_is_not_there_leads_to_the_first(
    town: Store, desk: PageClient, path: str
) -> None:
    answer = desk.get(f"{path}?page=99")
    assert (answer.status_code, answer.location) == (303, path)
    for nonsense in ("0", "-1", "x", "", "9" * 30):
        assert desk.page(f"{path}?page={nonsense}").words == desk.page(path).words


def test_a_short_list_has_no_pages(desk: PageClient, store: Store) -> None:
    fill_years(store, 5)
    for path in ("/events", "/past-events"):
        assert "pager" not in desk.page(path).text


def test_past_events_come_fifty_at_a_time(town: Store, desk: PageClient) -> None:
    first = desk.page("/past-events", headers=ENGLISH)
    second = desk.page(turned(first)["Next"], headers=ENGLISH)
    assert "1 to 50 of 60" in first.words
    assert "51 to 60 of 60" in second.words
    titles = [re.findall(r"Event \d+", page.words) for page in (first, second)]
    assert [len(set(each)) for each in titles] == [50, 10]
    assert turned(second) == {"Back": "/past-events"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def stack(app: Flask, world: World, clock: FixedClock) -> tuple[PageClient, str]:
    """The browser of who hands out 130 cards, and the address of the list."""
    cards, browser = world.cards(130, intermediary_name="Karin"), page_client(app)
    batch_id = world.batch_of(cards[0])
    made = open_hand_out(world.store, world.settings, batch_id, browser, clock)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser, f"/hand-out/{made['link_id']}"


def numbers_on(page: Page) -> list[int]:
    return [int(found[1]) for link in page.links() if (found := NUMBER.search(link))]


def pressed_on(page: Page) -> list[int]:
    buttons = [one for one in page.all("button") if one.get("name") == "number"]
    return [int(one.get("value") or "") for one in buttons]


def test_who_hands_cards_out_sees_a_hundred_at_a_time(stack: tuple[PageClient, str]) -> None:
    browser, url = stack
    first, second = browser.page(url), browser.page(f"{url}?page=2")
    assert pressed_on(first) == list(range(1, 101))
    assert pressed_on(second) == list(range(101, 131))
    assert numbers_on(browser.page(f"{url}?show=all&page=2")) == list(range(101, 131))
    assert "101 to 130 of 130" in second.words
    for page in (first, second, browser.page(f"{url}?page=7")):
        assert "0 of 130 cards are handed out." in page.words
        assert "Still here 130" in page.words


def test_who_ticks_a_card_comes_back_to_the_page_of_it(stack: tuple[PageClient, str]) -> None:
    browser, url = stack
    for number, there in (
        (120, f"{url}?card=120&page=2"),
        (100, f"{url}?card=100"),
        (101, f"{url}?card=101"),  # of those still here it is the hundredth by now
        (130, f"{url}?card=130&page=2"),
    ):
        form_on = f"{url}/cards/{number}"
        answer = browser.send(f"{url}/cards/{number}/tick", form_on=form_on)
        assert answer.location == f"{there}#card-{number}"
        assert f'id="card-{number}"' in browser.get(there).get_data(as_text=True)
    assert "4 of 130 cards are handed out." in browser.page(url).words


def test_the_last_card_that_filled_a_page_of_its_own_can_be_taken_back(
    stack: tuple[PageClient, str],
) -> None:
    browser, url = stack
    for first, last in ((1, 29), (130, 130)):
        data = {"first": str(first), "last": str(last)}
        assert browser.send(f"{url}/tick-many", data, form_on=url).status_code == 303
    assert browser.send(f"{url}/cards/130/untick", form_on=url).status_code == 303
    answer = browser.send(f"{url}/tick", {"number": "130"}, form_on=url)
    page = browser.page(answer.location or "")
    assert "Card 130 is ticked." in page.words
    assert "101 to 101 of 101" in page.words


def test_who_waits_is_shown_fifty_at_a_time(world: World, desk: PageClient) -> None:
    world.cards(70)
    world.change(capacity=10)
    with world.store.transaction() as session:
        cards = session.scalars(select(Invitation.id).order_by(Invitation.number)).all()
        session.execute(
            insert(Waiting),
            [
                {
                    "invitation_id": card_id,
                    "event_id": world.event_id,
                    "heads": 20,
                    "queued_at": MADE_AT + timedelta(minutes=place),
                }
                for place, card_id in enumerate(cards)
            ],
        )
    url = f"/events/{world.event_id}/places"
    first, second = (desk.page(url + which, headers=ENGLISH) for which in ("", "?page=2"))
    assert ("Card 50," in first.words, "Card 51," in first.words) == (True, False)
    assert ("Card 50," in second.words, "Card 70," in second.words) == (False, True)
    assert "51 to 70 of 70" in second.words
