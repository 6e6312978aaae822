"""Who has no card answers all the same, gets a code of their own, and stays nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import func, select

from planner.core.codes import read_code
from planner.core.enums import BatchKind, InvitationState, Reply
from planner.core.turnout import EventKind
from planner.services.answer.outcomes import AnswerVerdict
from planner.services.answer.tally import tally
from planner.services.invite import batches, issuing, open_answers
from planner.services.invite.open_answers import OpenAnswer, takes_open_answers
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Batch, Event, Invitation, Waiting
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.origins import origin

pytestmark = pytest.mark.both_databases

NAME = "Answers without a card"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def answer_openly(world: World, reply: Reply = Reply.YES) -> OpenAnswer:
    with world.store.writing() as session:
        made = open_answers.answer_openly(
            session,
            world.event_id,
            reply,
            origin=origin(),
            batch_name=NAME,
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
        if made.outcome.is_kept:
            session.commit()
        return made


def test_an_answer_without_a_card_makes_an_invitation_with_a_code(world: World) -> None:
    made = answer_openly(world)
    assert read_code(made.code) == made.code
    with world.store.reading() as session:
        found = issuing.find_invitation(session, made.code, code_key=world.settings.code_key)
        assert found is not None
        assert (found.batch.kind, found.batch.name) == (BatchKind.WITHOUT_CARD, NAME)
        assert found.largest_party == 8
        assert found.answer is not None
        assert tally(session, world.event_id).yes_heads == 1


def test_they_share_one_batch_that_needs_no_printing(world: World) -> None:
    world.change(largest_open_party=3)
    for _ in range(3):
        answer_openly(world)
    with world.store.reading() as session:
        batch = session.scalars(select(Batch)).one()
        assert batch.printed_at == batch.handed_out_at == MADE_AT
        parties = session.scalars(select(Invitation.largest_party)).all()
    assert list(parties) == [3, 3, 3]


def test_a_full_event_makes_nothing(world: World) -> None:
    world.change(capacity=1)
    assert answer_openly(world).outcome.verdict is AnswerVerdict.STORED
    assert answer_openly(world).outcome.verdict is AnswerVerdict.FULL
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_who_finds_it_full_can_wait(world: World) -> None:
    world.change(capacity=2)
    answer_openly(world)
    with world.store.transaction() as session:
        code = open_answers.wait_openly(
            session,
            world.event_id,
            2,
            origin=origin(),
            batch_name=NAME,
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
        assert code
        assert session.scalars(select(Waiting.heads)).all() == [2]


def test_twenty_strangers_at_once_never_take_one_place_too_many(world: World) -> None:
    world.change(capacity=7)
    with ThreadPoolExecutor(10) as strangers:
        made = list(strangers.map(lambda _: answer_openly(world), range(20)))
    # Who has not told a number is held a family's places: four for the first, three for the next.
    assert sum(one.outcome.verdict is AnswerVerdict.STORED for one in made) == 2
    with world.store.reading() as session:
        assert sum(session.scalars(select(Answer.held_heads))) == 7
        assert tally(session, world.event_id).yes_heads == 2
        assert len(session.scalars(select(Batch.id)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "now", "takes"),
    [
        pytest.param({}, MADE_AT, True, id="an open barbecue"),
        pytest.param({"kind": EventKind.CLOSED}, MADE_AT, False, id="for who got a card"),
        pytest.param({"answers_without_card": False}, MADE_AT, False, id="switched off"),
        pytest.param({"is_public": False}, MADE_AT, False, id="not public"),
        pytest.param({}, SATURDAY, False, id="it has begun"),
    ],
)
def test_an_organiser_decides_who_may_answer(
    world: World, fields: dict[str, object], now: datetime, takes: bool
) -> None:
    world.change(**fields)
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        assert takes_open_answers(event, now=now) is takes


def test_new_cards_for_everybody_leave_answers_without_a_card_alone(world: World) -> None:
    made = answer_openly(world)
    world.cards(3)
    with world.store.transaction() as session:
        renewed = batches.renew_event(
            session, world.event_id, code_key=world.settings.code_key, now=SATURDAY
        )
        assert renewed > 0
        found = issuing.find_invitation(session, made.code, code_key=world.settings.code_key)
        assert found is not None
        assert found.state is InvitationState.ISSUED
