"""Many cards ticked with one press, and that press alone taken back."""

from datetime import timedelta

import pytest

from planner.core.enums import Reply
from planner.services.answer import answering
from planner.services.guests import handing, handing_many
from planner.services.guests.handing import CardsShown
from planner.services.guests.handing_many import TickedRange
from planner.services.invite import batches, issuing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch
from tests.support.cards import MADE_AT, World, make_world

LATER = MADE_AT + timedelta(minutes=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def batch_id(world: World) -> int:
    return world.batch_of(world.cards(6, intermediary_name="Karin")[0])


def test_all_between_two_numbers_but_what_was_ticked_used_or_ended(
    world: World, batch_id: int
) -> None:
    other = world.cards(1)[0]
    with world.store.transaction() as session:
        batch = session.get_one(Batch, batch_id)
        handing.tick(session, batch, 2, now=MADE_AT)
        answered = issuing.find_by_number(session, world.event_id, 3)
        assert answered is not None
        answering.give_reply(session, answered, Reply.MAYBE, now=MADE_AT)
        batches.revoke_card(session, world.event_id, 4)
        ticked, count = handing_many.tick_between(session, batch, 1, 2_000, now=LATER)
        assert count == 3
        assert handing_many.count_pressed(session, batch, ticked) == 3
        totals = handing.count_cards(session, batch)
        assert (totals.working, totals.handed_out, totals.of(CardsShown.LEFT)) == (5, 5, 0)
        assert totals.of(CardsShown.SILENT) == 5
        assert handing_many.take_back(session, batch, ticked) == 3
        left = handing.list_cards(session, batch, CardsShown.LEFT)
        assert [card.number for card in left] == [1, 5, 6]
    assert world.invitation(other).handed_out_at is None


def test_presses_at_the_same_moment_have_marks_of_their_own(world: World, batch_id: int) -> None:
    with world.store.transaction() as session:
        batch = session.get_one(Batch, batch_id)
        handing.tick(session, batch, 6, now=LATER)
        first, _three = handing_many.tick_between(session, batch, 1, 3, now=LATER)
        second, _two = handing_many.tick_between(session, batch, 1, 5, now=LATER)
        assert handing_many.take_back(session, batch, second) == 2
        assert handing_many.take_back(session, batch, first) == 3
        assert handing_many.take_back(session, batch, first) == 0
        assert handing.count_cards(session, batch).handed_out == 1


def test_a_card_that_is_used_meanwhile_stays_handed_out(world: World, batch_id: int) -> None:
    with world.store.transaction() as session:
        batch = session.get_one(Batch, batch_id)
        ticked, _six = handing_many.tick_between(session, batch, 1, 6, now=MADE_AT)
        card = issuing.find_by_number(session, world.event_id, 2)
        assert card is not None
        answering.give_reply(session, card, Reply.YES, now=LATER)
        assert handing_many.count_pressed(session, batch, ticked) == 5
        assert handing_many.take_back(session, batch, ticked) == 5
        assert handing.count_cards(session, batch).handed_out == 1


def test_the_moment_of_a_press_comes_back_to_the_microsecond() -> None:
    at = MADE_AT + timedelta(microseconds=123_457)
    mark = (at - handing_many.START) // timedelta(microseconds=1)
    assert TickedRange(first=1, last=2, mark=mark).at == at
