"""What goes out by itself: to whom, when, once, and in whose language."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest

from planner.app import create_app
from planner.core import parties
from planner.core.enums import EventState, MailKind, Reply
from planner.core.messages import Rule, Timing
from planner.services.answer import answering, waiting_list
from planner.services.messages import rules
from planner.services.outbox import counts
from planner.services.plan import closing
from planner.services.privacy import erasing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Invitation
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town

__all__ = ["app", "town"]

WEEK_BEFORE = SATURDAY - timedelta(days=7, hours=5)
"""10:00 in Amsterdam on the Saturday before."""
DAY_BEFORE = SATURDAY - timedelta(days=1, hours=5)
SOON = timedelta(minutes=4)


def sent(town: Town) -> list[tuple[MailKind, str]]:
    return [(mail.kind, mail.to_address) for mail in town.outbox()]


def test_an_answer_is_confirmed_a_few_minutes_later_and_once(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "fatma@post.example", language="tr")
    town.answer(card)
    assert town.run(MADE_AT + timedelta(minutes=1)) == 0, "they are still tapping"
    assert town.run(MADE_AT + SOON) == 1
    assert town.run(MADE_AT + SOON) == 0
    (mail,) = town.outbox()
    assert (mail.kind, mail.language) == (MailKind.CONFIRMATION, "tr")
    assert f"http://feest.example/{card.code}?l=tr" in mail.text
    assert mail.calendar_method == "REQUEST"
    assert b"mailto:fatma@post.example" in (mail.calendar or b"").replace(b"\r\n ", b"")
    assert card.code.encode() not in (mail.calendar or b"")


def test_a_changed_answer_is_confirmed_again(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "fatma@post.example")
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.answer(card, Reply.NO, now=MADE_AT + timedelta(hours=1))
    assert town.run(MADE_AT + timedelta(hours=1) + SOON) == 1
    assert "Je komt niet." in town.outbox()[-1].text


def test_what_somebody_eats_is_in_no_mail(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "fatma@post.example")
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, town.world.invitation(card).id)
        party = parties.PartyDetails(adults=2, diets={"halal": 2})
        answering.give_details(session, invitation, party, now=MADE_AT)
    town.run(MADE_AT + SOON)
    (mail,) = town.outbox()
    assert "Tot zaterdag 12 juni!" in mail.text
    assert "2 mensen" not in mail.text, "whoever holds the code may have left this address"
    assert "halal" not in (mail.text + mail.html).lower()


def test_nobody_without_an_address_gets_mail(town: Town) -> None:
    for card in town.world.cards(3):
        town.answer(card)
    town.add_guest("Alleen een naam", phone="0612345678")
    for moment in (MADE_AT + SOON, WEEK_BEFORE, DAY_BEFORE):
        assert town.run(moment) == 0


def test_reminders_go_to_who_they_concern_at_their_moment_and_once(town: Town) -> None:
    yes, no, silent = town.world.cards(3)
    for card, name in ((yes, "ja"), (no, "nee"), (silent, "stil")):
        town.leave_address(card, f"{name}@post.example")
    town.answer(yes)
    town.answer(no, Reply.NO)
    town.run(MADE_AT + SOON)
    before = len(town.outbox())
    assert town.run(WEEK_BEFORE - timedelta(minutes=1)) == 0
    assert [town.run(WEEK_BEFORE), town.run(WEEK_BEFORE + timedelta(hours=1))] == [1, 0]
    assert [town.run(DAY_BEFORE), town.run(DAY_BEFORE + timedelta(hours=1))] == [1, 0]
    assert sent(town)[before:] == [
        (MailKind.REMINDER, "stil@post.example"),
        (MailKind.REMINDER, "ja@post.example"),
    ]


@pytest.mark.parametrize(
    ("timing", "moment", "mails"),
    [
        pytest.param(Timing(is_on=False, days=1), DAY_BEFORE, 0, id="switched off"),
        pytest.param(
            Timing(days=2, at=time(18)), DAY_BEFORE - timedelta(hours=16), 1, id="two days before"
        ),
        pytest.param(Timing(days=0, at=time(9)), SATURDAY - timedelta(hours=6), 1, id="that day"),
        pytest.param(Timing(days=0, at=time(16)), SATURDAY, 0, id="after the start"),
        pytest.param(Timing(days=1), DAY_BEFORE + timedelta(hours=13), 0, id="too late"),
    ],
)
def test_an_organiser_decides_when(
    town: Town, timing: Timing, moment: datetime, mails: int
) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    with town.world.store.transaction() as session:
        rules.set_timing(session, town.world.event_id, Rule.SEE_YOU, timing)
        rules.set_timing(session, town.world.event_id, Rule.CONFIRMATION, Timing(is_on=False))
    assert town.run(moment) == mails


def test_another_day_is_another_reminder_and_another_hour_is_none(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    town.run(MADE_AT + SOON)
    assert town.run(DAY_BEFORE) == 1
    town.move(hours=2, now=DAY_BEFORE)
    assert town.run(DAY_BEFORE + timedelta(hours=1)) == 0
    town.move(hours=24 * 7, now=DAY_BEFORE)
    assert town.run(DAY_BEFORE + timedelta(days=7)) == 1


def test_nothing_reminds_of_what_is_cancelled(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    town.cancel()
    for moment in (MADE_AT + SOON, WEEK_BEFORE, DAY_BEFORE):
        assert town.run(moment) == 0


def test_an_offered_place_is_told_at_once_and_each_offer_once(town: Town) -> None:
    first, second = town.world.cards(2)
    town.world.change(capacity=1)
    town.answer(first)
    town.leave_address(second, "wacht@post.example")
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, town.world.invitation(second).id)
        assert waiting_list.join_waiting_list(session, invitation, heads=1, now=MADE_AT)
    assert town.run(MADE_AT) == 0
    town.answer(first, Reply.NO)
    assert [town.run(MADE_AT), town.run(MADE_AT + timedelta(minutes=1))] == [1, 0]
    (mail,) = town.outbox()
    assert mail.kind is MailKind.OFFER
    assert "Er is plek voor je" in mail.subject


def test_thanks_tell_the_number_and_the_last_word(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    town.run(MADE_AT + SOON)
    closed_at = SATURDAY + timedelta(hours=6)
    with town.world.store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        closing.close_event(session, event, came=83, now=closed_at)
        event.word_afterwards = "Het onkruid gaat weg."
        assert event.state is EventState.CLOSED
    assert town.run(closed_at) == 0
    next_day = SATURDAY + timedelta(hours=19)
    assert [town.run(next_day), town.run(next_day + timedelta(hours=1))] == [1, 0]
    mail = town.outbox()[-1]
    assert mail.kind is MailKind.THANKS
    assert "Er kwamen 83 mensen." in mail.text
    assert "Het onkruid gaat weg." in mail.text


def test_an_erased_address_gets_nothing_that_still_waits(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "weg@post.example")
    town.answer(card)
    town.run(MADE_AT + SOON)
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, town.world.invitation(card).id)
        erasing.erase_card(session, invitation, log=town.world.erasures, now=MADE_AT + SOON)
    (mail,) = town.outbox()
    assert (mail.state.value, mail.to_address, mail.text) == ("stopped", "", "")
    assert town.run(DAY_BEFORE) == 0


@pytest.mark.both_databases
def test_two_servers_that_wake_at_the_same_moment_send_once(town: Town) -> None:
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    town.run(MADE_AT + SOON)
    twin = create_app(town.app.extensions["settings"], clock=FixedClock())
    try:
        other = Town(twin, World(twin.extensions["store"], town.world.settings, 1))
        with ThreadPoolExecutor(2) as servers:
            new = list(servers.map(lambda one: one.run(DAY_BEFORE), (town, other)))
        assert sorted(new) == [0, 1]
    finally:
        twin.extensions["store"].close()


def test_without_a_mail_server_nothing_waits_for_one(store: Store, settings: Settings) -> None:
    app = create_app(settings, clock=FixedClock())
    town = Town(app, make_world(store, settings))
    card = town.world.cards()[0]
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    assert town.run(MADE_AT + SOON) == 0
    with store.reading() as session:
        assert counts.count_states(session).total == 0
    app.extensions["store"].close()
