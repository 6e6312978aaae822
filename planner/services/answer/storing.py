"""Write an answer down: wait for the turn, refuse what can't be, and never a place too many."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.capacity import HELD_FOR, fits, places_left
from planner.core.enums import BatchKind, InvitationState, Reply
from planner.core.household_words import ALL_PARTS, ToldPart
from planner.core.parties import PartyDetails
from planner.services.answer import provenance, waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.answer.outcomes import AnswerOutcome, AnswerRequest, AnswerVerdict
from planner.services.answer.room import heads_held, heads_taken, limit_of, phase_for
from planner.store.lists import read_list_anew
from planner.store.models import Answer, AnswerChange, AnswerDiet, Event, Invitation
from planner.store.whole_rows import RowQuestion


def take_turn(session: Session, invitation: Invitation) -> tuple[Event, Answer | None]:
    """Wait for our turn among the answers to this event, then read how things stand."""
    event = lock_answers(session, invitation.event_id)
    answer = _answer_of().first(session, {"card": invitation.id})
    if answer is not None:
        read_list_anew(session, answer, Answer.diets)
    return event, answer


@cache
def _answer_of() -> RowQuestion:
    return RowQuestion(
        select(Answer)
        .where(Answer.invitation_id == bindparam("card"))
        .execution_options(populate_existing=True)
    )


def store_wish(
    session: Session, event: Event, answer: Answer | None, wish: AnswerRequest, now: datetime
) -> AnswerOutcome:
    """Store what a household wants, if it may and if it fits; `take_turn` comes first."""
    if not _is_worth_something(session, wish.invitation):
        return AnswerOutcome(AnswerVerdict.CARD_ENDED)
    if not _may_answer(session, event, wish, now=now):
        return AnswerOutcome(AnswerVerdict.CLOSED)
    if answer is not None and _says_the_same(answer, wish):
        return AnswerOutcome(AnswerVerdict.UNCHANGED)
    limit, held = limit_of(event), 0
    if limit is not None and _takes_more(answer, wish):
        waiting_list.serve_waiting_list(session, event, now=now)
        taken = heads_taken(session, event.id, now=now, but=wish.invitation.id)
        left = places_left(capacity=limit, taken=taken) or 0
        if not fits(wish.party.heads, capacity=limit, taken=taken):
            others = heads_held(session, event.id, now=now, but=wish.invitation.id)
            return AnswerOutcome(AnswerVerdict.FULL, left, held=others)
        held = min(wish.hold, left)
    _write(session, answer, wish, now, held=held)
    if wish.invitation.batch.kind is BatchKind.WITHOUT_CARD and wish.by.is_household:
        provenance.look_again(session, event, wish.invitation, now=now)
    waiting_list.leave_waiting_list(session, wish.invitation.id)
    waiting_list.serve_waiting_list(session, event, now=now)
    return AnswerOutcome(AnswerVerdict.STORED)


def _write(
    session: Session, answer: Answer | None, wish: AnswerRequest, now: datetime, *, held: int
) -> None:
    if answer is None:
        answer = Answer(
            invitation_id=wish.invitation.id, event_id=wish.invitation.event_id, created_at=now
        )
        session.add(answer)
    answer.reply = wish.reply
    answer.adults = wish.party.adults
    answer.children = wish.party.children
    answer.toddlers = wish.party.toddlers
    answer.is_detailed = wish.is_detailed
    answer.answered_by = wish.by
    answer.updated_at = now
    answer.held_heads, answer.held_until = held, now + HELD_FOR if held else None
    if wish.reply is Reply.NO:
        forget_needs(answer, forgets=wish.forgets)
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


def forget_needs(answer: Answer, *, forgets: frozenset[ToldPart] = ALL_PARTS) -> None:
    """Forget what only matters of who comes: allergies with the agreement, access.

    Args:
        answer: a no, or about to be one.
        forgets: without the allergies among them those stay, uncounted, for a yes after it.
    """
    if ToldPart.ALLERGIES in forgets:
        answer.allergies, answer.allergies_agreed_at, answer.allergies_wording = "", None, ""
    answer.brings_pram = answer.brings_wheelchair = False
    answer.access_words = ""


def _takes_more(answer: Answer | None, wish: AnswerRequest) -> bool:
    """Say whether a wish takes places that its household does not hold yet."""
    if wish.reply is not Reply.YES:
        return False
    held = answer.heads if answer is not None and answer.reply is Reply.YES else 0
    return wish.party.heads > held


def _says_the_same(answer: Answer, wish: AnswerRequest) -> bool:
    return (answer.reply, answer.is_detailed, party_of(answer)) == (
        wish.reply,
        wish.is_detailed,
        PartyDetails(
            adults=wish.party.adults,
            children=wish.party.children,
            toddlers=wish.party.toddlers,
            diets=_eaten(wish.party.diets),
        ),
    )


def party_of(answer: Answer) -> PartyDetails:
    """Return who comes by an answer, and what they eat."""
    return PartyDetails(
        adults=answer.adults,
        children=answer.children,
        toddlers=answer.toddlers,
        diets={row.diet: row.heads for row in answer.diets},
    )


def _eaten(diets: Mapping[str, int]) -> dict[str, int]:
    return {str(diet): heads for diet, heads in diets.items() if heads}


def _may_answer(session: Session, event: Event, wish: AnswerRequest, *, now: datetime) -> bool:
    """Guests answer while it is open; the organiser, who has them on the phone, until the end.

    Nobody afterwards: what was erased on the promised day would be there again. Nobody either
    while it is a draft, which may yet become another day. Who was offered a place may take it as
    long as the offer stands.
    """
    phase = phase_for(event, now=now)
    if not wish.by.is_household:
        return phase not in {AnswerPhase.DRAFT, AnswerPhase.CANCELLED, AnswerPhase.OVER}
    return phase is AnswerPhase.OPEN or (
        phase is AnswerPhase.CLOSED and waiting_list.has_offer(session, wish.invitation.id, now=now)
    )


def _is_worth_something(session: Session, invitation: Invitation) -> bool:
    return _state_of().first(session, {"card": invitation.id}) is InvitationState.ISSUED


@cache
def _state_of() -> RowQuestion:
    return RowQuestion(select(Invitation.state).where(Invitation.id == bindparam("card")))
