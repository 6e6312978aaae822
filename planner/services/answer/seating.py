"""Give places to answers that were set aside, when nobody has looked at them for hours.

So a family that was set aside wrongly has a place in time, where there is one. Nobody gets more by
it than one connection may have anyway, and nobody gets a place before who waits in the line.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from planner.core.bursts import LOOKED_AT_WITHIN, share_of
from planner.core.capacity import places_left
from planner.core.enums import Reply
from planner.services.answer.room import heads_taken, limit_of
from planner.services.answer.standing import is_set_aside, takes_places
from planner.store.models import Answer, Event, Invitation, SetAside, Submission, Waiting

MOST_AT_ONCE = 500


def seat_set_aside(session: Session, event: Event, *, now: datetime) -> int:
    """Let answers that were set aside hours ago take places; how many did. After `lock_answers`.

    They come in turn and where they fit. What was set aside together, or came over one connection,
    has no more places than its share until somebody looks.
    """
    limit = limit_of(event)
    if limit is None:
        return 0
    due = _due(session, event.id, now=now)
    if not due:
        return 0
    left = places_left(capacity=limit, taken=heads_taken(session, event.id, now=now)) or 0
    shares = _shares(session, event.id)
    seated = []
    for row in due:
        groups = _groups(row)
        is_fair = all(
            shares[one] + row.heads <= share_of(left=left, own=shares[one]) for one in groups
        )
        if row.heads <= left and is_fair:
            left -= row.heads
            shares.update(dict.fromkeys(groups, row.heads))
            seated.append(row.id)
    if seated:
        session.execute(
            update(Invitation)
            .where(Invitation.id.in_(seated))
            .values(keeps_place=True)
            .execution_options(synchronize_session=False)
        )
    return len(seated)


def events_to_seat(session: Session, *, now: datetime) -> Sequence[int]:
    """List the events to come of which such answers wait; it only reads."""
    return session.scalars(
        select(Invitation.event_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(
            is_set_aside(),
            Invitation.keeps_place.is_(False),
            Invitation.set_aside_at <= now - LOOKED_AT_WITHIN,
            Event.capacity.is_not(None),
            Event.starts_at > now,
        )
        .distinct()
        .order_by(Invitation.event_id)
    ).all()


_HEADS = func.coalesce(
    case((Answer.reply == Reply.YES, Answer.adults + Answer.children)), Waiting.heads, 0
)


def _due(session: Session, event_id: int, *, now: datetime) -> Sequence[Any]:
    rows = session.execute(
        select(Invitation.id, _HEADS.label("heads"), Submission.network, Submission.aside_id)
        .join(Submission, Submission.invitation_id == Invitation.id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(Waiting, Waiting.invitation_id == Invitation.id)
        .where(
            Invitation.event_id == event_id,
            is_set_aside(),
            Invitation.keeps_place.is_(False),
            Invitation.set_aside_at <= now - LOOKED_AT_WITHIN,
            _HEADS > 0,
        )
        .order_by(Invitation.set_aside_at, Invitation.id)
        .limit(MOST_AT_ONCE)
    )
    return rows.all()


def _shares(session: Session, event_id: int) -> Counter[object]:
    """Add up the places that each connection, and what was set aside together, has now.

    Of what somebody looked at nothing is added: those are people, over whatever connection.
    """
    rows = session.execute(
        select(Submission.network, Submission.aside_id, func.sum(_HEADS).label("heads"))
        .join(Invitation, Invitation.id == Submission.invitation_id)
        .outerjoin(SetAside, SetAside.id == Submission.aside_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(Waiting, Waiting.invitation_id == Invitation.id)
        .where(Submission.event_id == event_id, takes_places(), SetAside.looked_at.is_(None))
        .group_by(Submission.network, Submission.aside_id)
    )
    shares: Counter[object] = Counter()
    for row in rows:
        for one in _groups(row):
            shares[one] += int(row.heads or 0)
    return shares


def _groups(row: Any) -> list[object]:
    """Name what a row shares places with; of an old one the connection is not known any more."""
    return [one for one in (row.aside_id, row.network) if one is not None]
