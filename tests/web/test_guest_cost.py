"""What a guest's page and an answer cost: questions, and what is made once for many pages."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from planner.core.enums import Reply
from planner.exports.qr import qr_svg
from planner.services.answer import answering, room, waiting_list
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.web import compress
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.shifts import add_shift, sign_up

SQUEEZED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(largest_party=8)[0]


def test_a_tap_on_yes_asks_little_and_reads_no_menu(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "maybe"})
    with count_queries(world.store) as asked:
        client.post(f"/{card.code}", data={"answer": "yes"})
    assert len(asked) <= 16
    assert not any("FROM event_dish" in one or "FROM programme_item" in one for one in asked)


def test_the_shifts_on_a_card_are_one_question_however_many(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    world.change(help_code="helpcode1234")
    with count_queries(world.store) as before:
        client.get(f"/{card.code}")
    for place in range(4):
        shift_id = add_shift(world.store, world.event_id, task=f"Task {place}", needed=4)
        sign_up(world.store, world.event_id, shift_id, f"in {shift_id}")
    with count_queries(world.store) as after:
        page = client.get(f"/{card.code}").get_data(as_text=True)
    assert "Task 0" in page
    assert len(after) == len(before)


def test_no_question_of_a_card_goes_through_the_orm(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    world.change(help_code="helpcode1234")
    sign_up(world.store, world.event_id, add_shift(world.store, world.event_id), "Anna")
    client.get(f"/{card.code}")
    asked: list[str] = []

    def note(state: ORMExecuteState) -> None:
        asked.append(str(state.statement))

    event.listen(Session, "do_orm_execute", note)
    try:
        for answer in (None, "yes", "maybe"):
            if answer:
                client.post(f"/{card.code}", data={"answer": answer})
            assert client.get(f"/{card.code}").status_code == 200
    finally:
        event.remove(Session, "do_orm_execute", note)
    assert asked == []


def test_places_taken_are_said_yes_and_held_and_offered(world: World) -> None:
    world.change(capacity=6)
    first, second, third, fourth = world.cards(4, largest_party=4)
    with world.store.transaction() as session:
        for card in (first, second):
            answering.give_reply(session, world.invitation(card), Reply.YES, now=MADE_AT)
        for card in (third, fourth):
            invitation = world.invitation(card)
            waiting_list.join_waiting_list(session, invitation, heads=2, now=MADE_AT)
    with world.store.transaction() as session:
        answering.give_reply(session, world.invitation(first), Reply.NO, now=MADE_AT)
    for but in (room.NOBODY, world.invitation(second).id, world.invitation(third).id):
        for now in (MADE_AT, MADE_AT + timedelta(minutes=30), MADE_AT + timedelta(days=3)):
            with world.store.reading() as session:
                parts = (
                    room.said_yes(session, world.event_id, but=but),
                    room.heads_held(session, world.event_id, now=now, but=but),
                    room.heads_offered(session, world.event_id, now=now, but=but),
                )
                with count_queries(world.store) as asked:
                    taken = room.heads_taken(session, world.event_id, now=now, but=but)
            assert taken == sum(parts)
            assert len(asked) == 1
    with world.store.reading() as session:
        assert room.heads_offered(session, world.event_id, now=MADE_AT) > 0
        assert room.heads_held(session, world.event_id, now=MADE_AT) > 0


def test_a_page_is_squeezed_from_a_beginning_that_was_squeezed_before(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    compress._begun.cache_clear()
    for path in (f"/{card.code}", f"/{card.code}/aloud", f"/{card.code}/calendar"):
        plain = client.get(path).data
        small = client.get(path, headers=SQUEEZED).data
        assert gzip.decompress(small) == plain
        assert len(small) <= len(gzip.compress(plain, 6)), "what was begun is referred to"
    assert compress._begun.cache_info().misses == 1, "all begin the same, up to the style"


@pytest.mark.parametrize("page", [b"", b"<p>none</p>" * 90, b"a</style>b" * 90, b"x</style>" * 2])
def test_whatever_is_squeezed_comes_out_again(page: bytes) -> None:
    for _again in range(2):
        assert gzip.decompress(compress._squeezed(page)) == page


def test_a_code_is_drawn_once_and_each_text_has_its_own() -> None:
    one, other = "https://feest.example/ONE", "https://feest.example/OTHER"
    assert qr_svg(one) == qr_svg(one)
    assert qr_svg(one) != qr_svg(other)
    assert qr_svg(one, mask=1) != qr_svg(one, mask=2)
    assert "Card" in qr_svg(one, title="Card")
    assert "Card" not in qr_svg(one)
