"""Pages of a household that says yes, and then how many they are, where places are few."""

import pytest

from planner.settings import Settings
from planner.store.base import Store
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

ENGLISH = {"Accept-Language": "en"}
FOUR = {"adults": "2", "children": "2"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    made = make_world(store, settings)
    made.change(capacity=6)
    return made


def test_the_page_says_how_many_places_are_held_and_until_when(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    card = world.cards()[0]
    asked = client.post(f"/{card.code}", data={"answer": "yes"}).location
    said = "We keep 4 places for you until 10:10."
    assert said in client.page(asked, headers=ENGLISH).words
    assert said in client.page(f"/{card.code}", headers=ENGLISH).words
    clock.forward(minutes=10)
    assert "We keep 1 place for you." in client.page(asked, headers=ENGLISH).words
    client.post(asked, data=FOUR)
    assert "We keep" not in client.page(f"/{card.code}", headers=ENGLISH).words


def test_a_family_that_does_not_fit_is_offered_the_line_for_all_of_them(
    client: PageClient, world: World
) -> None:
    first, family = world.cards(2)
    client.post(f"/{first.code}/party", data=FOUR)
    asked = client.post(f"/{family.code}", data={"answer": "yes"}).location
    assert "We keep 2 places for you until" in client.page(asked, headers=ENGLISH).words
    refused = client.post(asked, data=FOUR, headers=ENGLISH)
    assert refused.status_code == 422
    page = Page(refused)
    assert page.errors() == ["Only 2 places are left. Choose fewer people, or call us."]
    assert "You can also wait for 4 places together." in page.words
    assert "Until then no place is kept for you." in page.words
    client.post(f"/{family.code}/wait", data={"heads": "4"})
    assert world.invitation(family).answer is None
    shown = client.page(f"/{family.code}", headers=ENGLISH).words
    assert "You are waiting for places for 4 people." in shown


def test_a_household_that_has_told_its_number_is_not_asked_to_give_its_places_up(
    client: PageClient, world: World
) -> None:
    first, family = world.cards(2)
    client.post(f"/{first.code}/party", data=FOUR)
    client.post(f"/{family.code}/party", data={"adults": "2"})
    refused = client.post(f"/{family.code}/party", data=FOUR, headers=ENGLISH)
    assert "You can also wait" not in Page(refused).words
    client.post(f"/{family.code}/wait", data={"heads": "4"})
    kept = world.invitation(family).answer
    assert kept is not None
    assert kept.heads == 2


def test_who_meets_only_places_that_are_held_is_told_that_they_may_come_free(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=4)
    slow, late = world.cards(2)
    client.post(f"/{slow.code}", data={"answer": "yes"})
    refused = client.post(f"/{late.code}", data={"answer": "yes"}, headers=ENGLISH)
    assert refused.status_code == 409
    assert "They may come free in 10 minutes." in Page(refused).words
    clock.forward(minutes=10, seconds=1)
    assert client.post(f"/{late.code}", data={"answer": "yes"}).status_code == 303


def test_a_guest_reads_that_it_is_full_and_what_a_press_does_before_pressing(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    first, late = world.cards(2, largest_party=6)
    client.post(f"/{first.code}/party", data={"adults": "6"})
    before = client.page(f"/{late.code}", headers=ENGLISH)
    assert "It is full now. Sometimes somebody can't come." in before.words
    assert "Until then no place is kept for you." in before.words
    assert "Yes, I am coming" not in before.words
    assert before.words.index("Saturday 12 June") < before.words.index("I want to wait")
    assert before.sends(to=f"/{late.code}/wait")["heads"] == ["2"]
    assert "It is full now." in client.page(f"/{late.code}/aloud", headers=ENGLISH).words
    refused = Page(client.post(f"/{late.code}", data={"answer": "yes"}, headers=ENGLISH))
    assert set(refused.words.split()) <= set(before.words.split()), "it was all said before"
    assert client.post(f"/{late.code}", data={"answer": "no"}).location == f"/{late.code}/done"
    said_no = client.page(f"/{late.code}", headers=ENGLISH).words
    assert "You are not coming. It is full now." in said_no
    client.post(f"/{first.code}", data={"answer": "no"})
    assert "It is full now." not in client.page(f"/{late.code}", headers=ENGLISH).words


def test_a_guest_on_whose_card_more_may_come_reads_how_many_places_are_left(
    client: PageClient, world: World
) -> None:
    first, family, couple, waits = world.cards(4, largest_party=4)
    assert "places are left" not in client.page(f"/{family.code}", headers=ENGLISH).words
    client.post(f"/{first.code}/party", data={"adults": "3"})
    words = client.page(f"/{family.code}", headers=ENGLISH).words
    assert "Only 3 places are left. Are there more of you? Press yes all the same." in words
    assert "Yes, I am coming" in words
    assert "Only 3 places are left." in client.page(f"/{family.code}/aloud", headers=ENGLISH).words
    client.post(f"/{couple.code}/party", data={"adults": "2"})
    assert "Only 1 place is left." in client.page(f"/{family.code}", headers=ENGLISH).words
    client.post(f"/{waits.code}/wait", data={"heads": "2"})
    world.change(capacity=7)
    words = client.page(f"/{family.code}", headers=ENGLISH).words
    assert "It is full now." in words, "the places that came free are for who waits"
    refused = client.post(f"/{family.code}", data={"answer": "yes"}, headers=ENGLISH)
    assert refused.status_code == 409


def test_where_places_are_only_held_a_guest_reads_that_before_pressing(
    client: PageClient, world: World
) -> None:
    world.change(capacity=4)
    slow, late = world.cards(2)
    client.post(f"/{slow.code}", data={"answer": "yes"})
    words = client.page(f"/{late.code}", headers=ENGLISH).words
    assert "It is full now. We hold some places for people who are answering now." in words


def test_places_that_are_limited_cost_the_page_few_questions(
    client: PageClient, world: World
) -> None:
    first, late = world.cards(2, largest_party=6)
    with count_queries(world.store) as asked:
        client.get(f"/{late.code}")
    assert len(asked) == 7, "of these, 1 for what is taken, 1 for who waits and 1 for whose it is"
    client.post(f"/{first.code}/party", data={"adults": "6"})
    with count_queries(world.store) as asked:
        client.get(f"/{late.code}")
    assert len(asked) == 7


def test_the_organiser_reads_what_is_held_apart_from_who_said_yes(
    client: PageClient, desk: PageClient, world: World
) -> None:
    card = world.cards()[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    page = desk.page(f"/events/{world.event_id}/places?l=en").words
    assert "1 said yes" in page
    assert "3 held for minutes, until they say how many they are" in page
    assert "2 places left" in page
