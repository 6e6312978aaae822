"""Make of a message what it says: an answer like a tap on the page, or that a letter came back.

Each message counts once, whoever hands it over and however often.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.enums import AnsweredBy, IncomingOutcome, InvitationState, Reply
from planner.core.household_words import NOTHING
from planner.exports.itip_reading import CalendarReply, NoReply
from planner.services.answer import answering, waiting_list
from planner.services.answer.outcomes import AnswerVerdict
from planner.services.answer.room import phase_for
from planner.services.answer.storing import take_turn
from planner.services.incoming.sorting import CardMail, LetterMail
from planner.services.invite.household import note_line_left
from planner.services.outbox import bounces
from planner.store.base import insert_if_absent
from planner.store.models import Answer, CalendarTrace, Event, IncomingMail, Invitation

MOST_AN_HOUR = 10
"""Answers of one card: who changes their mind more often does it on the page."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""So much a clock elsewhere may be behind ours before an answer counts as older than one here."""

_STOOD = (IncomingOutcome.COUNTED, IncomingOutcome.SAME)
_VERDICTS = {
    AnswerVerdict.STORED: IncomingOutcome.COUNTED,
    AnswerVerdict.UNCHANGED: IncomingOutcome.SAME,
    AnswerVerdict.FULL: IncomingOutcome.FULL,
}
_NOT_READ = {
    NoReply.COUNTER: IncomingOutcome.COUNTER,
    NoReply.UNREADABLE: IncomingOutcome.UNREADABLE,
    NoReply.NO_CALENDAR: IncomingOutcome.AUTOMATIC,
}
_TOLD = (
    IncomingOutcome.MOVED,
    IncomingOutcome.FULL,
    IncomingOutcome.COUNTER,
    IncomingOutcome.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a message.

    Attributes:
        invitation_id: whose card it answered; None for a letter that came back.
        is_to_be_told: its household believes that it answered, and has to hear that it did not.
    """

    outcome: IncomingOutcome
    invitation_id: int | None = None
    is_to_be_told: bool = False


def receive(session: Session, mail: CardMail | LetterMail, *, now: datetime) -> TakenIn | None:
    """Do what a message asks; None when it was here before."""
    if isinstance(mail, LetterMail):
        return _receive_letter(session, mail, now=now)
    invitation = session.get(Invitation, mail.invitation_id)
    if invitation is None or invitation.state is not InvitationState.ISSUED:
        # The card was taken back or erased: its address with it.
        return TakenIn(IncomingOutcome.CLOSED)
    # From here on one at a time, so that of the same message twice the second one waits and sees.
    event, answer = take_turn(session, invitation)
    if _is_known(session, mail.message_hash):
        return None
    if _too_often(session, invitation.id, now=now):
        return TakenIn(IncomingOutcome.TOO_OFTEN, invitation.id)
    outcome = _outcome_of(session, mail, event, answer, invitation, now=now)
    said_at = mail.said.said_at if isinstance(mail.said, CalendarReply) else None
    _note(session, mail.message_hash, outcome, invitation.id, said_at=said_at, now=now)
    return TakenIn(outcome, invitation.id, _has_to_hear(outcome, event, mail, now=now))


def _receive_letter(session: Session, mail: LetterMail, *, now: datetime) -> TakenIn | None:
    outcome = IncomingOutcome.BOUNCE if mail.bounce else IncomingOutcome.AUTOMATIC
    if not _note(session, mail.message_hash, outcome, None, said_at=None, now=now):
        return None
    if mail.bounce is not None:
        bounces.note_bounce(
            session,
            mail_id=mail.mail_id,
            address_hash=mail.address_hash,
            bounce=mail.bounce,
            now=now,
        )
    return TakenIn(outcome)


def _outcome_of(
    session: Session,
    mail: CardMail,
    event: Event,
    answer: Answer | None,
    invitation: Invitation,
    *,
    now: datetime,
) -> IncomingOutcome:
    said = mail.said
    if isinstance(said, NoReply):
        return _NOT_READ[said]
    if said.uid != event.uid:
        return IncomingOutcome.OTHER_EVENT
    if _is_older(session, said, answer, invitation.id):
        return IncomingOutcome.LATE
    if _takes_no_answer(event, now=now):
        return IncomingOutcome.CLOSED
    if _is_of_other_time(session, said, event, invitation.id):
        return IncomingOutcome.MOVED
    return _give(session, invitation, said.reply, now=now)


def _give(
    session: Session, invitation: Invitation, reply: Reply, *, now: datetime
) -> IncomingOutcome:
    """Answer as the page would; what was told of food stays, for a calendar could not tell it."""
    waited = waiting_list.heads_waiting(session, invitation.id) is not None
    outcome = answering.give_reply(
        session, invitation, reply, now=now, by=AnsweredBy.CALENDAR, forgets=NOTHING
    )
    if waited and outcome.verdict is AnswerVerdict.STORED:
        note_line_left(session, invitation.id, takes_place=reply is Reply.YES)
    return _VERDICTS.get(outcome.verdict, IncomingOutcome.CLOSED)


def _is_older(
    session: Session, said: CalendarReply, answer: Answer | None, invitation_id: int
) -> bool:
    """Say whether something newer was answered since: by a calendar, or on the page."""
    if said.said_at is None:
        return False
    latest = session.scalar(
        select(func.max(IncomingMail.said_at)).where(
            IncomingMail.invitation_id == invitation_id, IncomingMail.outcome.in_(_STOOD)
        )
    )
    if latest is not None and said.said_at < latest:
        return True
    if answer is None or (latest is not None and answer.answered_by is AnsweredBy.CALENDAR):
        return False  # what was compared is that answer
    return said.said_at + CLOCKS_DIFFER < answer.updated_at


def _is_of_other_time(
    session: Session, said: CalendarReply, event: Event, invitation_id: int
) -> bool:
    """Say whether an answer is to what the event was before.

    A program that names no start is held to the number of the last letter alone.
    """
    if said.sequence is not None and said.sequence < event.sequence:
        return True
    if said.starts_at is not None:
        return said.starts_at != event.starts_at
    entry = session.get(CalendarTrace, invitation_id)
    return said.sequence is None or (entry is not None and said.sequence < entry.sequence)


def _takes_no_answer(event: Event, *, now: datetime) -> bool:
    """Say whether nobody can answer any more; where answers are over an offer may still stand."""
    return phase_for(event, now=now) not in {AnswerPhase.OPEN, AnswerPhase.CLOSED}


def _has_to_hear(outcome: IncomingOutcome, event: Event, mail: CardMail, *, now: datetime) -> bool:
    """Say whether to write back: never to a machine, and not of what is off or has begun."""
    phase = phase_for(event, now=now)
    if phase not in {AnswerPhase.OPEN, AnswerPhase.CLOSED}:
        return False
    if outcome in {IncomingOutcome.COUNTER, IncomingOutcome.UNREADABLE} and mail.is_automatic:
        return False
    return outcome in _TOLD or outcome is IncomingOutcome.CLOSED


def _is_known(session: Session, message_hash: bytes) -> bool:
    found = select(IncomingMail.id).where(IncomingMail.message_hash == message_hash)
    return session.scalar(found) is not None


def _too_often(session: Session, invitation_id: int, *, now: datetime) -> bool:
    lately = session.scalar(
        select(func.count(IncomingMail.id)).where(
            IncomingMail.invitation_id == invitation_id,
            IncomingMail.came_at > now - timedelta(hours=1),
        )
    )
    return (lately or 0) >= MOST_AN_HOUR


def _note(
    session: Session,
    message_hash: bytes,
    outcome: IncomingOutcome,
    invitation_id: int | None,
    *,
    said_at: datetime | None,
    now: datetime,
) -> bool:
    """Keep that a message was here; False when it was already."""
    noted = session.execute(
        insert_if_absent(session, IncomingMail)
        .values(
            message_hash=message_hash,
            invitation_id=invitation_id,
            came_at=now,
            outcome=outcome,
            # A clock that is ahead must not make every later answer an old one.
            said_at=min(said_at, now) if said_at is not None else None,
        )
        .returning(IncomingMail.id)
    )
    return noted.first() is not None
