"""Answers without a card: who answers on the public page gets an invitation of their own.

No name and no address is asked. The invitations stand in one batch of their own kind, and are in
nothing else different from those on cards.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.enums import BatchKind, Reply, SubmissionKind
from planner.core.household_words import ToldPart
from planner.core.turnout import EventKind
from planner.services.answer import answering as answer
from planner.services.answer import provenance, room, waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.answer.outcomes import AnswerOutcome
from planner.services.answer.provenance import Origin
from planner.services.invite import household, issuing
from planner.store.models import Batch, Event, Invitation


@dataclass(frozen=True)
class OpenAnswer:
    """What became of an answer without a card, and the code that was made for it."""

    outcome: AnswerOutcome
    code: str


def takes_open_answers(event: Event, *, now: datetime) -> bool:
    """Say whether people can answer on the public page of an event now."""
    return _has_open_answers(event) and room.phase_for(event, now=now) is AnswerPhase.OPEN


def is_by_card_alone(event: Event) -> bool:
    """Say whether nobody is expected at an event who holds no card, whatever the moment."""
    return not event.kind.is_walked_into and not _has_open_answers(event)


def _has_open_answers(event: Event) -> bool:
    return event.is_public and event.answers_without_card and event.kind is not EventKind.CLOSED


def answer_openly(
    session: Session,
    event_id: int,
    reply: Reply,
    *,
    origin: Origin,
    batch_name: str,
    code_key: str,
    now: datetime,
) -> OpenAnswer:
    """Make an invitation and store the answer to it; roll back where it was not kept.

    A form serves once: sent again, by a second press or after going back, it is the same answer,
    which may say something else now.

    Args:
        session: writes.
        event_id: an event that takes open answers.
        reply: what was tapped.
        origin: where it comes from.
        batch_name: what the organiser calls these invitations.
        code_key: the key of this installation.
        now: the moment.
    """
    event = lock_answers(session, event_id)
    made = _sent_before(session, event, origin, now=now)
    if made is None:
        made = _make(session, event, batch_name=batch_name, code_key=code_key, now=now)
        kind = SubmissionKind.ANSWER
        provenance.receive(session, event, made, kind, origin, now=now)
    outcome = answer.give_reply(session, made, reply, now=now)
    return OpenAnswer(outcome, issuing.code_of(made, code_key=code_key))


def wait_openly(
    session: Session,
    event_id: int,
    heads: int,
    *,
    origin: Origin,
    batch_name: str,
    code_key: str,
    now: datetime,
    token: str = "",
) -> str | None:
    """Make an invitation that waits for places; None, to roll back, where that is no use.

    Args:
        session: writes.
        event_id: an event that takes open answers.
        heads: for how many.
        origin: where it comes from.
        batch_name: what the organiser calls these invitations.
        code_key: the key of this installation.
        now: the moment.
        token: what the browser keeps, to read back for how many; empty for one that may not.
    """
    event = lock_answers(session, event_id)
    made = _sent_before(session, event, origin, now=now)
    if made is None:
        made = _make(session, event, batch_name=batch_name, code_key=code_key, now=now)
        provenance.receive(session, event, made, SubmissionKind.WAIT, origin, now=now)
    opened, _known = household.take_turn(session, made, [], code_key=code_key)
    if not waiting_list.join_waiting_list(session, made, heads=heads, now=now):
        return None
    if token:
        line = frozenset({ToldPart.LINE})
        household.note_told(session, made, opened, line, token=token, code_key=code_key, now=now)
    return issuing.code_of(made, code_key=code_key)


def _sent_before(
    session: Session, event: Event, origin: Origin, *, now: datetime
) -> Invitation | None:
    found = provenance.sent_with(session, event.id, origin.form)
    if found is None:
        return None
    provenance.correct_word(session, event, found, origin.word, now=now)
    return session.get_one(Invitation, found.invitation_id)


def _make(
    session: Session, event: Event, *, batch_name: str, code_key: str, now: datetime
) -> Invitation:
    batch = session.scalar(
        select(Batch).where(Batch.event_id == event.id, Batch.kind == BatchKind.WITHOUT_CARD)
    )
    if batch is None:
        batch = Batch(
            event_id=event.id, name=batch_name, kind=BatchKind.WITHOUT_CARD, created_at=now
        )
        # There is nothing to print and nobody to hand it out.
        batch.printed_at = batch.handed_out_at = now
        session.add(batch)
    batch.largest_party = event.largest_open_party
    session.flush()
    (number,) = issuing.add_cards(session, batch, count=1, code_key=code_key, now=now)
    made = issuing.find_by_number(session, event.id, number)
    if made is None:
        raise LookupError("the invitation that was just made is gone")
    return made
