"""Write an answer down: wait for the turn, refuse what can't be, and never a place too many."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from planner.core.answering import AnswerPhase, phase_of
from planner.core.capacity import fits, places_left
from planner.core.parties import PartyDetails
from planner.core.words import AnsweredBy, EventState, InvitationState, Reply
from planner.services.answer_values import Outcome, Verdict, Wish
from planner.store.models import Answer, AnswerChange, AnswerDiet, Event, Invitation


def take_turn(session: Session, invitation: Invitation) -> tuple[Event, Answer | None]:
    """Wait for our turn among the answers to this event, then read how things stand.

    The row of the event is the queue: without it two parties could both see the last place. The
    weaker lock lets the gate write scans meanwhile. SQLite has only one writer anyway.
    """
    event = session.scalars(
        select(Event)
        .where(Event.id == invitation.event_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    answer = session.scalar(
        select(Answer)
        .where(Answer.invitation_id == invitation.id)
        .options(selectinload(Answer.diets))
        .execution_options(populate_existing=True)
    )
    return event, answer


def store_wish(
    session: Session, event: Event, answer: Answer | None, wish: Wish, now: datetime
) -> Outcome:
    """Store what a household wants, if it may and if it fits; `take_turn` comes first."""
    if not _is_worth_something(session, wish.invitation):
        return Outcome(Verdict.CARD_ENDED)
    if not _may_answer(event, by=wish.by, now=now):
        return Outcome(Verdict.CLOSED)
    if answer is not None and _says_the_same(answer, wish):
        return Outcome(Verdict.UNCHANGED)
    if event.capacity is not None and _takes_more(answer, wish):
        taken = _heads_of_others(session, event, but=wish.invitation.id)
        if not fits(wish.party.heads, capacity=event.capacity, taken=taken):
            return Outcome(Verdict.FULL, places_left(capacity=event.capacity, taken=taken))
    _write(session, answer, wish, now)
    return Outcome(Verdict.STORED)


def _write(session: Session, answer: Answer | None, wish: Wish, now: datetime) -> None:
    if answer is None:
        answer = Answer(
            invitation_id=wish.invitation.id, event_id=wish.invitation.event_id, created_at=now
        )
        session.add(answer)
    answer.reply = wish.reply
    answer.adults = wish.party.adults
    answer.children = wish.party.children
    answer.is_detailed = wish.is_detailed
    answer.answered_by = wish.by
    answer.updated_at = now
    answer.diets = [
        AnswerDiet(diet=diet, heads=heads) for diet, heads in wish.party.diets.items() if heads
    ]
    session.add(
        AnswerChange(
            event_id=wish.invitation.event_id,
            invitation_id=wish.invitation.id,
            changed_at=now,
            reply=wish.reply,
            heads=wish.party.heads,
        )
    )
    session.flush()


def _takes_more(answer: Answer | None, wish: Wish) -> bool:
    """Say whether a wish takes places that its household does not hold yet."""
    if wish.reply is not Reply.YES:
        return False
    held = answer.heads if answer is not None and answer.reply is Reply.YES else 0
    return wish.party.heads > held


def _says_the_same(answer: Answer, wish: Wish) -> bool:
    return (answer.reply, answer.is_detailed, party_of(answer)) == (
        wish.reply,
        wish.is_detailed,
        PartyDetails(
            adults=wish.party.adults, children=wish.party.children, diets=_eaten(wish.party.diets)
        ),
    )


def party_of(answer: Answer) -> PartyDetails:
    """Return who comes by an answer, and what they eat."""
    return PartyDetails(
        adults=answer.adults,
        children=answer.children,
        diets={row.diet: row.heads for row in answer.diets},
    )


def _eaten(diets: Mapping[str, int]) -> dict[str, int]:
    return {str(diet): heads for diet, heads in diets.items() if heads}


def phase_for(event: Event, *, now: datetime) -> AnswerPhase:
    """Say where an event stands for somebody who holds a card."""
    return phase_of(
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        answers_close_at=event.answers_close_at,
        now=now,
    )


def _may_answer(event: Event, *, by: AnsweredBy, now: datetime) -> bool:
    """Guests answer while it is open; the organiser, who has them on the phone, until the end."""
    if by is AnsweredBy.GUEST:
        return phase_for(event, now=now) is AnswerPhase.OPEN
    return event.state not in {EventState.CANCELLED, EventState.CLOSED}


def _is_worth_something(session: Session, invitation: Invitation) -> bool:
    state = session.scalar(select(Invitation.state).where(Invitation.id == invitation.id))
    return state is InvitationState.ISSUED


def _heads_of_others(session: Session, event: Event, *, but: int) -> int:
    taken = session.scalar(
        select(func.coalesce(func.sum(Answer.adults + Answer.children), 0))
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(
            Answer.event_id == event.id,
            Answer.reply == Reply.YES,
            Answer.invitation_id != but,
            Invitation.state == InvitationState.ISSUED,
        )
    )
    return int(taken or 0)
