"""What helpers and organisers are written by itself: to whom, when, once, and never out of date."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState, MailKind, MailState
from planner.core.helpers.shifts import EntryState
from planner.services.answer.locking import lock_answers
from planner.services.helpers import signing_up
from planner.services.helpers.helper_secrets import secret_of
from planner.services.helpers.readers import stop_mail_url
from planner.services.helpers.settling import settle
from planner.services.outbox import sending, unsubscribing
from planner.services.outbox.smtp import SmtpCarrier
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, Helper, OutboxMail, ShiftEntry
from planner.web.helper_mail import queue_helper_letters, serve_lines
from tests.support.cards import SATURDAY
from tests.support.mail_sender import STATIONERY
from tests.support.mail_server import Script, mail_server
from tests.support.mailing import app
from tests.support.shifts import (
    CODE_KEY,
    WEEK_BEFORE,
    add_shift,
    add_shifts_event,
    entries_of,
    sign_up,
)

__all__ = ["app"]

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY_BEFORE = SATURDAY - timedelta(days=1, hours=5)
"""10:00 in Amsterdam on the Friday."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What two do at once is tried on both databases in tests/services/test_helper_messaging.py."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def mails(store: Store, kind: MailKind = MailKind.HELPER) -> list[OutboxMail]:
    with store.reading() as session:
        found = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
        return list(session.scalars(found))


def step_back(store: Store, event_id: int, entry_id: int | None, *, now: datetime) -> None:
    assert entry_id is not None
    with store.transaction() as session:
        assert signing_up.step_back(session, event_id, entry_id, now=now)


def test_a_kept_place_is_told_once_with_the_own_link_in_the_own_language(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, task="Brood snijden")
    first = sign_up(store, event_id, shift_id, "first")
    sign_up(
        store, event_id, shift_id, "second", waits=True, address="fatma@post.example", language="tr"
    )
    sign_up(store, event_id, shift_id, "third", waits=True, address="third@post.example")
    assert queue_helper_letters(app, now=WEEK_BEFORE) == 0, "the place is not free"
    step_back(store, event_id, first.entry_id, now=WEEK_BEFORE)
    assert [queue_helper_letters(app, now=WEEK_BEFORE + MINUTE) for _ in range(3)] == [1, 0, 0]
    (mail,) = mails(store)
    waiting = entries_of(store, shift_id)[1]
    assert (mail.to_address, mail.language) == ("fatma@post.example", "tr")
    assert f"/helper/{secret_of(waiting.helper_id, code_key=CODE_KEY)}" in mail.text
    assert "Brood snijden" in mail.text
    assert str(waiting.helper_id) not in mail.key
    assert mail.unsubscribe_url in mail.text


