"""What was set aside, for an organiser to look at: taken in or undone in one press, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Integer, case, cast, delete, func, select, update
from sqlalchemy.orm import Session

from planner.core.capacity import fits
from planner.core.enums import AsideReason, AsideState, InvitationState, Reply
from planner.services.answer.locking import lock_answers
from planner.services.answer.room import heads_taken, limit_of
from planner.services.answer.waiting_list import serve_waiting_list
from planner.store import said_pictures
from planner.store.models import (
    Answer,
    AnswerChange,
    Event,
    Invitation,
    SetAside,
    Submission,
    Waiting,
)


class Decided(Enum):
    """What became of a press."""

    DONE = "done"
    AS_IT_WAS = "as it was"
    """Somebody pressed the same before, perhaps the same person twice."""
    CHANGED = "changed"
    """Somebody decided otherwise meanwhile."""
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideGroup:
    """Submissions that were set aside together.

    Attributes:
        number: how many; `heads` people say by them that they come, may, or wait for a place.
        connections: over how many they came, as far as that is still known.
        seen: the newest of them: what comes after it is not decided with them.
        places: people among them who have a place although nobody looked.
    """

    key: int
    reason: AsideReason
    state: AsideState
    version: int
    number: int
    heads: int
    connections: int
    first_at: datetime
    last_at: datetime
    seen: int
    places: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a press.

    Attributes:
        waiting: households that count now and found no place: they stand in the line for one.
    """

    decided: Decided
    number: int = 0
    waiting: int = 0


_SAID = case(
    (Answer.reply != Reply.NO, Answer.adults + Answer.children),
    else_=func.coalesce(Waiting.heads, 0),
)


def list_set_aside(
    session: Session, event_id: int, *, is_open: bool | None = None
) -> Sequence[AsideGroup]:
    """List what was set aside, the latest first; one question.

    Args:
        session: reads.
        event_id: of which event.
        is_open: only what nobody has looked at, or only what somebody did; None for all.
    """
    state = {None: (), True: (SetAside.looked_at.is_(None),)}.get(
        is_open, (SetAside.looked_at.is_not(None),)
    )
    rows = session.execute(
        select(
            SetAside.id,
            SetAside.reason,
            SetAside.state,
            SetAside.version,
            func.count(Submission.id),
            func.coalesce(func.sum(_SAID), 0),
            func.count(Submission.network.distinct()),
            func.min(Submission.received_at),
            func.max(Submission.received_at),
            func.max(Submission.id),
            func.coalesce(func.sum(_SAID * cast(Invitation.keeps_place, Integer)), 0),
        )
        .join(Submission, Submission.aside_id == SetAside.id)
        .join(Invitation, Invitation.id == Submission.invitation_id)
        .outerjoin(Answer, Answer.invitation_id == Submission.invitation_id)
        .outerjoin(Waiting, Waiting.invitation_id == Submission.invitation_id)
        .where(SetAside.event_id == event_id, *state)
        .group_by(SetAside.id)
        .order_by(SetAside.id.desc())
    )
    return [_group(row) for row in rows]


def decide(
    session: Session,
    event_id: int,
    key: int,
    wanted: AsideState,
    *,
    version: int,
    seen: int,
    now: datetime,
) -> Outcome:
    """Let what was set aside count, or undo it; pressed twice it is done once.

    Args:
        session: writes.
        event_id: of which event.
        key: what was set aside together.
        wanted: taken in, or undone.
        version: as the page showed it.
        seen: the newest submission that the page showed; what came since is left to look at.
        now: the moment.
    """
    event = lock_answers(session, event_id)
    group = session.get(SetAside, key, populate_existing=True)
    if group is None or group.event_id != event_id or wanted is AsideState.OPEN:
        return Outcome(Decided.GONE)
    if group.state is wanted:
        return Outcome(Decided.AS_IT_WAS)
    if group.version != version:
        return Outcome(Decided.CHANGED)
    if group.state is AsideState.OPEN:
        _leave_to_look_at(session, group, seen)
    cards = session.scalars(
        select(Submission.invitation_id)
        .where(Submission.aside_id == group.id)
        .order_by(Submission.id)
    ).all()
    if not cards:
        return Outcome(Decided.GONE)
    if wanted is AsideState.UNDONE:
        _undo(session, cards, now=now)
        waiting = 0
    else:
        if group.state is AsideState.UNDONE:
            _let_work_again(session, cards)
        waiting = _take_in(session, event, cards, now=now)
    group.state, group.looked_at, group.version = wanted, now, group.version + 1
    said_pictures.count_without(session, event_id, cards=len(cards))
    session.flush()
    serve_waiting_list(session, event, now=now)
    return Outcome(Decided.DONE, len(cards), waiting)


