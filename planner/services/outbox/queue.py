"""The outbox as who sends it sees it: what is due, whose turn it is, and what became of it.

One mail is claimed at a time, by a statement that only changes a row that still looks as it did:
of two senders one gets it. A claim ends by itself, so that nothing is lost with who had it.
Source: docs/decisions/0011-outbox.md.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    and_,
    bindparam,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import LEASE, RANKS, pause_after
from planner.exports.itip import sequence_in, stamped
from planner.services.outbox import traces
from planner.services.outbox.content import COLUMNS, MailContent
from planner.services.outbox.rows import WIPED, changed_rows
from planner.services.outbox.traces import Trace
from planner.store.base import UtcDateTime
from planner.store.models import Mailing, OutboxMail


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of handing a mail over."""

    trouble: MailTrouble | None = None
    """None: the mail server has taken it."""
    status: str = ""
    """Of the mail server, such as '550 5.1.1'; never its text, which quotes addresses."""
    is_final: bool = False
    """Trying again makes no sense."""
    is_for_all: bool = False
    """The trouble is the server's or ours, not this mail's: it costs the mail none of its tries."""

    @property
    def is_known(self) -> bool:
        """Whether we know that the mail is there, or that it is not."""
        return self.trouble is not MailTrouble.BROKEN


TAKEN = DeliveryOutcome()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMail:
    """A mail that may leave now, as it was written.

    Attributes:
        tried_as: a digest of what may have arrived before without our knowing; None for nothing.
        is_stopped: whether its mail-out was stopped since.
    """

    id: int
    key: str
    kind: MailKind
    event_id: int | None
    invitation_id: int | None
    created_at: datetime
    tries: int
    revision: int
    tried_as: bytes | None
    is_stopped: bool
    content: MailContent


