"""Whether an event still takes answers, and how many of its places are taken or offered."""

from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase, phase_of
from planner.core.capacity import places_left, places_to_give
from planner.core.enums import Reply
from planner.services.answer.standing import is_set_aside, takes_places
from planner.store.models import Answer, Event, Invitation, Waiting

NOBODY = 0
"""No invitation has this id."""
HEADS = Answer.adults + Answer.children


def phase_for(event: Event, *, now: datetime) -> AnswerPhase:
    """Say where an event stands for somebody who holds a card."""
    return phase_of(
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        answers_close_at=event.answers_close_at,
        now=now,
    )


def limit_of(event: Event) -> int | None:
    """Return how many people may say yes to an event; None where there is no limit."""
    return places_to_give(capacity=event.capacity, given_away=event.places_given)


def heads_taken(session: Session, event_id: int, *, now: datetime, but: int = NOBODY) -> int:
    """Add up the places that nobody else can have: taken, held, or offered and not yet taken.

    Args:
        session: reads; who is about to take places has waited for the turn.
        event_id: the event.
        now: the moment; what was held or offered until then keeps no place any more.
        but: leave this invitation out.
    """
    return session.scalars(_places_taken(), {"event_id": event_id, "now": now, "but": but}).one()


@cache
def _places_taken() -> Select[int]:
    """Add up what `said_yes`, `heads_held` and `heads_offered` do, in one question."""
    of_event: BindParameter[int] = bindparam("event_id")
    but: BindParameter[int] = bindparam("but")
    held = case((Answer.held_until > bindparam("now"), Answer.held_heads - HEADS), else_=0)
    answers = (
        select(func.coalesce(func.sum(HEADS + held), 0))
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(Answer.event_id == of_event, Answer.reply == Reply.YES)
        .where(Answer.invitation_id != but, takes_places())
    )
    offers = (
        select(func.coalesce(func.sum(Waiting.heads), 0))
        .join(Invitation, Invitation.id == Waiting.invitation_id)
        .where(Waiting.event_id == of_event, Waiting.offered_until > bindparam("now"))
        .where(Waiting.invitation_id != but, takes_places())
    )
    return select(answers.scalar_subquery() + offers.scalar_subquery())


def left_of(session: Session, event: Event, *, now: datetime) -> int | None:
    """Return how many places are free; None where there is no limit, and nothing is asked then."""
    limit = limit_of(event)
    if limit is None:
        return None
    return places_left(capacity=limit, taken=heads_taken(session, event.id, now=now))


def said_yes(session: Session, event_id: int, *, but: int = NOBODY) -> int:
    """Add up the people of all parties that said yes, with a card that still works."""
    return _sum(session, event_id, HEADS, Answer.invitation_id != but, takes_places())


def heads_set_aside(session: Session, event_id: int) -> int:
    """Add up the people who said yes, whose answers are set aside and take no places."""
    return _sum(session, event_id, HEADS, is_set_aside(), Invitation.keeps_place.is_(False))


def heads_held(session: Session, event_id: int, *, now: datetime, but: int = NOBODY) -> int:
    """Add up the places held for who is still saying how many they are, beyond those noted.

    It ends by itself: a hold whose time is over is not counted, and nothing has to clear it away.
    """
    is_held = Answer.held_until > now, Answer.invitation_id != but, takes_places()
    return _sum(session, event_id, Answer.held_heads - HEADS, *is_held)


def heads_offered(session: Session, event_id: int, *, now: datetime, but: int = NOBODY) -> int:
    """Add up the places that are kept for who waited."""
    held = session.scalar(
        select(func.coalesce(func.sum(Waiting.heads), 0))
        .join(Invitation, Invitation.id == Waiting.invitation_id)
        .where(
            Waiting.event_id == event_id,
            Waiting.offered_until > now,
            Waiting.invitation_id != but,
            takes_places(),
        )
    )
    return int(held or 0)


def _sum(
    session: Session, event_id: int, heads: ColumnElement[int], *which: ColumnElement[bool]
) -> int:
    """Add up something of the parties that said yes."""
    total = session.scalar(
        select(func.coalesce(func.sum(heads), 0))
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(Answer.event_id == event_id, Answer.reply == Reply.YES, *which)
    )
    return int(total or 0)
