"""What stands around every page: the menu that says where one is, and the way back from paper."""

import pytest

from planner.store.base import Store
from tests.support.organiser import add_event
from tests.support.pages import HTML, PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The menu is the same on both databases."""
    return sqlite_url


@pytest.mark.parametrize(
    ("path", "menu"),
    [
        ("/events", "Events"),
        ("/events/{event}", "Events"),
        ("/events/{event}/programme", "Events"),
        ("/events/{event}/places", "Events"),
        ("/events/{event}/said", "Events"),
        ("/events/{event}/guests", "Events"),
        ("/events/{event}/trouble", "Events"),
        ("/events/{event}/audit", "Events"),
        ("/events/{event}/mail", "Events"),
        ("/past-events", "Past events"),
        ("/past-events/record", "Past events"),
        ("/mail", "Mail"),
        ("/account/second-step", "My account"),
        ("/kept/find", ""),
    ],
)
def test_the_menu_says_where_one_is(desk: PageClient, store: Store, path: str, menu: str) -> None:
    page = desk.page(f"{path.format(event=add_event(store))}?l=en")
    here = [
        "".join(link.itertext()).strip()
        for nav in page.all("nav")
        if nav.get("class") == "nav"
        for link in nav.iter(f"{HTML}a")
        if link.get("aria-current") == "page"
    ]
    assert here == ([menu] if menu else [])


@pytest.mark.parametrize(
    ("paper", "back"),
    [
        ("shopping-list", "/events/{event}"),
        ("gates/paper/list", "/events/{event}/gates/paper"),
    ],
)
def test_paper_has_a_way_back(desk: PageClient, store: Store, paper: str, back: str) -> None:
    event_id = add_event(store, expected=30)
    page = desk.page(f"/events/{event_id}/{paper}")
    assert back.format(event=event_id) in page.links()
