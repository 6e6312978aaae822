"""'You said, we did': everybody reads what became of it, and nobody reads more."""

import gzip
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.exports.atom import NAMESPACE
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Remark
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.support.promised import DUE_ON, Told
from tests.support.queries import count_queries

URL = "/neighbourhood/passart/promises"
FEED = f"{URL}.atom"
ATOM = f"{{{NAMESPACE}}}"
MOST_BYTES = 12_000
SECRET = "nobody may read this"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they ask is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        session.get_one(Event, world.event_id).neighbourhood_id = Told(session).place.id
    return world


def fill(world: World, clock: FixedClock, *, more: int = 0) -> None:
    """Put a promise in every state, and what must never be read."""
    with world.store.transaction() as session:
        made = Told(session)
        weeds = [made.remark("Weeds", heads=8, summary="Onkruid van anderhalve meter")]
        few = [made.remark("Lamps", heads=3, summary=SECRET)]
        made.remark("Gas", heads=490, state=RemarkState.HIDDEN, summary=SECRET)
        made.remark("Neighbours", heads=7, question=ResidentQuestion.PROUD)
        done = made.promise("De stoep maaien", answers=weeds, event_id=world.event_id)
        made.update(done, PromiseState.DONE, "Elke maand sinds mei.", at=clock.now)
        late = made.promise("De lamp maken", answers=few, first_due_on=DUE_ON - timedelta(30))
        made.update(late, PromiseState.BUSY, "Geen kabel.", at=clock.now, due_on=DUE_ON)
        cannot = made.promise("Een bus naar het bos")
        made.update(cannot, PromiseState.CANNOT, "Daar is geen geld voor.", at=clock.now)
        made.promise(
            "Een bankje",
            kind=PromiseKind.PROMISED,
            agreed_on=DUE_ON,
            due_on=DUE_ON + timedelta(days=60),
            partner_id=made.partner("Woningstichting", PartnerKind.HOUSING),
        )
        made.promise(SECRET, is_public=False)
        made.promise(SECRET, due_on=None)
        for place in range(more):
            answers = [made.remark(f"T{place}", heads=6 + place, summary=f"Woorden {place * 7919}")]
            one = made.promise(f"Nog een belofte nummer {place * 7907}", answers=answers)
            made.update(one, PromiseState.DONE, f"Klaar op dag {place * 7901}.", at=clock.now)


def entries_of(feed: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed).findall(f"{ATOM}entry")  # noqa: S314 - our own bytes


def test_each_promise_says_how_far_it_is_in_words(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock)
    page = client.page(f"{URL}?l=en")
    for words in (
        "It is done",
        "Late: it was to be done by Tuesday 1 June",
        "It can't be done",
        "By Saturday 31 July",
        "Woningstichting promises: Een bankje",
        "We ask Gemeente: De lamp maken",
        "Elke maand sinds mei.",
        "Daar is geen geld voor.",
        "You said: Weeds. 5 people or more said this.",
        "You said: Lamps. A few people said this.",
        "First said: Sunday 2 May. Now: Tuesday 1 June.",
        "Moved from Sunday 2 May to Tuesday 1 June, because: Geen kabel.",
        "Bureau Noord tells this.",
        "Onkruid van anderhalve meter",
    ):
        assert words in page.words
    assert page.words.count("Geen kabel.") == 1


def test_nothing_that_nobody_looked_at_is_in_any_byte(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock)
    for url in (URL, FEED, "/e/buurt-bbq-passart", "/", "/robots.txt"):
        answer = client.get(url)
        assert answer.status_code == 200
        for word in (SECRET, "Gas", "secret words", "490"):
            assert word not in re.sub(r'd="[^"]*"', "", answer.get_data(as_text=True)), (url, word)


def test_a_theme_of_three_can_not_be_told_from_one_of_four(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock)
    urls = (URL, FEED, "/e/buurt-bbq-passart")
    seen = [client.get(url).data for url in urls]
    with world.store.transaction() as session:
        for remark in session.query(Remark).filter(Remark.heads == 3):
            remark.heads = 4
    stamp = re.compile(rb'name="stamp"[^>]*value="[^"]*"')
    assert [stamp.sub(b"", client.get(url).data) for url in urls] == [
        stamp.sub(b"", one) for one in seen
    ]


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_it_is_light_in_every_language_and_asks_for_nothing_else(
    client: PageClient, world: World, clock: FixedClock, language: str
) -> None:
    fill(world, clock, more=40)
    answer = client.get(f"{URL}?l={language}", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) <= MOST_BYTES
    page = gzip.decompress(answer.data).decode()
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "all"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert 'name="robots"' not in page
    assert not re.search(r"<script|<img|<link rel=.stylesheet|url\([^)]", page)
    shown = client.page(f"{URL}?l={language}")
    assert shown.root.get("lang") == language
    assert f'lang="{"nl" if language == "en" else "en"}" dir' not in page


def test_what_does_not_fit_on_one_page_is_on_the_next(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock, more=40)
    seen: set[str] = set()
    url: str | None = f"{URL}?l=en"
    while url:
        page = client.page(url)
        seen |= set(re.findall(r'<article id="([^"]+)"', page.text))
        found = re.search(r'href="([^"]+)">Older promises', page.text)
        url = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == 44
    assert client.get(f"{URL}?from=400").status_code == 404


def test_a_neighbourhood_without_promises_says_so_and_an_unknown_one_is_not_there(
    client: PageClient, world: World
) -> None:
    assert "Nothing is promised here yet" in client.page(f"{URL}?l=en").words
    assert client.get("/neighbourhood/nowhere/promises").status_code == 404
    assert client.get("/neighbourhood/nowhere/promises.atom").status_code == 404


def test_as_many_queries_for_forty_promises_as_for_four(
    client: PageClient, world: World, clock: FixedClock, store: Store
) -> None:
    fill(world, clock)
    counts = []
    for more in (0, 40):
        fill(world, clock, more=more)
        client.get(URL)
        with count_queries(store) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_feed_is_the_same_until_something_changes(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock)
    first = client.get(FEED)
    assert first.content_type == "application/atom+xml; charset=utf-8"
    assert FEED in client.get(URL).get_data(as_text=True)
    entries = entries_of(first.data)
    assert len(entries) == 4
    clock.forward(hours=3)
    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    with world.store.transaction() as session:
        made = Told(session)
        made.promise("Nog een")
    newer = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert newer.status_code == 200
    ids = {one.findtext(f"{ATOM}id") for one in entries_of(newer.data)}
    assert {one.findtext(f"{ATOM}id") for one in entries} < ids


def test_the_links_of_the_feed_lead_to_the_promise_on_the_page(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    fill(world, clock)
    page = client.get(URL).get_data(as_text=True)
    for entry in entries_of(client.get(f"{FEED}?l=nl").data):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        mark = str(link.get("href")).partition("#")[2]
        assert f'id="{mark}"' in page


def test_an_event_tells_at_most_three_its_own_first_and_leads_to_all(
    client: PageClient, world: World, clock: FixedClock, app: Flask
) -> None:
    assert "promises" not in client.get("/e/buurt-bbq-passart").get_data(as_text=True)
    fill(world, clock, more=5)
    page = client.page("/e/buurt-bbq-passart?l=en")
    assert "What you said, and what we did" in page.words
    assert page.words.index("De stoep maaien") > 0
    assert len(re.findall(r'class="note note-(?:ok|action|warn|plain)"', page.text)) == 3
    assert f"{URL}?l=en" in page.links()
    assert any(link.startswith(URL) for link in client.page("/?l=en").links())
