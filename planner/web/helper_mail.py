"""Mail to helpers that comes due by itself: a place kept or free, and what they do tomorrow.

The server calls this every few seconds. It looks first, and waits for the writers' turn only where
there is something to write. What waits in the outbox although it holds no more, such as a reminder
to who stepped back since, is stopped.
"""

import logging
from collections.abc import Collection, Iterator
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from planner.services.answer.locking import lock_answers
from planner.services.helpers import letters_due
from planner.services.helpers.holding import offer_key, reminder_key, reminders_that_hold
from planner.services.helpers.letters_due import (
    HelperOffer,
    ReminderRound,
    ShiftReminder,
)
from planner.services.helpers.readers import without_no_more
from planner.services.helpers.settling import settle
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.outbox.rows import stop_mails
from planner.services.people.shortage_mail import may_arrange_helpers, who_wants_to_know
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import OutboxMail
from planner.web import helper_texts
from planner.web.helper_letters import Texts, letter_to
from planner.web.short_of_helpers import short_letter

log = logging.getLogger("planner")


def serve_lines(app: Flask, *, now: datetime) -> int:
    """Offer free places to who waits, also where nobody looks; return at how many events."""
    store: Store = app.extensions["store"]
    with store.reading() as reading:
        events = letters_due.events_to_serve(reading, now=now)
    for event_id in events:
        with store.transaction() as session:
            settle(session, lock_answers(session, event_id), now=now)
    return len(events)


def queue_helper_letters(app: Flask, *, now: datetime) -> int:
    """Serve the lines, queue what is due to helpers and organisers, and return how many are new."""
    store: Store = app.extensions["store"]
    here: Settings = app.extensions["settings"]
    serve_lines(app, now=now)
    if not here.mail_leaves:
        return 0
    # Addresses in letters are those of a request to the public address.
    with app.test_request_context(base_url=here.base_url):
        return sum(
            (
                _renew_offers(store, here, now=now),
                _queue_reminders(store, here, now=now),
                _queue_short(store, now=now),
            )
        )


def _renew_offers(store: Store, here: Settings, *, now: datetime) -> int:
    """Stop what waits and holds no more, then queue what is offered since; return how much is new.

    Both follow from one look at who is offered what.
    """
    with store.reading() as reading:
        offers = {
            offer_key(one, code_key=here.code_key): one
            for one in letters_due.offers_to_tell(reading, now=now)
        }
        before = letters_due.queued_before(reading, offers)
        letters = [
            letter_to(one.entry.helper, one.entry.shift.event, _offer_texts(one), key=key)
            for key, one in offers.items()
            if key not in before
        ]
        stale = _stale(reading, offers, here, now=now)
    if stale:
        with store.transaction() as session:
            stop_mails(session, OutboxMail.id.in_(stale), now=now)
    return _queue(store, letters, now=now)


def _queue_reminders(store: Store, here: Settings, *, now: datetime) -> int:
    with store.reading() as reading:
        rounds = [
            (one, list(_reminders(reading, one, here)))
            for one in letters_due.reminders_due(reading, now=now)
        ]
    new = 0
    for one, letters in rounds:
        with store.transaction() as session:
            new += posting.queue(session, letters, now=now)
            letters_due.note_reminded(session, one.event.id, one.held_on)
    return new


def _queue_short(store: Store, *, now: datetime) -> int:
    with store.reading() as reading:
        letters = [
            short_letter(one, account)
            for one in letters_due.short_shifts(reading, now=now)
            for account in who_wants_to_know(reading, one.event)
            if may_arrange_helpers(reading, account, one.event)
        ]
        before = letters_due.queued_before(reading, [letter.key for letter in letters])
    return _queue(store, [one for one in letters if one.key not in before], now=now)


def _queue(store: Store, letters: list[Letter], *, now: datetime) -> int:
    if not letters:
        return 0
    with store.transaction() as session:
        return posting.queue(session, letters, now=now)


def _stale(
    reading: Session, offers: Collection[str], here: Settings, *, now: datetime
) -> list[int]:
    """List the mails that wait although what they say holds no more."""
    waiting = letters_due.waiting_letters(reading)
    about = {event_id for _mail_id, _key, event_id in waiting if event_id is not None}
    still = reminders_that_hold(reading, about, code_key=here.code_key, now=now)
    return [mail_id for mail_id, key, _event_id in waiting if key not in {*offers, *still}]


def _reminders(reading: Session, found: ReminderRound, here: Settings) -> Iterator[Letter]:
    wanted = {
        one.id
        for one in without_no_more(
            reading,
            [each.helper for each in found.reminders],
            event_id=found.event.id,
            code_key=here.code_key,
        )
    }
    for one in found.reminders:
        if one.helper.id in wanted:
            key = reminder_key(found.event, one.helper.id, code_key=here.code_key)
            yield letter_to(one.helper, found.event, _reminder_texts(one), key=key)


def _offer_texts(one: HelperOffer) -> Texts:
    until = one.until
    if until is None:
        return lambda: helper_texts.free_place(one.entry.shift)
    return lambda: helper_texts.offer(one.entry.shift, until=until)


def _reminder_texts(one: ShiftReminder) -> Texts:
    return lambda: helper_texts.reminder(one.event, one.shifts)
