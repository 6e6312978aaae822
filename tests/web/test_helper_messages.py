"""Telling helpers on a press: a message, what changed, that it is off, thanks; each once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState, MailKind
from planner.core.helpers.shifts import ShiftOutcome
from planner.services.answer.locking import lock_answers
from planner.services.helpers import signing_up
from planner.services.helpers.settling import settle
from planner.store.base import Store
from planner.store.models import Account, Event, Helper, OutboxMail, Shift, ShiftEntry
from planner.web.helper_mail import queue_helper_letters
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, sign_up
from tests.web.test_tell import edited, press

__all__ = ["app", "town"]

DAY = timedelta(days=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Two that press at once are tried on both in tests/services/test_helper_messaging.py."""
    return sqlite_url


@pytest.fixture(autouse=True)
def _a_week_before(clock: FixedClock) -> None:
    """Before anybody signs in."""
    clock.now = WEEK_BEFORE


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store, series="Barbecues")


@pytest.fixture
def shift_id(store: Store, event_id: int) -> int:
    """A shift of three: one with an address, one with a number, one with neither."""
    shift_id = add_shift(store, event_id, task="Brood snijden", needed=3)
    sign_up(store, event_id, shift_id, "a", name="Fatma", address="fatma@post.example")
    sign_up(store, event_id, shift_id, "b", name="Piet", phone="0612345678")
    sign_up(store, event_id, shift_id, "c")
    return shift_id


def page_of(event_id: int) -> str:
    return f"/events/{event_id}/helpers/message"


