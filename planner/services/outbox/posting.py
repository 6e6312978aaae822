"""Mail that has to leave: put it in the outbox together with what it tells of, and follow it.

`queue` stores letters in the transaction of the caller. They leave after its commit, by
services/outbox/sending.py, so that nobody is told of what did not happen.
Source: docs/decisions/0011-outbox.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_address import can_be_written_to
from planner.core.mail_rules import NOT_NECESSARY, OF_WHAT_IS_ON, RANKS
from planner.services.outbox.content import MailContent, in_one_line
from planner.services.outbox.counts import Progress, count_states
from planner.services.outbox.rows import changed_rows, stop_mails
from planner.services.outbox.unsubscribing import hash_in, unsubscribed
from planner.store.base import Base, insert_if_absent
from planner.store.models import Mailing, OutboxMail


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address, ready to leave.

    Attributes:
        kind: what it is about.
        to: one address, without a name.
        language: of the texts.
        subject: one line.
        text: the whole message as plain text.
        html: the same as a whole HTML document; empty for text alone.
        key: what this mail is, such as 'reminder:12:345' for an event and an invitation, at most
            120 characters. Queued again, it is not sent again. Never with an address in it.
        event_id: what it is about; the mail is erased with what is kept of the event.
        invitation_id: whose invitation it is about.
        calendar: an iTIP object of exports/itip.py.
        calendar_method: REQUEST or CANCEL, as in `calendar`.
        unsubscribe_url: of services/outbox/unsubscribing.py. Needed for kinds that are not
            necessary.
        due_at: not before this moment; None for now.
        sender_name: whose name stands at From; empty for that of the installation.
        reply_to: where answers go; empty for the address that mail comes from.
        logo_id: what `html` shows as its logo; None without one.
        rank: of `core/mail_rules.RANKS`; None for that of its kind.
        attachment_id: of the paper that goes along; None without one.
    """

    kind: MailKind
    to: str
    language: str
    subject: str
    text: str
    html: str
    key: str
    event_id: int | None = None
    invitation_id: int | None = None
    calendar: bytes | None = None
    calendar_method: str = ""
    unsubscribe_url: str = ""
    due_at: datetime | None = None
    sender_name: str = ""
    reply_to: str = ""
    logo_id: int | None = None
    rank: int | None = None
    attachment_id: int | None = None


def queue(
    session: Session, letters: Sequence[Letter], *, now: datetime, mailing_id: int | None = None
) -> int:
    """Put letters in the outbox and return how many of them are new.

    Left out are letters whose key was queued before, and those of a kind that is not necessary to
    people who want no more of them. Of a mailing that was stopped, nothing is queued any more. A
    letter to what is no address becomes a dead letter at once.

    Raises:
        ValueError: a letter that people may say no to has no `unsubscribe_url`.
    """
    if mailing_id is not None and _is_stopped(session, mailing_id):
        return 0
    rows = [_row(letter, mailing_id, now) for letter in _wanted(session, letters)]
    if not rows:
        return 0
    # Row by row on one statement: four times quicker on PostgreSQL than many rows in one with
    # RETURNING, which it has to read and plan anew.
    statement = insert_if_absent(session, Base.metadata.tables[OutboxMail.__tablename__])
    queued = session.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return changed_rows(queued)


def begin_mailing(
    session: Session,
    kind: MailKind,
    *,
    event_id: int | None,
    created_by_id: int | None,
    now: datetime,
) -> int:
    """Begin a mail-out to many and return its id, for `queue`, `progress` and `stop`."""
    mailing = Mailing(
        event_id=event_id, kind=kind, created_by_id=created_by_id, created_at=now, stopped_at=None
    )
    session.add(mailing)
    session.flush()
    return mailing.id


def stop(session: Session, mailing_id: int, *, now: datetime) -> int:
    """Let nothing of a mailing leave any more and return how many mails that stopped.

    At most one mail that is being handed over at this moment still leaves.
    """
    session.execute(
        update(Mailing)
        .where(Mailing.id == mailing_id, Mailing.stopped_at.is_(None))
        .values(stopped_at=now)
    )
    waits = OutboxMail.state == MailState.WAITING
    return stop_mails(session, OutboxMail.mailing_id == mailing_id, waits, now=now)


def content_of(letter: Letter) -> MailContent:
    """Return what a letter says, as the outbox keeps it."""
    return MailContent(
        to_address=letter.to,
        language=letter.language,
        subject=in_one_line(letter.subject),
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
        unsubscribe_url=letter.unsubscribe_url,
        sender_name=letter.sender_name,
        reply_to=letter.reply_to,
        logo_id=letter.logo_id,
        attachment_id=letter.attachment_id,
    )


def progress(session: Session, mailing_id: int) -> Progress:
    """Return how many mails of a mailing wait, were sent, given up and stopped."""
    return count_states(session, OutboxMail.mailing_id == mailing_id)


