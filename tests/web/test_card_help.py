"""'Can you help for an hour?' on the pages of a card: shifts to take elsewhere, or a count."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.starting_sets import TaskKind
from planner.core.small_cells import Size, ToldCount, told_often
from planner.services.helpers.helper_secrets import new_help_code
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Event
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import add_shift, sign_up

ENGLISH = {"Accept-Language": "en"}
BUTTON = "I can help for an hour"
MOST_BYTES = 11 * 1024


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; counting is one statement."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(largest_party=8)[0]


def event_of(session: Session, world: World) -> Event:
    return session.get_one(Event, world.event_id)


def offers(world: World) -> int:
    with world.store.reading() as session:
        return event_of(session, world).help_offers


def open_shifts(world: World, **fields: object) -> str:
    """Give the event a code for its shifts; return it."""
    with world.store.transaction() as session:
        event = event_of(session, world)
        event.help_code = new_help_code()
        return event.help_code


def read(client: PageClient, url: str) -> Page:
    return client.page(url, headers=ENGLISH)


def test_a_yes_is_counted_each_time_it_is_said_and_thanked_for(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    assert BUTTON not in read(client, f"/{card.code}").words, "one question at a time"
    assert client.post(f"/{card.code}/help").location == f"/{card.code}"
    client.post(f"/{card.code}", data={"answer": "yes"})
    for times in (1, 2):
        said = client.post(f"/{card.code}/help")
        assert (said.status_code, said.location) == (303, f"/{card.code}/helped")
        assert offers(world) == times
    assert "Set-Cookie" not in said.headers
    thanks = read(client, f"/{card.code}/helped").words
    assert "We ask on the day itself who lends a hand." in thanks
    assert "We do not keep who said it." in thanks
    assert BUTTON in read(client, f"/{card.code}").words
    assert BUTTON in read(client, f"/{card.code}/done").words
    assert BUTTON in read(client, f"/{card.code}/more").words


def test_looking_counts_nothing(client: PageClient, world: World, card: PrintableCard) -> None:
    for path in ("", "/help", "/helped"):
        for method in ("GET", "HEAD"):
            assert client.open(f"/{card.code}{path}", method=method).status_code in {200, 303}
    assert client.get(f"/{card.code}/help").location == f"/{card.code}"
    assert offers(world) == 0


def test_saying_it_leaves_a_number_and_nothing_else(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})

    def everything() -> dict[str, list[tuple[object, ...]]]:
        with world.store.reading() as session:
            return {
                table.name: [tuple(row) for row in session.execute(select(table))]
                for table in Base.metadata.sorted_tables
            }

    before = everything()
    client.post(f"/{card.code}/help")
    after = everything()
    assert [name for name in before if before[name] != after[name]] == ["event"]
    names = list(Base.metadata.tables["event"].columns.keys())
    changed = [
        name
        for was, now in zip(before["event"], after["event"], strict=True)
        for name, old, new in zip(names, was, now, strict=True)
        if old != new
    ]
    assert changed == ["help_offers"]


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED, EventState.CLOSED])
def test_nobody_is_asked_where_there_is_nothing_to_help_with(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock, state: EventState
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    with world.store.transaction() as session:
        event_of(session, world).state = state
    if state is EventState.CLOSED:
        clock.now = SATURDAY + timedelta(days=1)
    assert "help for an hour" not in read(client, f"/{card.code}").words
    assert client.post(f"/{card.code}/help").location == f"/{card.code}"
    assert offers(world) == 0


def test_who_does_not_come_is_not_asked(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "no"})
    for path in ("", "/done", "/more"):
        assert "help for an hour" not in read(client, f"/{card.code}{path}").words
    client.post(f"/{card.code}/help")
    assert offers(world) == 0


def test_three_shifts_that_are_most_needed_are_shown_and_their_addresses_know_no_card(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    store, event_id = world.store, world.event_id
    code = open_shifts(world)
    full = add_shift(store, event_id, task="Full already")
    sign_up(store, event_id, full)
    shifts = [
        add_shift(store, event_id, task=f"Task {needed}", needed=needed, minutes=needed)
        for needed in range(2, 6)
    ]
    add_shift(store, event_id, task="By phone only", is_open=False)
    for path in ("", "/done", "/more"):
        page = read(client, f"/{card.code}{path}")
        if path == "":
            client.post(f"/{card.code}", data={"answer": "yes"})
        links = [one for one in page.all("a") if "/help/" in (one.get("href") or "")]
        assert [one.get("href") for one in links] == [
            *(f"/help/{code}/{one}" for one in shifts[:3]),
            f"/help/{code}",
        ]
        assert {one.get("rel") for one in links} == {"noreferrer"}, "or the card's code goes along"
        assert BUTTON not in page.words
        assert "Full already" not in page.words
        assert "By phone only" not in page.words
        assert "What you take on there is not with your card." in page.words
    assert read(client, f"/{card.code}?l=tr").links()


def test_the_page_of_a_card_reads_of_helpers_no_more_than_their_number(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    open_shifts(world)
    for number in range(4):
        shift_id = add_shift(world.store, world.event_id, needed=3, minutes=30 * number)
        sign_up(world.store, world.event_id, shift_id, f"helper {number}")
    with count_queries(world.store) as seen:
        assert client.get(f"/{card.code}").status_code == 200
    asked = [one for one in seen if "shift" in one]
    assert len(asked) == 1, "shifts, with how many are in them"
    assert not [one for one in seen if "FROM helper" in one or "JOIN helper" in one]


def test_where_all_shifts_are_full_one_can_still_say_it(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "maybe"})
    open_shifts(world)
    sign_up(world.store, world.event_id, add_shift(world.store, world.event_id))
    page = read(client, f"/{card.code}")
    assert BUTTON in page.words
    assert not [link for link in page.links() if "/help/" in link]


@pytest.mark.parametrize("language", ["nl", "en", "de", "pl", "tr", "uk", "ar"])
def test_it_is_asked_in_every_language_on_small_pages(
    client: PageClient, world: World, card: PrintableCard, language: str
) -> None:
    open_shifts(world)
    for kind in (TaskKind.SET_UP, TaskKind.GRILL, TaskKind.CLEAR_UP):
        add_shift(world.store, world.event_id, task=kind.value, kind=kind, needed=3)
    page = client.page(f"/{card.code}?l={language}")
    links = [link for link in page.links() if link.startswith("/help/")]
    assert len(links) == 4
    assert all(link.endswith(f"?l={language}") for link in links)
    client.post(f"/{card.code}", data={"answer": "yes"})
    for path in ("", "/more"):
        sent = client.get(f"/{card.code}{path}?l={language}", headers={"Accept-Encoding": "gzip"})
        assert len(sent.data) <= MOST_BYTES, (path, len(sent.data))


@pytest.mark.parametrize(
    ("times", "told"),
    [
        (0, ToldCount()),
        (1, ToldCount(Size.FEW)),
        (4, ToldCount(Size.FEW)),
        (5, ToldCount(Size.TOLD, 5)),
        (9, ToldCount(Size.TOLD, 5)),
        (12, ToldCount(Size.TOLD, 10)),
    ],
)
def test_it_is_told_by_fives(times: int, told: ToldCount) -> None:
    assert told_often(times) == told


@pytest.mark.parametrize(
    ("times", "words"),
    [(0, ""), (3, "A few times somebody said"), (12, "At least 10 times somebody said")],
)
def test_organisers_read_how_often_it_was_said(
    desk: PageClient, world: World, times: int, words: str
) -> None:
    with world.store.transaction() as session:
        event_of(session, world).help_offers = times
    page = desk.page(f"/events/{world.event_id}/said", headers=ENGLISH)
    assert ("somebody said that they can help" in page.words) == bool(words)
    assert words in page.words
