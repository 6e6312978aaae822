"""Once it is over: thanks to who came or said so, another sentence for who did neither."""

from datetime import timedelta

import pytest

from planner.core.enums import Reply
from planner.services.answer import answering
from planner.services.gate.items import ScanBatch
from planner.services.gate.scanning import take_scans
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.gate import entry, make_gate, make_phone, void
from tests.support.pages import PageClient

AFTER = SATURDAY + timedelta(days=1)
ENGLISH = {"Accept-Language": "en"}
THANKS = "Thank you to everybody who came."
MISSED = "We hope to see you another time."


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def scan(world: World, code: str, *, undone: bool = False) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        phone = make_phone(session, make_gate(session, event), SATURDAY).phone
        item = entry(code)
        items = [item, void(item)] if undone else [item]
        take_scans(session, phone, ScanBatch(items), code_key=world.settings.code_key, now=SATURDAY)


@pytest.mark.parametrize(
    ("reply", "is_scanned", "said"),
    [
        pytest.param(Reply.YES, True, THANKS, id="said yes and came"),
        pytest.param(Reply.YES, False, THANKS, id="said yes, and no gate scanned it"),
        pytest.param(Reply.MAYBE, False, THANKS, id="said maybe"),
        pytest.param(Reply.NO, False, MISSED, id="said no"),
        pytest.param(Reply.NO, True, THANKS, id="said no and came all the same"),
        pytest.param(None, False, MISSED, id="never answered"),
        pytest.param(None, True, THANKS, id="never answered and came"),
    ],
)
def test_only_who_may_have_come_is_thanked(
    client: PageClient,
    world: World,
    clock: FixedClock,
    reply: Reply | None,
    is_scanned: bool,
    said: str,
) -> None:
    (card,) = world.cards()
    if reply is not None:
        with world.store.transaction() as session:
            invitation = session.merge(world.invitation(card))
            answering.give_reply(session, invitation, reply, now=MADE_AT)
    if is_scanned:
        scan(world, card.code)
    clock.now = AFTER
    page = client.page(f"/{card.code}", headers=ENGLISH)
    assert said in page.words
    assert ({THANKS, MISSED} - {said}).pop() not in page.words


def test_a_scan_that_was_undone_is_no_visit(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    (card,) = world.cards()
    scan(world, card.code, undone=True)
    clock.now = AFTER
    assert MISSED in client.page(f"/{card.code}", headers=ENGLISH).words


def test_how_many_came_is_said_to_both(client: PageClient, world: World, clock: FixedClock) -> None:
    (card,) = world.cards()
    clock.now = AFTER
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        closing.close_event(session, event, came=97, now=clock.now)
    page = client.page(f"/{card.code}", headers=ENGLISH)
    assert "97 people came. We hope to see you another time." in page.words


def test_who_answered_can_still_tell_something(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    (card,) = world.cards()
    client.post(f"/{card.code}", data={"answer": "no"})
    clock.now = AFTER
    assert f"/{card.code}/heard" in client.page(f"/{card.code}", headers=ENGLISH).links()
