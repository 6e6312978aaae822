"""A yes, a maybe or a no in a calendar counts like a tap on the page: once, and of this time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.core.enums import (
    AnsweredBy,
    IncomingOutcome,
    MailKind,
    Reply,
)
from planner.core.parties import PartyDetails
from planner.core.retention import Retention
from planner.services.answer import answering, waiting_list
from planner.services.incoming import state
from planner.services.incoming.receiving import MOST_AN_HOUR
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import purge
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Answer,
    AnswerChange,
    Event,
    IncomingMail,
    Invitation,
    MailWayIn,
    OutboxMail,
)
from planner.web.mail_incoming import take_in
from tests.support import replies
from tests.support.application import running_app
from tests.support.cards import MADE_AT, SATURDAY, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import all_arrive
from tests.support.messages import Town, with_mail
from tests.support.replies import GUEST, SHAPES, Said

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SOON = 4 * MINUTE
COUNTED, SAME, LATE = IncomingOutcome.COUNTED, IncomingOutcome.SAME, IncomingOutcome.LATE


def with_way_in(settings: Settings) -> Settings:
    return replace(with_mail(settings), mail_in="pipe")


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    yield from running_app(with_way_in(settings), clock)


@pytest.fixture
def town(app: Flask, store: Store) -> Town:
    with store.transaction() as session:
        state.note_read(session, now=MADE_AT - HOUR)
    return Town(app, make_world(store, app.extensions["settings"]))


@pytest.fixture
def card(town: Town) -> PrintableCard:
    (card,) = town.world.cards()
    town.leave_address(card, GUEST)
    return card


def said(town: Town, card: PrintableCard, **changes: object) -> Said:
    """Return an answer as a calendar sends it an hour after the letter."""
    event = event_of(town)
    usual = Said(
        address_of(town, card), event.uid, at=MADE_AT + HOUR, starts_at=event.starts_at,
        sequence=event.sequence,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def address_of(town: Town, card: PrintableCard) -> str:
    addresses = town.world.settings.return_addresses
    assert addresses is not None
    return addresses.for_card(town.world.invitation(card).id)


def event_of(town: Town) -> Event:
    with town.world.store.reading() as session:
        return session.get_one(Event, town.world.event_id)


def hear(town: Town, raw: bytes, *, after: timedelta = HOUR, to: str = "") -> bool:
    return take_in(town.app, raw, now=MADE_AT + after, to=to)


def answer_of(town: Town, card: PrintableCard) -> Answer | None:
    return town.world.invitation(card).answer


def outcomes(town: Town) -> list[IncomingOutcome]:
    with town.world.store.reading() as session:
        return list(session.scalars(select(IncomingMail.outcome).order_by(IncomingMail.id)))


def changes(town: Town) -> int:
    with town.world.store.reading() as session:
        return session.scalar(select(func.count(AnswerChange.id))) or 0


def entry(mail: OutboxMail) -> Any:
    assert mail.calendar is not None
    (found,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_each_program_can_say_yes_maybe_and_no(town: Town, card: PrintableCard, shape: str) -> None:
    words = (("ACCEPTED", Reply.YES), ("TENTATIVE", Reply.MAYBE), ("DECLINED", Reply.NO))
    for number, (partstat, reply) in enumerate(words):
        at = MADE_AT + HOUR + number * MINUTE
        one = said(town, card, partstat=partstat, at=at, message_id=f"<{number}@post.example>")
        assert hear(town, SHAPES[shape](one), after=HOUR + number * MINUTE)
        answer = answer_of(town, card)
        assert answer is not None
        assert (answer.reply, answer.answered_by) == (reply, AnsweredBy.CALENDAR)
    assert outcomes(town) == [COUNTED] * 3


def test_a_yes_is_for_one_until_they_say_how_many_and_is_confirmed_like_any_other(
    town: Town, card: PrintableCard
) -> None:
    assert hear(town, replies.gmail(said(town, card)))
    answer = answer_of(town, card)
    assert answer is not None
    assert (answer.heads, answer.is_detailed) == (1, False)
    assert town.run(MADE_AT + HOUR + SOON) == 1
    (mail,) = town.outbox()
    assert mail.kind is MailKind.CONFIRMATION
    assert "Met hoeveel mensen komen jullie? Zeg het op je pagina." in mail.text
    assert entry(mail)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(entry(mail)["ORGANIZER"]) == f"mailto:{address_of(town, card)}"


def test_the_number_that_they_told_before_stays(town: Town, card: PrintableCard) -> None:
    party = PartyDetails(adults=2, children=1, diets={"halal": 2})
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, town.world.invitation(card).id)
        answering.give_details(session, invitation, party, now=MADE_AT)
    for number, partstat in enumerate(("DECLINED", "ACCEPTED")):
        at = MADE_AT + HOUR + number * MINUTE
        one = said(town, card, partstat=partstat, at=at, message_id=f"<{number}@post.example>")
        hear(town, replies.gmail(one), after=HOUR + number * MINUTE)
    with town.world.store.reading() as session:
        answer = session.get_one(Answer, town.world.invitation(card).id)
        assert (answer.reply, answer.adults, answer.children) == (Reply.YES, 2, 1)
        assert {row.diet: row.heads for row in answer.diets} == {"halal": 2}


def test_maybe_is_tentative_in_their_calendar_and_is_asked_again(
    town: Town, card: PrintableCard
) -> None:
    hear(town, replies.gmail(said(town, card)))
    town.run(MADE_AT + HOUR + SOON)
    town.send(MADE_AT + HOUR + SOON)
    later = said(
        town, card, partstat="TENTATIVE", at=MADE_AT + 2 * HOUR, message_id="<2@x.example>"
    )
    hear(town, replies.gmail(later), after=2 * HOUR)
    town.run(MADE_AT + 2 * HOUR + SOON)
    attendee = entry(town.outbox()[-1])["ATTENDEE"]
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("TENTATIVE", "TRUE")


def test_the_same_message_counts_once(town: Town, card: PrintableCard) -> None:
    raw = replies.outlook(said(town, card))
    assert hear(town, raw)
    assert hear(town, raw, after=2 * HOUR)
    assert hear(town, raw.replace(b"\r\n", b"\n"), after=3 * HOUR)
    assert (outcomes(town), changes(town)) == ([COUNTED], 1)


def test_the_same_message_eight_times_at_once_counts_once(town: Town, card: PrintableCard) -> None:
    raw = replies.outlook(said(town, card))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _turn: hear(town, raw), range(8)))
    assert (outcomes(town), changes(town)) == ([COUNTED], 1)


def test_the_last_place_goes_to_one_of_eight_calendars(town: Town) -> None:
    cards = town.world.cards(8)
    town.world.change(capacity=1)
    raws = [replies.gmail(said(town, one, message_id=f"<{one.number}@x.example>")) for one in cards]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda raw: hear(town, raw), raws))
    assert sorted(outcomes(town)) == [COUNTED, *[IncomingOutcome.FULL] * 7]


def test_the_same_answer_in_another_message_changes_nothing(
    town: Town, card: PrintableCard
) -> None:
    hear(town, replies.apple(said(town, card)))
    hear(town, replies.apple(said(town, card, message_id="<2@x.example>")))
    hear(town, replies.apple(said(town, card, message_id="")))
    assert (outcomes(town), changes(town)) == ([COUNTED, SAME, SAME], 1)


def test_what_comes_late_does_not_undo_what_was_said_after_it(
    town: Town, card: PrintableCard
) -> None:
    no = said(town, card, partstat="DECLINED", at=MADE_AT + 2 * HOUR, message_id="<2@x.example>")
    hear(town, replies.gmail(no), after=2 * HOUR)
    hear(town, replies.gmail(said(town, card)), after=3 * HOUR)
    answer = answer_of(town, card)
    assert answer is not None
    assert answer.reply is Reply.NO
    assert outcomes(town) == [COUNTED, LATE]


def test_what_was_said_on_the_page_since_stays(town: Town, card: PrintableCard) -> None:
    town.answer(card, Reply.NO, now=MADE_AT + 2 * HOUR)
    hear(town, replies.gmail(said(town, card)), after=3 * HOUR)
    assert outcomes(town) == [LATE]
    newer = said(town, card, at=MADE_AT + 4 * HOUR, message_id="<2@x.example>")
    hear(town, replies.gmail(newer), after=4 * HOUR)
    assert outcomes(town) == [LATE, COUNTED]


def test_a_clock_that_is_ahead_does_not_shut_the_door(town: Town, card: PrintableCard) -> None:
    hear(town, replies.gmail(said(town, card, at=MADE_AT + timedelta(days=900))))
    no = said(town, card, partstat="DECLINED", at=MADE_AT + 2 * HOUR, message_id="<2@x.example>")
    hear(town, replies.gmail(no), after=2 * HOUR)
    assert outcomes(town) == [COUNTED, COUNTED]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_to_the_old_time_is_answered_with_the_new_one(
    town: Town, card: PrintableCard, shape: str
) -> None:
    old = said(town, card)
    town.move(now=MADE_AT + MINUTE)
    hear(town, SHAPES[shape](old))
    assert answer_of(town, card) is None
    assert outcomes(town) == [IncomingOutcome.MOVED]
    (mail,) = town.outbox()
    assert "De tijd of plek is veranderd." in mail.text
    found = entry(mail)
    assert found["DTSTART"].dt == SATURDAY + HOUR
    assert found["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    again = said(town, card, at=MADE_AT + 2 * HOUR, message_id="<2@x.example>")
    hear(town, SHAPES[shape](again), after=2 * HOUR)
    assert outcomes(town)[-1] is COUNTED


def test_two_programs_that_answer_each_other_come_to_an_end(
    town: Town, card: PrintableCard
) -> None:
    old = said(town, card)
    town.move(now=MADE_AT + MINUTE)
    for number in range(5):
        hear(town, replies.gmail(replace(old, message_id=f"<{number}@x.example>")))
    assert len(town.outbox()) == 1


def test_a_calendar_that_does_not_stop_is_not_listened_to(town: Town, card: PrintableCard) -> None:
    for number in range(MOST_AN_HOUR + 5):
        word = "ACCEPTED" if number % 2 else "DECLINED"
        at = MADE_AT + number * MINUTE
        one = said(town, card, partstat=word, at=at, message_id=f"<{number}@x.example>")
        assert hear(town, replies.gmail(one), after=number * MINUTE)
    assert len(outcomes(town)) == MOST_AN_HOUR
    hear(town, replies.gmail(said(town, card, at=MADE_AT + 3 * HOUR)), after=3 * HOUR)
    assert len(outcomes(town)) == MOST_AN_HOUR + 1


def test_a_full_event_takes_nobody_and_says_so(town: Town, card: PrintableCard) -> None:
    (other,) = town.world.cards()
    town.answer(other)
    town.world.change(capacity=1)
    hear(town, replies.gmail(said(town, card)))
    assert answer_of(town, card) is None
    assert outcomes(town) == [IncomingOutcome.FULL]
    assert "Het is nu vol." in town.outbox()[-1].text


def test_a_no_gives_the_place_to_who_waits(town: Town, card: PrintableCard) -> None:
    (other,) = town.world.cards()
    town.answer(card)
    town.world.change(capacity=1)
    with town.world.store.transaction() as session:
        waits = session.get_one(Invitation, town.world.invitation(other).id)
        assert waiting_list.join_waiting_list(session, waits, heads=1, now=MADE_AT)
    hear(town, replies.gmail(said(town, card, partstat="DECLINED")))
    with town.world.store.reading() as session:
        assert waiting_list.has_offer(session, waits.id, now=MADE_AT + HOUR)


def test_letters_written_before_keep_the_organiser_that_they_named(
    town: Town, card: PrintableCard
) -> None:
    town.answer(card)
    town.run(MADE_AT + SOON)
    all_arrive(town)
    with town.world.store.transaction() as session:
        session.get_one(MailWayIn, 1).began_at = MADE_AT + HOUR
    (other,) = town.world.cards()
    town.leave_address(other, "bram@post.example")
    for each in (card, other):
        town.answer(each, Reply.MAYBE, now=MADE_AT + 2 * HOUR)
        town.answer(each, Reply.YES, now=MADE_AT + 2 * HOUR)
    town.run(MADE_AT + 2 * HOUR + SOON)
    named = {mail.to_address: str(entry(mail)["ORGANIZER"]) for mail in town.outbox()[1:]}
    assert named == {
        GUEST: "mailto:post@feest.example",
        "bram@post.example": f"mailto:{address_of(town, other)}",
    }


def test_what_is_kept_of_it_goes_after_sixty_days_and_with_the_event(
    town: Town, card: PrintableCard
) -> None:
    hear(town, replies.gmail(said(town, card)))
    for days, left in ((59, 1), (61, 0)):
        with town.world.store.transaction() as session:
            purge.purge(session, keep=Retention(keep_days=90), now=MADE_AT + timedelta(days=days))
        assert len(outcomes(town)) == left
    hear(town, replies.gmail(said(town, card, message_id="<2@x.example>")))
    with town.world.store.transaction() as session:
        done = purge.purge(session, keep=Retention(), now=SATURDAY + timedelta(days=40))
    assert done.incoming == 1


def test_the_log_says_what_became_of_it_and_nothing_else(
    town: Town, card: PrintableCard, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="planner"):
        hear(town, replies.gmail(said(town, card)))
    assert "a message came in: counted" in caplog.text
    assert "post.example" not in caplog.text
    assert "feest.example" not in caplog.text
