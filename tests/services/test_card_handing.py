"""Cards as who hands them out sees them: by number, ticked, answered yes, no or not yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.core.enums import AnsweredBy, InvitationState, Reply, ScanKind
from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.answer.outcomes import AnswerVerdict
from planner.services.gate import gates, phones
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.scanning import take_scans
from planner.services.guests import handing
from planner.services.guests.handing import Answered, CardsShown, HandedCard
from planner.services.invite import batches, issuing, states
from planner.services.invite.states import CardState, CardTotals
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Batch, Event
from tests.support.cards import MADE_AT, SATURDAY, World, make_world


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def batch_id(world: World) -> int:
    return world.batch_of(world.cards(4, intermediary_name="Karin")[0])


@contextmanager
def writing(world: World, batch_id: int) -> Iterator[tuple[Session, Batch]]:
    with world.store.transaction() as session:
        yield session, session.get_one(Batch, batch_id)


def seen(world: World, batch_id: int) -> dict[int, HandedCard]:
    with writing(world, batch_id) as (session, batch):
        return {card.number: card for card in handing.list_cards(session, batch)}


def reply(world: World, number: int, said: Reply) -> None:
    with world.store.transaction() as session:
        card = issuing.find_by_number(session, world.event_id, number)
        assert card is not None
        answering.give_reply(session, card, said, now=MADE_AT)


def test_a_card_shows_its_number_a_tick_and_one_word(world: World, batch_id: int) -> None:
    for number, said in ((1, Reply.YES), (2, Reply.NO), (3, Reply.MAYBE)):
        reply(world, number, said)
    cards = seen(world, batch_id)
    assert [cards[number].answered for number in (1, 2, 3, 4)] == [
        Answered.YES,
        Answered.NO,
        Answered.NOT_YET,
        Answered.NOT_YET,
    ]
    assert {field.name for field in fields(HandedCard)} == {
        "number", "state", "is_handed_out", "answered", "replaced_by",
    }  # fmt: skip


def test_there_is_no_field_for_a_name_anywhere() -> None:
    tables = ("invitation", "answer", "intermediary_link", "intermediary_sign_in")
    for table in tables:
        names = {column.name for column in Base.metadata.tables[table].columns}
        assert not [name for name in names if "name" in name or "address" in name], table


def test_a_tick_can_be_undone_and_the_first_time_counts(world: World, batch_id: int) -> None:
    with writing(world, batch_id) as (session, batch):
        assert handing.tick(session, batch, 2, now=MADE_AT)
        assert handing.tick(session, batch, 2, now=MADE_AT + timedelta(days=1))
        card = issuing.find_by_number(session, world.event_id, 2)
        assert card is not None
        session.refresh(card)
        assert card.handed_out_at == MADE_AT
        assert handing.untick(session, batch, 2)
    assert not seen(world, batch_id)[2].is_handed_out


def test_a_card_of_another_stack_can_not_be_touched(world: World, batch_id: int) -> None:
    other = world.cards(1)[0].number
    with writing(world, batch_id) as (session, batch):
        assert not handing.tick(session, batch, other, now=MADE_AT)
        assert handing.get_card(session, batch, other) is None
        assert handing.answer_for(session, batch, other, Reply.YES, None, now=MADE_AT) is None


def test_a_card_that_does_not_work_can_not_be_ticked(world: World, batch_id: int) -> None:
    with writing(world, batch_id) as (session, batch):
        batches.revoke_card(session, world.event_id, 1)
        assert not handing.tick(session, batch, 1, now=MADE_AT)


def test_an_answer_for_a_family_is_kept_as_such(world: World, batch_id: int) -> None:
    party = PartyDetails(adults=2, children=3)
    with writing(world, batch_id) as (session, batch):
        outcome = handing.answer_for(session, batch, 1, Reply.YES, party, now=MADE_AT)
        assert outcome is not None
        assert outcome.is_kept
        card = issuing.find_by_number(session, world.event_id, 1)
        assert card is not None
        assert card.answer is not None
        assert card.answer.answered_by is AnsweredBy.INTERMEDIARY
        assert (card.answer.adults, card.answer.children) == (2, 3)
    assert seen(world, batch_id)[1].is_handed_out


def test_what_a_family_told_itself_stays_when_only_yes_is_filled_in(
    world: World, batch_id: int
) -> None:
    with writing(world, batch_id) as (session, batch):
        card = issuing.find_by_number(session, world.event_id, 1)
        assert card is not None
        told = PartyDetails(adults=2, children=1, diets={"halal": 3})
        answering.give_details(session, card, told, now=MADE_AT)
        handing.answer_for(session, batch, 1, Reply.YES, None, now=MADE_AT)
        session.refresh(card)
        assert card.answer is not None
        assert card.answer.heads == 3
        assert card.answer.answered_by is AnsweredBy.GUEST


def test_after_answers_close_only_the_organiser_fills_in(world: World, batch_id: int) -> None:
    world.change(answers_close_at=SATURDAY - timedelta(days=2))
    with writing(world, batch_id) as (session, batch):
        late = SATURDAY - timedelta(days=1)
        outcome = handing.answer_for(session, batch, 1, Reply.YES, None, now=late)
    assert outcome is not None
    assert outcome.verdict is AnswerVerdict.CLOSED


@pytest.mark.parametrize(
    ("stored", "is_handed", "said", "came", "state"),
    [
        (InvitationState.ISSUED, False, None, False, CardState.MADE),
        (InvitationState.ISSUED, True, None, False, CardState.HANDED_OUT),
        (InvitationState.ISSUED, False, Reply.NO, False, CardState.ANSWERED),
        (InvitationState.ISSUED, False, None, True, CardState.COME),
        (InvitationState.ISSUED, True, Reply.YES, True, CardState.COME),
        (InvitationState.REVOKED, True, Reply.YES, True, CardState.REVOKED),
        (InvitationState.REPLACED, True, None, False, CardState.REPLACED),
    ],
)
def test_the_last_thing_that_happened_says_how_far_a_card_is(
    stored: InvitationState, is_handed: bool, said: Reply | None, came: bool, state: CardState
) -> None:
    at = MADE_AT if is_handed else None
    assert states.state_of(stored, handed_out_at=at, reply=said, has_come=came) is state


def test_totals_are_counted_by_stack(world: World, batch_id: int) -> None:
    reply(world, 1, Reply.YES)
    with writing(world, batch_id) as (session, batch):
        handing.tick(session, batch, 2, now=MADE_AT)
        batches.revoke_card(session, world.event_id, 3)
        batches.replace_card(
            session, world.event_id, 4, code_key=world.settings.code_key, now=MADE_AT
        )
    world.cards(2)
    with world.store.reading() as session:
        totals = states.count_cards(session, world.event_id)
    assert totals[batch_id] == CardTotals(
        made=3, handed_out=2, answered=1, come=0, told=1, revoked=1, replaced=1
    )
    assert [one.made for one in totals.values()] == [3, 2]


def test_her_page_and_the_stack_of_the_organiser_say_the_same_number(
    world: World,
) -> None:
    _first, _second, third, _fourth = cards = world.cards(4, intermediary_name="Karin")
    batch_id = world.batch_of(cards[0])
    reply(world, 1, Reply.YES)
    reply(world, 2, Reply.MAYBE)
    with writing(world, batch_id) as (session, batch):
        event = session.get_one(Event, world.event_id)
        key = world.settings.code_key
        token = gates.open_gate(session, event, "Gate", code_key=key, now=SATURDAY)
        enrolled = phones.enrol(session, token, code_key=key, now=SATURDAY)
        assert isinstance(enrolled, phones.Enrolled)
        phone = phones.find_phone(session, enrolled.token, code_key=key, now=SATURDAY)
        assert phone is not None
        item = ScanItem(nonce="one", kind=ScanKind.ENTRY, phone_at=SATURDAY, code=third.code)
        take_scans(session, phone, ScanBatch([item]), code_key=key, now=SATURDAY)
        hers = handing.count_cards(session, batch)
        ours = states.count_cards(session, world.event_id)[batch_id]
        assert hers.handed_out == ours.handed_out == 3
        assert hers.working == ours.made == 4
        assert handing.place_of(session, batch, 4, CardsShown.LEFT) == 0
