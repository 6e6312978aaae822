"""What stands in somebody's calendar by mail of ours goes when they do not come, and comes back."""

import re
from datetime import datetime, timedelta

import icalendar
import pytest
from flask import Flask

from planner.core.enums import MailKind, MailState, MailTrouble, Reply
from planner.core.messages import Rule, Timing
from planner.services.answer import contacts
from planner.services.guests import duplicates, list_actions
from planner.services.guests.list_actions import Action
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.services.messages import rules
from planner.services.messages.entries import RemovalReason
from planner.services.outbox import unsubscribing
from planner.services.outbox.queue import DeliveryOutcome
from planner.services.outbox.unsubscribing import Link
from planner.settings import Settings
from planner.store.models import CalendarTrace, Event, Invitation
from planner.web.mail_texts import withdrawal
from tests.support.cards import MADE_AT
from tests.support.clock import FixedClock
from tests.support.household import give_proof
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import PageClient, page_client

__all__ = ["app", "town"]

SOON = timedelta(minutes=4)
HOUR = timedelta(hours=1)
FATMA = "fatma@post.example"


@pytest.fixture
def card(town: Town) -> PrintableCard:
    """The card of a household that said yes, and whose mail about it has arrived."""
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.send(MADE_AT + SOON)
    return card


class Breaks:
    """Hangs up after each mail, so that nobody knows whether it is there."""

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        return DeliveryOutcome(MailTrouble.BROKEN)

    def close(self) -> None:
        """Nothing is open."""