def mails(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        helpers = OutboxMail.kind == MailKind.HELPER
        return list(session.scalars(select(OutboxMail).where(helpers).order_by(OutboxMail.id)))


def change(store: Store, event_id: int, shift_id: int, **fields: object) -> None:
    """Change a shift as its organiser does."""
    with store.transaction() as session:
        event = lock_answers(session, event_id)
        shift = session.get_one(Shift, shift_id)
        for name, value in fields.items():
            setattr(shift, name, value)
        shift.sequence += 1
        settle(session, event, now=WEEK_BEFORE)


def test_a_message_is_looked_at_first_and_then_sent_and_the_others_are_called(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    form = {"to": f"shift-{shift_id}", "words": "Neem een mes mee.\nTot dan!"}
    looked = desk.send(page_of(event_id), form)
    assert looked.status_code == 200
    assert mails(store) == []
    page = Page(looked)
    assert "Neem een mes mee." in page.words
    assert "1 per mail, 1 per telefoon, 1 alleen op de eigen pagina" in page.words
    assert "Piet 06 12345678" in page.words
    sent = desk.send(page_of(event_id), {**form, "send": "1"})
    assert sent.status_code == 303
    (mail,) = mails(store)
    assert mail.to_address == "fatma@post.example"
    assert "Tot dan!" in mail.text
    told = desk.page(str(sent.location))
    assert "Piet" in told.words
    assert "Helper zonder naam" in told.words
    assert "Fatma" not in told.words
    action = next(
        one for one in (form.get("action") or "" for form in told.all("form")) if "/ticks/" in one
    )
    press(desk, str(sent.location), action)
    assert "Nog te bellen: 1" in desk.page(page_of(event_id)).words
    press(desk, str(sent.location), action, undo="1")
    assert "Nog te bellen: 2" in desk.page(page_of(event_id)).words


def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: PageClient, event_id: int, shift_id: int
) -> None:
    refused = desk.send(page_of(event_id), {"to": "waiting", "words": " "})
    assert refused.status_code == 422
    assert "Schrijf wat ze moeten weten." in Page(refused).words
    again = desk.send(page_of(event_id), {"to": "waiting", "words": "Dag!", "change": "1"})
    assert "Dag!" in Page(again).words


def test_who_waits_and_who_did_not_confirm_are_groups_of_their_own(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    sign_up(store, event_id, shift_id, "d", waits=True, address="waits@post.example")
    for group, ways in (("waiting", "1 per mail"), ("not_confirmed", "niemand")):
        page = Page(desk.send(page_of(event_id), {"to": group, "words": "Dag!"}))
        assert ways in page.words
    first = sign_up(store, event_id, shift_id, "a")
    with store.transaction() as session:
        signing_up.step_back(session, event_id, first.entry_id or 0, now=WEEK_BEFORE)
    page = Page(desk.send(page_of(event_id), {"to": "not_confirmed", "words": "Dag!"}))
    assert "1 per mail" in page.words


def test_a_change_is_told_on_a_press_of_its_own_to_who_it_concerns_and_once(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    other = add_shift(store, event_id, task="Opruimen", needed=2)
    sign_up(store, event_id, other, "e", address="other@post.example")
    assert "Dit weten ze nog niet" not in desk.page(page_of(event_id)).words
    change(store, event_id, shift_id, minutes=60)
    sign_up(store, event_id, shift_id, "c")
    page = desk.page(page_of(event_id))
    assert "Dit weten ze nog niet" in page.words
    assert "1 per mail, 1 per telefoon, 1 alleen op de eigen pagina" in page.words
    assert mails(store) == []
    for _time in range(2):
        press(desk, page_of(event_id), f"{page_of(event_id)}/changes")
    (mail,) = mails(store)
    assert mail.to_address == "fatma@post.example"
    assert "Brood snijden" in mail.text
    assert "Dit weten ze nog niet" not in desk.page(page_of(event_id)).words


def test_nothing_leaves_of_a_draft(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    change(store, event_id, shift_id, minutes=60)
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.DRAFT
    desk.send(page_of(event_id), {"to": "everyone", "words": "Dag!", "send": "1"})
    press(desk, page_of(event_id), f"{page_of(event_id)}/changes")
    assert mails(store) == []
    page = desk.page(page_of(event_id))
    assert "Dit weten ze nog niet" in page.words
    assert "Nog niets." in page.words


def test_all_helpers_can_be_told_of_a_change_too(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    other = add_shift(store, event_id, task="Opruimen", needed=2)
    sign_up(store, event_id, other, "e", address="other@post.example")
    change(store, event_id, shift_id, removed_at=WEEK_BEFORE)
    press(desk, page_of(event_id), f"{page_of(event_id)}/changes", all="1")
    assert sorted(one.to_address for one in mails(store)) == [
        "fatma@post.example",
        "other@post.example",
    ]
    assert all("niet meer nodig" in one.text for one in mails(store))


def test_who_is_taken_out_is_told_so_and_never_of_a_later_change(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    made = sign_up(store, event_id, shift_id, "a")
    with store.transaction() as session:
        signing_up.take_out(session, event_id, made.entry_id or 0, now=WEEK_BEFORE)
    press(desk, page_of(event_id), f"{page_of(event_id)}/changes")
    change(store, event_id, shift_id, minutes=60)
    press(desk, page_of(event_id), f"{page_of(event_id)}/changes")
    (mail,) = mails(store)
    assert "Je staat niet meer op de lijst voor: Brood snijden" in mail.text


def test_of_a_cancelled_event_each_helper_with_an_address_gets_one_mail_and_no_reminder(
    app: Flask, desk: PageClient, store: Store, town: Town
) -> None:
    event_id = town.world.event_id
    shift_id = add_shift(store, event_id, needed=3)
    waits = add_shift(store, event_id, task="Opruimen")
    for who in ("fatma", "ali"):
        sign_up(store, event_id, shift_id, who, address=f"{who}@post.example", language="tr")
    sign_up(store, event_id, waits, "fatma", address="fatma@post.example")
    sign_up(store, event_id, shift_id, "piet", name="Piet", phone="0612345678")
    town.cancel()
    asked = f"/events/{event_id}/tell/1"
    page = desk.page(asked)
    assert "2 helpers per mail" in page.words
    assert "1 helper zonder mail" in page.words
    token = page.token()
    for _time in range(2):
        told = desk.post(asked, data={"csrf_token": token, "words": "Tot een andere keer."})
        assert told.location == f"{asked}/told"
    assert sorted(one.to_address for one in mails(store)) == [
        "ali@post.example",
        "fatma@post.example",
    ]
    assert all("Tot een andere keer." in one.text for one in mails(store))
    page = desk.page(f"{asked}/told")
    assert "Ook wie helpt, is het verteld" in page.words
    list_of_calls = next(one for one in page.links() if "/helpers/messages/" in one)
    assert "Piet" in desk.page(list_of_calls).words
    for hours in range(0, 48, 12):
        queue_helper_letters(app, now=SATURDAY - timedelta(hours=30 - hours))
    assert len(mails(store)) == 2


def test_an_event_without_cards_asks_whether_to_tell_its_helpers(
    desk: PageClient, store: Store, town: Town
) -> None:
    shift_id = add_shift(store, town.world.event_id)
    sign_up(store, town.world.event_id, shift_id, address="first@post.example")
    asked = edited(desk, town, starts="16:00", ends="20:00")
    assert asked.endswith("/tell/1")
    press(desk, asked, asked)
    (mail,) = mails(store)
    assert "12 juni" in mail.text
    assert "16:00" in mail.text


@pytest.fixture
def later(app: Flask, organiser: Account, clock: FixedClock, shift_id: int) -> PageClient:
    """The browser of the organiser on the day after the event."""
    clock.now = SATURDAY + DAY
    return signed_in(app, organiser.email)


def test_who_helped_is_thanked_once_with_what_came_of_it(
    later: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    sign_up(store, event_id, shift_id, "d", waits=True, address="waits@post.example")
    made = sign_up(store, event_id, add_shift(store, event_id), "x", address="absent@post.example")
    with store.transaction() as session:
        session.get_one(ShiftEntry, made.entry_id).outcome = ShiftOutcome.ABSENT
        event = session.get_one(Event, event_id)
        event.word_afterwards, event.state = "De bank komt er.", EventState.CLOSED
    page = later.page(page_of(event_id))
    assert "De bank komt er." in page.words
    for _time in range(2):
        sent = later.send(page_of(event_id), {"words": "De bank komt er.", "send": "1"})
        assert sent.status_code == 303
    (mail,) = mails(store)
    assert mail.to_address == "fatma@post.example"
    assert "Bedank wie hielp" not in later.page(page_of(event_id)).words


def add_next(store: Store, *, with_shifts: bool = True) -> int:
    event_id = add_shifts_event(store, series="Barbecues", days=14)
    if with_shifts:
        add_shift(store, event_id)
    return event_id


def ask_again(store: Store, *names: str) -> None:
    """Let these helpers have ticked that they want to be asked."""
    with store.transaction() as session:
        for one in session.scalars(select(Helper)):
            if one.name in names:
                one.ask_again_until = SATURDAY.date() + 365 * DAY


def test_who_helped_before_and_wants_it_is_asked_once_for_the_next_one(
    later: PageClient, store: Store, clock: FixedClock
) -> None:
    ask_again(store, "Fatma", "Piet")
    next_id = add_next(store, with_shifts=False)
    assert "Wie eerder hielp" not in later.page(page_of(next_id)).words, "there are no shifts yet"
    add_shift(store, next_id)
    page = later.page(page_of(next_id))
    assert "Vraag wie eerder hielp (2)" in page.words
    for _time in range(2):
        press(later, page_of(next_id), f"{page_of(next_id)}/ask")
    (mail,) = mails(store)
    assert mail.to_address == "fatma@post.example"
    assert "/helper/" in mail.text
    assert mail.unsubscribe_url.endswith("/stop-asking"), "a mail program stops it by itself"
    assert "Vraag wie eerder hielp" not in later.page(page_of(next_id)).words


def test_nobody_is_asked_who_stopped_it_or_whose_year_is_over_or_is_in_it_already(
    later: PageClient, store: Store, clock: FixedClock
) -> None:
    ask_again(store, "Fatma", "Piet")
    next_id = add_next(store)
    with store.transaction() as session:
        for one in session.scalars(select(Helper)):
            if one.name == "Fatma":
                one.ask_again_until = None
            if one.name == "Piet":
                one.ask_again_until = clock.now.date()
    assert "Wie eerder hielp" not in later.page(page_of(next_id)).words
    ask_again(store, "Fatma")
    with store.reading() as session:
        fatma = session.scalars(select(Helper).where(Helper.name == "Fatma")).one().id
    sign_up(store, next_id, add_shift(store, next_id), "again", helper_id=fatma, now=clock.now)
    assert "Wie eerder hielp" not in later.page(page_of(next_id)).words


def test_the_page_asks_as_much_of_the_database_with_many_helpers_as_with_three(
    desk: PageClient, store: Store, event_id: int, shift_id: int
) -> None:
    desk.page(page_of(event_id))
    with count_queries(store) as few:
        desk.page(page_of(event_id))
    for number in range(8):
        one = add_shift(store, event_id, task=f"Klus {number}", needed=2)
        for who in "xy":
            sign_up(store, event_id, one, f"{who}{number}", phone="0612345678")
        change(store, event_id, one, place="Bij de poort")
    with count_queries(store) as many:
        desk.page(page_of(event_id))
    assert len(many) == len(few)
