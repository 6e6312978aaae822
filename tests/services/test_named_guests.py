"""Guests by name: cards like everybody's, names that go along, and names that are erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.core.retention import FORGET_AFTER_DAYS, Retention
from planner.services.answer import answering, tally
from planner.services.guests import duplicates, named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import batches, issuing, open_answers
from planner.services.privacy import erasing
from planner.services.privacy.purge import purge
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Intermediary, Invitation, NamedGuest
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.origins import origin

DUE_AT = SATURDAY + timedelta(hours=4, days=FORGET_AFTER_DAYS)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def add(world: World, *names: str, stack: str = "Partners", party: int = 4) -> list[int]:
    guests = [NewGuest(GuestDetails(name=name), party) for name in names]
    with world.store.transaction() as session:
        numbers = named_guests.add_guests(
            session,
            session.get_one(Event, world.event_id),
            guests,
            stack=stack,
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
        return list(numbers)


def names(world: World) -> dict[int, str]:
    """Return the names by the number of their card."""
    with world.store.reading() as session:
        rows = session.execute(
            select(Invitation.number, NamedGuest.name).join(
                NamedGuest, NamedGuest.invitation_id == Invitation.id
            )
        )
        return {row.number: row.name for row in rows}


def test_each_guest_gets_a_card_of_the_stack(world: World) -> None:
    world.cards(2)
    assert add(world, "Noor", "Wim") == [3, 4]
    assert add(world, "Samira", party=7) == [5]
    assert names(world) == {3: "Noor", 4: "Wim", 5: "Samira"}
    with world.store.reading() as session:
        asked = select(Invitation).where(Invitation.number >= 3).order_by(Invitation.number)
        cards = session.scalars(asked).all()
        assert len({card.batch_id for card in cards}) == 1
        assert [card.largest_party for card in cards] == [4, 4, 7]
    assert add(world) == []


def test_a_stack_that_somebody_else_hands_out_gets_a_namesake(world: World) -> None:
    (card,) = world.cards(1, name="Partners", intermediary_name="Karin")
    theirs = world.batch_of(card)
    add(world, "Noor")
    with world.store.reading() as session:
        invitation = issuing.find_by_number(session, world.event_id, 2)
        assert invitation is not None
        assert invitation.batch_id != theirs


def test_a_card_that_somebody_else_hands_out_gets_no_name(world: World) -> None:
    (card,) = world.cards(1, intermediary_name="Karin")
    with world.store.transaction() as session:
        invitation = issuing.find_by_number(session, world.event_id, card.number)
        assert invitation is not None
        details = GuestDetails(name="Canary")
        assert not named_guests.name_card(session, invitation, details, now=MADE_AT)
    assert names(world) == {}


def test_a_name_goes_along_to_the_card_that_comes_instead(world: World) -> None:
    (old,) = add(world, "Noor")
    with world.store.transaction() as session:
        new = batches.replace_card(
            session, world.event_id, old, code_key=world.settings.code_key, now=MADE_AT
        )
        assert new is not None
        number = new.number
    assert names(world) == {number: "Noor"}


def test_who_has_everything_erased_has_no_name_here_either(world: World) -> None:
    (number,) = add(world, "Noor")
    with world.store.transaction() as session:
        card = issuing.find_by_number(session, world.event_id, number)
        assert card is not None
        erasing.erase_card(session, card, log=world.erasures, now=MADE_AT)
    assert names(world) == {}


def test_what_makes_no_sense_is_no_guest() -> None:
    for wrong in ({"name": "\u202e"}, {"name": "A", "phone": "x"}, {"name": "A", "email": "x"}):
        with pytest.raises(ValueError, match="a guest needs a name"):
            GuestDetails(**wrong)


def test_names_are_erased_when_the_answers_are(world: World) -> None:
    first, later = add(world, "Canary-Noor", "Canary-Noor")
    with world.store.transaction() as session:
        duplicates.merge(session, world.event_id, keep=first, drop=later, now=MADE_AT)
    with world.store.transaction() as session:
        early = purge(session, keep=Retention(), now=DUE_AT - timedelta(days=2))
        assert (early.names, early.merges) == (0, 0)
        gone = purge(session, keep=Retention(), now=DUE_AT)
        assert (gone.names, gone.merges) == (2, 1)
    assert names(world) == {}


def test_two_cards_of_one_guest_are_noticed_and_nothing_happens_by_itself(world: World) -> None:
    add(world, "Özlem Yıldız", "Noor", "ozlem yildiz")
    with world.store.reading() as session:
        (pair,) = duplicates.find_duplicates(session, world.event_id)
    assert (pair.first.number, pair.later.number) == (1, 3)
    assert pair.likenesses == [duplicates.Likeness.NAME]
    assert len(names(world)) == 3


def test_who_answered_first_comes_first(world: World) -> None:
    add(world, "Noor", "Noor")
    with world.store.transaction() as session:
        card = issuing.find_by_number(session, world.event_id, 2)
        assert card is not None
        answering.give_reply(session, card, Reply.YES, now=MADE_AT)
        (pair,) = duplicates.find_duplicates(session, world.event_id)
    assert (pair.first.number, pair.later.number) == (2, 1)


def test_the_same_phone_or_address_is_noticed_too(world: World) -> None:
    with world.store.transaction() as session:
        guests = [
            NewGuest(GuestDetails(name="Jan", phone="06-12345678"), 2),
            NewGuest(GuestDetails(name="Marie", phone="+31 6 12345678", email="m@example.org"), 2),
            NewGuest(GuestDetails(name="Mia", email="M@example.org"), 2),
        ]
        named_guests.add_guests(
            session,
            session.get_one(Event, world.event_id),
            guests,
            stack="A",
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
        found = duplicates.find_duplicates(session, world.event_id)
    assert [(one.first.name, one.later.name, *one.likenesses) for one in found] == [
        ("Jan", "Marie", duplicates.Likeness.PHONE),
        ("Marie", "Mia", duplicates.Likeness.EMAIL),
    ]


def test_merging_keeps_one_card_and_taking_apart_gives_both_back(world: World) -> None:
    add(world, "Noor", "Noor")
    with world.store.transaction() as session:
        for number in (1, 2):
            card = issuing.find_by_number(session, world.event_id, number)
            assert card is not None
            answering.give_reply(session, card, Reply.YES, now=MADE_AT)
    event = world.event_id
    with world.store.transaction() as session:
        assert duplicates.merge(session, event, keep=1, drop=2, now=MADE_AT)
        assert not duplicates.merge(session, event, keep=1, drop=2, now=MADE_AT), "sent twice"
        assert tally.tally(session, event).yes_households == 1
        assert duplicates.find_duplicates(session, event) == []
        (merged,) = duplicates.list_merged(session, event)
        assert (merged.number, merged.kept, merged.name) == (2, 1, "Noor")
        batches.follow_new_cards(session, event)
    assert names(world) == {1: "Noor", 2: "Noor"}
    with world.store.transaction() as session:
        assert duplicates.take_apart(session, event, 2)
        assert not duplicates.take_apart(session, event, 2)
        assert tally.tally(session, event).yes_households == 2


def test_a_lost_card_is_not_given_back_by_taking_apart(world: World) -> None:
    (old,) = add(world, "Noor")
    with world.store.transaction() as session:
        batches.replace_card(
            session, world.event_id, old, code_key=world.settings.code_key, now=MADE_AT
        )
        assert not duplicates.take_apart(session, world.event_id, old)


@pytest.mark.parametrize(("keep", "drop"), [(1, 1), (1, 9), (0, 0), (1, 3)])
def test_only_two_cards_of_ours_can_be_merged(world: World, keep: int, drop: int) -> None:
    add(world, "Noor", "Noor")
    world.cards(1, intermediary_name="Karin")
    with world.store.transaction() as session:
        assert not duplicates.merge(session, world.event_id, keep=keep, drop=drop, now=MADE_AT)


def test_a_phone_that_came_in_before_it_was_compared_across_countries_is_noticed(
    world: World,
) -> None:
    add(world, "Jan", "Marie", "Mia")
    with world.store.transaction() as session:
        phones = {"Jan": "0612345678", "Marie": "31612345678", "Mia": "+490170"}
        for guest in session.scalars(select(NamedGuest)):
            guest.phone = phones[guest.name]
        session.flush()
        (pair,) = duplicates.find_duplicates(session, world.event_id)
    assert (pair.first.name, pair.later.name) == ("Jan", "Marie")
    assert pair.likenesses == [duplicates.Likeness.PHONE]


def test_people_who_only_look_alike_are_asked_about_once(world: World) -> None:
    add(world, "Jan Jansen", "Jan Jansen")
    with world.store.transaction() as session:
        assert duplicates.mark_different(session, world.event_id, [1, 2])
        assert duplicates.find_duplicates(session, world.event_id) == []
    add(world, "Jan Jansen")
    with world.store.transaction() as session:
        (pair,) = duplicates.find_duplicates(session, world.event_id)
        assert pair.later.number == 3
        assert not duplicates.mark_different(session, world.event_id, [1, 99])


def answered_openly(world: World, *, adults: int, minutes: int, diet: str = "") -> int:
    """Answer on the public page and return the number of the card that was made."""
    at = MADE_AT + timedelta(minutes=minutes)
    with world.store.transaction() as session:
        given = open_answers.answer_openly(
            session,
            world.event_id,
            Reply.YES,
            origin=origin(),
            batch_name="Without a card",
            code_key=world.settings.code_key,
            now=at,
        )
        card = issuing.find_invitation(session, given.code, code_key=world.settings.code_key)
        assert card is not None
        party = PartyDetails(adults=adults, diets={diet: adults} if diet else {})
        answering.give_details(session, card, party, now=at)
        return card.number


def test_answers_without_a_card_look_alike_within_minutes_and_with_the_same_party(
    world: World,
) -> None:
    one = answered_openly(world, adults=3, minutes=0, diet="vegan")
    answered_openly(world, adults=2, minutes=1, diet="halal")
    again = answered_openly(world, adults=3, minutes=3, diet="halal")
    answered_openly(world, adults=3, minutes=20, diet="halal")
    with world.store.transaction() as session:
        (pair,) = duplicates.find_duplicates(session, world.event_id)
        assert (pair.first.number, pair.later.number) == (one, again), "whatever they eat"
        assert pair.likenesses == [duplicates.Likeness.PARTY]
        assert duplicates.merge(session, world.event_id, keep=one, drop=again, now=MADE_AT)
        assert duplicates.find_duplicates(session, world.event_id) == []


def test_who_answered_without_a_card_gets_no_name_here(world: World) -> None:
    number = answered_openly(world, adults=2, minutes=0)
    with world.store.transaction() as session:
        card = issuing.find_by_number(session, world.event_id, number)
        assert card is not None
        details = GuestDetails(name="Canary")
        assert not named_guests.name_card(session, card, details, now=MADE_AT)
        assert named_guests.own_stacks(session, world.event_id) == []


def test_stacks_are_listed_without_those_of_others(world: World) -> None:
    add(world, "Noor", stack="Partners")
    world.cards(1, name="Voedselhulp", intermediary_name="Karin")
    with world.store.reading() as session:
        assert named_guests.own_stacks(session, world.event_id) == ["Partners"]
        assert session.scalar(select(Intermediary.name)) == "Karin"
        assert len(session.scalars(select(Batch)).all()) == 2
