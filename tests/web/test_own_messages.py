"""A message in one's own words: looked at, sent to a group of that moment, taken back in time."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.admission import People
from planner.core.enums import DeletedKind, EventState, MailKind, MailTrouble, Reply, ScanKind
from planner.core.own_messages import HeldReason, MessageState
from planner.core.roles import Right
from planner.services import deleted
from planner.services.gate import gates, phones
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.scanning import take_scans
from planner.services.messages import own_messages
from planner.services.outbox import sending, unsubscribing
from planner.services.outbox.queue import TAKEN, DeliveryOutcome
from planner.services.outbox.unsubscribing import Link, hash_address
from planner.store.base import Store
from planner.store.models import (
    Account,
    Event,
    EventMessage,
    MailAttachment,
    OutboxMail,
    ProgrammeItem,
    RestingAddress,
)
from planner.web.mail_due import queue_due
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.mail_sender import STATIONERY
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, sign_up

__all__ = ["app", "town"]

MINUTE = timedelta(minutes=1)
WORDS = {"to": "coming", "subject": "Neem een stoel mee", "text": "Dag!\n\nNeem een stoel mee."}


@pytest.fixture(autouse=True)
def _when_cards_are_out(clock: FixedClock) -> None:
    clock.now = MADE_AT


def own_page(town: Town, rest: str = "new") -> str:
    return f"/events/{town.world.event_id}/messages/own/{rest}"


def write(desk: PageClient, town: Town, **words: str) -> str:
    """Write a message; return the page on which it is looked at."""
    answer = desk.send(own_page(town), {**WORDS, **words})
    assert answer.status_code == 303, Page(answer).errors()
    return str(answer.location)


def send(desk: PageClient, page: str, **values: str) -> Page:
    """Press send on the page of a message; return what it shows then."""
    seen = desk.page(page).sends(to=f"{page}/send")["seen"][0]
    answer = desk.send(f"{page}/send", {"seen": seen, "now": "1", **values}, form_on=page)
    assert answer.status_code in (303, 422)
    return desk.page(page) if answer.status_code == 303 else Page(answer)


def press(desk: PageClient, page: str, what: str) -> None:
    assert desk.send(f"{page}/{what}", {}, form_on=page).status_code == 303


def message(store: Store) -> EventMessage:
    with store.reading() as session:
        return session.scalars(select(EventMessage).order_by(EventMessage.id.desc()).limit(1)).one()


def mails(town: Town) -> list[OutboxMail]:
    return [mail for mail in town.outbox() if mail.kind is MailKind.MESSAGE]


def answered(town: Town, *replies: Reply | None) -> list[str]:
    """Let households with an address answer; return their addresses."""
    found = []
    for number, (card, reply) in enumerate(
        zip(town.world.cards(len(replies)), replies, strict=True)
    ):
        address = f"{number}@post.example"
        town.leave_address(card, address)
        if reply is not None:
            town.answer(card, reply)
        found.append(address)
    return found


def test_it_is_looked_at_sent_and_leaves_after_a_minute_once(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    yes, _no, _silent = answered(town, Reply.YES, Reply.NO, None)
    page = write(desk, town)
    looked = desk.page(page)
    assert "Aan wie ja zei" in looked.words
    assert "1 adres" in looked.words
    assert "Neem een stoel mee." in looked.words
    assert not mails(town)
    sent = send(desk, page)
    assert "Het gaat weg over 60 seconden." in sent.words
    assert sent.response.headers["Refresh"] == "3"
    town.run(clock.now + MINUTE - timedelta(seconds=1))
    assert not mails(town)
    clock.now += MINUTE
    assert town.run(clock.now) >= 1
    town.run(clock.now + MINUTE)
    (mail,) = mails(town)
    assert mail.to_address == yes
    assert mail.subject == "Neem een stoel mee"
    assert "Neem een stoel mee." in mail.text
    assert mail.rank == 2
    assert mail.unsubscribe_url
    assert message(store).state is MessageState.LEFT
    assert "1 onderweg" in desk.page(page).words
    assert "Neem een stoel mee" in desk.page(f"/events/{town.world.event_id}/messages").words


def test_it_can_be_taken_back_and_its_words_stay(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    press(desk, page, "take-back")
    clock.now += MINUTE
    town.run(clock.now)
    assert not mails(town)
    assert message(store).state is MessageState.DRAFT
    assert "Neem een stoel mee." in desk.page(page).words
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    press(desk, page, "take-back")
    assert "Het is al weg." in desk.page(page).words
    assert len(mails(town)) == 1


def test_each_group_is_whom_it_says(desk: PageClient, town: Town, clock: FixedClock) -> None:
    answered(town, Reply.YES, Reply.MAYBE, Reply.NO, None)
    found = {}
    for group in ("coming", "maybe", "silent", "in_line", "inside", "stack-1"):
        words = desk.page(write(desk, town, to=group)).words
        found[group] = next(one for one in ("3 adressen", "1 adres", "Geen adres") if one in words)
    assert found == {
        "coming": "1 adres",
        "maybe": "1 adres",
        "silent": "1 adres",
        "in_line": "Geen adres",
        "inside": "Geen adres",
        "stack-1": "3 adressen",
    }


def test_a_mail_is_written_in_each_readers_language_or_says_which_it_is(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    for card, language in zip(town.world.cards(3), ("nl", "de", "ar"), strict=True):
        town.leave_address(card, f"{language}@post.example", language=language)
        town.answer(card)
    german = {"in-subject-de": "Bring einen Stuhl mit", "in-text-de": "Hallo!"}
    send(desk, write(desk, town, **german))
    clock.now += MINUTE
    town.run(clock.now)
    by = {mail.language: mail for mail in mails(town)}
    assert by["nl"].subject == "Neem een stoel mee"
    assert (by["de"].subject, "Hallo!" in by["de"].text) == ("Bring einen Stuhl mit", True)
    assert "Neem een stoel mee." in by["ar"].text
    assert 'dir="rtl"' in by["ar"].html
    assert '<span lang="nl"' in by["ar"].html


def test_blanks_are_filled_for_each_reader_and_checked_beside_the_field(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    town.add_guest("Fatma <b>", email="fatma@post.example")
    (card,) = town.world.cards()
    town.leave_address(card, "x@post.example")
    words = {"to": "silent", "text": "Beste {naam}, tot {dag}. Je kaart is {nummer}."}
    refused = desk.send(own_page(town), {**WORDS, **words, "subject": "Dag {naam}"})
    assert refused.status_code == 422
    assert any("{naam}" in one for one in Page(refused).errors())
    assert "Je kaart is {nummer}." in Page(refused).text
    send(desk, write(desk, town, **words))
    clock.now += MINUTE
    town.run(clock.now)
    by = {mail.to_address: mail for mail in mails(town)}
    assert "Beste Fatma <b>, tot zaterdag 12 juni. Je kaart is 1." in by["fatma@post.example"].text
    assert "Beste Fatma &lt;b&gt;, tot" in by["fatma@post.example"].html
    assert "Tot zaterdag 12 juni. Je kaart is" in by["x@post.example"].text


def test_who_wants_no_more_whose_address_rests_and_who_has_it_twice_are_counted_apart(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    first, second, third, fourth = town.world.cards(4)
    for card, address in ((first, "a"), (second, "A"), (third, "nee"), (fourth, "vol")):
        town.leave_address(card, f"{address}@post.example")
        town.answer(card)
    town.add_guest("Piet", phone="0612345678")
    key = town.world.settings.code_key
    with store.transaction() as session:
        no = Link(hash_address("nee@post.example", code_key=key), town.world.event_id)
        unsubscribing.unsubscribe(session, no, now=MADE_AT)
        session.add(
            RestingAddress(
                address_hash=hash_address("vol@post.example", code_key=key),
                trouble=MailTrouble.FULL,
                status="5.2.2",
                times=1,
                since=MADE_AT,
                until=None,
            )
        )
    page = write(desk, town)
    words = desk.page(page).words
    assert "Verstuur het: 1 adres" in words
    assert "1 kaart heeft hetzelfde adres als een andere." in words
    assert "1 wil hierover geen mail meer." in words
    assert "1 adres krijgt nu niets: mail kwam ervan terug." in words
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    (mail,) = mails(town)
    assert mail.to_address == "a@post.example"
    silent = desk.page(write(desk, town, to="silent")).words
    assert "1 heeft geen adres, maar wel een telefoonnummer." in silent
    assert "Piet 06 12345678" in silent


def test_a_planned_one_leaves_at_its_moment_to_who_is_in_the_group_then(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    card, other = town.world.cards(2)
    town.leave_address(card, "eerst@post.example")
    town.leave_address(other, "later@post.example")
    town.answer(card)
    page = write(desk, town)
    form = {"seen": "1", "later": "1", "on": "2027-06-10", "at": "09:30"}
    assert desk.send(f"{page}/send", form, form_on=page).status_code == 303
    assert "Het gaat weg op donderdag 10 juni om 09:30 uur." in desk.page(page).words
    town.answer(card, Reply.NO)
    town.answer(other)
    leaves_at = message(store).leaves_at
    assert leaves_at is not None
    town.run(leaves_at - timedelta(seconds=1))
    assert not mails(town)
    town.run(leaves_at)
    assert [mail.to_address for mail in mails(town)] == ["later@post.example"]


@pytest.mark.parametrize(
    ("on", "at", "sentence"),
    [
        ("2027-01-01", "10:00", "Dat moment is voorbij."),
        ("2027-06-28", "10:00", "Een bericht gaat tot 14 dagen na afloop weg."),
        ("", "10:00", "Kies een dag"),
        ("2027-06-10", "", "Schrijf een tijd"),
    ],
)
def test_a_moment_that_can_not_be_is_said_beside_the_field(
    desk: PageClient, town: Town, store: Store, on: str, at: str, sentence: str
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    form = {"seen": "1", "later": "1", "on": on, "at": at}
    refused = desk.send(f"{page}/send", form, form_on=page)
    assert refused.status_code == 422
    assert any(sentence in one for one in Page(refused).errors())
    assert message(store).state is MessageState.DRAFT


def test_a_time_that_the_clock_skips_is_refused(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    town.world.change(
        starts_at=SATURDAY - timedelta(days=70), ends_at=SATURDAY - timedelta(days=69)
    )
    clock.now = SATURDAY - timedelta(days=90)
    desk = signed_in(town.app, "noor@feest.example")
    page = write(desk, town)
    form = {"seen": "1", "later": "1", "on": "2027-03-28", "at": "02:30"}
    refused = desk.send(f"{page}/send", form, form_on=page)
    assert any("slaat" in one for one in Page(refused).errors())


def test_two_that_press_and_one_that_changes_it_meanwhile_send_it_once(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    seen = desk.page(page).sends(to=f"{page}/send")["seen"][0]
    changed = {**WORDS, "text": "Neem twee stoelen mee.", **desk.page(f"{page}/edit").sends()}
    changed["text"] = "Neem twee stoelen mee."
    assert desk.send(f"{page}/edit", changed).status_code == 303
    old = {"seen": seen, "now": "1"}
    desk.send(f"{page}/send", old, form_on=page)
    assert "Iemand veranderde of verstuurde het net." in desk.page(page).words
    assert message(store).state is MessageState.DRAFT
    send(desk, page)
    desk.send(f"{page}/send", {"seen": "2", "now": "1"}, form_on=f"{page}/edit")
    clock.now += MINUTE
    town.run(clock.now)
    town.run(clock.now)
    (mail,) = mails(town)
    assert "twee stoelen" in mail.text


def test_what_is_planned_can_be_changed_until_it_leaves(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    changed = {**desk.page(f"{page}/edit").sends(), "text": "Neem brood mee."}
    assert desk.send(f"{page}/edit", changed).status_code == 303
    clock.now += MINUTE
    town.run(clock.now)
    (mail,) = mails(town)
    assert "brood" in mail.text
    assert desk.get(f"{page}/edit").status_code == 303, "it has left"


def test_what_is_typed_while_it_leaves_is_kept_as_a_new_message(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    assert f"{page}/edit" not in desk.page(page).text, "it is taken back before it is changed"
    typed = {**desk.page(f"{page}/edit").sends(), "text": "Neem brood mee."}
    clock.now += MINUTE
    town.run(clock.now)
    answer = desk.send(f"{page}/edit", typed, form_on="/events/new")
    assert (answer.status_code, answer.location != page) == (303, True)
    kept = desk.page(str(answer.location))
    assert "Neem brood mee." in kept.words
    assert "Het oude kun je niet meer veranderen." in kept.words
    assert message(store).state is MessageState.DRAFT
    assert [one.subject for one in mails(town)] == ["Neem een stoel mee"]


def test_a_cancelled_event_holds_it_and_it_says_so(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    town.cancel()
    clock.now += MINUTE
    town.run(clock.now)
    assert not mails(town)
    held = message(store)
    assert (held.state, held.held_reason) == (MessageState.HELD, HeldReason.CALLED_OFF)
    assert "Het ging niet weg: het was afgelast." in desk.page(page).words
    town.resume()
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    assert len(mails(town)) == 1


def test_what_the_server_could_not_send_for_hours_is_held(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    send(desk, write(desk, town))
    town.run(clock.now + timedelta(hours=13))
    assert not mails(town)
    assert message(store).held_reason is HeldReason.TOO_LATE
    clock.now += timedelta(hours=13)
    desk = signed_in(town.app, "noor@feest.example")
    assert "1 eigen bericht ging niet weg" in desk.page("/waiting").words
    town.cancel()
    assert "ging niet weg" not in desk.page("/waiting").words, "who called it off knows why"


def test_nobody_in_the_group_is_said_and_nothing_leaves(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, "ja@post.example")
    town.answer(card)
    page = write(desk, town)
    send(desk, page)
    town.answer(card, Reply.NO)
    clock.now += MINUTE
    town.run(clock.now)
    assert message(store).held_reason is HeldReason.NOBODY
    assert "niemand in deze groep had een adres" in desk.page(page).words
    assert "Aan niemand in deze groep kun je nu schrijven." in desk.page(page).words


def test_a_test_goes_to_oneself_alone(desk: PageClient, town: Town, organiser: Account) -> None:
    answered(town, Reply.YES)
    page = write(desk, town, **{"in-text-de": "Hallo!"})
    press(desk, page, "test?lang=de")
    tests = [mail for mail in town.outbox() if mail.kind is MailKind.TEST]
    assert [mail.to_address for mail in tests] == [organiser.email]
    assert "Hallo!" in tests[0].text


def test_it_can_be_thrown_away_only_before_it_is_sent(
    desk: PageClient, town: Town, store: Store
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    press(desk, page, "delete")
    assert message(store).state is MessageState.PLANNED
    press(desk, page, "take-back")
    press(desk, page, "delete")
    with store.reading() as session:
        assert session.scalars(select(EventMessage)).first() is None
    assert desk.get(page).status_code == 404


class Postman:
    """Takes each mail, and keeps it."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        self.messages.append(message)
        return TAKEN

    def close(self) -> None:
        """There is no connection."""


