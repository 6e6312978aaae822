"""What a household tells beyond its number is kept for as long as it wants, and apart from it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.core.consent import ALLERGY_WORDING
from planner.core.diets import Allergen
from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.core.retention import Retention
from planner.core.small_cells import Size, ToldCount
from planner.services.answer import answering, outcomes, telling, waiting_list
from planner.services.answer.tally import said_at, tally
from planner.services.answer.telling import ToldNeeds
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import erasing, own_data
from planner.services.shop.kitchen_totals import kitchen_totals
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, AnswerChange, AnswerDiet, Waiting
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

LATER = MADE_AT + timedelta(hours=1)
NUTS = ToldNeeds(allergies=frozenset({Allergen.NUTS, Allergen.MILK}), agrees=True)
FAMILY = PartyDetails(adults=2, children=3, toddlers=1, diets={"halal": 5})


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def come(world: World, card: PrintableCard, party: PartyDetails = FAMILY) -> None:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        assert answering.give_details(session, invitation, party, now=MADE_AT).is_kept


def tell(world: World, card: PrintableCard, told: ToldNeeds, *, now: object = LATER) -> bool:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return telling.tell(session, invitation, told, now=now)  # type: ignore[arg-type]


def kept(world: World, card: PrintableCard) -> Answer:
    found = world.invitation(card).answer
    assert found is not None
    return found


def test_toddlers_are_some_of_the_children(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    assert (kept(world, card).heads, kept(world, card).toddlers) == (5, 1)
    with world.store.reading() as session:
        found = tally(session, world.event_id)
    assert (found.yes_children, found.yes_toddlers) == (3, 1)


def test_more_toddlers_than_children_can_not_be(world: World) -> None:
    invitation = world.invitation(world.cards()[0])
    party = PartyDetails(adults=2, children=1, toddlers=2)
    with world.store.transaction() as session:
        outcome = answering.give_details(session, invitation, party, now=MADE_AT)
    assert outcome.verdict is outcomes.AnswerVerdict.MORE_TODDLERS_THAN_CHILDREN


def test_allergies_are_kept_with_the_words_and_the_moment_of_the_yes(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    assert tell(world, card, NUTS)
    tell(world, card, NUTS, now=LATER + timedelta(days=1))
    found = kept(world, card)
    assert found.allergies == "milk,nuts"
    assert found.allergies_agreed_at == LATER, "said once, not again each time"
    assert found.allergies_wording == ALLERGY_WORDING


def test_without_a_yes_no_allergy_is_kept(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    tell(world, card, ToldNeeds(allergies=NUTS.allergies, agrees=False))
    assert (kept(world, card).allergies, kept(world, card).allergies_agreed_at) == ("", None)


def test_the_yes_can_be_taken_back_at_any_time(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    tell(world, card, NUTS)
    with world.store.reading() as session:
        assert kitchen_totals(session, world.event_id).allergies == {
            Allergen.MILK: 1,
            Allergen.NUTS: 1,
        }
    with world.store.transaction() as session:
        telling.forget_allergies(session, world.invitation(card))
    found = kept(world, card)
    assert (found.allergies, found.allergies_agreed_at, found.allergies_wording) == ("", None, "")
    with world.store.reading() as session:
        assert kitchen_totals(session, world.event_id).allergies == {}


def test_a_yes_to_earlier_words_counts_on_and_is_no_yes_to_those_of_now(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = world.cards()[0]
    come(world, card)
    with monkeypatch.context() as before:
        before.setattr(telling, "ALLERGY_WORDING", "1")
        tell(world, card, NUTS)
    found = kept(world, card)
    assert (found.allergies, found.allergies_wording) == ("milk,nuts", "1")
    shown = telling.told_by(found)
    assert (shown.allergies, shown.agrees) == (NUTS.allergies, False), "it asks anew"
    tell(world, card, NUTS, now=LATER + timedelta(days=1))
    found = kept(world, card)
    assert (found.allergies_wording, telling.told_by(found).agrees) == (ALLERGY_WORDING, True)
    assert found.allergies_agreed_at == LATER + timedelta(days=1)


def test_a_no_forgets_what_only_matters_of_who_comes(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    tell(
        world,
        card,
        ToldNeeds(
            allergies=NUTS.allergies,
            agrees=True,
            brings_pram=True,
            access_words="no stairs",
            remark="Mow the grass",
        ),
    )
    with world.store.transaction() as session:
        answering.give_reply(session, world.invitation(card), Reply.NO, now=LATER)
    assert telling.told_by(kept(world, card)) == ToldNeeds(remark="Mow the grass")


def test_an_organiser_reads_it_from_five_households_on_and_apart_from_the_cards(
    world: World,
) -> None:
    cards = world.cards(10)
    for card in cards:
        come(world, card)
    for number, card in enumerate(cards):
        told = ToldNeeds(brings_wheelchair=number < 5, remark=f"Weeds {number}")
        told = replace(told, access_words="A ramp")
        tell(world, card, told if number < 9 else NUTS)
    with world.store.reading() as session:
        said = said_at(session, world.event_id)
        words = telling.words_read(session, world.event_id)
    assert (said.wheelchairs.amount, said.prams.size, said.households) == (5, Size.NOBODY, 10)
    assert list(words.remarks) == [f"Weeds {number}" for number in range(9)]
    assert set(words.access_words) == {"A ramp"}
    assert said.allergies == {
        Allergen.MILK: ToldCount(Size.FEW),
        Allergen.NUTS: ToldCount(Size.FEW),
    }


def test_nothing_is_told_before_an_answer_or_when_it_is_over(world: World) -> None:
    card = world.cards()[0]
    assert not tell(world, card, NUTS)
    come(world, card)
    assert not tell(world, card, NUTS, now=SATURDAY + timedelta(days=1))


def test_everything_that_is_kept_can_be_read_and_taken_along(world: World) -> None:
    card = world.cards()[0]
    come(world, card)
    tell(world, card, ToldNeeds(allergies=NUTS.allergies, agrees=True, remark="canary"))
    with world.store.reading() as session:
        found = own_data.as_fields(session, world.invitation(card), keep=Retention())
    assert found["answer"]["adults"] == 2
    assert found["answer"]["of_them_under_4"] == 1
    assert found["answer"]["eats"] == {"halal": 5}
    assert found["answer"]["allergies"] == ["milk", "nuts"]
    assert found["answer"]["what_must_get_better"] == "canary"
    assert [one["people"] for one in found["earlier_answers"]] == [5]
    assert found["kept_until"] == "2027-07-12"


def test_erasing_leaves_a_card_that_nobody_answered_and_frees_its_places(world: World) -> None:
    world.change(capacity=5)
    card, other = world.cards(2)
    come(world, card)
    tell(world, card, NUTS)
    with world.store.transaction() as session:
        waiting_list.join_waiting_list(session, world.invitation(other), heads=2, now=MADE_AT)
    with world.store.transaction() as session:
        assert (
            erasing.erase_card(session, world.invitation(card), log=world.erasures, now=LATER) == 2
        )
    assert world.invitation(card).answer is None
    with world.store.reading() as session:
        for table in (Answer, AnswerDiet, AnswerChange):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table
        assert tally(session, world.event_id).yes_heads == 0
        assert session.scalars(select(Waiting.offered_at)).all() == [LATER]
    come(world, other, PartyDetails(adults=2))