@dataclass(frozen=True, slots=True)
class LetterDecision:
    """What becomes of a mail that may leave now.

    Attributes:
        content: what it says now.
        trouble: what overtook it, or why its address is left alone; None where it leaves.
        leaves: False where it does not.
    """

    content: MailContent
    trouble: MailTrouble | None = None
    leaves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A mail that is ours to send until `until`.

    Attributes:
        tries: with this one.
        tried_before: `tried_as` before this try.
        left_at: what is noted in the calendar of its household since; None for nothing.
        trace_before: what was noted there before.
    """

    id: int
    kind: MailKind
    event_id: int | None
    invitation_id: int | None
    created_at: datetime
    tries: int
    revision: int
    until: datetime
    content: MailContent
    tried_before: bytes | None = None
    left_at: datetime | None = None
    trace_before: Trace | None = None


_NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)


def _first() -> ScalarSelect[int]:
    """Return the id of the mail that leaves first.

    Asked rank by rank, so that each is one step into the index, however much waits for another
    try, or behind it.
    """
    columns = (OutboxMail.id, OutboxMail.rank, OutboxMail.next_try_at)
    waits, sends = OutboxMail.state == MailState.WAITING, OutboxMail.state == MailState.SENDING
    of_rank = [
        select(*columns).where(waits, OutboxMail.rank == rank, OutboxMail.next_try_at <= _NOW)
        for rank in sorted(set(RANKS.values()))
    ]
    # Whose sender died with it.
    left_behind = select(*columns).where(sends, OutboxMail.claimed_until <= _NOW)
    firsts = [
        select(each.order_by(OutboxMail.next_try_at, OutboxMail.id).limit(1).subquery())
        for each in (*of_rank, left_behind)
    ]
    every = union_all(*firsts).subquery()
    return (
        select(every.c.id)
        .order_by(every.c.rank, every.c.next_try_at, every.c.id)
        .limit(1)
        .scalar_subquery()
    )


# Put together once: that takes longer than to ask it.
_NEXT = (
    select(
        OutboxMail.id,
        OutboxMail.key,
        OutboxMail.kind,
        OutboxMail.event_id,
        OutboxMail.invitation_id,
        OutboxMail.created_at,
        OutboxMail.tries,
        OutboxMail.revision,
        OutboxMail.tried_as,
        OutboxMail.state,
        OutboxMail.trouble,
        Mailing.stopped_at,
        *COLUMNS,
    )
    .outerjoin(Mailing, Mailing.id == OutboxMail.mailing_id)
    .where(OutboxMail.id == _first())
)


def find_next(session: Session, *, now: datetime) -> DueMail | None:
    """Return the mail that leaves now before all others, news before bulk; only reads."""
    row = session.execute(_NEXT, {"now": now}).first()
    if row is None:
        return None
    content = MailContent(*cast("tuple[Any, ...]", row)[-len(COLUMNS) :])
    # What was tried before this was noted may have arrived as it stands there.
    is_unsure = row.state is MailState.SENDING or row.trouble is MailTrouble.BROKEN
    return DueMail(
        id=row.id,
        key=row.key,
        kind=row.kind,
        event_id=row.event_id,
        invitation_id=row.invitation_id,
        created_at=row.created_at,
        tries=row.tries,
        revision=row.revision,
        tried_as=row.tried_as or (content.digest() if is_unsure else None),
        is_stopped=row.stopped_at is not None,
        content=content,
    )


def leave_where_it_is(
    session: Session, mail: DueMail, decision: LetterDecision, *, now: datetime
) -> bool:
    """Let a mail not leave: what is overtaken is wiped; False when somebody else has it."""
    rests = decision.trouble is MailTrouble.RESTS
    # To an address that is left alone a person may want to try again, once it is set right.
    kept = {"state": MailState.FAILED, "claimed_until": None}
    values = kept if rests else {**WIPED, "state": MailState.STOPPED}
    changed = session.execute(
        update(OutboxMail)
        .where(*_is_as_seen(mail, now))
        .values(trouble=decision.trouble, ended_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    if changed_rows(changed) and mail.content.calendar_method and mail.invitation_id is not None:
        traces.spend_number(session, mail.invitation_id)
    return changed_rows(changed) == 1


def set_aside(session: Session, mail: DueMail, *, now: datetime) -> None:
    """Let a mail at which we failed wait, like one that was refused for now."""
    pause = pause_after(mail.tries + 1)
    values = (
        {"state": MailState.FAILED, "ended_at": now}
        if pause is None
        else {"state": MailState.WAITING, "next_try_at": now + pause}
    )
    session.execute(
        update(OutboxMail)
        .where(*_is_as_seen(mail, now))
        .values(
            tries=OutboxMail.tries + 1,
            trouble=MailTrouble.UNWRITABLE,
            tried_as=mail.tried_as,
            claimed_until=None,
            **values,
        )
        .execution_options(synchronize_session=False)
    )


def claim(
    session: Session, mail: DueMail, content: MailContent, *, now: datetime
) -> Claimed | None:
    """Take a mail to send it as it is to be now; None when somebody else has it."""
    digest, said = content.digest(), mail.content.digest()
    is_other = mail.tried_as is not None and mail.tried_as != digest
    revision, until = mail.revision + is_other, now + LEASE
    here = None
    if content.calendar and mail.invitation_id is not None and mail.event_id is not None:
        here = traces.standing(session, mail.invitation_id, mail.event_id)
        least = sequence_in(content.calendar)
        number = traces.allot(
            here,
            content.calendar_method,
            least=least,
            is_same=mail.tried_as == digest,
        )
        content = replace(content, calendar=stamped(content.calendar, sequence=number, now=now))
    changed = session.execute(
        update(OutboxMail)
        .where(*_is_as_seen(mail, now))
        .values(
            state=MailState.SENDING,
            tries=OutboxMail.tries + 1,
            claimed_until=until,
            revision=revision,
            tried_as=digest,
            **(content.as_columns() if digest != said else {"calendar": content.calendar}),
            **({"rewritten_at": now} if digest != said else {}),
        )
        .execution_options(synchronize_session=False)
    )
    if not changed_rows(changed):
        return None
    claimed = Claimed(
        id=mail.id,
        kind=mail.kind,
        event_id=mail.event_id,
        invitation_id=mail.invitation_id,
        created_at=mail.created_at,
        tries=mail.tries + 1,
        revision=revision,
        until=until,
        content=content,
        tried_before=mail.tried_as,
    )
    if here is None or mail.invitation_id is None or mail.event_id is None:
        return claimed
    trace = Trace(
        sequence=number,
        raised=number - least,
        method=content.calendar_method,
        kind=mail.kind,
        is_sure=False,
        left_at=now,
    )
    traces.note_leaving(session, mail.invitation_id, mail.event_id, trace, is_new=here.own is None)
    return replace(claimed, left_at=now, trace_before=here.own)


def settle(session: Session, mail: Claimed, outcome: DeliveryOutcome, *, now: datetime) -> None:
    """Note what became of a mail, and of the calendar it goes to.

    That it was sent is noted whoever has it now: it must not be sent again. Anything else only as
    long as the claim is still ours.
    """
    change = update(OutboxMail).where(OutboxMail.id == mail.id)
    if outcome.trouble is None:
        # What has come back before we could note that it was taken stays so.
        change = change.where(OutboxMail.state != MailState.SENT, OutboxMail.came_back_at.is_(None))
    else:
        change = change.where(
            OutboxMail.state == MailState.SENDING, OutboxMail.claimed_until == mail.until
        )
    noted = session.execute(
        change.values(**_after(mail, outcome, now)).execution_options(synchronize_session=False)
    )
    if mail.left_at is None or mail.invitation_id is None or not changed_rows(noted):
        return
    if outcome.trouble is None:
        traces.note_taken(session, mail.invitation_id, mail.left_at)
    elif outcome.is_known:
        traces.note_refused(session, mail.invitation_id, mail.left_at, mail.trace_before)


def _is_as_seen(mail: DueMail, now: datetime) -> tuple[Any, ...]:
    """Match a mail that may leave, unless somebody tried it since we looked."""
    is_free = or_(
        and_(OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now),
        and_(OutboxMail.state == MailState.SENDING, OutboxMail.claimed_until <= now),
    )
    return OutboxMail.id == mail.id, OutboxMail.tries == mail.tries, is_free


def _after(mail: Claimed, outcome: DeliveryOutcome, now: datetime) -> dict[str, Any]:
    """Return the new values of a mail."""
    if outcome.trouble is None:
        return {
            **WIPED,
            "state": MailState.SENT,
            "sent_at": now,
            "ended_at": now,
            "trouble": None,
            "last_error": "",
        }
    noted: dict[str, Any] = {
        "trouble": outcome.trouble,
        "last_error": outcome.status,
        "claimed_until": None,
        **({"tried_as": mail.tried_before} if outcome.is_known else {}),
    }
    if outcome.is_for_all:
        return {**noted, "state": MailState.WAITING, "tries": max(0, mail.tries - 1)}
    pause: timedelta | None = None if outcome.is_final else pause_after(mail.tries)
    if pause is None:
        return {**noted, "state": MailState.FAILED, "ended_at": now}
    return {**noted, "state": MailState.WAITING, "next_try_at": now + pause}
