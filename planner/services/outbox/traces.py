"""What mail of ours made of an event in calendars: who has it, and by which number.

Programs order what they get by SEQUENCE, so each letter gets its number when it leaves: above
whatever went before it and has to be overtaken, also to another card whose household reads the same
mail. A letter of which nobody knows whether it arrived counts as if it had.
Source: RFC 5546, 2.1.4 and 2.1.5; docs/decisions/0055-letters-leaving.md.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.exports.itip import Method
from planner.store.base import insert_if_absent
from planner.store.models import CalendarTrace, Invitation

REQUEST, CANCEL = Method.REQUEST.value, Method.CANCEL.value


@dataclass(frozen=True, slots=True)
class Trace:
    """What the last letter with a calendar part made of the calendar of one household."""

    sequence: int
    raised: int
    method: str
    kind: MailKind
    is_sure: bool
    left_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarStanding:
    """How one calendar stands, and the highest numbers that went out about its event."""

    own: Trace | None
    requested: int | None
    """In any calendar that has the event; None in none."""
    cancelled: int | None
    """In any calendar that it was taken out of; None in none."""
    raised: int = 0
    """How much higher than the event's own number the highest of all is."""


def standing(session: Session, invitation_id: int, event_id: int) -> CalendarStanding:
    """Return how the calendar of a household stands; one question."""
    row = session.execute(
        select(
            CalendarTrace.sequence,
            CalendarTrace.raised,
            CalendarTrace.method,
            CalendarTrace.kind,
            CalendarTrace.is_sure,
            CalendarTrace.left_at,
            _highest(event_id, REQUEST),
            _highest(event_id, CANCEL),
            select(func.max(CalendarTrace.raised))
            .where(CalendarTrace.event_id == event_id)
            .scalar_subquery(),
        )
        .select_from(Invitation)
        .outerjoin(CalendarTrace, CalendarTrace.invitation_id == Invitation.id)
        .where(Invitation.id == invitation_id)
    ).first()
    if row is None:
        return CalendarStanding(None, None, None)
    *own, requested, cancelled, raised = row
    trace = Trace(*own) if own[0] is not None else None
    return CalendarStanding(trace, requested, cancelled, raised or 0)


def allot(here: CalendarStanding, method: str, *, least: int, is_same: bool) -> int:
    """Return the SEQUENCE of a calendar message that leaves now.

    Args:
        here: how the calendar stands.
        method: REQUEST or CANCEL.
        least: the event's own number: with what was raised before, it is above all that left
            before the event changed.
        is_same: whether this very message may be there already, word for word.
    """
    opposite = here.cancelled if method == REQUEST else here.requested
    number = max(least + here.raised, opposite + 1 if opposite is not None else 0)
    if here.own is None:
        return number
    is_doubtful = not here.own.is_sure and not is_same
    return max(number, here.own.sequence + 1 if is_doubtful else here.own.sequence)


def note_leaving(
    session: Session, invitation_id: int, event_id: int, trace: Trace, *, is_new: bool
) -> None:
    """Note what is handed over right now: from here on it may be there."""
    values = asdict(trace)
    if is_new:
        session.execute(
            insert_if_absent(session, CalendarTrace).values(
                invitation_id=invitation_id, event_id=event_id, **values
            )
        )
        return
    session.execute(
        update(CalendarTrace)
        .where(CalendarTrace.invitation_id == invitation_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def note_taken(session: Session, invitation_id: int, left_at: datetime) -> None:
    """Note that the mail server took what was handed over."""
    session.execute(
        update(CalendarTrace)
        .where(*_is_ours(invitation_id, left_at))
        .values(is_sure=True)
        .execution_options(synchronize_session=False)
    )


def note_refused(
    session: Session, invitation_id: int, left_at: datetime, before: Trace | None
) -> None:
    """Note that what was handed over is certainly not there: it is as it was before."""
    ours = _is_ours(invitation_id, left_at)
    if before is None:
        session.execute(
            delete(CalendarTrace).where(*ours).execution_options(synchronize_session=False)
        )
        return
    session.execute(
        update(CalendarTrace)
        .where(*ours)
        .values(**asdict(before))
        .execution_options(synchronize_session=False)
    )


def spend_number(session: Session, invitation_id: int) -> None:
    """Let what is written next about a calendar have another number, and so another key."""
    session.execute(
        update(CalendarTrace)
        .where(CalendarTrace.invitation_id == invitation_id)
        .values(sequence=CalendarTrace.sequence + 1, raised=CalendarTrace.raised + 1)
        .execution_options(synchronize_session=False)
    )


def may_be_there() -> ColumnElement[bool]:
    """Match calendars that may have the event: it was put in, or is out without anybody knowing."""
    return or_(
        CalendarTrace.method == REQUEST,
        and_(CalendarTrace.method == CANCEL, CalendarTrace.is_sure.is_(False)),
    )


def number_there(session: Session, invitation_id: int) -> int | None:
    """Return by which number a household may have the event in its calendar; None if it can't."""
    return session.scalar(
        select(CalendarTrace.sequence).where(
            CalendarTrace.invitation_id == invitation_id, may_be_there()
        )
    )


def _highest(event_id: int, method: str) -> Any:
    return (
        select(func.max(CalendarTrace.sequence))
        .where(CalendarTrace.event_id == event_id, CalendarTrace.method == method)
        .scalar_subquery()
    )


def _is_ours(invitation_id: int, left_at: datetime) -> tuple[ColumnElement[bool], ...]:
    return CalendarTrace.invitation_id == invitation_id, CalendarTrace.left_at == left_at
