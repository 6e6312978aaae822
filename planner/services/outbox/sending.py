"""Send what is due: claim a mail, hand it over, note what became of it, at a steady pace.

Before each mail it is looked up which one leaves first, and whether what it says is still true. The
letter is written anew while nobody waits for it; in the transaction that claims it, what it was
judged by is read once more, and when that changed meanwhile all of it begins again.

The database is written in two short transactions a mail, never while a mail server is waited for.
Between the server's word that it has a mail and our note of it lies a moment. Who dies in it has
sent the mail and does not know: then it is sent a second time, with the same Message-ID as long as
it says the same, because of a cancellation two mails are better than none.
Source: docs/decisions/0011-outbox.md.
"""

import logging
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import MailTrouble
from planner.core.mail_rules import NOT_NECESSARY
from planner.core.return_addresses import ReturnAddresses
from planner.exports.mail_message import AttachedFile, Mail, Unwritable, compose
from planner.services.outbox import given_up, queue
from planner.services.outbox.queue import Claimed, DeliveryOutcome, DueMail, LetterDecision
from planner.services.outbox.smtp import Carrier
from planner.services.outbox.unsubscribing import hash_address
from planner.store.base import Store
from planner.store.locks import DATABASE_TROUBLE
from planner.store.models import MailAttachment, OrganisationLogo

log = logging.getLogger("planner")
BUSY_SECONDS = 2.0
BROKEN_IN_A_ROW = 3
"""After so many connections that ended half way it is the server, not the mail."""

Clock = Callable[[], datetime]
Wait = Callable[[float], bool]
"""Waits so many seconds; True when we have to stop."""


class Check(Protocol):
    """Looks at a mail the moment before it leaves."""

    def facts(self, session: Session, mail: DueMail, *, now: datetime) -> Hashable:
        """Return all that the decision hangs on; quick, for it is asked twice."""

    def decide(
        self, session: Session, mail: DueMail, facts: Hashable, *, now: datetime
    ) -> LetterDecision:
        """Say whether it leaves, and what it says now; only reads."""


class AsWritten:
    """Lets everything leave as it was written."""

    def facts(self, session: Session, mail: DueMail, *, now: datetime) -> Hashable:
        """Nothing hangs on anything."""
        return None

    def decide(
        self, session: Session, mail: DueMail, facts: Hashable, *, now: datetime
    ) -> LetterDecision:
        """Let it leave."""
        return LetterDecision(mail.content)


@dataclass(frozen=True, kw_only=True)
class Stationery:
    """What is the same on every mail of an installation.

    Attributes:
        sender_name: shown to people.
        sender_address: also where answers go.
        host: of the public address, for Message-IDs.
        per_minute: most mails a minute.
        return_addresses: gives each letter an address of its own to come back to; None where
            nobody reads what comes back.
    """

    sender_name: str
    sender_address: str
    host: str
    per_minute: int
    return_addresses: ReturnAddresses | None = None


@dataclass(frozen=True)
class Round:
    """What was done, until nothing was due or something stood in the way."""

    sent: int = 0
    later: int = 0
    """Refused for now."""
    failed: int = 0
    overtaken: int = 0
    """Left where they are: something newer came, or their address is left alone."""
    obstacle: MailTrouble | None = None
    """What kept all mail from leaving."""


def send_due(
    store: Store,
    carrier: Carrier,
    stationery: Stationery,
    *,
    clock: Clock,
    wait: Wait,
    check: Check | None = None,
) -> Round:
    """Send everything that is due now, or as much as can be, and close the connection.

    Args:
        store: the database.
        carrier: takes the mail away.
        stationery: who we are, and how fast we may be.
        clock: says what time it is.
        wait: called between two mails; True ends the round.
        check: looks at each mail before it leaves; None where all leave as they were written.
    """
    done, broken = Round(), 0
    logos: dict[int, bytes | None] = {}
    papers: dict[int, AttachedFile | None] = {}
    _expire(store, now=clock())
    try:
        for mail in _claims(store, check or AsWritten(), clock):
            if mail is None:
                done = replace(done, overtaken=done.overtaken + 1)
                if wait(0.0):
                    break
                continue
            began = clock()
            logo = _logo_of(store, mail.content.logo_id, logos)
            paper = _paper_of(store, mail.content.attachment_id, papers)
            outcome = _hand_over(carrier, mail, stationery, logo=logo, paper=paper, now=began)
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
    """Return what names a mail in the whole world: the same each time it says the same."""
    anew = f".{mail.revision}" if mail.revision else ""
    return f"{mail.id}.{int(mail.created_at.timestamp() * 1000)}{anew}@{host}"


