"""Who answers for a household takes nothing away of what it told of food."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from planner.core.diets import Allergen
from planner.core.enums import AnsweredBy, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, telling
from planner.services.answer.tally import tally
from planner.services.answer.telling import ToldNeeds
from planner.services.guests import handing, list_answers
from planner.services.guests.list_answers import ReportedAnswer
from planner.services.shop.kitchen_totals import kitchen_totals
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Invitation
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import PageClient

Way = Callable[[World, PageClient, Reply, int], None]


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def household(world: World) -> int:
    """Return the invitation of four people, two of whom eat halal; peanuts make one ill."""
    (card,) = world.cards(1)
    with world.store.transaction() as session:
        invitation = session.merge(world.invitation(card))
        party = PartyDetails(adults=3, children=1, diets={"halal": 2})
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT)
        answering.give_details(session, invitation, party, now=MADE_AT)
        told = ToldNeeds(allergies=frozenset({Allergen.PEANUTS}), agrees=True)
        telling.tell(session, invitation, told, now=MADE_AT)
        return invitation.id


def by_contact_person(world: World, desk: PageClient, reply: Reply, people: int) -> None:
    party = PartyDetails(adults=people) if people else None
    with world.store.transaction() as session:
        batch = card_of(session).batch
        outcome = handing.answer_for(session, batch, 1, reply, party, now=MADE_AT)
        assert outcome
        assert outcome.is_kept


def in_the_list(world: World, desk: PageClient, reply: Reply, people: int) -> None:
    told = ReportedAnswer(reply=reply, adults=people or None)
    with world.store.transaction() as session:
        assert list_answers.answer_for(session, card_of(session), told, now=MADE_AT).is_kept


def by_phone(world: World, desk: PageClient, reply: Reply, people: int) -> None:
    url = f"/events/{world.event_id}/invitations/answer"
    typed = {"number": "1", "reply": reply.value, "adults": str(people or "")}
    assert desk.send(url, typed).status_code == 303


def card_of(session: Session) -> Invitation:
    return session.query(Invitation).one()


def kitchen_of(world: World) -> tuple[dict[str, int], int]:
    """Return what the kitchen counts: plates by diet, and for how many people."""
    with world.store.reading() as session:
        exact = kitchen_totals(session, world.event_id)
        return dict(exact.diets), tally(session, world.event_id).yes_heads


@pytest.mark.parametrize("answer", [by_contact_person, in_the_list, by_phone])
def test_what_a_household_told_of_food_outlives_answers_of_others(
    world: World, household: int, desk: PageClient, organiser: Account, answer: Way
) -> None:
    assert kitchen_of(world) == ({"halal": 2}, 4)
    answer(world, desk, Reply.NO, 0)
    assert kitchen_of(world) == ({}, 0), "who does not come eats nothing"
    answer(world, desk, Reply.YES, 0)
    assert kitchen_of(world) == ({"halal": 2}, 4)
    answer(world, desk, Reply.YES, 3)
    assert kitchen_of(world) == ({"halal": 2}, 3)
    with world.store.reading() as session:
        kept = card_of(session).answer
        assert kept is not None
        assert kept.allergies == "peanuts"
        assert kept.allergies_agreed_at is not None
        assert kept.answered_by is not AnsweredBy.GUEST


@pytest.mark.parametrize("answer", [by_contact_person, in_the_list, by_phone])
def test_fewer_people_than_ate_something_are_not_refused(
    world: World, household: int, desk: PageClient, organiser: Account, answer: Way
) -> None:
    """A refusal would tell that somebody of them eats something."""
    answer(world, desk, Reply.YES, 1)
    assert kitchen_of(world) == ({"halal": 1}, 1)


def test_a_no_of_the_household_itself_forgets_all_of_it(
    world: World, household: int, desk: PageClient, organiser: Account
) -> None:
    with world.store.transaction() as session:
        answering.give_reply(session, card_of(session), Reply.NO, now=MADE_AT)
    by_phone(world, desk, Reply.YES, 0)
    assert kitchen_of(world) == ({}, 4)
