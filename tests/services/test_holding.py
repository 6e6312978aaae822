"""A first yes holds places while its household says how many they are: no family ends as one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from planner.core.capacity import HELD_FOR, USUAL_PARTY
from planner.core.enums import AnsweredBy, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, room, waiting_list
from planner.services.answer.counts import changes_of
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.tally import tally
from planner.services.answer.waiting_list import WaitingState
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Event
from tests.support.cards import MADE_AT, World, make_world

pytestmark = pytest.mark.both_databases

A_MOMENT = timedelta(seconds=1)
FOUR = PartyDetails(adults=2, children=2)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def say(
    world: World,
    card: PrintableCard,
    reply: Reply = Reply.YES,
    *,
    now: datetime = MADE_AT,
    by: AnsweredBy = AnsweredBy.GUEST,
) -> AnswerOutcome:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return answering.give_reply(session, invitation, reply, now=now, by=by)


def tell(
    world: World, card: PrintableCard, party: PartyDetails, *, now: datetime = MADE_AT
) -> AnswerOutcome:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return answering.give_details(session, invitation, party, now=now)


def wait(world: World, card: PrintableCard, heads: int, *, now: datetime = MADE_AT) -> bool:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return waiting_list.join_waiting_list(session, invitation, heads=heads, now=now)


def places(world: World, *, now: datetime = MADE_AT) -> tuple[int, int]:
    """Return who said yes, and how many places more are held."""
    with world.store.reading() as session:
        return (
            room.said_yes(session, world.event_id),
            room.heads_held(session, world.event_id, now=now),
        )


def stored(world: World, card: PrintableCard) -> Answer | None:
    return world.invitation(card).answer


def test_a_family_that_said_yes_first_has_its_places_while_it_says_how_many(world: World) -> None:
    world.change(capacity=10)
    first, family, third = world.cards(3, largest_party=6)
    tell(world, first, PartyDetails(adults=6))
    assert say(world, family).is_kept
    assert tell(world, third, PartyDetails(adults=2)).verdict is AnswerVerdict.FULL
    assert tell(world, family, FOUR).is_kept
    assert places(world) == (10, 0)


@pytest.mark.parametrize(
    ("largest_party", "capacity", "held"),
    [
        pytest.param(8, 20, USUAL_PARTY, id="what is usual on a large card"),
        pytest.param(2, 20, 2, id="a small card's own size"),
        pytest.param(8, 3, 3, id="what is left"),
        pytest.param(1, 20, 1, id="a card for one"),
    ],
)
def test_what_is_held_is_what_such_a_household_usually_needs(
    world: World, largest_party: int, capacity: int, held: int
) -> None:
    world.change(capacity=capacity)
    card = world.cards(largest_party=largest_party)[0]
    say(world, card)
    assert places(world) == (1, held - 1)


def test_nothing_is_held_where_there_is_no_limit(world: World) -> None:
    card = world.cards()[0]
    say(world, card)
    kept = stored(world, card)
    assert kept is not None
    assert (kept.held_heads, kept.held_until) == (0, None)


def test_a_hold_ends_by_itself(world: World) -> None:
    world.change(capacity=4)
    slow, other = world.cards(2)
    say(world, slow)
    ends = MADE_AT + HELD_FOR
    assert say(world, other, now=ends - A_MOMENT) == AnswerOutcome(
        AnswerVerdict.FULL, places_left=0, held=3
    )
    assert tell(world, other, PartyDetails(adults=3), now=ends).is_kept
    assert places(world, now=ends) == (4, 0)
    assert tell(world, slow, FOUR, now=ends) == AnswerOutcome(AnswerVerdict.FULL, places_left=1)


def test_pressing_yes_again_does_not_make_a_hold_longer(world: World) -> None:
    world.change(capacity=4)
    card = world.cards()[0]
    say(world, card)
    say(world, card, now=MADE_AT + HELD_FOR / 2)
    assert places(world, now=MADE_AT + HELD_FOR) == (1, 0)


@pytest.mark.parametrize("reply", [Reply.NO, Reply.MAYBE])
def test_who_does_not_come_after_all_holds_nothing(world: World, reply: Reply) -> None:
    world.change(capacity=4)
    card = world.cards()[0]
    say(world, card)
    say(world, card, reply)
    assert places(world) == (0, 0)


def test_who_says_a_smaller_number_keeps_just_that(world: World) -> None:
    world.change(capacity=5)
    couple, family = world.cards(2)
    say(world, couple)
    assert tell(world, couple, PartyDetails(adults=2)).is_kept
    assert places(world) == (2, 0)
    assert tell(world, family, PartyDetails(adults=3)).is_kept


def test_what_is_held_is_nobody_who_said_to_come(world: World) -> None:
    world.change(capacity=20)
    card = world.cards(largest_party=8)[0]
    say(world, card)
    with world.store.reading() as session:
        counted = tally(session, world.event_id)
        changes = changes_of(session, [world.event_id])[world.event_id]
    assert (counted.yes_heads, counted.household_sizes) == (1, {1: 1})
    assert [heads for *_, heads in changes] == [1]


def test_a_household_that_was_offered_places_holds_no_more_than_those(world: World) -> None:
    world.change(capacity=4)
    first, alone = world.cards(2)
    tell(world, first, FOUR)
    wait(world, alone, 1)
    say(world, first, Reply.NO)
    assert say(world, alone).is_kept
    assert places(world) == (1, 0)


def test_a_family_that_does_not_fit_waits_for_places_together_and_leaves_the_one(
    world: World,
) -> None:
    world.change(capacity=6)
    first, family, alone = world.cards(3)
    tell(world, first, FOUR)
    assert say(world, family).is_kept
    assert tell(world, family, FOUR) == AnswerOutcome(AnswerVerdict.FULL, places_left=2)
    assert wait(world, family, 4)
    assert stored(world, family) is None
    assert places(world) == (4, 0)
    assert say(world, alone).is_kept, "nobody keeps the places that are too few for four"
    assert tell(world, alone, PartyDetails(adults=1)).is_kept
    say(world, first, Reply.NO)
    with world.store.reading() as session:
        place = waiting_list.place_of(session, world.invitation(family), now=MADE_AT)
    assert place is not None
    assert (place.state, place.heads) == (WaitingState.OFFERED, 4)
    assert say(world, family).is_kept
    assert places(world) == (5, 0)


def test_a_family_may_come_with_fewer_instead(world: World) -> None:
    world.change(capacity=6)
    first, family = world.cards(2)
    tell(world, first, FOUR)
    say(world, family)
    assert tell(world, family, FOUR).verdict is AnswerVerdict.FULL
    assert tell(world, family, PartyDetails(adults=2)).is_kept
    assert places(world) == (6, 0)


def test_who_has_told_a_number_loses_nothing_by_asking_to_wait(world: World) -> None:
    world.change(capacity=6)
    first, family = world.cards(2)
    tell(world, first, FOUR)
    tell(world, family, PartyDetails(adults=2))
    assert not wait(world, family, 4)
    assert places(world) == (6, 0)


def test_places_that_are_held_are_not_offered_to_who_waits(world: World) -> None:
    world.change(capacity=4)
    slow, waiting = world.cards(2)
    say(world, slow)
    wait(world, waiting, 3)
    with world.store.transaction() as session:
        assert waiting_list.serve_every_waiting_list(session, now=MADE_AT) == 0
    with world.store.transaction() as session:
        assert waiting_list.serve_every_waiting_list(session, now=MADE_AT + HELD_FOR) == 1


def test_the_organiser_offers_nobody_a_place_that_is_held(world: World) -> None:
    world.change(capacity=4)
    slow, waiting = world.cards(2)
    say(world, slow)
    wait(world, waiting, 2)
    offered_id = world.invitation(waiting).id
    with world.store.transaction() as session:
        made = waiting_list.offer_by_hand(session, world.event_id, offered_id, now=MADE_AT)
    assert made is None


@pytest.mark.parametrize(
    ("heads", "largest_party"),
    [pytest.param(2, 2, id="couples"), pytest.param(4, 6, id="families of four")],
)
def test_24_households_at_once_for_20_places_come_whole_or_wait_whole(
    world: World, heads: int, largest_party: int
) -> None:
    """Each presses yes, and a moment later says how many they are; or asks to wait for all."""
    world.change(capacity=20)
    cards = world.cards(24, largest_party=largest_party)

    def answer_it(card: PrintableCard) -> str:
        party = PartyDetails(adults=heads)
        if say(world, card).is_kept and tell(world, card, party).is_kept:
            return "comes"
        assert wait(world, card, heads)
        return "waits"

    with ThreadPoolExecutor(24) as guests:
        became = Counter(guests.map(answer_it, cards))
    assert became == {"comes": 20 // heads, "waits": 24 - 20 // heads}
    answers = [answer for card in cards if (answer := stored(world, card)) is not None]
    assert Counter(answer.heads for answer in answers) == {heads: 20 // heads}
    assert places(world) == (20, 0)


def test_a_rush_with_everything_at_once_never_takes_one_place_too_many(world: World) -> None:
    """Some stop after the yes, some say no, some tell fewer; time goes on meanwhile."""
    world.change(capacity=20)
    cards = world.cards(24, largest_party=6)

    def answer_it(turn: int) -> None:
        card, at = cards[turn], MADE_AT + turn * timedelta(minutes=1)
        if not say(world, card, now=at).is_kept:
            wait(world, card, 1 + turn % 5, now=at)
        elif turn % 3 == 1:
            tell(world, card, PartyDetails(adults=1 + turn % 5), now=at)
        elif turn % 3 == 2:
            say(world, card, Reply.NO, now=at)
        with world.store.reading() as session:
            limit = room.limit_of(session.get_one(Event, world.event_id))
            assert limit is not None
            assert room.said_yes(session, world.event_id) <= limit

    with ThreadPoolExecutor(8) as guests:
        list(guests.map(answer_it, range(24)))
    said, held = places(world, now=MADE_AT + timedelta(days=1))
    assert said <= 20
    assert held == 0
