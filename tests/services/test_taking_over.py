"""What guests wrote is copied from five new texts on, once, without a trace of the cards."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.core.residents.questions import HeardBy, RemarkState, ResidentQuestion
from planner.services.answer import answering, telling
from planner.services.answer.telling import ToldNeeds
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import erasing
from planner.services.residents import taking_over
from planner.services.residents.taking_over import TakenOver
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Neighbourhood, Remark
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

LATER = MADE_AT + timedelta(hours=1)
PROUD, BETTER = ResidentQuestion.PROUD, ResidentQuestion.BETTER


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    made = make_world(store, settings)
    with store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        place_id = place.id
    made.change(neighbourhood_id=place_id)
    return made


def tell(world: World, card: PrintableCard, *, proud: str = "", remark: str = "") -> None:
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
        told = ToldNeeds(proud=proud, remark=remark)
        assert telling.tell(session, invitation, told, now=LATER)


def take_over(world: World) -> TakenOver:
    with world.store.transaction() as session:
        return taking_over.take_over(session, world.event_id)


def remarks(world: World) -> list[Remark]:
    with world.store.reading() as session:
        return list(session.scalars(select(Remark).order_by(Remark.words)))


def five_wrote(world: World, count: int = 5) -> Sequence[PrintableCard]:
    cards = world.cards(count)
    for number, card in enumerate(cards):
        tell(world, card, remark=f"Weeds {number}")
    return cards


def test_five_new_texts_become_remarks_of_nobody(world: World) -> None:
    five_wrote(world)
    assert take_over(world).texts == {BETTER: 5}
    found = remarks(world)
    assert [one.words for one in found] == [f"Weeds {number}" for number in range(5)]
    assert {
        (one.question, one.heard_by, one.heads, one.language, one.state, one.heard_on, one.event_id)
        for one in found
    } == {(BETTER, HeardBy.GUEST, 1, "", RemarkState.NEW, SATURDAY.date(), world.event_id)}
    assert all(one.neighbourhood_id and one.organisation_id for one in found)
    assert len({one.id for one in found}) == 5


def test_what_was_taken_over_is_not_taken_again_and_four_new_ones_wait(world: World) -> None:
    five_wrote(world)
    take_over(world)
    assert take_over(world) == TakenOver()
    more = world.cards(5)
    for card in more[:4]:
        tell(world, card, remark="A bench")
    tell(world, more[4], proud="The garden")
    waits = take_over(world)
    assert waits == TakenOver(waiting=frozenset({BETTER})), "of pride one wrote: nobody reads it"
    with world.store.reading() as session:
        assert not taking_over.has_enough(session, world.event_id)
    assert len(remarks(world)) == 5
    for card in world.cards(5):
        tell(world, card, remark="A bench")
    with world.store.reading() as session:
        assert taking_over.has_enough(session, world.event_id)
    assert take_over(world).texts == {BETTER: 9}


def test_nothing_fresher_than_what_organisers_read_is_copied(world: World) -> None:
    cards = five_wrote(world)
    tell(world, cards[0], remark="Not weeds")
    tell(world, world.cards()[0], remark="Seen by nobody yet")
    assert take_over(world).total == 5
    assert {one.words for one in remarks(world)} == {f"Weeds {number}" for number in range(5)}


def test_both_questions_are_taken_over_each_by_its_own_five(world: World) -> None:
    for number, card in enumerate(world.cards(6)):
        tell(world, card, proud=f"Trees {number}", remark=f"Weeds {number}" if number else "")
    # The picture is of the first five: of these four wrote what must get better.
    assert take_over(world).texts == {PROUD: 5}
    assert {one.question for one in remarks(world)} == {PROUD}


def test_the_copy_stays_when_the_guest_erases_the_answer(world: World) -> None:
    cards = five_wrote(world)
    take_over(world)
    with world.store.transaction() as session:
        erasing.erase_card(session, world.invitation(cards[0]), log=world.erasures, now=LATER)
    tell(world, cards[1], remark="")
    assert world.invitation(cards[0]).answer is None
    assert len(remarks(world)) == 5
    assert take_over(world) == TakenOver()


def test_whoever_does_not_come_is_taken_over_too(world: World) -> None:
    cards = five_wrote(world, 6)
    with world.store.transaction() as session:
        session.execute(update(Answer).values(remark_taken=False))
        answering.give_reply(session, world.invitation(cards[0]), Reply.NO, now=LATER)
    assert take_over(world).total == 5


def test_the_mark_says_that_it_was_copied_and_goes_with_the_answer(world: World) -> None:
    cards = five_wrote(world)
    take_over(world)
    with world.store.reading() as session:
        marks = session.execute(select(Answer.remark_taken, Answer.proud_taken)).all()
    assert set(marks) == {(True, False)}
    with world.store.transaction() as session:
        erasing.erase_card(session, world.invitation(cards[0]), log=world.erasures, now=LATER)
    tell(world, cards[0], remark="Again")
    answer = world.invitation(cards[0]).answer
    assert answer is not None
    assert not answer.remark_taken


def test_two_who_press_at_once_take_over_once(world: World) -> None:
    five_wrote(world)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _who: take_over(world).total, range(2)))
    assert sorted(taken) == [0, 5]
    assert len(remarks(world)) == 5
