"""The line for a place: households wait, and get an offer that stands for a while.

Whoever frees places, and whoever wants one, first lets the line be served. So an offer that has
run out goes on by itself, and nobody passes a household that fits into what is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.capacity import InLine, fits, next_in_line, offered_until, places_left
from planner.core.enums import BatchKind
from planner.services.answer import provenance
from planner.services.answer.giving_up import give_up_yes
from planner.services.answer.locking import lock_answers
from planner.services.answer.room import heads_taken, left_of, limit_of, phase_for
from planner.services.answer.seating import events_to_seat, seat_set_aside
from planner.services.answer.standing import takes_places
from planner.store.models import Event, Invitation, Waiting
from planner.store.whole_rows import RowQuestion


class WaitingState(Enum):
    """What a household in the line has to know."""

    WAITING = "waiting"
    OFFERED = "offered"
    MISSED = "missed"
    """The offer ran out, and the place went to somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPlace:
    """A household in the line.

    Attributes:
        number: of its card.
        offered_until: until when its place is kept; None for a place that came free just now.
        told_at: when the organiser told them by phone.
    """

    invitation_id: int
    number: int
    heads: int
    state: WaitingState
    queued_at: datetime
    offered_until: datetime | None = None
    told_at: datetime | None = None


def join_waiting_list(
    session: Session, invitation: Invitation, *, heads: int, now: datetime
) -> bool:
    """Let a household wait at the end of the line; False when there is nothing to wait for.

    Who waits already keeps its place with the same number of people or fewer. Who missed an offer
    begins again at the end. Who has said yes, and not yet with how many, gives up what was noted
    and held for them; who has told a number has its places and does not wait for them.
    """
    event = lock_answers(session, invitation.event_id)
    limit = limit_of(event)
    if not 1 <= heads <= invitation.largest_party or limit is None or heads > limit:
        return False
    if phase_for(event, now=now) is not AnswerPhase.OPEN:
        return False
    if not give_up_yes(session, invitation.id):
        return False
    row = session.get(Waiting, invitation.id, populate_existing=True)
    if row is None:
        row = Waiting(invitation_id=invitation.id, event_id=event.id, heads=heads, queued_at=now)
        session.add(row)
    elif heads > row.heads or _state(row, now) is WaitingState.MISSED:
        row.queued_at, row.offered_at, row.offered_until, row.told_at = now, None, None, None
    row.heads = heads
    if invitation.batch.kind is BatchKind.WITHOUT_CARD:
        provenance.look_again(session, event, invitation, now=now)
    session.flush()
    serve_waiting_list(session, event, now=now)
    return True


def leave_waiting_list(session: Session, invitation_id: int) -> bool:
    """Let a household wait no longer."""
    # Most do not wait, and to look is far less work than to delete.
    if heads_waiting(session, invitation_id) is None:
        return False
    gone = session.execute(
        delete(Waiting).where(Waiting.invitation_id == invitation_id).returning(Waiting.event_id)
    )
    return gone.first() is not None


def serve_waiting_list(session: Session, event: Event, *, now: datetime) -> int:
    """Offer free places to who waits longest and fits; return how many offers were made.

    Comes after `lock_answers`. Only while guests can answer: later the organiser offers by hand.
    """
    if phase_for(event, now=now) is not AnswerPhase.OPEN:
        return 0
    until = offered_until(now=now, closes_at=_closes_at(event))
    made = _offer(session, event, until, now=now) if until else 0
    if seat_set_aside(session, event, now=now) and until:
        made += _offer(session, event, until, now=now)  # who waits may have been among them
    return made


def _offer(session: Session, event: Event, until: datetime, *, now: datetime) -> int:
    due = _due(session, event, now=now)
    if due:
        session.execute(
            update(Waiting)
            .where(Waiting.invitation_id.in_([one.invitation_id for one in due]))
            .values(offered_at=now, offered_until=until)
        )
    return len(due)


def serve_every_waiting_list(session: Session, *, now: datetime) -> int:
    """Serve the line of each event that is to come; return how many offers were made.

    Answers that were set aside, and that nobody has looked at for hours, get places then too.
    """
    waiting = session.scalars(
        select(Waiting.event_id)
        .join(Event, Event.id == Waiting.event_id)
        .where(Event.starts_at > now)
        .distinct()
    ).all()
    coming = sorted({*waiting, *events_to_seat(session, now=now)})
    return sum(serve_waiting_list(session, lock_answers(session, one), now=now) for one in coming)


def is_anybody_waiting(session: Session, *, now: datetime) -> bool:
    """Say whether any household waits for an event that is to come; it only reads."""
    found = session.scalar(
        select(Waiting.event_id)
        .join(Event, Event.id == Waiting.event_id)
        .where(Event.starts_at > now)
        .limit(1)
    )
    return found is not None or bool(events_to_seat(session, now=now))