def test_an_offer_that_ran_out_goes_on_by_itself_and_is_told_to_the_next(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    first = sign_up(store, event_id, shift_id, "first")
    for who in ("second", "third"):
        sign_up(store, event_id, shift_id, who, waits=True, address=f"{who}@post.example")
    step_back(store, event_id, first.entry_id, now=WEEK_BEFORE)
    queue_helper_letters(app, now=WEEK_BEFORE)
    assert queue_helper_letters(app, now=WEEK_BEFORE + 25 * HOUR) == 1
    assert [mail.to_address for mail in mails(store) if mail.state is MailState.WAITING] == [
        "third@post.example"
    ], "what is not true any more does not leave"


def test_in_the_last_hours_all_who_wait_hear_of_a_free_place_once(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    first = sign_up(store, event_id, shift_id, "first")
    others = [
        sign_up(store, event_id, shift_id, who, waits=True, address=f"{who}@post.example")
        for who in ("second", "third", "fourth")
    ]
    late = SATURDAY - HOUR
    step_back(store, event_id, first.entry_id, now=late)
    assert [queue_helper_letters(app, now=late + MINUTE) for _ in range(2)] == [3, 0]
    step_back(store, event_id, others[0].entry_id, now=late + 2 * MINUTE)
    assert queue_helper_letters(app, now=late + 3 * MINUTE) == 0, "it is the same place"
    with store.transaction() as session:
        signing_up.take_place(session, event_id, others[1].entry_id or 0, now=late + 4 * MINUTE)
    assert queue_helper_letters(app, now=late + 5 * MINUTE) == 0
    step_back(store, event_id, others[1].entry_id, now=late + 6 * MINUTE)
    assert queue_helper_letters(app, now=late + 7 * MINUTE) == 1, "that is another place"
    assert mails(store)[-1].to_address == "fourth@post.example"


def test_lines_are_served_where_no_mail_leaves(
    app: Flask, store: Store, settings: Settings, event_id: int
) -> None:
    app.extensions["settings"] = settings
    shift_id = add_shift(store, event_id)
    first = sign_up(store, event_id, shift_id, "first")
    second = sign_up(store, event_id, shift_id, "second", waits=True, address="b@post.example")
    with store.transaction() as session:
        session.get_one(ShiftEntry, first.entry_id).state = EntryState.STEPPED_BACK
    assert queue_helper_letters(app, now=WEEK_BEFORE) == 0
    assert serve_lines(app, now=WEEK_BEFORE) == 0, "that was done already"
    with store.reading() as session:
        assert session.get_one(ShiftEntry, second.entry_id).offered_until is not None
    assert mails(store) == []


def test_helpers_are_reminded_the_day_before_of_all_they_do_in_one_mail(
    app: Flask, store: Store, event_id: int
) -> None:
    early = add_shift(store, event_id, task="Opbouwen", minutes=-120, needed=2)
    late = add_shift(store, event_id, task="Opruimen", minutes=240, needed=2)
    known = sign_up(store, event_id, early, "known", address="known@post.example")
    sign_up(store, event_id, late, "known", helper_id=known.helper_id)
    sign_up(store, event_id, late, "nobody")
    assert queue_helper_letters(app, now=DAY_BEFORE - MINUTE) == 0
    assert [queue_helper_letters(app, now=DAY_BEFORE + MINUTE) for _ in range(2)] == [1, 0]
    (mail,) = mails(store)
    assert "Opbouwen" in mail.text
    assert "Opruimen" in mail.text
    assert "06 00 00 00 00".replace(" ", "\u00a0") in mail.text, "whom to call"


def test_who_signs_up_after_the_reminder_gets_none(app: Flask, store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, needed=3)
    sign_up(store, event_id, shift_id, "first", address="first@post.example")
    assert queue_helper_letters(app, now=DAY_BEFORE) == 1
    sign_up(store, event_id, shift_id, "late", address="late@post.example", now=DAY_BEFORE + HOUR)
    assert queue_helper_letters(app, now=DAY_BEFORE + HOUR) == 0


def call_off(
    store: Store, event_id: int, entry_id: int | None, what: str, *, now: datetime
) -> None:
    assert entry_id is not None
    with store.transaction() as session:
        if what == "cancelled":
            session.get_one(Event, event_id).state = EventState.CANCELLED
        elif what == "removed":
            session.get_one(ShiftEntry, entry_id).shift.removed_at = now
        elif what == "stepped back":
            assert signing_up.step_back(session, event_id, entry_id, now=now)
        else:
            assert signing_up.take_out(session, event_id, entry_id, now=now)


@pytest.mark.parametrize("what", ["cancelled", "stepped back", "taken out", "removed"])
@pytest.mark.parametrize(
    "is_queued",
    [
        pytest.param(False, id="before it is due"),
        pytest.param(True, id="while no mail server answers"),
    ],
)
def test_nobody_is_reminded_of_what_is_off(
    app: Flask, store: Store, event_id: int, what: str, is_queued: bool
) -> None:
    shift_id = add_shift(store, event_id)
    made = sign_up(store, event_id, shift_id, address="first@post.example")
    if is_queued:
        assert queue_helper_letters(app, now=DAY_BEFORE) == 1
    call_off(store, event_id, made.entry_id, what, now=DAY_BEFORE)
    assert queue_helper_letters(app, now=DAY_BEFORE + MINUTE) == 0
    assert {one.state for one in mails(store)} <= {MailState.STOPPED}


def test_a_reminder_that_holds_waits_for_the_mail_server(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, address="first@post.example")
    for minutes in range(3):
        queue_helper_letters(app, now=DAY_BEFORE + minutes * MINUTE)
    assert [one.state for one in mails(store)] == [MailState.WAITING]


def test_who_wants_no_more_mail_is_not_reminded(app: Flask, store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, address="first@post.example")
    url = stop_mail_url("first@post.example", event_id=event_id, base_url="", code_key=CODE_KEY)
    link = unsubscribing.read_token(url.rpartition("/")[2], code_key=CODE_KEY)
    assert link is not None
    with store.transaction() as session:
        unsubscribing.unsubscribe(session, link, now=WEEK_BEFORE)
    assert queue_helper_letters(app, now=DAY_BEFORE) == 0


def test_another_day_is_another_reminder(app: Flask, store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "first", address="first@post.example")
    assert queue_helper_letters(app, now=DAY_BEFORE) == 1
    week = timedelta(days=7)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at, event.ends_at = event.starts_at + week, event.ends_at + week
    assert queue_helper_letters(app, now=DAY_BEFORE + week) == 1


def test_organisers_hear_within_a_minute_of_step_backs_shortly_before(
    app: Flask, store: Store, event_id: int, organiser: Account
) -> None:
    shift_id = add_shift(store, event_id, task="Brood snijden", needed=2)
    other_id = add_shift(store, event_id, task="Koffie schenken")
    entries = [
        sign_up(store, event_id, each, name="Fatma Yilmaz").entry_id
        if not number
        else sign_up(store, event_id, each, f"helper {number}").entry_id
        for number, each in enumerate((shift_id, shift_id, other_id))
    ]
    now = SATURDAY - 47 * HOUR
    step_back(store, event_id, entries[0], now=now)
    step_back(store, event_id, entries[2], now=now + timedelta(seconds=5))
    told = [
        queue_helper_letters(app, now=now + timedelta(seconds=seconds))
        for seconds in range(0, 60, 5)
    ]
    assert sum(told) in (1, 2), "those within forty seconds are one mail"
    assert sum(told[:10]) == sum(told), "so the last of it is under way within a minute"
    found = mails(store, MailKind.SHORTAGE)
    assert {mail.to_address for mail in found} == {organiser.email}
    assert "Brood snijden" in "".join(mail.text for mail in found)
    assert "Fatma" not in "".join(mail.subject + mail.text for mail in found)


def test_organisers_hear_nothing_of_step_backs_long_before_or_of_a_shift_that_is_full(
    app: Flask, store: Store, event_id: int, organiser: Account
) -> None:
    shift_id = add_shift(store, event_id, needed=1, most=2)
    entries = [sign_up(store, event_id, shift_id, who).entry_id for who in ("a", "b")]
    for entry_id, now in ((entries[0], SATURDAY - 40 * HOUR), (entries[1], SATURDAY - 80 * HOUR)):
        step_back(store, event_id, entry_id, now=now)
        assert queue_helper_letters(app, now=now + MINUTE) == 0
        with store.transaction() as session:
            event = lock_answers(session, event_id)
            session.get_one(ShiftEntry, entry_id).state = EntryState.STANDING
            settle(session, event, now=now)


def test_a_letter_arrives_with_a_press_that_stops_more_of_them(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "first", address="first@post.example")
    queue_helper_letters(app, now=DAY_BEFORE)
    script = Script()
    with mail_server(script) as server:
        carrier = SmtpCarrier(server, host_name="feest.example")
        sending.send_due(
            store,
            carrier,
            STATIONERY,
            clock=lambda: DAY_BEFORE + MINUTE,
            wait=lambda _seconds: False,
        )
    (arrived,) = script.arrived
    headers = arrived.headers()
    assert arrived.to == "first@post.example"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://feest.example/unsubscribe/")


def test_nothing_in_the_outbox_leads_from_a_helper_to_a_card(
    app: Flask, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "first", address="first@post.example")
    queue_helper_letters(app, now=DAY_BEFORE)
    (mail,) = mails(store)
    with store.reading() as session:
        helper = session.scalars(select(Helper)).one()
    as_guest = unsubscribing.hash_address("first@post.example", code_key=CODE_KEY)
    assert mail.invitation_id is None
    assert mail.address_hash != as_guest
    assert str(helper.id) not in mail.key
