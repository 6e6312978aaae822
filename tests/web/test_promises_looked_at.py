"""Nothing is public that nobody looked at, and what waits is the same number wherever it stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.residents.changes import PromiseNews
from planner.core.residents.questions import RemarkState
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.services.residents import partners, promising, voting
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Speaker, Undertaken
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Neighbourhood, Promise, PromiseVotes
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.support.remarks import add_remark

PAGE = "/neighbourhood/passart/promises"
PARTNER = Speaker(is_partner=True)


@pytest.fixture(autouse=True)
def _a_day_later(clock: FixedClock) -> None:
    clock.now = SATURDAY + timedelta(days=1)


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    """A promise of the town, which residents can read."""
    world = make_world(store, settings)
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        event.neighbourhood_id = place.id
        town = partners.add_partner(
            session,
            PartnerDetails(name="The town", kind=PartnerKind.MUNICIPALITY),
            organisation_id=event.organisation_id,
        )
        assert town is not None
        today = clock.now.date()
        made = promising.make_promise(
            session,
            Undertaken(
                what="The weeds are mown",
                kind=PromiseKind.ASKED,
                neighbourhood_id=place.id,
                event_id=event.id,
                partner_id=town.id,
                due_on=today + timedelta(days=9),
            ),
            organisation_id=event.organisation_id,
            today=today,
        )
        assert isinstance(made, Promise)
        promising.set_public(session, made, is_public=True, version=made.version)
    return world


def says(world: World, words: str, clock: FixedClock) -> None:
    """Let the partner say something."""
    with world.store.transaction() as session:
        promise = session.scalars(select(Promise)).one()
        fault = promising.add_news(
            session,
            promise,
            PromiseNews(PromiseState.BUSY, words, promise.due_on),
            version=promise.version,
            by=PARTNER,
            now=clock.now,
            today=clock.now.date(),
        )
        assert fault is None


def address(world: World) -> str:
    return f"/events/{world.event_id}/promises/1"


def test_residents_read_a_partners_words_once_one_of_us_has(
    desk: PageClient, client: PageClient, world: World, clock: FixedClock
) -> None:
    says(world, "The crew begins on Monday.", clock)
    assert "Monday" not in client.page(PAGE).words
    assert "Kijk naar 1 belofte" in desk.page("/waiting").words
    shown = desk.page(address(world))
    assert "Monday" in shown.words
    url = f"{address(world)}/looked"
    says(world, "Ask the neighbour of number 12.", clock)  # before the press, and unseen
    desk.send(url, {n: v[0] for n, v in shown.sends(to=url).items()}, form_on=address(world))
    read = client.page(PAGE).words
    assert "Monday" in read
    assert "neighbour" not in read
    assert "Kijk naar 1 belofte" in desk.page("/waiting").words


def test_a_vote_that_came_after_the_look_asks_anew(
    desk: PageClient, world: World, clock: FixedClock
) -> None:
    with world.store.transaction() as session:
        promise_id = session.scalars(select(Promise.id)).one()
        for _one in range(5):
            voting.vote(session, promise_id, is_better=False)
    shown, url = desk.page(address(world)), f"{address(world)}/looked"
    with world.store.transaction() as session:
        voting.vote(session, promise_id, is_better=False)
    desk.send(url, {n: v[0] for n, v in shown.sends(to=url).items()}, form_on=address(world))
    with world.store.reading() as session:
        assert session.get_one(PromiseVotes, promise_id).not_yet_seen == 5


def test_as_many_wait_for_an_answer_on_each_page(desk: PageClient, world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        add_remark(session, event, "Een bankje", state=RemarkState.SHOWN)
        add_remark(session, event, "Die van nummer 12", state=RemarkState.HIDDEN)
    said = "1 opmerking over wat beter moet wacht op een antwoord."
    page = desk.page(f"/events/{world.event_id}/remarks")
    assert said in page.words
    assert said in desk.page("/remarks").words
    assert page.words.count("Nog geen antwoord") == 1
    assert "1 opmerking wacht op antwoord" in desk.page(f"/events/{world.event_id}").words
