"""Store what a household answers: yes, maybe or no; then how many come and what they eat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from planner.core.answering import AnswerPhase, phase_of
from planner.core.capacity import fits, places_left
from planner.core.parties import PartyDetails, PartyFault, find_fault
from planner.core.words import AnsweredBy, EventState, InvitationState, Reply
from planner.services.tally import AnswerTally, tally
from planner.store.models import Answer, AnswerChange, AnswerDiet, Event, Invitation

__all__ = [
    "AnswerTally",
    "Outcome",
    "PartyDetails",
    "Verdict",
    "give_details",
    "give_reply",
    "phase_for",
    "tally",
]

ALONE = PartyDetails(adults=1)
"""What is noted for a household that has not told how many come."""


class Verdict(Enum):
    """What became of an answer."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    """The same as before, such as a form that was sent twice."""
    FULL = "full"
    CLOSED = "closed"
    CARD_ENDED = "card ended"
    NOBODY = "nobody"
    TOO_MANY = "too many"
    MORE_EATERS_THAN_PEOPLE = "more eaters than people"


_FAULTS = {fault: Verdict(fault.value) for fault in PartyFault}


@dataclass(frozen=True)
class Outcome:
    """What became of an answer, and how many places were left for it."""

    verdict: Verdict
    places_left: int | None = None

    @property
    def is_kept(self) -> bool:
        """Whether what was asked for is now what is stored."""
        return self.verdict in {Verdict.STORED, Verdict.UNCHANGED}


def give_reply(
    session: Session,
    invitation: Invitation,
    reply: Reply,
    *,
    now: datetime,
    by: AnsweredBy = AnsweredBy.GUEST,
) -> Outcome:
    """Store yes, maybe or no: a complete answer, with one adult until the household tells more.

    Who changes their mind keeps the number of people. What they eat is forgotten with a no.
    """
    event, answer = _take_turn(session, invitation)
    party = _party_of(answer) if answer and reply is not Reply.NO else None
    people = answer or ALONE
    party = party or PartyDetails(adults=people.adults, children=people.children)
    is_detailed = bool(answer and answer.is_detailed)
    return _store(session, event, answer, _Wish(invitation, reply, party, is_detailed, by), now)


def give_details(
    session: Session,
    invitation: Invitation,
    party: PartyDetails,
    *,
    now: datetime,
    by: AnsweredBy = AnsweredBy.GUEST,
) -> Outcome:
    """Store how many come and what they eat; who had not said maybe now says yes."""
    fault = find_fault(party, largest_party=invitation.largest_party)
    if fault is not None:
        return Outcome(_FAULTS[fault])
    event, answer = _take_turn(session, invitation)
    reply = Reply.MAYBE if answer and answer.reply is Reply.MAYBE else Reply.YES
    return _store(session, event, answer, _Wish(invitation, reply, party, True, by), now)


def phase_for(event: Event, *, now: datetime) -> AnswerPhase:
    """Say where an event stands for somebody who holds a card."""
    return phase_of(
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        answers_close_at=event.answers_close_at,
        now=now,
    )


@dataclass(frozen=True)
class _Wish:
    """What a household wants to be stored."""

    invitation: Invitation
    reply: Reply
    party: PartyDetails
    is_detailed: bool
    by: AnsweredBy


def _take_turn(session: Session, invitation: Invitation) -> tuple[Event, Answer | None]:
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


def _store(
    session: Session, event: Event, answer: Answer | None, wish: _Wish, now: datetime
) -> Outcome:
    if not _is_worth_something(session, wish.invitation):
        return Outcome(Verdict.CARD_ENDED)
    if not _may_answer(event, by=wish.by, now=now):
        return Outcome(Verdict.CLOSED)
    if answer is not None and _says_the_same(answer, wish):
        return Outcome(Verdict.UNCHANGED)
    if wish.reply is Reply.YES and event.capacity is not None:
        taken = _heads_of_others(session, event, but=wish.invitation.id)
        if not fits(wish.party.heads, capacity=event.capacity, taken=taken):
            return Outcome(Verdict.FULL, places_left(capacity=event.capacity, taken=taken))
    _write(session, answer, wish, now)
    return Outcome(Verdict.STORED)


def _write(session: Session, answer: Answer | None, wish: _Wish, now: datetime) -> None:
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


def _says_the_same(answer: Answer, wish: _Wish) -> bool:
    return (answer.reply, answer.is_detailed, _party_of(answer)) == (
        wish.reply,
        wish.is_detailed,
        PartyDetails(
            adults=wish.party.adults, children=wish.party.children, diets=_eaten(wish.party.diets)
        ),
    )


def _party_of(answer: Answer) -> PartyDetails:
    return PartyDetails(
        adults=answer.adults,
        children=answer.children,
        diets={row.diet: row.heads for row in answer.diets},
    )


def _eaten(diets: Mapping[str, int]) -> dict[str, int]:
    return {str(diet): heads for diet, heads in diets.items() if heads}


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
