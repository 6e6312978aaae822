"""'Put it in your calendar': the buttons people know, without script, cookie or third party."""

import gzip
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from planner.services.calendars import gathering
from planner.services.plan import planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.pages import Page, PageClient

EVENT = "/e/buurt-bbq-passart/calendar"
FEEDS = ("/calendar", "/series/zomer/calendar", "/neighbourhood/passart/calendar")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings, replace(BARBECUE, neighbourhood_name="Passart"))
    with store.transaction() as session:
        planning.create_series(session, "Zomer", [BARBECUE], account_id=None, now=MADE_AT)
    return world


def address_on(page: Page) -> str:
    (field,) = [field for field in page.all("input") if field.get("id") == "address"]
    assert field.get("readonly") is not None
    return field.get("value") or ""


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_followed_with_a_tap_or_by_its_address(
    client: PageClient, world: World, path: str
) -> None:
    feed = "/calendar.ics" if path == "/calendar" else path.removesuffix("/calendar") + ".ics"
    assert address_on(client.page(path)) == f"http://feest.example{feed}"
    page = client.page(path, headers={"Accept-Language": "en"})
    address = address_on(page)
    assert address == f"http://feest.example{feed}?l=en", "a program tells no language of its own"
    assert client.get(address).status_code == 200
    assert f"{feed}?l=en&programme=items" in " ".join(
        field.get("value") or "" for field in page.all("input")
    )
    assert address.replace("http://", "webcal://") in page.links()
    (outlook,) = [link for link in page.links() if "outlook" in link]
    assert parse_qs(urlsplit(outlook).query)["url"] == [address]
    assert "Google looks only once in 8 to 24 hours." in page.words


def test_one_event_goes_into_any_calendar(client: PageClient, world: World) -> None:
    page = client.page(EVENT)
    links = page.links()
    for way in ("/e/buurt-bbq-passart.ics", "/e/buurt-bbq-passart.ics?remind=3h"):
        assert way in links
        assert client.get(way).status_code == 200
    (google,) = [link for link in links if "calendar.google.com" in link]
    assert parse_qs(urlsplit(google).query)["action"] == ["TEMPLATE"]
    (outlook,) = [link for link in links if "outlook" in link]
    asked = parse_qs(urlsplit(outlook).query)
    assert asked["startdt"] == ["2027-06-12T13:00:00Z"]
    assert asked["enddt"] == ["2027-06-12T17:00:00Z"]
    assert not [link for link in links if "programme=items" in link]
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        show = ItemPlan(title="Lichtshow", starts_at=SATURDAY)
        programmes.add_item(session, event, show, now=MADE_AT)
    assert "/e/buurt-bbq-passart.ics?programme=items" in client.page(EVENT).links()


@pytest.mark.parametrize("path", [EVENT, *FEEDS])
def test_it_works_without_script_cookie_or_anybody_else(
    client: PageClient, world: World, path: str
) -> None:
    answer = client.get(path)
    page = Page(answer)
    assert "Set-Cookie" not in answer.headers
    assert not page.all("script")
    fetched = [
        element.get("src") or element.get("href") or ""
        for tag in ("link", "img", "script", "iframe")
        for element in page.all(tag)
        if element.get("rel") not in {"canonical", "alternate"}  # nobody fetches those
    ]
    assert all(url.startswith("/") for url in fetched), fetched


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_it_speaks_the_languages_of_guests(client: PageClient, world: World, language: str) -> None:
    headings = set()
    for path in (EVENT, *FEEDS):
        page = client.page(f"{path}?l={language}")
        assert page.root.get("lang") == language
        headings.add(page.heading)
        if language != "en":
            for english in ("Copy this address", "Google looks", "reminder", "Each part"):
                assert english not in page.words
    assert len(headings) == 4


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/calendar.ics"),
        ("/calendar", "/calendar.ics"),
        ("/e/buurt-bbq-passart", "/e/buurt-bbq-passart.ics"),
        (EVENT, "/e/buurt-bbq-passart.ics"),
        ("/series/zomer/calendar", "/series/zomer.ics"),
        ("/neighbourhood/passart/calendar", "/neighbourhood/passart.ics"),
        ("/neighbourhood/passart/promises", "/neighbourhood/passart.ics"),
    ],
)
def test_programs_find_the_calendar_of_a_page_by_themselves(
    client: PageClient, world: World, path: str, feed: str
) -> None:
    for language, more in (("", ""), ("?l=uk", "?l=uk")):
        page = client.page(path + language)
        (link,) = [one for one in page.all("link") if one.get("type") == "text/calendar"]
        assert (link.get("rel"), link.get("href")) == ("alternate", feed + more)
        assert client.get(feed + more).mimetype == "text/calendar"
        assert link.get("title")


@pytest.mark.parametrize(
    "path", ["/e/nothing/calendar", "/series/nothing/calendar", "/neighbourhood/nothing/calendar"]
)
def test_what_is_not_there_is_not_found(client: PageClient, world: World, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_guest_comes_to_it_from_the_answer_and_nothing_of_the_card_goes_along(
    client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    assert f"/{card.code}/calendar" in client.page(f"/{card.code}/done").links()
    answer = client.get(f"/{card.code}/calendar", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 15_000
    assert b"<script" not in gzip.decompress(answer.data)
    page = client.page(f"/{card.code}/calendar")
    for link in page.links():
        if link.startswith("https://"):
            assert card.code not in link
    with_reminder = client.get(f"/{card.code}/calendar.ics?remind=3h")
    assert with_reminder.data.count(b"TRIGGER:-PT3H") == 1
    assert card.code.encode() not in with_reminder.data


def test_front_page_and_event_page_lead_there(client: PageClient, world: World) -> None:
    assert "/calendar" in client.page("/").links()
    assert EVENT in client.page("/e/buurt-bbq-passart").links()
    near = client.page("/calendar").links()
    assert "/neighbourhood/passart/calendar" in near


def test_a_calendar_without_room_for_all_says_how_far_it_reaches(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "loopt tot en met" not in client.page("/calendar").words
    monkeypatch.setattr(gathering, "MOST_ENTRIES", 1)
    world.change(description="Anders")
    words = "Deze agenda loopt tot en met 12 juni 2027. Latere data volgen vanzelf."
    for _time in range(2):
        assert words in client.page("/calendar").words
    assert words in client.get("/calendar.ics").get_data(as_text=True).replace("\r\n ", "")
    assert "до 12 червня 2027" in client.page("/calendar?l=uk").words
    assert "loopt tot en met" not in client.page("/series/zomer/calendar").words


def test_organisers_read_it_where_they_plan(
    desk: PageClient, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = {"Accept-Language": "en"}
    assert "The calendar of all events" not in desk.page("/events", headers=english).words
    monkeypatch.setattr(gathering, "MOST_ENTRIES", 1)
    client.get("/calendar.ics")
    client.get("/neighbourhood/passart.ics")
    page = desk.page("/events", headers=english)
    assert (
        "The calendar of all events is full: it reaches until Saturday, 12 June 2027." in page.words
    )
    assert "Let people follow a neighbourhood or a series instead." in page.words
