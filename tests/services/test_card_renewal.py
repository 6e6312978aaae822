"""New cards instead of old ones: one, a stack, or all of an event when codes have leaked."""

import pytest
from sqlalchemy import select

from planner.core.enums import InvitationState, Reply, ScanKind
from planner.services.answer import answering
from planner.services.answer.tally import tally
from planner.services.gate import gates, phones
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.scanning import take_scans
from planner.services.invite import batches, issuing
from planner.services.invite import states as card_states
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Invitation
from tests.support.cards import MADE_AT, SATURDAY, World, make_world


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def states(world: World) -> dict[int, tuple[str, int | None]]:
    with world.store.reading() as session:
        rows = session.scalars(
            select(Invitation)
            .where(Invitation.event_id == world.event_id)
            .order_by(Invitation.number)
        )
        return {row.number: (row.state.value, row.replaced_by) for row in rows}


def test_a_replaced_card_says_which_number_came_instead(world: World) -> None:
    world.cards(2)
    world.cards(1)
    with world.store.transaction() as session:
        new = batches.replace_card(
            session, world.event_id, 1, code_key=world.settings.code_key, now=MADE_AT
        )
        assert new is not None
        assert new.number == 4
    assert states(world) == {
        1: ("replaced", 4), 2: ("issued", None), 3: ("issued", None), 4: ("issued", None),
    }  # fmt: skip


def test_a_whole_stack_gets_new_cards_and_only_that_stack(world: World) -> None:
    old = world.cards(3)
    world.cards(1)
    key = world.settings.code_key
    with world.store.transaction() as session:
        batch = session.get_one(Batch, world.batch_of(old[0]))
        batches.revoke_card(session, world.event_id, 2)
        batches.mark_printed(session, batch, now=MADE_AT)
        assert list(batches.renew_batch(session, batch, code_key=key, now=MADE_AT)) == [5, 6]
        session.refresh(batch)
        assert batch.printed_at is None
        new = issuing.codes_of(session, batch, code_key=key)
    assert [card.number for card in new] == [5, 6]
    assert not {card.code for card in new} & {card.code for card in old}
    assert states(world)[1] == ("replaced", 5)
    assert states(world)[2] == ("revoked", None)
    assert states(world)[4] == ("issued", None)


def test_after_a_breach_no_card_of_the_event_works_and_each_has_a_new_one(world: World) -> None:
    first, second = world.cards(2), world.cards(1)
    other = make_world(world.store, world.settings)
    untouched = other.cards(1)[0]
    key = world.settings.code_key
    with world.store.transaction() as session:
        card = issuing.find_invitation(session, first[0].code, code_key=key)
        assert card is not None
        answering.give_reply(session, card, Reply.YES, now=MADE_AT)
    with world.store.transaction() as session:
        assert batches.renew_event(session, world.event_id, code_key=key, now=MADE_AT) == 3
        assert tally(session, world.event_id).yes_heads == 0
    for old in (*first, *second):
        assert world.invitation(old).state is InvitationState.REPLACED
    assert other.invitation(untouched).state is InvitationState.ISSUED
    assert [state for state, _by in states(world).values()].count("issued") == 3


def test_all_cards_of_an_event_can_stop_working_without_new_ones(world: World) -> None:
    world.cards(2)
    world.cards(1)
    with world.store.transaction() as session:
        assert batches.revoke_event(session, world.event_id) == 3
        assert batches.revoke_event(session, world.event_id) == 0


def test_the_gate_hears_of_it_at_the_next_scan(world: World) -> None:
    cards = world.cards(2)
    key = world.settings.code_key
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        opened = gates.open_gate(session, event, "Gate", code_key=key, now=SATURDAY)
        enrolled = phones.enrol(session, opened, code_key=key, now=SATURDAY)
        assert isinstance(enrolled, phones.Enrolled)
        phone = phones.find_phone(session, enrolled.token, code_key=key, now=SATURDAY)
        assert phone is not None

    def scan(nonce: str, code: str) -> str:
        item = ScanItem(nonce=nonce, kind=ScanKind.ENTRY, phone_at=SATURDAY, code=code)
        with world.store.transaction() as session:
            (result,) = take_scans(session, phone, ScanBatch([item]), code_key=key, now=SATURDAY)
        return result.status.value

    assert scan("one", cards[0].code) == "ok"
    with world.store.transaction() as session:
        counted = card_states.count_cards(session, world.event_id)
        assert [one.come for one in counted.values()] == [1]
        batches.renew_event(session, world.event_id, code_key=key, now=SATURDAY)
    assert scan("two", cards[1].code) == "refused"