def try_again(session: Session, mail_id: int, *, now: datetime) -> bool:
    """Let a dead letter wait again, with all its tries; False when it is none or was wiped."""
    again = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == MailState.FAILED,
            OutboxMail.to_address != "",
        )
        .values(state=MailState.WAITING, tries=0, due_at=now, next_try_at=now, ended_at=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(again) == 1


def wait_again(session: Session, event_id: int, *, now: datetime) -> int:
    """Let letters wait again that stayed because an event was off, now that it is not.

    Their keys are used up, so nobody could be invited or reminded otherwise. Their words are gone:
    what they say is written when they leave. Returns how many letters these are.
    """
    again = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.event_id == event_id,
            OutboxMail.state == MailState.STOPPED,
            OutboxMail.trouble == MailTrouble.CALLED_OFF,
            OutboxMail.kind.in_(OF_WHAT_IS_ON),
        )
        .values(
            state=MailState.WAITING,
            trouble=None,
            tries=0,
            due_at=now,
            next_try_at=now,
            ended_at=None,
        )
        .execution_options(synchronize_session=False)
    )
    return changed_rows(again)


def give_up(session: Session, mail_id: int, *, now: datetime) -> bool:
    """Stop one mail that waits or was given up, for good; False when it is neither."""
    return stop_mails(session, OutboxMail.id == mail_id, now=now) == 1


def forget(
    session: Session, invitation_id: int, *, now: datetime, but: MailKind | None = None
) -> int:
    """Stop and wipe mail to a household that has not left, `but` a kind; return how many mails."""
    kinds = [OutboxMail.kind != but] if but is not None else []
    return stop_mails(session, OutboxMail.invitation_id == invitation_id, *kinds, now=now)


def forget_helper(session: Session, address: str, *, now: datetime) -> int:
    """Stop and wipe mail to a helper that has not left; return how many mails.

    Nothing but the address says whose it is: of who gave none, there is none.
    """
    if not address:
        return 0
    is_theirs = OutboxMail.to_address == address
    return stop_mails(session, OutboxMail.kind == MailKind.HELPER, is_theirs, now=now)


def forget_follower(session: Session, address: str, *, now: datetime) -> int:
    """Stop and wipe mail to who wants to hear no more of a neighbourhood; return how many mails.

    What waits of another one that they follow goes too: rather a mail too few than one after a no.
    """
    is_theirs = OutboxMail.to_address == address
    # It is about no event, so it is of no organisation in particular.
    return stop_mails(session, OutboxMail.kind == MailKind.FOLLOW, is_theirs, now=now, of_all=True)


def _is_stopped(session: Session, mailing_id: int) -> bool:
    # Locked where the database can: otherwise letters could slip in behind somebody's `stop`.
    stopped_at = session.execute(
        select(Mailing.stopped_at).where(Mailing.id == mailing_id).with_for_update()
    ).scalar_one()
    return stopped_at is not None


def _wanted(session: Session, letters: Sequence[Letter]) -> list[Letter]:
    """Leave out what people said they want no more of."""
    asked = [letter for letter in letters if letter.kind in NOT_NECESSARY]
    if any(hash_in(letter.unsubscribe_url) is None for letter in asked):
        raise ValueError("a mail that is not necessary needs an unsubscribe_url")
    no_more = unsubscribed(
        session,
        {hash_in(letter.unsubscribe_url) or b"" for letter in asked},
        event_ids={letter.event_id for letter in asked if letter.event_id is not None},
    )
    if not no_more:
        return list(letters)
    return [
        letter
        for letter in letters
        if letter.kind not in NOT_NECESSARY
        or not {(hash_in(letter.unsubscribe_url), event) for event in (letter.event_id, None)}
        & no_more
    ]


def _row(letter: Letter, mailing_id: int | None, now: datetime) -> dict[str, Any]:
    due_at = letter.due_at or now
    can_leave = can_be_written_to(letter.to)
    return {
        "key": letter.key,
        "kind": letter.kind,
        "event_id": letter.event_id,
        "invitation_id": letter.invitation_id,
        "mailing_id": mailing_id,
        "to_address": letter.to if can_leave else "",
        "sender_name": letter.sender_name,
        "reply_to": letter.reply_to,
        "logo_id": letter.logo_id,
        "attachment_id": letter.attachment_id,
        "language": letter.language,
        "subject": in_one_line(letter.subject),
        "text": letter.text,
        "html": letter.html,
        "calendar": letter.calendar,
        "calendar_method": letter.calendar_method,
        "unsubscribe_url": letter.unsubscribe_url,
        "address_hash": hash_in(letter.unsubscribe_url),
        "created_at": now,
        "due_at": due_at,
        "state": MailState.WAITING if can_leave else MailState.FAILED,
        "rank": RANKS[letter.kind] if letter.rank is None else letter.rank,
        "tries": 0,
        "revision": 0,
        "next_try_at": due_at,
        "ended_at": None if can_leave else now,
        "trouble": None if can_leave else MailTrouble.UNWRITABLE,
        "last_error": "",
    }