def list_id(mail: Claimed, host: str) -> str:
    """Return what names the mail that many get of the same; empty for mail to one (RFC 2919)."""
    if mail.kind not in NOT_NECESSARY:
        return ""
    return f"{'news' if mail.event_id is None else f'event-{mail.event_id}'}.{host}"


def _claims(store: Store, check: Check, clock: Clock) -> Iterator[Claimed | None]:
    """Give mails one after the other, each claimed just before it is given; None for one left."""
    while True:
        now, mail = clock(), None
        try:
            with store.reading() as session:
                mail = queue.find_next(session, now=now)
                if mail is None:
                    return
                facts = check.facts(session, mail, now=now)
                decision = LetterDecision(mail.content, leaves=False) if mail.is_stopped else None
                decision = decision or check.decide(session, mail, facts, now=now)
            with store.transaction() as session:
                if check.facts(session, mail, now=now) != facts:
                    continue
                claimed = None
                if decision.leaves:
                    claimed = queue.claim(session, mail, decision.content, now=now)
                    if claimed is None:
                        continue
                elif not queue.leave_where_it_is(session, mail, decision, now=now):
                    continue
        except DATABASE_TROUBLE:
            raise
        except Exception:
            if mail is None:
                raise
            # It leaves before all others, so it would hold up all of them, again and again.
            log.exception("mail %s (%s) could not be looked at", mail.id, mail.kind)
            with store.transaction() as session:
                queue.set_aside(session, mail, now=now)
            continue
        if claimed is None:
            log.info("mail %s (%s) stays: %s", mail.id, mail.kind, decision.trouble or "stopped")
        yield claimed


def _hand_over(
    carrier: Carrier,
    mail: Claimed,
    stationery: Stationery,
    *,
    logo: bytes | None,
    paper: AttachedFile | None,
    now: datetime,
) -> DeliveryOutcome:
    content = mail.content
    try:
        message = compose(
            Mail(
                message_id=message_id(mail, stationery.host),
                sender_name=content.sender_name or stationery.sender_name,
                sender_address=stationery.sender_address,
                to=content.to_address,
                subject=content.subject,
                text=content.text,
                html=content.html,
                language=content.language,
                calendar=content.calendar,
                calendar_method=content.calendar_method,
                unsubscribe_url=content.unsubscribe_url,
                reply_to=content.reply_to,
                logo=logo,
                attachments=(paper,) if paper else (),
                list_id=list_id(mail, stationery.host),
                sent_at=now,
            )
        )
    except Unwritable:
        return DeliveryOutcome(MailTrouble.UNWRITABLE, is_final=True)
    except Exception:
        # What nobody foresaw is ours to mend: until then it waits, and holds up no other.
        log.exception("mail %s (%s) could not be put together", mail.id, mail.kind)
        return DeliveryOutcome(MailTrouble.UNWRITABLE)
    return carrier.deliver(
        message, sender=_return_path(mail, content.to_address, stationery), to=content.to_address
    )


def _return_path(mail: Claimed, to: str, stationery: Stationery) -> str:
    """Return where a mail comes back to: by that address it says which one it was."""
    addresses = stationery.return_addresses
    if addresses is None:
        return stationery.sender_address
    return addresses.for_letter(mail.id, hash_address(to, code_key=addresses.key))


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


def _paper_of(
    store: Store, attachment_id: int | None, known: dict[int, AttachedFile | None]
) -> AttachedFile | None:
    """Return the paper that goes along with a mail, asked once a round; None where it is gone."""
    if attachment_id is None:
        return None
    if attachment_id not in known:
        with store.reading() as session:
            row = session.get(MailAttachment, attachment_id)
            known[attachment_id] = (
                AttachedFile(name=row.name, media_type=row.media_type, content=row.content)
                if row
                else None
            )
    return known[attachment_id]


def _settle(store: Store, mail: Claimed, outcome: DeliveryOutcome, *, clock: Clock) -> None:
    """Note what became of a mail, however busy the database is.

    Giving up here would send the mail twice, so only the end of our claim ends it.
    """
    while True:
        try:
            with store.transaction() as session:
                queue.settle(session, mail, outcome, now=clock())
        except DATABASE_TROUBLE:
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
        if not given_up.is_anything_to_expire(session, now=now):
            return
    with store.transaction() as session:
        log.warning("%s mails were given up: too late", given_up.expire(session, now=now))


def _add(done: Round, outcome: DeliveryOutcome) -> Round:
    if outcome.trouble is None:
        return replace(done, sent=done.sent + 1)
    if outcome.is_final:
        return replace(done, failed=done.failed + 1)
    return replace(done, later=done.later + 1)
