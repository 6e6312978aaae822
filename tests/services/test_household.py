"""Who told something with a card: parts change hands, and go with the answers."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.core.enums import Reply
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails
from planner.core.retention import Retention
from planner.services.answer import answering, telling
from planner.services.invite import household, household_word
from planner.services.invite.household import MOST_BROWSERS, Opened
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import erasing, own_data
from planner.services.privacy.purge import purge
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Household, HouseholdBrowser
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

KEY = "a key for codes in tests only, 9876543210"
NUMBER, DIETS, ALLERGIES = ToldPart.NUMBER, ToldPart.DIETS, ToldPart.ALLERGIES


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(largest_party=8)[0]


def tell(world: World, card: PrintableCard, token: str, *parts: ToldPart) -> Opened:
    """Tell parts in a browser, and return what it opens afterwards."""
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        opened, _known = household.take_turn(session, invitation, [token], code_key=KEY)
        if NUMBER in parts:
            answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
        household.note_told(
            session, invitation, opened, frozenset(parts), token=token, code_key=KEY, now=MADE_AT
        )
    return look(world, card, token)


def look(world: World, card: PrintableCard, token: str = "") -> Opened:
    invitation = world.invitation(card)
    with world.store.reading() as session:
        return household.look(session, invitation.id, invitation.answer, token, code_key=KEY)


def rows(world: World, table: type) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_first_to_tell_opens_everything(world: World, card: PrintableCard) -> None:
    assert look(world, card).is_untold
    first = tell(world, card, household.new_token(), NUMBER)
    assert first.opens_all
    assert not first.hides
    nobody = look(world, card)
    assert nobody.hides
    assert not nobody.opens(NUMBER)


def test_a_part_opens_to_who_told_it_last(world: World, card: PrintableCard) -> None:
    first, second = household.new_token(), household.new_token()
    tell(world, card, first, NUMBER, DIETS)
    later = tell(world, card, second, NUMBER)
    assert later.parts == {NUMBER}
    assert later.hides
    before = look(world, card, first)
    assert before.parts == {DIETS}
    assert not before.opens_all
    again = tell(world, card, first, NUMBER)
    assert again.opens_all, "who told with a proof has everything back, and the other is forgotten"
    assert not look(world, card, second).is_proven


def test_who_replaced_all_of_it_still_does_not_read_what_happened_with_the_card(
    world: World, card: PrintableCard
) -> None:
    tell(world, card, household.new_token(), NUMBER)
    later = tell(world, card, household.new_token(), NUMBER, DIETS, ALLERGIES)
    assert rows(world, Household) == 1
    assert not later.hides
    assert not later.opens_all
    with world.store.reading() as session:
        found = own_data.as_fields(session, world.invitation(card), later, keep=Retention())
    assert "earlier_answers" not in found


def test_one_household_has_a_limited_number_of_browsers(world: World, card: PrintableCard) -> None:
    token = household.new_token()
    opened = tell(world, card, token, NUMBER)
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        assert household_word.set_word(
            session, invitation, opened.household_id or 0, "Regenboog",
            token=token, code_key=KEY, now=MADE_AT,
        )  # fmt: skip
        for _turn in range(MOST_BROWSERS + 3):
            assert household_word.open_by_word(
                session, invitation, "regenboog", code_key=KEY, now=MADE_AT
            )
    assert rows(world, HouseholdBrowser) == MOST_BROWSERS


def test_a_word_opens_its_own_card_only(world: World, card: PrintableCard) -> None:
    (other,) = world.cards()
    for one in (card, other):
        token = household.new_token()
        opened = tell(world, one, token, NUMBER)
        with world.store.transaction() as session:
            household_word.set_word(
                session, world.invitation(one), opened.household_id or 0, f"Woord {one.number}",
                token=token, code_key=KEY, now=MADE_AT,
            )  # fmt: skip
    with world.store.transaction() as session:
        wrong = household_word.open_by_word(
            session, world.invitation(other), f"Woord {card.number}", code_key=KEY, now=MADE_AT
        )
        assert wrong is None
    with world.store.reading() as session:
        hashes = session.scalars(select(Household.word_hash)).all()
    assert len(set(hashes)) == 2


def test_the_same_word_is_another_hash_on_another_card(world: World, card: PrintableCard) -> None:
    (other,) = world.cards()
    for one in (card, other):
        token = household.new_token()
        opened = tell(world, one, token, NUMBER)
        with world.store.transaction() as session:
            household_word.set_word(
                session, world.invitation(one), opened.household_id or 0, "Regenboog",
                token=token, code_key=KEY, now=MADE_AT,
            )  # fmt: skip
    with world.store.reading() as session:
        assert len(set(session.scalars(select(Household.word_hash)))) == 2


def test_word_and_cookies_go_with_the_answers(world: World, card: PrintableCard) -> None:
    tell(world, card, household.new_token(), NUMBER)
    with world.store.transaction() as session:
        gone = purge(session, keep=Retention(), now=SATURDAY + timedelta(days=29))
        assert gone.households == 0
        gone = purge(session, keep=Retention(), now=SATURDAY + timedelta(days=31))
        assert gone.households == 1
    assert rows(world, Household) == rows(world, HouseholdBrowser) == 0


def test_an_older_backup_brings_no_word_back(world: World, card: PrintableCard) -> None:
    tell(world, card, household.new_token(), NUMBER)
    later = MADE_AT + timedelta(hours=1)
    with world.store.transaction() as session:
        erasing.erase_card(session, world.invitation(card), log=world.erasures, now=later)
    tell(world, card, household.new_token(), NUMBER)
    with world.store.transaction() as session:
        assert erasing.reapply(session, log=world.erasures)
    assert rows(world, Household) == rows(world, HouseholdBrowser) == 0


def test_who_fills_in_for_a_family_loses_nothing_of_what_it_told(
    world: World, card: PrintableCard
) -> None:
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        party = PartyDetails(adults=3, diets={"halal": 3})
        answering.give_details(session, invitation, party, now=MADE_AT)
        allergy = telling.ToldNeeds(
            allergies=frozenset(telling.allergies_of("nuts")), agrees=True, remark="Een bankje"
        )
        telling.tell(session, invitation, allergy, now=MADE_AT)
        answering.give_reply(session, invitation, Reply.NO, now=MADE_AT, forgets=frozenset())
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT, forgets=frozenset())
        alone = PartyDetails(adults=2)
        answering.give_details(session, invitation, alone, now=MADE_AT, keeps_diets=True)
    answer = world.invitation(card).answer
    assert answer is not None
    assert {row.diet: row.heads for row in answer.diets} == {"halal": 2}
    assert answer.allergies == "nuts"