def parts(town: Town) -> list[tuple[str, int]]:
    """Return the method and sequence of each calendar part that left, in order."""
    found = []
    for message in town.letters():
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                body = part.get_payload(decode=True)
                assert isinstance(body, bytes)
                (entry,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
                assert str(entry["ATTENDEE"]) == f"mailto:{message['To']}", "nobody else is named"
                assert entry["UID"] == uid(town)
                found.append((str(part.get_param("method")), int(str(entry["SEQUENCE"]))))
    return found


def uid(town: Town) -> str:
    with town.world.store.reading() as session:
        return session.get_one(Event, town.world.event_id).uid


def set_confirmations(town: Town, *, on: bool) -> None:
    with town.world.store.transaction() as session:
        timing = Timing(is_on=on)
        rules.set_timing(session, town.world.event_id, Rule.CONFIRMATION, timing)


def run_twice(town: Town, now: datetime) -> int:
    """Let the server look, and look again: what it does twice, it does once."""
    new = town.run(now)
    assert town.run(now + timedelta(seconds=10)) == 0
    town.send(now + timedelta(seconds=10))
    assert town.run(now + timedelta(seconds=20)) == 0
    return new


def test_a_no_takes_it_out_and_a_later_yes_puts_it_back(town: Town, card: PrintableCard) -> None:
    for at, reply in ((1, Reply.NO), (2, Reply.YES), (3, Reply.NO), (4, Reply.YES)):
        town.answer(card, reply, now=MADE_AT + at * HOUR)
        assert run_twice(town, MADE_AT + at * HOUR + SOON) == 1
    found = parts(town)
    assert [method for method, _sequence in found] == [
        "REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST",
    ]  # fmt: skip
    numbers = [sequence for _method, sequence in found]
    assert numbers == sorted(set(numbers)), "a calendar takes what is not newer for old"
    assert {mail.kind for mail in town.outbox()} == {MailKind.CONFIRMATION}, "one mail, not two"
    assert "Met deze mail gaat het uit je agenda." in town.texts()[1]


def test_a_change_after_somebody_left_is_newer_for_everybody(
    town: Town, card: PrintableCard
) -> None:
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    run_twice(town, MADE_AT + HOUR + SOON)
    town.answer(card, Reply.YES, now=MADE_AT + 2 * HOUR)
    run_twice(town, MADE_AT + 2 * HOUR + SOON)
    town.move(now=MADE_AT + 3 * HOUR)
    town.answer(card, Reply.MAYBE, now=MADE_AT + 4 * HOUR)
    town.answer(card, Reply.YES, now=MADE_AT + 5 * HOUR)
    run_twice(town, MADE_AT + 5 * HOUR + SOON)
    numbers = [sequence for _method, sequence in parts(town)]
    assert numbers == sorted(set(numbers))


def test_yes_no_yes_within_a_minute_is_one_mail(town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    for second, reply in enumerate((Reply.YES, Reply.NO, Reply.YES)):
        town.answer(card, reply, now=MADE_AT + timedelta(seconds=20 * second))
    assert run_twice(town, MADE_AT + SOON) == 1
    assert [method for method, _sequence in parts(town)] == ["REQUEST"]


def test_yes_no_within_a_minute_takes_nothing_out(town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    town.answer(card)
    town.answer(card, Reply.NO, now=MADE_AT + timedelta(seconds=20))
    assert run_twice(town, MADE_AT + SOON) == 1
    assert parts(town) == [], "there is nothing in their calendar"


def test_a_yes_that_has_not_left_when_they_say_no_does_not_leave(town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    town.run(MADE_AT + HOUR + SOON)
    town.send(MADE_AT + HOUR + SOON)
    yes, no = town.outbox()
    assert (yes.state, yes.trouble, yes.to_address) == (
        MailState.STOPPED, MailTrouble.ANSWERED, "",
    )  # fmt: skip
    assert (no.state, parts(town)) == (MailState.SENT, [])


def test_a_mail_under_way_when_they_say_no_is_taken_back(town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.send(MADE_AT + SOON, Breaks())
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    run_twice(town, MADE_AT + HOUR + SOON)
    assert [method for method, _sequence in parts(town)] == ["CANCEL"], "it may be there"


def test_it_goes_also_where_no_confirmations_go_out(town: Town, card: PrintableCard) -> None:
    set_confirmations(town, on=False)
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    assert town.run(MADE_AT + HOUR + timedelta(minutes=1)) == 0, "they are still tapping"
    assert run_twice(town, MADE_AT + HOUR + SOON) == 1
    town.answer(card, Reply.YES, now=MADE_AT + 2 * HOUR)
    assert run_twice(town, MADE_AT + 2 * HOUR + SOON) == 1
    kinds = [(mail.kind, mail.calendar_method) for mail in town.outbox()]
    assert kinds[1:] == [(MailKind.WITHDRAWAL, "CANCEL"), (MailKind.CONFIRMATION, "REQUEST")]
    assert parts(town)[1][1] < parts(town)[2][1]


def test_who_only_says_maybe_keeps_it(town: Town, card: PrintableCard) -> None:
    set_confirmations(town, on=False)
    town.answer(card, Reply.MAYBE, now=MADE_AT + HOUR)
    assert run_twice(town, MADE_AT + HOUR + SOON) == 0


def test_a_revoked_card_takes_it_out_and_undoing_that_puts_it_back(
    town: Town, card: PrintableCard
) -> None:
    event_id = town.world.event_id
    with town.world.store.transaction() as session:
        list_actions.apply(session, event_id, [card.number], Action.REVOKE, now=MADE_AT + HOUR)
    assert run_twice(town, MADE_AT + HOUR) == 1
    off = town.outbox()[-1]
    assert (off.kind, off.calendar_method) == (MailKind.WITHDRAWAL, "CANCEL")
    assert "Deze kaart werkt niet meer." in town.texts()[-1]
    assert card.code not in town.texts()[-1], "its page only says sorry"
    with town.world.store.transaction() as session:
        list_actions.undo(session, event_id, [card.number], Action.REVOKE)
    assert run_twice(town, MADE_AT + 2 * HOUR) == 1
    assert [method for method, _sequence in parts(town)] == ["REQUEST", "CANCEL", "REQUEST"]


def test_a_card_that_was_replaced_takes_it_out_by_the_address_that_went_along(town: Town) -> None:
    number = town.add_guest("Fatma", email=FATMA)
    with town.world.store.transaction() as session:
        code_key, event_id = town.world.settings.code_key, town.world.event_id
        lost = session.query(Invitation).filter_by(event_id=event_id, number=number).one()
        session.add(an_entry(lost))
        new = batches.replace_card(session, event_id, number, code_key=code_key, now=MADE_AT)
        assert new is not None
    assert run_twice(town, MADE_AT + SOON) == 1
    (off,) = town.letters()
    assert (off["To"], [method for method, _sequence in parts(town)]) == (FATMA, ["CANCEL"])


def an_entry(invitation: Invitation) -> CalendarTrace:
    return CalendarTrace(
        invitation_id=invitation.id,
        event_id=invitation.event_id,
        sequence=0,
        raised=0,
        method="REQUEST",
        kind=MailKind.INVITATION,
        is_sure=True,
        left_at=MADE_AT,
    )


def test_of_two_cards_put_together_none_takes_it_out(town: Town, card: PrintableCard) -> None:
    (other,) = town.world.cards()
    with town.world.store.transaction() as session:
        event_id = town.world.event_id
        keep, drop = other.number, card.number
        assert duplicates.merge(session, event_id, keep=keep, drop=drop, now=MADE_AT)
    assert run_twice(town, MADE_AT + HOUR) == 0


def test_when_the_one_that_stays_says_no_the_entry_of_the_other_goes(
    town: Town, card: PrintableCard
) -> None:
    (other,) = town.world.cards()
    with town.world.store.transaction() as session:
        event_id = town.world.event_id
        keep, drop = other.number, card.number
        assert duplicates.merge(session, event_id, keep=keep, drop=drop, now=MADE_AT)
    town.answer(other, Reply.NO, now=MADE_AT + HOUR)
    run_twice(town, MADE_AT + HOUR + SOON)
    assert [method for method, _sequence in parts(town)] == ["REQUEST", "CANCEL"]


def test_of_what_has_begun_nothing_is_taken_out(town: Town, card: PrintableCard) -> None:
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    town.move(hours=-24 * 20)
    assert run_twice(town, MADE_AT + HOUR + SOON) == 0


def test_of_what_is_called_off_it_goes_out_with_who_said_no(
    town: Town, card: PrintableCard
) -> None:
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    town.cancel(now=MADE_AT + HOUR)
    assert run_twice(town, MADE_AT + HOUR + SOON) == 1, "nobody else tells them that it is off"
    assert [method for method, _sequence in parts(town)] == ["REQUEST", "CANCEL"]


def test_who_wants_no_more_mail_gets_this_one(
    town: Town, card: PrintableCard, settings: Settings
) -> None:
    hashed = unsubscribing.hash_address(FATMA, code_key=settings.code_key)
    with town.world.store.transaction() as session:
        unsubscribing.unsubscribe(session, Link(hashed, town.world.event_id), now=MADE_AT)
    set_confirmations(town, on=False)
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    assert run_twice(town, MADE_AT + HOUR + SOON) == 1, "or they would stand before a closed gate"


def test_who_took_the_address_away_gets_nothing(town: Town, card: PrintableCard) -> None:
    with town.world.store.transaction() as session:
        contacts.forget_address(session, town.world.invitation(card).id, now=MADE_AT + HOUR)
    town.answer(card, Reply.NO, now=MADE_AT + HOUR)
    assert run_twice(town, MADE_AT + HOUR + SOON) == 0


def test_erasing_the_answer_takes_it_out_with_the_last_mail(
    app: Flask, town: Town, card: PrintableCard, clock: FixedClock
) -> None:
    guest = page_client(app)
    clock.now = MADE_AT + HOUR
    assert "nog één mail" not in guest.page(f"/{card.code}/erase?l=nl").words, "by the code alone"
    give_proof(town.world.store, town.world.settings, card.code, guest, clock)
    page = guest.page(f"/{card.code}/erase?l=nl")
    assert "Je krijgt nog één mail. Die haalt dit uit je agenda." in page.words
    for _press in range(2):
        erase(guest, card)
    off = town.outbox()[-1]
    assert (off.kind, off.calendar_method, off.to_address) == (MailKind.WITHDRAWAL, "CANCEL", FATMA)
    assert "Dit is onze laatste mail." in off.text
    assert run_twice(town, MADE_AT + HOUR + SOON) == 0
    assert len(parts(town)) == 2, "once"


def test_erasing_without_an_entry_sends_nothing(app: Flask, town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    town.answer(card)
    erase(page_client(app), card)
    assert town.outbox() == []


def erase(guest: PageClient, card: PrintableCard) -> None:
    assert guest.post(f"/{card.code}/erase").status_code == 303


def test_the_words_are_whole_in_every_reason(app: Flask, town: Town) -> None:
    with town.world.store.reading() as session, app.test_request_context():
        event = session.get_one(Event, town.world.event_id)
        for why in RemovalReason:
            texts = withdrawal(event, why)
            assert texts.button == "", "an ended card leads nowhere"
            assert re.search(r"\S", texts.headings[0])


def test_each_reader_has_the_entry_in_their_own_language(town: Town) -> None:
    dutch, polish = town.world.cards(2)
    town.leave_address(dutch, FATMA)
    town.leave_address(polish, "ola@post.example", language="pl")
    for card in (dutch, polish):
        town.answer(card)
    town.run(MADE_AT + SOON)
    said = {
        mail.to_address: str(entry["DESCRIPTION"])
        for mail in town.outbox()
        if mail.calendar is not None
        for entry in icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    }
    assert said[FATMA].startswith("Het kost niets.")
    assert said["ola@post.example"].startswith("To nic nie kosztuje.")