def offer_by_hand(
    session: Session, event_id: int, invitation_id: int, *, now: datetime
) -> WaitingState | None:
    """Offer a household a place ahead of the line; None when it does not wait or does not fit."""
    event = lock_answers(session, event_id)
    row = session.get(Waiting, invitation_id, populate_existing=True)
    until = offered_until(now=now, closes_at=event.starts_at)
    if row is None or row.event_id != event_id or until is None:
        return None
    taken = heads_taken(session, event_id, now=now, but=invitation_id)
    if not fits(row.heads, capacity=limit_of(event), taken=taken):
        return None
    row.offered_at, row.offered_until, row.told_at = now, until, None
    session.flush()
    return WaitingState.OFFERED


def note_told(session: Session, event_id: int, invitation_id: int, *, now: datetime) -> bool:
    """Note that a household heard of its offer by phone."""
    told = session.execute(
        update(Waiting)
        .where(Waiting.event_id == event_id, Waiting.invitation_id == invitation_id)
        .values(told_at=now)
        .returning(Waiting.invitation_id)
    )
    return told.first() is not None


def heads_waiting(session: Session, invitation_id: int) -> int | None:
    """Return with how many a household waits; None when it does not."""
    heads: int | None = _heads_of().first(session, {"card": invitation_id})
    return heads


@cache
def _heads_of() -> RowQuestion:
    return RowQuestion(select(Waiting.heads).where(Waiting.invitation_id == bindparam("card")))


def has_offer(session: Session, invitation_id: int, *, now: datetime) -> bool:
    """Say whether a place is kept for a household."""
    return bool(
        session.scalar(
            select(Waiting.invitation_id).where(
                Waiting.invitation_id == invitation_id, Waiting.offered_until > now
            )
        )
    )


def list_waiting(session: Session, event: Event, *, now: datetime) -> Sequence[WaitingPlace]:
    """List who waits: offers first, then the line as it is, then who missed an offer.

    It only reads. A household whose turn has come, but whose offer nobody has written down yet,
    is shown as offered without an end: pressing the button writes it down.
    """
    rows = session.execute(
        select(Waiting, Invitation.number)
        .join(Invitation, Invitation.id == Waiting.invitation_id)
        .where(Waiting.event_id == event.id, takes_places())
        .order_by(Waiting.queued_at, Waiting.invitation_id)
    ).all()
    is_open = phase_for(event, now=now) is AnswerPhase.OPEN and offered_until(
        now=now, closes_at=_closes_at(event)
    )
    due = {one.invitation_id for one in _due(session, event, now=now)} if rows and is_open else ()
    places = [_place(row, number, due, now) for row, number in rows]
    order = (WaitingState.OFFERED, WaitingState.WAITING, WaitingState.MISSED)
    return sorted(places, key=lambda place: order.index(place.state))


def place_of(session: Session, invitation: Invitation, *, now: datetime) -> WaitingPlace | None:
    """Return the place of a household in the line; it only reads."""
    row = session.get(Waiting, invitation.id)
    if row is None:
        return None
    line = list_waiting(session, invitation.event, now=now)
    # Somebody whose wish is set aside waits too; it is nobody's turn before somebody has looked.
    aside = _place(row, invitation.number, (), now) if invitation.set_aside_at else None
    return next((one for one in line if one.invitation_id == invitation.id), aside)


def left_for_others(session: Session, event: Event, *, now: datetime) -> int | None:
    """Return how many places are free for who does not wait; None where there is no limit.

    It only reads. Whose turn has come is served first, also where nobody has written an offer down
    yet: a press on yes would do so, and find their places gone.
    """
    left = left_of(session, event, now=now)
    if not left or not offered_until(now=now, closes_at=_closes_at(event)):
        return left
    return left - sum(one.heads for one in next_in_line(_line_of(session, event), left=left))


def _due(session: Session, event: Event, *, now: datetime) -> list[InLine]:
    line = _line_of(session, event)
    if not line:
        return []
    left = places_left(capacity=limit_of(event), taken=heads_taken(session, event.id, now=now))
    return next_in_line(line, left=left)


def _line_of(session: Session, event: Event) -> list[InLine]:
    """Return who waits without an offer, the longest first."""
    line = _waiting_in_line().ask(session, {"event_id": event.id})
    return [InLine(*row) for row in line]


@cache
def _waiting_in_line() -> RowQuestion:
    return RowQuestion(
        select(Waiting.invitation_id, Waiting.heads)
        .join(Invitation, Invitation.id == Waiting.invitation_id)
        .where(
            Waiting.event_id == bindparam("event_id"),
            Waiting.offered_at.is_(None),
            takes_places(),
        )
        .order_by(Waiting.queued_at, Waiting.invitation_id)
    )


def _place(row: Waiting, number: int, due: "set[int] | tuple[()]", now: datetime) -> WaitingPlace:
    is_due = row.invitation_id in due
    return WaitingPlace(
        invitation_id=row.invitation_id,
        number=number,
        heads=row.heads,
        state=WaitingState.OFFERED if is_due else _state(row, now),
        queued_at=row.queued_at,
        offered_until=row.offered_until,
        told_at=row.told_at,
    )


def _state(row: Waiting, now: datetime) -> WaitingState:
    if row.offered_until is None:
        return WaitingState.WAITING
    return WaitingState.OFFERED if row.offered_until > now else WaitingState.MISSED


def _closes_at(event: Event) -> datetime:
    return min(event.starts_at, event.answers_close_at or event.starts_at)
