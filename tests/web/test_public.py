"""What anybody may see: coming events, and what machines ask of a site."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask
from sqlalchemy import create_engine

from planner.core.enums import EventState
from planner.core.turnout import EventKind
from planner.services.plan import planning
from planner.services.plan.event_plan import move_plan
from planner.settings import Settings
from planner.store.base import Store
from tests.support.application import signed_in
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

SLUG = "/e/buurt-bbq-passart"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def read(client: PageClient, url: str) -> Page:
    return client.page(url, headers=ENGLISH)


def test_the_front_page_lists_what_is_coming(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    page = read(client, "/")
    assert SLUG in page.links()
    assert "Saturday 12 June" in page.words
    clock.now = SATURDAY + timedelta(days=1)
    page = read(client, "/")
    assert SLUG not in page.links()
    assert "Nothing is planned yet." in page.words


def test_the_front_page_asks_once_however_many_events_there_are(
    client: PageClient, world: World
) -> None:
    for _ in range(5):
        make_world(world.store, world.settings)
    with count_queries(world.store) as asked:
        client.get("/")
    assert len(asked) == 3  # the events, which neighbourhoods tell of promises, and who we are


def test_an_event_has_a_page_with_all_one_has_to_know(client: PageClient, world: World) -> None:
    world.change(description="Neem een stoel mee.\n\nTot dan!")
    page = read(client, SLUG)
    assert page.heading == "Buurt-BBQ Passart"
    for words in ("15:00", "Speelveld", "Neem een stoel mee.", "Call Chris: 06"):
        assert words in page.words
    assert f"{SLUG}.ics?l=en" in page.links()


def test_googles_calendar_gets_the_events_own_zone(client: PageClient, world: World) -> None:
    (link,) = [link for link in read(client, SLUG).links() if "calendar.google.com" in link]
    asked = parse_qs(urlsplit(link).query)
    assert asked["dates"] == ["20270612T130000Z/20270612T170000Z"]
    assert asked["ctz"] == ["Europe/Amsterdam"]
    assert asked["details"] == ["http://feest.example/e/buurt-bbq-passart"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param(EventKind.OPEN, "You need no card. Just come.", id="anybody"),
        pytest.param(
            EventKind.CLOSED, "This one is for people who got a card.", id="who is invited"
        ),
        pytest.param(EventKind.REGISTERED, "Answer with your card, or call us.", id="who answers"),
        pytest.param(EventKind.UNSURE, "Everybody is welcome.", id="nobody knows yet"),
    ],
)
def test_a_page_says_who_may_come(
    client: PageClient, world: World, kind: EventKind, words: str
) -> None:
    world.change(kind=kind)
    assert words in read(client, SLUG).words


def test_a_cancelled_event_says_so_first(client: PageClient, world: World) -> None:
    world.change(state=EventState.CANCELLED, cancelled_reason="It will storm.")
    page = read(client, SLUG)
    assert page.words.index("It is cancelled.") < page.words.index("Buurt-BBQ Passart")
    assert "It will storm." in page.words
    assert "Just come" not in page.words
    assert "Put it in my calendar" not in page.words
    assert "Show me the way" not in page.words
    assert "Cancelled" in read(client, "/").words


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"state": EventState.DRAFT}, id="a draft"),
        pytest.param({"is_public": False}, id="for invited people only"),
    ],
)
def test_what_is_not_public_is_not_there(
    client: PageClient, world: World, fields: dict[str, object]
) -> None:
    world.change(**fields)
    assert client.get(SLUG).status_code == 404
    assert client.get(f"{SLUG}.ics").status_code == 404
    assert SLUG not in read(client, "/").links()
    assert b"Passart" not in client.get("/calendar.ics").data


def test_a_series_can_be_followed(client: PageClient, world: World) -> None:
    with world.store.transaction() as session:
        planning.create_series(
            session,
            "Buurt-BBQ's, zomer",
            [move_plan(BARBECUE, starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=4))],
            account_id=None,
            now=MADE_AT,
        )
    page = read(client, f"{SLUG}-2027-06-12")
    assert "webcal://feest.example/series/buurt-bbq-s-zomer.ics?l=en" in page.links()
    assert "http://feest.example/series/buurt-bbq-s-zomer.ics?l=en" in page.text


def test_strangers_get_no_cookie(client: PageClient, world: World) -> None:
    for path in ("/", SLUG, "/card?code=hello"):
        response = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "Set-Cookie" not in response.headers
        assert response.headers["Content-Encoding"] == "gzip"


def test_a_page_with_a_token_in_it_is_never_compressed(
    app: Flask, world: World, organiser: object
) -> None:
    desk = signed_in(app, "noor@feest.example")
    response = desk.get("/card?code=csrf_token", headers={"Accept-Encoding": "gzip"})
    assert b"csrf_token" in response.data
    assert "Content-Encoding" not in response.headers


def test_a_code_that_was_typed_leads_to_its_card(client: PageClient, world: World) -> None:
    card = world.cards()[0]
    typed = f" {card.code[:4]}-{card.code[4:8]} {card.code[8:].lower()}"
    found = client.get("/card", query_string={"code": typed, "l": "en"})
    assert (found.status_code, found.location) == (303, f"/{card.code}?l=en")
    assert client.page(found.location).heading == "Buurt-BBQ Passart"


@pytest.mark.parametrize("typed", ["", "hello", "<script>", "0000-0000-00001", "A" * 600])
def test_a_code_that_can_not_be_read_stays_in_the_field(client: PageClient, typed: str) -> None:
    response = client.get("/card", query_string={"code": typed}, headers=ENGLISH)
    assert response.status_code == 422
    page = Page(response)
    (field,) = [field for field in page.all("input") if field.get("name") == "code"]
    assert field.get("value") == typed[:100]
    assert page.errors() == ["We can't read this code. Look at your card and type it again."]


def test_the_planner_says_whether_it_lives(client: PageClient, world: World) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


def test_a_database_that_does_not_answer_is_told(app: Flask, client: PageClient) -> None:
    store = app.extensions["store"]
    engine = store.engine
    store.engine = create_engine("sqlite:////nowhere/at/all/planner.db")
    try:
        answer = client.get("/healthz")
    finally:
        store.engine.dispose()
        store.engine = engine
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "broken"


def test_robots_may_read_calendars_and_events_and_no_card(client: PageClient) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").get_data(as_text=True).splitlines())
    for path in ("/calendar.ics", "/series/zomer.ics", "/e/buurt-bbq-passart", f"{SLUG}.ics"):
        assert rules.can_fetch("Google-Calendar-Importer", path)
    for path in ("/0000000000000", "/events", "/sign-in"):
        assert not rules.can_fetch("Googlebot", path)


def test_public_pages_may_be_found_and_no_other(client: PageClient, world: World) -> None:
    card = world.cards()[0]
    assert client.get("/").headers["X-Robots-Tag"] == "all"
    assert client.get(SLUG).headers["X-Robots-Tag"] == "all"
    for path in (f"/{card.code}", "/sign-in", "/calendar.ics", "/healthz"):
        assert client.get(path).headers["X-Robots-Tag"] == "noindex"


def lost(client: PageClient, url: str) -> Page:
    page = Page(client.get(url, headers=ENGLISH))
    assert page.status == 404
    return page


@pytest.mark.parametrize("typed", ["ABCD", "7K3M-42QT", "7K3M42QT9XYZ6XX00XX00XX", "nonsense"])
def test_an_address_that_may_be_a_code_offers_a_field_and_languages(
    client: PageClient, world: World, typed: str
) -> None:
    page = lost(client, f"/{typed}")
    assert "Type the code on it" in page.words
    assert [one.get("value") for one in page.all("input") if one.get("name") == "code"] == [typed]
    assert f"/{typed}?l=pl" in page.links()
    assert "Wpisz kod" in lost(client, f"/{typed}?l=pl").words


def test_an_address_that_is_no_code_offers_no_field(client: PageClient, world: World) -> None:
    for path in ("/e/nothing", "/no/such/page", "/wp-login.php?a=%3Cscript%3E"):
        page = lost(client, path)
        assert "Type the code on it" not in page.words


@pytest.mark.parametrize("typed", ["AAAABBBBCCCC-DDDD", "goedemiddag-allemaal", "AAAA BBBB CC"])
def test_what_is_no_code_at_all_is_not_said_to_be_nearly_one(
    client: PageClient, world: World, typed: str
) -> None:
    page = lost(client, f"/{typed}")
    assert "This is not a whole code." in page.words
    assert "are different from your card" not in page.words
