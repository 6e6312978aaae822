"""Mail that came back is shown with whom it was for, put right there, and nobody is forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.helpers.messages import HelperGroup
from planner.services.day import agenda
from planner.services.helpers.readers import readers_of, without_resting
from planner.services.helpers.shift_rows import shifts_of
from planner.services.messages import recipients
from planner.services.messages.by_mail import count_letters, resting_in
from planner.services.messages.recipients import RecipientGroup
from planner.services.outbox import leaving, posting, resting
from planner.services.outbox.bounces import Bounce, BounceKind, note_bounce
from planner.services.outbox.came_back import mail_comes_back
from planner.services.outbox.posting import Letter
from planner.services.outbox.rows import WIPED
from planner.services.outbox.unsubscribing import hash_address
from planner.store.models import (
    Account,
    Event,
    GuestContact,
    Helper,
    Invitation,
    NamedGuest,
    OutboxMail,
)
from tests.support.application import signed_in
from tests.support.cards import MADE_AT
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import PageClient, page_client
from tests.support.queries import count_queries
from tests.support.shifts import add_shift_with_helper
from tests.web.test_tell import press

__all__ = ["app", "town"]

NOW = MADE_AT + timedelta(hours=1)
WRONG = "fatma@buurt.example"
LINK = f"http://feest.example/unsubscribe/{'A' * 43}"


@pytest.fixture
def desk(app: Flask, town: Town, organiser: Account, clock: FixedClock) -> PageClient:
    clock.now = NOW
    return signed_in(app, organiser.email)


def lose(
    town: Town,
    number: int,
    address: str,
    trouble: MailTrouble = MailTrouble.NOT_KNOWN,
    kind: MailKind = MailKind.REMINDER,
) -> int:
    """Let a letter to a card leave and come back; return its id."""
    with town.world.store.transaction() as session:
        card = session.scalars(select(Invitation).where(Invitation.number == number)).one()
        key = f"{kind}:{card.id}:{session.scalar(select(func.count(OutboxMail.id)))}"
        letter = Letter(
            kind, address, "nl", "Tot zaterdag", "Tot dan", "", key, card.event_id, card.id
        )
        posting.queue(session, [replace(letter, unsubscribe_url=LINK)], now=MADE_AT)
        mail_id = session.scalars(select(OutboxMail.id).where(OutboxMail.key == key)).one()
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id)
            .values(**WIPED, state=MailState.SENT, sent_at=MADE_AT, ended_at=MADE_AT)
        )
        mark = hash_address(address, code_key=town.world.settings.code_key)
        bounce = Bounce(BounceKind.CAME_BACK, trouble, "5.1.1")
        note_bounce(session, mail_id=mail_id, address_hash=mark, bounce=bounce, now=MADE_AT)
    return mail_id


def mail(town: Town, mail_id: int) -> OutboxMail:
    with town.world.store.reading() as session:
        return session.get_one(OutboxMail, mail_id)


def rests(town: Town, address: str) -> bool:
    with town.world.store.reading() as session:
        mark = hash_address(address, code_key=town.world.settings.code_key)
        return resting.rest_of(session, mark, now=NOW) is not None


def calls(town: Town) -> int:
    with town.world.store.reading() as session:
        event = session.get_one(Event, town.world.event_id)
        facts = agenda.facts_of(session, [event], {}, has_office_phone=True, now=NOW)
        return facts[event.id].unsettled.calls


def test_a_guest_by_name_is_named_with_a_way_to_their_card(town: Town, desk: PageClient) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    mail_id = lose(town, number, WRONG)
    page = desk.page(f"/events/{town.world.event_id}/mail")
    assert "Fatma" in page.words
    assert WRONG in page.words
    assert "Teruggekomen: dit adres bestaat niet. Is het goed gespeld? (5.1.1)" in page.words
    assert f"/guests/card?number={number}" in page.text
    assert f"/mail/{mail_id}/address" in page.text
    assert f"/mail/{mail_id}/again" not in page.text, "its words are gone: the address comes first"
    listed = desk.page(f"/events/{town.world.event_id}/guests")
    assert "mail kwam terug: dit adres bestaat niet" in listed.words
    card = desk.page(f"/events/{town.world.event_id}/guests/card?number={number}")
    assert "Teruggekomen" in card.words
    assert f"/mail/{mail_id}/address" in card.text


def test_the_right_address_is_written_beside_it_and_the_letter_goes_there(
    town: Town, desk: PageClient
) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    first, second = (lose(town, number, WRONG) for _letter in range(2))
    test = lose(town, number, WRONG, kind=MailKind.MESSAGE)
    url = f"/events/{town.world.event_id}/mail/{first}/address"
    for typed, said in (("fatma", "Typ een adres"), ("fatma@gmial.com", "Bedoel je")):
        asked = desk.send(url, {"email": typed})
        assert asked.status_code == 422
        assert said in asked.get_data(as_text=True)
    answer = desk.send(url, {"email": "Fatma@bücher.example"})
    assert (answer.status_code, answer.location) == (303, f"/events/{town.world.event_id}/mail")
    for mail_id in (first, second):
        row = mail(town, mail_id)
        assert (row.state, row.to_address) == (MailState.WAITING, "fatma@xn--bcher-kva.example")
        assert (row.trouble, row.came_back_at, row.tries) == (None, None, 0)
    assert mail(town, test).state is MailState.STOPPED, "nobody knows any more what it said"
    with town.world.store.reading() as session:
        assert session.scalars(select(NamedGuest.email)).one() == "fatma@xn--bcher-kva.example"
    assert not rests(town, "fatma@xn--bcher-kva.example")
    assert "Er gaan nu 2 mails naartoe." in desk.page("/").words
    again = desk.get(url)
    assert again.status_code == 303, "there is nothing left to correct"
    shown = desk.page(f"/events/{town.world.event_id}/guests/card?number={number}")
    assert 'value="fatma@bücher.example"' in shown.text


def test_another_address_on_the_card_gets_what_came_back(town: Town, desk: PageClient) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    mail_id = lose(town, number, WRONG, kind=MailKind.INVITATION)
    card = f"/events/{town.world.event_id}/guests/card?number={number}"
    name = f"/events/{town.world.event_id}/guests/name"
    details = {"number": str(number), "name": "Fatma", "phone": "", "language": ""}
    desk.send(name, {**details, "name": "Fatma A.", "email": WRONG}, form_on=card)
    assert mail(town, mail_id).state is MailState.FAILED, "it would come back once more"
    desk.send(name, {**details, "email": "fatma@post.example"}, form_on=card)
    row = mail(town, mail_id)
    assert (row.state, row.to_address) == (MailState.WAITING, "fatma@post.example")
    shown = desk.page(card).words
    assert "Er gaat nu 1 mail naartoe." in shown
    assert "kwam terug" not in shown


def test_an_address_that_is_right_after_all_is_written_to_again(
    town: Town, desk: PageClient
) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    mail_id = lose(town, number, WRONG, MailTrouble.CAME_BACK)
    assert rests(town, WRONG)
    url = f"/events/{town.world.event_id}/mail/{mail_id}/address"
    assert desk.send(url, {"email": WRONG}).status_code == 303
    assert not rests(town, WRONG)
    assert mail(town, mail_id).state is MailState.WAITING


def test_of_an_address_that_a_household_left_only_the_card_is_said(
    town: Town, desk: PageClient
) -> None:
    card = town.world.cards(1)[0]
    town.leave_address(card, "canary@post.example")
    lose(town, card.number, "canary@post.example", MailTrouble.FULL)
    named = town.add_guest("Fatma", email=WRONG)
    with town.world.store.transaction() as session:
        guest = session.scalars(select(Invitation).where(Invitation.number == named)).one()
        session.add(
            GuestContact(
                invitation_id=guest.id,
                event_id=guest.event_id,
                email="canary2@post.example",
                language="nl",
                created_at=MADE_AT,
            )
        )
    lose(town, named, "canary2@post.example")
    page = desk.page(f"/events/{town.world.event_id}/mail")
    assert f"Kaart {card.number}" in page.words
    assert "de mailbox is vol. Dit adres gaven ze zelf op." in page.words
    assert "Is het goed gespeld" in page.words
    for hidden in ("canary", "post.example", "p….example", WRONG, "/address"):
        assert hidden not in page.text


def test_a_household_is_told_on_its_own_page_and_puts_it_right(
    town: Town, app: Flask, clock: FixedClock
) -> None:
    clock.now = NOW
    card = town.world.cards(1)[0]
    client = page_client(app)
    assert client.post(f"/{card.code}/address", data={"email": WRONG}).status_code == 303
    mail_id = lose(town, card.number, WRONG)
    for language, words in (
        ("nl", "komt bij ons terug."),
        ("en", "comes back to us."),
        ("ar", "تعود إلينا"),
        ("pl", "do nas wraca."),
        ("uk", "повертаються до нас."),
        ("tr", "bize geri geliyor."),
        ("de", "kommen zu uns zurück."),
    ):
        assert words in client.page(f"/{card.code}/address?l={language}").words
    assert client.post(f"/{card.code}/address", data={"email": WRONG}).status_code == 303
    assert "komt bij ons terug" not in client.page(f"/{card.code}/address?l=nl").words
    assert mail(town, mail_id).state is MailState.WAITING


def test_whom_mail_does_not_reach_is_called(town: Town, desk: PageClient) -> None:
    number = town.add_guest("Fatma", email=WRONG, phone="06 11 11 11 11")
    town.add_guest("Jan", email="jan@buurt.example")
    lose(town, number, WRONG)
    assert town.move() is not None
    notice = town.notice()
    assert notice is not None
    tell = f"/events/{town.world.event_id}/tell/{notice.id}"
    asked = desk.page(tell).words
    assert "1 gast op naam" in asked
    told = press(desk, tell, tell)
    with town.world.store.transaction() as session:
        # One left; the one to Fatma stayed here, for her address rests.
        change = update(OutboxMail).where(OutboxMail.kind == MailKind.CHANGE)
        ours = OutboxMail.to_address == WRONG
        session.execute(change.where(~ours).values(state=MailState.SENT, sent_at=NOW))
        session.execute(
            change.where(ours).values(
                state=MailState.FAILED, trouble=MailTrouble.RESTS, ended_at=NOW
            )
        )
    page = desk.page(told)
    assert "Fatma" in page.words
    assert "de mail kwam niet aan" in page.words
    assert "Jan" not in page.words
    assert calls(town) == 1
    listed = f"/events/{town.world.event_id}/mail"
    for one in desk.page(listed).all("form"):
        if "/give-up" in (one.get("action") or ""):
            desk.send(one.get("action") or "", {}, form_on=listed)
    assert "Fatma" not in desk.page(listed).words
    assert calls(town) == 1, "who lets the letter be has told nobody"


def test_a_later_letter_that_arrives_ends_the_calls(town: Town) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    lose(town, number, WRONG, MailTrouble.FULL)
    with town.world.store.reading() as session:
        matched = select(Invitation.number).where(mail_comes_back())
        assert session.scalars(matched).all() == [number]
    with town.world.store.transaction() as session:
        card = session.scalars(select(Invitation).where(Invitation.number == number)).one()
        letter = Letter(
            MailKind.CHANGE, WRONG, "nl", "Nieuw", "Nieuw", "", "later", card.event_id, card.id
        )
        posting.queue(session, [letter], now=NOW)
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.key == "later")
            .values(state=MailState.SENT, sent_at=NOW)
        )
        assert session.scalars(matched).all() == []


def test_as_many_addresses_as_letters_that_leave(town: Town, desk: PageClient) -> None:
    numbers = [town.add_guest(f"Gast {one}", email=f"g{one}@buurt.example") for one in range(4)]
    lose(town, numbers[0], "g0@buurt.example")
    key = town.world.settings.code_key
    with town.world.store.reading() as session:
        found = count_letters(
            session, [town.world.event_id], RecipientGroup.TO_INVITE, code_key=key, now=NOW
        )
        assert found == {town.world.event_id: 3}
        rest = resting_in(session, town.world.event_id, code_key=key, now=NOW)
        assert list(rest) == ["g0@buurt.example"]
        ways = recipients.ways_of(session, town.world.event_id, resting=rest, now=NOW)
        assert (ways.mail, ways.nameless) == (3, 1)
    page = desk.page(f"/events/{town.world.event_id}/mailings/invite")
    assert "3" in page.words
    assert "4 " not in page.words


def test_the_page_says_what_leaves_when_and_what_was_not_true_any_more(
    town: Town, desk: PageClient
) -> None:
    kinds = (MailKind.THANKS, MailKind.CANCELLATION, MailKind.CONFIRMATION)
    with town.world.store.transaction() as session:
        for number in range(300):
            kind = kinds[number % 3]
            letter = Letter(
                kind,
                f"g{number}@buurt.example",
                "nl",
                "Dag",
                "Dag",
                "",
                f"{kind}:{number}",
                town.world.event_id,
            )
            posting.queue(session, [replace(letter, unsubscribe_url=LINK)], now=NOW)
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.key.in_(["thanks:0", "thanks:3"]))
            .values(state=MailState.STOPPED, trouble=MailTrouble.ANSWERED, ended_at=NOW)
        )
        session.execute(
            update(OutboxMail).where(OutboxMail.key == "cancellation:1").values(rewritten_at=NOW)
        )
        last = leaving.last_leaves_at(
            session, now=NOW, per_minute=100, event_id=town.world.event_id
        )
        assert last == NOW + timedelta(minutes=2.97)
    words = desk.page(f"/events/{town.world.event_id}/mail").words
    order = [words.index(kind) for kind in ("Het gaat niet door", "Bevestiging", "Bedankje")]
    assert order == sorted(order)
    assert "De laatste gaat weg rond" in words
    assert "2 mails gingen niet weg Intussen gaven ze antwoord." in words
    assert "1 mail is opnieuw geschreven" in words


def test_thousands_of_lost_letters_are_shown_a_page_at_a_time(town: Town, desk: PageClient) -> None:
    number = town.add_guest("Fatma", email=WRONG)
    lose(town, number, WRONG)
    asked = []
    for many in (0, 119):
        with town.world.store.transaction() as session:
            letters = [
                Letter(
                    MailKind.CHANGE,
                    "nobody",
                    "nl",
                    "It",
                    "It",
                    "",
                    f"x:{one}",
                    town.world.event_id,
                )
                for one in range(many)
            ]
            posting.queue(session, letters, now=NOW)
        with count_queries(town.world.store) as seen:
            page = desk.page(f"/events/{town.world.event_id}/mail")
        asked.append(len(seen))
    assert asked[0] == asked[1]
    assert page.text.count("/give-up") == 40
    assert "1 tot en met 40 van 120" in page.words
    assert (
        "81 tot en met 120 van 120" in desk.page(f"/events/{town.world.event_id}/mail?page=3").words
    )
    assert (
        "81 tot en met 120 van 120"
        in desk.page(f"/events/{town.world.event_id}/mail?page=99").words
    )


def test_a_helper_is_named_to_who_arranges_helpers(town: Town, desk: PageClient) -> None:
    key = town.world.settings.code_key
    with town.world.store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        add_shift_with_helper(session, event, code_key=key)
        helper = session.scalars(select(Helper)).one()
        helper.name, helper.address = "Chantal", "chantal@buurt.example"
        letter = Letter(
            MailKind.HELPER, helper.address, "nl", "Dag", "Dag", "", "helper:1", event.id
        )
        posting.queue(session, [replace(letter, unsubscribe_url=LINK)], now=NOW)
        session.execute(
            update(OutboxMail).values(**WIPED, state=MailState.SENT, sent_at=NOW, ended_at=NOW)
        )
        mail_id = session.scalars(select(OutboxMail.id)).one()
        note_bounce(
            session,
            mail_id=mail_id,
            address_hash=hash_address("chantal@buurt.example", code_key=key),
            bounce=Bounce(BounceKind.CAME_BACK, MailTrouble.NOT_KNOWN, "5.1.1"),
            now=NOW,
        )
    page = desk.page(f"/events/{town.world.event_id}/mail")
    assert "Chantal" in page.words
    assert "/helpers/people/" in page.text
    with town.world.store.reading() as session:
        mark = session.scalars(select(OutboxMail.address_hash)).one()
        assert mark != hash_address("chantal@buurt.example", code_key=key), "no card's hash"
        shifts = shifts_of(session, town.world.event_id)
        readers = readers_of(shifts, HelperGroup.EVERYONE, now=NOW)
        assert len(readers.by_mail) == 1
        reached = without_resting(session, readers, code_key=key, now=NOW)
        assert (reached.by_mail, reached.count) == ([], 1)
