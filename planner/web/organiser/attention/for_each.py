"""What the server does by itself about what waits: the mail on chosen days, the number in the menu.

It looks as the pages do, with a session that is narrowed to what somebody sees. An event that can't
be looked at is noted in the log and left out; all others are told.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from flask import Flask

from planner.core.local_time import day_of
from planner.core.next_steps import NextStep
from planner.services.attention import digest, waiting
from planner.services.attention.digest import scope_of_account
from planner.services.attention.waiting import AttentionEntry
from planner.services.outbox import posting
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event
from planner.store.scoping import Scope, narrow
from planner.web.organiser.attention.at_no_event import steps_at_no_event
from planner.web.organiser.attention.digest_letters import digest_letter
from planner.web.who_runs import runner_by_id

log = logging.getLogger("planner")


def queue_digests(app: Flask, *, now: datetime) -> int:
    """Queue the mail of what waits for who chose today; nothing to whom nothing waits for.

    Returns:
        how many letters are new.
    """
    store: Store = app.extensions["store"]
    settings: Settings = app.extensions["settings"]
    if not settings.mail_leaves:
        return 0
    with store.reading() as reading:
        accounts = digest.accounts_to_write(reading, now=now, zone=settings.zone)
    if not accounts:
        return 0
    # Addresses in letters are those of a request to the public address.
    new = 0
    with app.test_request_context(base_url=settings.base_url):
        for account in accounts:
            try:
                new += _queue_one(app, account, now=now)
            except Exception:
                # It is tried again; nobody else's mail waits for it.
                log.exception("could not write to somebody what waits")
    return new


def count_for_who_is_here(app: Flask, *, now: datetime) -> int:
    """Count what waits for whoever has the planner open; organisers of one organisation at once.

    Returns:
        for how many people it was counted.
    """
    store: Store = app.extensions["store"]
    settings: Settings = app.extensions["settings"]
    with store.reading() as reading:
        readers = digest.readers_to_count_for(reading, now=now)
    same: dict[Scope, list[int]] = {}
    for one in readers:
        same.setdefault(one.scope, []).append(one.account_id)
    for scope, account_ids in same.items():
        entries = _look(app, store, scope, now=now)
        elsewhere = _at_no_event(store, settings, scope, now=now)
        with store.transaction() as session:
            number = sum(len(entry.steps) for entry in entries) + len(elsewhere)
            digest.keep_number(session, account_ids, number, now=now)
    return len(readers)


def _queue_one(app: Flask, account: Account, *, now: datetime) -> int:
    store: Store = app.extensions["store"]
    settings: Settings = app.extensions["settings"]
    scope = scope_of_account(account)
    today = day_of(now, settings.zone)
    entries = _look(app, store, scope, now=now)
    to_tell = [entry for entry in entries if entry.steps]
    elsewhere = _at_no_event(store, settings, scope, now=now)
    letters = []
    if to_tell or elsewhere:
        with store.reading() as reading:
            runs = runner_by_id(account.organisation_id, reading)
        letters.append(digest_letter(account, to_tell, runs=runs, today=today, elsewhere=elsewhere))
    with store.transaction() as session:
        if not digest.claim_day(session, account.id, today):
            return 0
        return posting.queue(session, letters, now=now)


def _at_no_event(
    store: Store, settings: Settings, scope: Scope, *, now: datetime
) -> list[NextStep]:
    """Return what waits of what belongs to no event; where that fails, nothing."""
    try:
        with store.reading() as reading:
            narrow(reading, scope)
            return steps_at_no_event(reading, now=now, zone=settings.zone)
    except Exception:
        log.exception("could not look at what waits at no event")
        return []


def _look(app: Flask, store: Store, scope: Scope, *, now: datetime) -> list[AttentionEntry]:
    """Look at all events of somebody together; where that fails, at one after the other."""
    with app.app_context(), store.reading() as reading:
        has_phone = bool(runner_by_id(scope.organisation_id, reading).phone)
    try:
        return _look_at(store, scope, None, has_office_phone=has_phone, now=now)
    except Exception:
        log.exception("could not look at all that waits together")
    with store.reading() as reading:
        narrow(reading, scope)
        event_ids = [event.id for event in waiting.events_to_look_at(reading, now=now)]
    entries: list[AttentionEntry] = []
    for event_id in event_ids:
        try:
            entries += _look_at(store, scope, event_id, has_office_phone=has_phone, now=now)
        except Exception:
            log.exception("could not look at what waits at an event")
    return entries


def _look_at(
    store: Store, scope: Scope, event_id: int | None, *, has_office_phone: bool, now: datetime
) -> list[AttentionEntry]:
    with store.reading() as reading:
        narrow(reading, scope)
        events: Sequence[Event] = (
            waiting.events_to_look_at(reading, now=now)
            if event_id is None
            else [reading.get_one(Event, event_id)]
        )
        return waiting.look_at(reading, events, has_office_phone=has_office_phone, now=now)
