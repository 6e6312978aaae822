"""Put into the outbox what comes due: confirmations, offers, reminders, thanks, own messages.

The server calls this every few seconds. It first looks, and waits for the writers' turn only when
there is something to write; letters are written before that turn. What can't be written is noted in
the log and tried again; it holds up nothing else.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from planner.services.answer import contacts
from planner.services.messages import due as message_due
from planner.services.messages import entries, rules
from planner.services.messages.entries import StaleEntry
from planner.services.messages.recipients import last_known_of, recipient_of, recipients_of
from planner.services.messages.rules import DueRule
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.settings import Settings
from planner.store.base import Store
from planner.store.locks import DATABASE_TROUBLE
from planner.store.models import Answer, Invitation, Waiting
from planner.web import mail_posts
from planner.web.mail_letters import letters_for
from planner.web.own_messages_due import queue_messages

log = logging.getLogger("planner")
_Due = TypeVar("_Due")


def queue_due(app: Flask, *, now: datetime) -> int:
    """Queue what is due now and return how many letters are new."""
    store: Store = app.extensions["store"]
    settings: Settings = app.extensions["settings"]
    if not settings.mail_leaves:
        return 0
    # Addresses in letters are those of a request to the public address.
    with app.test_request_context(base_url=settings.base_url):
        return sum(_tried(part, store, now=now) for part in _PARTS)


def _tried(part: Callable[..., int], store: Store, *, now: datetime) -> int:
    try:
        return part(store, now=now)
    except Exception:
        log.exception("could not write what has come due: %s", part.__name__)
        return 0


def _written(
    due: Iterable[_Due], write: Callable[[_Due], Sequence[Letter]]
) -> list[tuple[_Due, Sequence[Letter]]]:
    """Write the letters of each that is due, and leave out whose can't be written."""
    written = []
    for one in due:
        try:
            written.append((one, write(one)))
        except DATABASE_TROUBLE:
            raise
        except Exception:
            log.exception("could not write a letter that has come due")
    return written


def _all_of(written: Iterable[tuple[_Due, Sequence[Letter]]]) -> list[Letter]:
    return [letter for _one, letters in written for letter in letters]


def _queue_answers(store: Store, *, now: datetime) -> int:
    with store.reading() as reading:
        answers = message_due.answers_to_confirm(reading, now=now)
        written = _written(answers, lambda one: _confirmation(reading, one, now=now))
    if not written:
        return 0
    with store.transaction() as session:
        new = posting.queue(session, _all_of(written), now=now)
        for answer, _letters in written:
            contacts.note_confirmed(session, answer.invitation, now=now)
    return new


def _queue_entries(store: Store, *, now: datetime) -> int:
    """Set right whose calendar is not as it should be; of most of them a confirmation did so."""
    with store.reading() as reading:
        turns = entries.stale_entries(reading, now=now)
        letters = _all_of(_written(turns, lambda one: _entry(reading, one, now=now)))
    if not letters:
        return 0
    with store.transaction() as session:
        return posting.queue(session, letters, now=now)


def _queue_offers(store: Store, *, now: datetime) -> int:
    with store.reading() as reading:
        offers = message_due.offers_to_tell(reading, now=now)
        written = _written(offers, lambda row: _offer(reading, row))
    if not written:
        return 0
    with store.transaction() as session:
        message_due.note_mailed(session, [row.invitation_id for row, _letters in written], now=now)
        return posting.queue(session, _all_of(written), now=now)


def _queue_timed(store: Store, *, now: datetime) -> int:
    with store.reading() as reading:
        due = rules.due_now(reading, now=now)
        written = _written(due, lambda one: _timed(reading, one, now=now))
    new = 0
    for one, letters in written:
        with store.transaction() as session:
            new += posting.queue(session, letters, now=now)
            rules.mark_sent(session, one.event, one.rule)
    return new


def _confirmation(reading: Session, answer: Answer, *, now: datetime) -> Sequence[Letter]:
    to = recipient_of(reading, answer.invitation_id)
    return letters_for([to], mail_posts.confirmation(reading, answer, now=now)) if to else ()


def _entry(reading: Session, turn: StaleEntry, *, now: datetime) -> Sequence[Letter]:
    to = last_known_of(reading, turn.invitation_id)
    if to is None:
        return ()
    invitation = reading.get_one(Invitation, turn.invitation_id)
    if turn.why is not None:
        post = mail_posts.withdrawal(reading, invitation.event, turn.why, turn.about, now=now)
    elif invitation.answer is not None:
        post = mail_posts.put_back(reading, invitation.answer, turn.about, now=now)
    else:
        return ()
    return [letter for letter in letters_for([to], post) if letter.calendar_method]


def _offer(reading: Session, row: Waiting) -> Sequence[Letter]:
    to = recipient_of(reading, row.invitation_id)
    return letters_for([to], mail_posts.offer(row.invitation.event, row)) if to else ()


def _timed(reading: Session, due: DueRule, *, now: datetime) -> Sequence[Letter]:
    audience = mail_posts.AUDIENCES[due.rule]
    return letters_for(
        recipients_of(reading, due.event.id, audience, now=now),
        mail_posts.timed(reading, due.event, due.rule),
    )


_PARTS = (_queue_answers, _queue_entries, _queue_offers, _queue_timed, queue_messages)
