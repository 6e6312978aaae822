"""Whoever waits gets the next place that fits, in turn, and nobody gets one that is taken."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from planner.core.enums import AnsweredBy, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, waiting_list
from planner.services.answer.outcomes import AnswerVerdict
from planner.services.answer.room import said_yes
from planner.services.answer.waiting_list import WaitingPlace, WaitingState
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.services.plan import planning
from planner.services.plan.event_plan import plan_of
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

pytestmark = pytest.mark.both_databases

ONE_DAY = timedelta(days=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def come(
    world: World,
    card: PrintableCard,
    heads: int,
    *,
    now: datetime = MADE_AT,
    by: AnsweredBy = AnsweredBy.GUEST,
) -> AnswerVerdict:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        party = PartyDetails(adults=heads)
        return answering.give_details(session, invitation, party, now=now, by=by).verdict


def say(
    world: World, card: PrintableCard, reply: Reply, *, now: datetime = MADE_AT
) -> AnswerVerdict:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return answering.give_reply(session, invitation, reply, now=now).verdict


def wait(world: World, card: PrintableCard, heads: int, *, now: datetime = MADE_AT) -> bool:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return waiting_list.join_waiting_list(session, invitation, heads=heads, now=now)


def line(world: World, *, now: datetime = MADE_AT) -> list[tuple[int, WaitingState]]:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        return [
            (one.number, one.state) for one in waiting_list.list_waiting(session, event, now=now)
        ]


def place(world: World, card: PrintableCard, *, now: datetime = MADE_AT) -> WaitingPlace:
    with world.store.reading() as session:
        found = waiting_list.place_of(session, world.invitation(card), now=now)
    assert found is not None
    return found


def housekeeping(world: World, *, now: datetime) -> int:
    with world.store.transaction() as session:
        return waiting_list.serve_every_waiting_list(session, now=now)


def test_who_waits_gets_the_place_of_who_can_not_come(world: World) -> None:
    world.change(capacity=4)
    first, second = world.cards(2)
    come(world, first, 4)
    assert come(world, second, 3) is AnswerVerdict.FULL
    assert wait(world, second, 3)
    assert line(world) == [(2, WaitingState.WAITING)]
    say(world, first, Reply.NO)
    offer = place(world, second)
    assert (offer.state, offer.offered_until) == (WaitingState.OFFERED, MADE_AT + ONE_DAY)


def test_taking_the_place_takes_it_for_everybody_who_waits_on_the_card(world: World) -> None:
    world.change(capacity=4)
    first, second, third = world.cards(3)
    come(world, first, 4)
    wait(world, second, 3)
    say(world, first, Reply.NO)
    assert say(world, second, Reply.YES) is AnswerVerdict.STORED
    kept = world.invitation(second).answer
    assert kept is not None
    assert (kept.heads, kept.is_detailed) == (3, False)
    assert line(world) == []
    assert come(world, third, 2) is AnswerVerdict.FULL, "only one place is left"


def test_a_place_that_is_offered_is_not_given_to_somebody_else(world: World) -> None:
    world.change(capacity=4)
    first, second, third = world.cards(3)
    come(world, first, 4)
    wait(world, second, 3)
    say(world, first, Reply.NO)
    assert come(world, third, 2) is AnswerVerdict.FULL
    assert come(world, third, 1) is AnswerVerdict.STORED, "the one place beside the offer"


def test_a_newcomer_does_not_pass_a_household_that_fits(world: World) -> None:
    world.change(capacity=4)
    first, second, third = world.cards(3)
    come(world, first, 4)
    wait(world, second, 3)
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, first.number)
    assert place(world, second).state is WaitingState.OFFERED, "shown before it is written down"
    assert come(world, third, 2) is AnswerVerdict.FULL


def test_a_large_family_does_not_keep_two_places_empty(world: World) -> None:
    world.change(capacity=6)
    first, second, couple = world.cards(3)
    come(world, first, 6)
    wait(world, second, 5)
    come(world, first, 4)
    assert come(world, couple, 2) is AnswerVerdict.STORED
    assert line(world) == [(2, WaitingState.WAITING)]


def test_an_offer_that_runs_out_goes_to_the_next(world: World) -> None:
    world.change(capacity=4)
    first, second, third = world.cards(3)
    come(world, first, 4)
    wait(world, second, 3)
    wait(world, third, 4, now=MADE_AT + timedelta(minutes=1))
    say(world, first, Reply.NO)
    later = MADE_AT + ONE_DAY
    assert housekeeping(world, now=later - timedelta(minutes=1)) == 0
    assert housekeeping(world, now=later) == 1
    assert line(world, now=later) == [(3, WaitingState.OFFERED), (2, WaitingState.MISSED)]
    assert say(world, second, Reply.YES, now=later) is AnswerVerdict.FULL
    assert wait(world, second, 3, now=later), "and waits again, at the end"
    assert place(world, second, now=later).state is WaitingState.WAITING


def test_a_smaller_party_leaves_places_to_the_line(world: World) -> None:
    world.change(capacity=4)
    first, second = world.cards(2)
    come(world, first, 4)
    wait(world, second, 2)
    come(world, first, 2)
    assert place(world, second).state is WaitingState.OFFERED


def test_a_larger_hall_serves_the_line(world: World) -> None:
    world.change(capacity=4)
    first, second = world.cards(2)
    come(world, first, 4)
    wait(world, second, 2)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.capacity = 6
        planning.change_event(session, event, plan_of(event), now=MADE_AT)
    assert place(world, second).offered_until == MADE_AT + ONE_DAY


def test_who_says_no_waits_no_longer(world: World) -> None:
    world.change(capacity=1)
    first, second = world.cards(2)
    come(world, first, 1)
    wait(world, second, 1)
    say(world, second, Reply.NO)
    assert line(world) == []


@pytest.mark.parametrize(
    ("capacity", "heads", "now"),
    [
        pytest.param(None, 2, MADE_AT, id="where there is no limit nobody waits"),
        pytest.param(4, 0, MADE_AT, id="nobody"),
        pytest.param(4, 5, MADE_AT, id="more than there are places"),
        pytest.param(40, 9, MADE_AT, id="more than the card is for"),
        pytest.param(4, 2, SATURDAY, id="it has begun"),
    ],
)
def test_nobody_waits_for_what_can_not_come(
    world: World, capacity: int | None, heads: int, now: datetime
) -> None:
    world.change(capacity=capacity)
    assert not wait(world, world.cards(largest_party=8)[0], heads, now=now)


def test_the_organiser_offers_by_hand_also_after_the_shopping(world: World) -> None:
    shopping = SATURDAY - timedelta(days=2)
    world.change(capacity=4, answers_close_at=shopping)
    first, second, third = world.cards(3)
    come(world, first, 4)
    for card in (second, third):
        wait(world, card, 2)
    late = shopping + timedelta(hours=1)
    come(world, first, 2, now=late, by=AnsweredBy.ORGANISER)
    assert housekeeping(world, now=late) == 0
    chosen = world.invitation(third).id
    with world.store.transaction() as session:
        made = waiting_list.offer_by_hand(session, world.event_id, chosen, now=late)
        assert made is WaitingState.OFFERED
        other = world.invitation(second).id
        assert waiting_list.offer_by_hand(session, world.event_id, other, now=late) is None
        assert waiting_list.note_told(session, world.event_id, chosen, now=late)
    assert place(world, third, now=late).told_at == late
    assert say(world, third, Reply.YES, now=late) is AnswerVerdict.STORED
    assert say(world, second, Reply.YES, now=late) is AnswerVerdict.CLOSED


def test_what_hangs_on_another_event_is_not_offered(world: World) -> None:
    world.change(capacity=1)
    first, second = world.cards(2)
    come(world, first, 1)
    wait(world, second, 1)
    waits = world.invitation(second).id
    other = make_world(world.store, world.settings)
    with world.store.transaction() as session:
        assert waiting_list.offer_by_hand(session, other.event_id, waits, now=MADE_AT) is None
        assert not waiting_list.note_told(session, other.event_id, waits, now=MADE_AT)


def test_more_places_are_given_away_than_there_are_where_the_organiser_says_so(
    world: World,
) -> None:
    world.change(capacity=4, places_given=6)
    first, second, third = world.cards(3)
    assert come(world, first, 4) is AnswerVerdict.STORED
    assert come(world, second, 2) is AnswerVerdict.STORED
    assert come(world, third, 1) is AnswerVerdict.FULL


def test_a_rush_on_few_places_fills_them_all_and_not_one_more(world: World) -> None:
    world.change(capacity=10)
    leaving, *others = world.cards(13)
    come(world, leaving, 4)

    def rush(card: PrintableCard) -> AnswerVerdict:
        verdict = come(world, card, 2)
        if verdict is AnswerVerdict.FULL:
            wait(world, card, 2)
        if card is others[5]:
            say(world, leaving, Reply.NO)
        return verdict

    with ThreadPoolExecutor(12) as guests:
        verdicts = Counter(guests.map(rush, others))
    assert set(verdicts) <= {AnswerVerdict.STORED, AnswerVerdict.FULL}
    for card in others:
        if (
            world.invitation(card).answer is None
            and place(world, card).state is WaitingState.OFFERED
        ):
            assert say(world, card, Reply.YES) is AnswerVerdict.STORED, (
                "a place that is offered is there"
            )
    with world.store.reading() as session:
        assert said_yes(session, world.event_id) == 10
