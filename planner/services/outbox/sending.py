"""Send what is due: claim a mail, hand it over, note what became of it, at a steady pace.

The database is written in two short transactions a mail, never while a mail server is waited for.
Between the server's word that it has a mail and our note of it lies a moment. Who dies in it has
sent the mail and does not know: then it is sent a second time, with the same Message-ID, because of
a cancellation two mails are better than none. Source: docs/decisions/0011-outbox.md.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from planner.core.enums import MailTrouble
from planner.core.mail_rules import NOT_NECESSARY
from planner.exports.mail_message import Mail, Unwritable, compose
from planner.services.outbox import queue
from planner.services.outbox.queue import Claimed, DeliveryOutcome
from planner.services.outbox.smtp import Carrier
from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import OrganisationLogo

log = logging.getLogger("planner")
BUSY_SECONDS = 2.0
BROKEN_IN_A_ROW = 3
"""After so many connections that ended half way it is the server, not the mail."""

Clock = Callable[[], datetime]
Wait = Callable[[float], bool]
"""Waits so many seconds; True when we have to stop."""


@dataclass(frozen=True, kw_only=True)
class Stationery:
    """What is the same on every mail of an installation.

    Attributes:
        sender_name: shown to people.
        sender_address: also where answers go.
        host: of the public address, for Message-IDs.
        per_minute: most mails a minute.
    """

    sender_name: str
    sender_address: str
    host: str
    per_minute: int


@dataclass(frozen=True)
class Round:
    """What was done, until nothing was due or something stood in the way."""

    sent: int = 0
    later: int = 0
    """Refused for now."""
    failed: int = 0
    obstacle: MailTrouble | None = None
    """What kept all mail from leaving."""


def send_due(
    store: Store, carrier: Carrier, stationery: Stationery, *, clock: Clock, wait: Wait
) -> Round:
    """Send everything that is due now, or as much as can be, and close the connection.

    Args:
        store: the database.
        carrier: takes the mail away.
        stationery: who we are, and how fast we may be.
        clock: says what time it is.
        wait: called between two mails; True ends the round.
    """
    done, broken = Round(), 0
    logos: dict[int, bytes | None] = {}
    _expire(store, now=clock())
    try:
        for mail in _claims(store, clock):
            began = clock()
            logo = _logo_of(store, mail.logo_id, logos)
            outcome = _hand_over(carrier, mail, stationery, logo=logo, now=began)
            broken = broken + 1 if outcome.trouble is MailTrouble.BROKEN else 0
            _settle(store, mail, outcome, clock=clock)
            done = _add(done, outcome)
            if outcome.is_for_all or broken >= BROKEN_IN_A_ROW:
                return replace(done, obstacle=outcome.trouble)
            rest = 60 / stationery.per_minute - (clock() - began).total_seconds()
            if wait(max(0.0, rest)):
                break
    finally:
        carrier.close()
    return done


def message_id(mail: Claimed, host: str) -> str:
    """Return what names a mail in the whole world, the same each time it is tried."""
    return f"{mail.id}.{int(mail.created_at.timestamp() * 1000)}@{host}"


def list_id(mail: Claimed, host: str) -> str:
    """Return what names the mail that many get of the same; empty for mail to one (RFC 2919)."""
    if mail.kind not in NOT_NECESSARY:
        return ""
    return f"{'news' if mail.event_id is None else f'event-{mail.event_id}'}.{host}"


def _claims(store: Store, clock: Clock) -> Iterator[Claimed]:
    """Give mails one after the other, each claimed just before it is given."""
    while True:
        with store.reading() as session:
            due = queue.find_due(session, now=clock())
        if not due:
            return
        for mail_id in due:
            with store.transaction() as session:
                mail = queue.claim(session, mail_id, now=clock())
            if mail is not None:
                yield mail


def _hand_over(
    carrier: Carrier,
    mail: Claimed,
    stationery: Stationery,
    *,
    logo: bytes | None,
    now: datetime,
) -> DeliveryOutcome:
    try:
        message = compose(
            Mail(
                message_id=message_id(mail, stationery.host),
                sender_name=mail.sender_name or stationery.sender_name,
                sender_address=stationery.sender_address,
                to=mail.to,
                subject=mail.subject,
                text=mail.text,
                html=mail.html,
                language=mail.language,
                calendar=mail.calendar,
                calendar_method=mail.calendar_method,
                unsubscribe_url=mail.unsubscribe_url,
                reply_to=mail.reply_to,
                logo=logo,
                list_id=list_id(mail, stationery.host),
                sent_at=now,
            )
        )
    except Unwritable:
        return DeliveryOutcome(MailTrouble.UNWRITABLE, is_final=True)
    return carrier.deliver(message, sender=stationery.sender_address, to=mail.to)


def _logo_of(store: Store, logo_id: int | None, known: dict[int, bytes | None]) -> bytes | None:
    """Return the logo that a mail shows, asked once a round; None where it is gone."""
    if logo_id is None:
        return None
    if logo_id not in known:
        with store.reading() as session:
            known[logo_id] = session.scalar(
                select(OrganisationLogo.image).where(OrganisationLogo.id == logo_id)
            )
    return known[logo_id]


def _settle(store: Store, mail: Claimed, outcome: DeliveryOutcome, *, clock: Clock) -> None:
    """Note what became of a mail, however busy the database is.

    Giving up here would send the mail twice, so only the end of our claim ends it.
    """
    while True:
        try:
            with store.transaction() as session:
                queue.settle(session, mail, outcome, now=clock())
        except (WriterWaitedTooLong, DBAPIError, PoolTimeout):
            if clock() >= mail.until - timedelta(seconds=BUSY_SECONDS):
                log.exception("mail %s: could not be noted as handed over", mail.id)
                return
            sleep(BUSY_SECONDS)  # also when we have to stop: this is the moment that counts
        else:
            break
    if outcome.trouble is None:
        log.info("mail %s (%s) sent", mail.id, mail.kind)
    else:
        log.warning("mail %s (%s): %s %s", mail.id, mail.kind, outcome.trouble, outcome.status)


def _expire(store: Store, *, now: datetime) -> None:
    with store.reading() as session:
        if not queue.is_anything_to_expire(session, now=now):
            return
    with store.transaction() as session:
        log.warning("%s mails were given up: too late", queue.expire(session, now=now))


def _add(done: Round, outcome: DeliveryOutcome) -> Round:
    if outcome.trouble is None:
        return replace(done, sent=done.sent + 1)
    if outcome.is_final:
        return replace(done, failed=done.failed + 1)
    return replace(done, later=done.later + 1)