def test_the_programme_goes_along_once_a_language(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        event.programme.append(
            ProgrammeItem(
                uid="een", sequence=0, position=0, title="Muziek", starts_at=event.starts_at
            )
        )
    for number, language in enumerate(("nl", "nl", "ar")):
        (card,) = town.world.cards()
        town.leave_address(card, f"{number}@post.example", language=language)
        town.answer(card)
    page = write(desk, town, has_programme="y")
    shown = desk.get(f"{page}/programme.pdf?lang=ar")
    assert shown.data.startswith(b"%PDF")
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    with store.reading() as session:
        papers = {one.id: one for one in session.scalars(select(MailAttachment))}
        assert sorted(one.language for one in papers.values()) == ["ar", "nl"]
        for mail in session.scalars(select(OutboxMail).where(OutboxMail.kind == "message")):
            assert papers[mail.attachment_id or 0].language == mail.language
    left = Postman()
    moment = clock.now
    with count_queries(store) as asked:
        sending.send_due(store, left, STATIONERY, clock=lambda: moment, wait=lambda _seconds: False)
    assert len([one for one in asked if "FROM mail_attachment" in one]) == 2, "once a round"
    found = [
        part.get_filename()
        for data in left.messages
        for part in message_from_bytes(data).walk()
        if part.get_content_type() == "application/pdf"
    ]
    assert sorted(map(str, found))[:2] == ["programma.pdf", "programma.pdf"]
    assert len(found) == 3


def test_it_is_looked_at_as_somebody_by_name_and_as_somebody_without(
    desk: PageClient, town: Town
) -> None:
    page = write(desk, town, text="Beste {naam}, neem een stoel mee.")
    assert "Beste" not in desk.page(page).words
    (named,) = [one for one in desk.page(page).links() if "to=name" in one and "/mail" not in one]
    looked = desk.page(named)
    assert "Beste Fatma, neem een stoel mee." in looked.words
    (mail,) = [one for one in looked.links() if "/mail?" in one]
    assert "Beste" in desk.get(mail).get_data(as_text=True)
    (test,) = {
        one.get("action") or ""
        for one in looked.all("form")
        if "/test" in (one.get("action") or "")
    }
    desk.send(test, {}, form_on=named)
    (sent,) = [one.html for one in town.outbox() if one.kind is MailKind.TEST]
    assert "Beste" in sent
    listed = write(desk, town, subject="Kom je {dag}?")
    assert listed in desk.page(f"/events/{town.world.event_id}/messages").text
    assert "Kom je zaterdag" in desk.page(f"/events/{town.world.event_id}/messages").words
    plain = write(desk, town)
    assert not [one for one in desk.page(plain).links() if "to=name" in one]


def test_two_that_take_it_back_both_read_that_it_is(
    desk: PageClient, town: Town, store: Store
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    other = signed_in(town.app, "noor@feest.example")
    first, second = (
        desk.page(page).sends(to=f"{page}/take-back"),
        other.page(page).sends(to=f"{page}/take-back"),
    )
    for browser, form in ((desk, first), (other, second)):
        assert browser.post(f"{page}/take-back", data=form).status_code == 303
        said = browser.page(page).words
        assert "Het gaat niet weg." in said
        assert "al weg" not in said


def test_a_draft_waits_and_says_so(desk: PageClient, town: Town, store: Store) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    with store.transaction() as session:
        session.get_one(Event, town.world.event_id).state = EventState.DRAFT
    assert "Dit is een concept: er gaat geen bericht uit." in desk.page(page).words
    send(desk, page)
    assert message(store).state is MessageState.DRAFT


def test_moving_the_event_reminds_of_what_is_planned(desk: PageClient, town: Town) -> None:
    answered(town, Reply.YES)
    send(desk, write(desk, town))
    notice = town.move()
    assert notice is not None
    page = desk.page(f"/events/{town.world.event_id}/tell/{notice.id}")
    assert "Je eigen berichten" in page.words
    assert "Neem een stoel mee" in page.words


def test_of_cards_that_somebody_hands_out_no_small_number_is_told(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    card, *_others = town.world.cards(12, intermediary_name="Karin")
    town.leave_address(card, "a@post.example")
    page = write(desk, town, to=f"stack-{town.world.batch_of(card)}")
    words = desk.page(page).words
    assert "Minder dan vijf adressen" in words
    assert "1 adres" not in words
    assert "zonder adres" not in words
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    assert len(mails(town)) == 1
    for shown in (page, f"/events/{town.world.event_id}/messages"):
        words = desk.page(shown).words
        assert "De mails zijn onderweg." in words
        assert "1 onderweg" not in words


def test_helpers_of_a_shift_get_it_and_the_others_are_called(
    desk: PageClient, app: Flask, store: Store, clock: FixedClock
) -> None:
    clock.now = WEEK_BEFORE
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, task="Brood snijden", needed=3)
    sign_up(store, event_id, shift_id, "a", name="Fatma", address="fatma@post.example")
    sign_up(store, event_id, shift_id, "b", name="Piet", phone="0612345678")
    desk = signed_in(app, "noor@feest.example")
    new = f"/events/{event_id}/messages/own/new"
    words = {**WORDS, "to": f"shift-{shift_id}", "text": "Dag {naam}, neem een mes mee."}
    refused = desk.send(new, {**words, "text": "Je kaart is {nummer}."})
    assert any("{nummer}" in one for one in Page(refused).errors())
    page = str(desk.send(new, words).location)
    looked = desk.page(page).words
    assert "Aan de helpers: Brood snijden" in looked
    assert "Verstuur het: 1 adres" in looked
    assert "1 heeft geen adres. Je krijgt een lijst wie je belt." in looked
    send(desk, page)
    clock.now += MINUTE
    assert queue_due(app, now=clock.now) >= 1
    queue_due(app, now=clock.now)
    with store.reading() as session:
        letters = session.scalars(
            select(OutboxMail).where(OutboxMail.key.startswith("helper-message:"))
        ).all()
    (mail,) = letters
    assert (mail.to_address, mail.subject) == ("fatma@post.example", "Neem een stoel mee")
    assert "Dag Fatma, neem een mes mee." in mail.text
    told = next(link for link in desk.page(page).links() if "/helpers/messages/" in link)
    assert "Piet" in desk.page(told).words


def test_who_may_not_see_helpers_can_not_choose_them(
    desk: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = town.world.event_id
    add_shift(town.world.store, event_id)
    new = f"/events/{event_id}/messages/own/new"
    assert "Iedereen die helpt" in desk.page(new).words
    rights = frozenset(Right) - {Right.HELPERS}
    monkeypatch.setattr("planner.web.organiser.messages.own.my_rights", lambda: rights)
    assert "Iedereen die helpt" not in desk.page(new).words
    refused = desk.send(new, {**WORDS, "to": "helpers"})
    assert refused.status_code == 422


def test_a_message_of_another_event_is_not_there(desk: PageClient, town: Town) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    other = add_shifts_event(town.world.store)
    elsewhere = page.replace(f"/events/{town.world.event_id}/", f"/events/{other}/")
    assert desk.get(elsewhere).status_code == 404
    assert desk.get(own_page(town, "99")).status_code == 404


def at_the_gate(town: Town, *codes: tuple[str, ScanKind]) -> None:
    """Let households of cards in at a gate, or out again."""
    key = town.world.settings.code_key
    with town.world.store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        opened = gates.open_gate(session, event, "Ingang", code_key=key, now=SATURDAY)
        enrolled = phones.enrol(session, opened, code_key=key, now=SATURDAY)
        assert isinstance(enrolled, phones.Enrolled)
        phone = phones.find_phone(session, enrolled.token, code_key=key, now=SATURDAY)
        assert phone is not None
        items = [
            ScanItem(
                nonce=f"{kind}-{code}", kind=kind, phone_at=SATURDAY, people=People(2), code=code
            )
            for code, kind in codes
        ]
        take_scans(session, phone, ScanBatch(items), code_key=key, now=SATURDAY)


def test_who_is_inside_gets_it_before_what_goes_to_thousands(
    desk: PageClient, town: Town, clock: FixedClock
) -> None:
    inside, left, outside = town.world.cards(3)
    for card, name in ((inside, "binnen"), (left, "weg"), (outside, "buiten")):
        town.leave_address(card, f"{name}@post.example")
        town.answer(card)
    clock.now = SATURDAY
    entries = [(card.code, ScanKind.ENTRY) for card in (inside, left)]
    at_the_gate(town, *entries, (left.code, ScanKind.EXIT))
    desk = signed_in(town.app, "noor@feest.example")
    send(desk, write(desk, town, to="inside"))
    clock.now += MINUTE
    town.run(clock.now)
    (mail,) = mails(town)
    assert (mail.to_address, mail.rank) == ("binnen@post.example", 1)


def test_the_pages_ask_as_much_of_many_as_of_few(desk: PageClient, town: Town) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    messages = f"/events/{town.world.event_id}/messages"
    few = {}
    for address in (page, messages, own_page(town)):
        desk.get(address)
        with count_queries(town.world.store) as asked:
            desk.get(address)
        few[address] = len(asked)
    for _more in range(3):
        answered(town, *[Reply.YES] * 10)
        write(desk, town)
    for address, count in few.items():
        with count_queries(town.world.store) as asked:
            desk.get(address)
        assert len(asked) <= count, address
        assert count <= 24, (address, count)


def test_what_is_planned_in_a_backup_that_is_put_back_is_for_a_person_to_send(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    with store.transaction() as session:
        assert own_messages.hold_restored(session, now=clock.now) == 1
    clock.now += MINUTE
    town.run(clock.now)
    assert not mails(town)
    assert "een back-up is teruggezet" in desk.page(page).words
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    assert len(mails(town)) == 1


def test_an_event_that_is_put_back_has_its_messages_as_drafts(
    desk: PageClient, store: Store
) -> None:
    event_id = add_shifts_event(store)
    new = f"/events/{event_id}/messages/own/new"
    page = str(desk.send(new, WORDS).location)
    with store.transaction() as session:
        own_messages.send(session, message(store).id, 1, at=SATURDAY, now=MADE_AT)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        kept = deleted.keep(
            session, event, DeletedKind.EVENT, name="Feest", by_id=None, now=MADE_AT
        )
        deleted.delete_rows(session, kept)
        assert session.scalars(select(EventMessage)).first() is None
        assert deleted.put_back(session, kept)
    assert message(store).state is MessageState.DRAFT
    assert "Neem een stoel mee." in desk.page(page).words