def _group(row: Any) -> AsideGroup:
    key, reason, state, version, number, heads, connections, first, last, seen, places = row
    return AsideGroup(
        key=key,
        reason=reason,
        state=state,
        version=version,
        number=number,
        heads=int(heads),
        connections=connections,
        first_at=first,
        last_at=last,
        seen=seen,
        places=int(places),
    )


def _leave_to_look_at(session: Session, group: SetAside, seen: int) -> None:
    """Leave what came since the page was shown as something of its own, still to be looked at."""
    later = (Submission.aside_id == group.id, Submission.id > seen)
    began_at = session.scalar(select(func.min(Submission.received_at)).where(*later))
    if began_at is None:
        return
    rest = SetAside(event_id=group.event_id, reason=group.reason, began_at=began_at)
    session.add(rest)
    session.flush()
    session.execute(
        update(Submission)
        .where(*later)
        .values(aside_id=rest.id)
        .execution_options(synchronize_session=False)
    )


def _undo(session: Session, cards: Sequence[int], *, now: datetime) -> None:
    """Let cards stop working; what they said stays until it is erased, and counts nowhere.

    These alone keep the mark that they were set aside, so that taking it back finds them: who was
    stopped by hand before stays stopped.
    """
    session.execute(
        update(Invitation)
        .where(Invitation.id.in_(cards), Invitation.state != InvitationState.ISSUED)
        .values(set_aside_at=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Invitation)
        .where(Invitation.id.in_(cards), Invitation.state == InvitationState.ISSUED)
        .values(
            state=InvitationState.REVOKED,
            set_aside_at=func.coalesce(Invitation.set_aside_at, now),
            keeps_place=False,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _let_work_again(session: Session, cards: Sequence[int]) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.id.in_(cards),
            Invitation.state == InvitationState.REVOKED,
            Invitation.set_aside_at.is_not(None),
        )
        .values(state=InvitationState.ISSUED)
        .execution_options(synchronize_session=False)
    )


def _take_in(session: Session, event: Event, cards: Sequence[int], *, now: datetime) -> int:
    """Let answers count; return how many find no place and stand in the line instead."""
    waiting = _find_room(session, event, cards, now=now)
    session.execute(
        update(Invitation)
        .where(Invitation.id.in_(cards), Invitation.state == InvitationState.ISSUED)
        .values(set_aside_at=None, keeps_place=False)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return waiting


def _find_room(session: Session, event: Event, cards: Sequence[int], *, now: datetime) -> int:
    """Put those in the line who said yes and for whom there is no place; how many these are.

    Their turn is that of the moment at which they answered. What they told goes with their yes, as
    always when somebody waits: all of them have a place, or none.
    """
    limit = limit_of(event)
    if limit is None:
        return 0
    rows = session.execute(
        select(Invitation.id, Answer.adults + Answer.children, Submission.received_at)
        .join(Answer, Answer.invitation_id == Invitation.id)
        .join(Submission, Submission.invitation_id == Invitation.id)
        .where(
            Invitation.id.in_(cards),
            Invitation.state == InvitationState.ISSUED,
            Invitation.set_aside_at.is_not(None),
            Invitation.keeps_place.is_(False),
            Answer.reply == Reply.YES,
        )
        .order_by(Submission.id)
    ).all()
    taken = heads_taken(session, event.id, now=now)
    waiting = 0
    for card, heads, received_at in rows:
        if fits(heads, capacity=limit, taken=taken):
            taken += heads
            continue
        waiting += 1
        for table in (AnswerChange, Answer):
            session.execute(delete(table).where(table.invitation_id == card))
        row = Waiting(invitation_id=card, event_id=event.id, heads=heads, queued_at=received_at)
        session.add(row)
    session.flush()
    return waiting
