"""What somebody who hands cards out sees and does: cards by number, and nothing of who is behind.

No diet, no time, no number of people comes out of here, and no name goes in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.enums import AnsweredBy, InvitationState, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering as answer
from planner.services.answer import room
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.standing import works
from planner.services.invite import issuing
from planner.services.invite.states import has_come
from planner.store.base import UtcDateTime
from planner.store.models import Answer, Batch, Invitation


class Answered(StrEnum):
    """What an intermediary may know of an answer; a maybe is not yet one."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"


class CardsShown(StrEnum):
    """Which cards of a stack she looks at; each card that works is in one of the first four."""

    LEFT = "left"
    SILENT = "silent"
    YES = "yes"
    NO = "no"
    ALL = "all"


_ANSWERED = {Reply.YES: Answered.YES, Reply.NO: Answered.NO}
_ANSWERS = {CardsShown.YES: Reply.YES, CardsShown.NO: Reply.NO}


@dataclass(frozen=True, kw_only=True)
class HandedCard:
    """A card as who hands it out sees it."""

    number: int
    state: InvitationState
    is_handed_out: bool
    answered: Answered
    replaced_by: int | None

    @property
    def works(self) -> bool:
        """Whether it is worth something."""
        return self.state is InvitationState.ISSUED


@dataclass(frozen=True, slots=True, kw_only=True)
class StackTotals:
    """How far the cards of a batch are.

    Attributes:
        cards: all, also those that are worth nothing any more.
        working: of these, worth something.
        handed_out: of those that work; the same as organisers read with the stack.
        answered: of those that work, how many were answered how.
    """

    cards: int
    working: int
    handed_out: int
    answered: Mapping[Answered, int]

    def of(self, which: CardsShown) -> int:
        """Return how many cards are among these."""
        yes, no = self.answered[Answered.YES], self.answered[Answered.NO]
        return {
            CardsShown.LEFT: self.working - self.handed_out,
            CardsShown.SILENT: self.handed_out - yes - no,
            CardsShown.YES: yes,
            CardsShown.NO: no,
            CardsShown.ALL: self.cards,
        }[which]


def list_cards(
    session: Session,
    batch: Batch,
    which: CardsShown = CardsShown.ALL,
    *,
    also: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[HandedCard]:
    """List the cards of a batch by number; `ALL` has those too that are worth nothing any more.

    The card with the number `also` is listed whatever became of it, such as the last one used.
    """
    cards = _cards_of(batch).where(_among(which, also))
    rows = session.execute(cards.order_by(Invitation.number).offset(offset).limit(limit))
    return [_card(*row) for row in rows]


def count_cards(session: Session, batch: Batch) -> StackTotals:
    """Count the cards of a batch, in one question."""
    cards = (
        select(works().label("works"), _is_handed_out().label("is_handed_out"), Answer.reply)
        .select_from(Invitation)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id)
        .subquery()
    )
    each = (cards.c.works, cards.c.is_handed_out, cards.c.reply)
    rows = session.execute(select(*each, func.count()).group_by(*each))
    every = working = handed_out = 0
    answered = dict.fromkeys(Answered, 0)
    for does_work, was_handed_out, reply, count in rows:
        every += count
        if does_work:
            working += count
            handed_out += count * bool(was_handed_out)
            answered[_answered(reply)] += count
    return StackTotals(cards=every, working=working, handed_out=handed_out, answered=answered)


def place_of(
    session: Session, batch: Batch, number: int, which: CardsShown = CardsShown.ALL
) -> int:
    """Return how many of these cards of a batch come before a number."""
    before = (
        select(func.count(Invitation.id))
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id, Invitation.number < number, _among(which, None))
    )
    return session.scalar(before) or 0


def get_card(session: Session, batch: Batch, number: int) -> HandedCard | None:
    """Return a card of a batch by its number."""
    card = _cards_of(batch).where(*_is(batch, number))
    row = session.execute(card).one_or_none()
    return _card(*row) if row else None


def tick(session: Session, batch: Batch, number: int, *, now: datetime) -> bool:
    """Note that a card was handed out, the first time counts; False when there is no such card."""
    return _set_handed_out(session, batch, number, now)


def untick(session: Session, batch: Batch, number: int) -> bool:
    """Take back that a card was handed out."""
    return _set_handed_out(session, batch, number, None)


def answer_for(
    session: Session,
    batch: Batch,
    number: int,
    reply: Reply,
    party: PartyDetails | None,
    *,
    now: datetime,
) -> AnswerOutcome | None:
    """Store what a household told who hands the cards out, and that it came that way.

    None when the batch has no such card. After answers close only the organiser fills in.
    """
    invitation = issuing.find_by_number(session, batch.event_id, number)
    if invitation is None or invitation.batch_id != batch.id:
        return None
    if room.phase_for(invitation.event, now=now) is not AnswerPhase.OPEN:
        return AnswerOutcome(AnswerVerdict.CLOSED)
    by = AnsweredBy.INTERMEDIARY
    # She does not know what they told themselves, so nothing of it goes.
    outcome = answer.give_reply(session, invitation, reply, now=now, by=by, forgets=frozenset())
    if outcome.is_kept and party is not None and reply is not Reply.NO:
        outcome = answer.give_details(session, invitation, party, now=now, by=by, keeps_diets=True)
    if outcome.is_kept:
        _set_handed_out(session, batch, number, now)  # who answers has the card
    return outcome


def _is(batch: Batch, number: int) -> tuple[ColumnElement[bool], ...]:
    # By the event there is an index with the numbers; by the batch, all its cards would be read.
    return Invitation.event_id == batch.event_id, Invitation.number == number


def _is_handed_out() -> ColumnElement[bool]:
    """Match cards that somebody has, whether or not they were ticked; see `states.CardTotals`."""
    return or_(Invitation.handed_out_at.is_not(None), Answer.reply.is_not(None), has_come())


def _among(which: CardsShown, also: int | None) -> ColumnElement[bool]:
    if which is CardsShown.ALL:
        return true()
    if which is CardsShown.LEFT:
        found = and_(works(), ~_is_handed_out())
    elif which is CardsShown.SILENT:
        said = func.coalesce(Answer.reply.in_(_ANSWERED), false())
        found = and_(works(), _is_handed_out(), ~said)
    else:
        found = and_(works(), Answer.reply == _ANSWERS[which])
    return found if also is None else or_(found, Invitation.number == also)


def _cards_of(batch: Batch) -> Select[int, InvitationState, bool, int | None, Reply]:
    return (
        select(
            Invitation.number,
            Invitation.state,
            _is_handed_out(),
            Invitation.replaced_by,
            Answer.reply,
        )
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id)
    )


def _card(
    number: int,
    state: InvitationState,
    is_handed_out: bool,
    replaced_by: int | None,
    reply: Reply | None,
) -> HandedCard:
    return HandedCard(
        number=number,
        state=state,
        is_handed_out=is_handed_out,
        answered=_answered(reply),
        replaced_by=replaced_by,
    )


def _answered(reply: Reply | None) -> Answered:
    return _ANSWERED.get(reply, Answered.NOT_YET) if reply else Answered.NOT_YET


def _set_handed_out(session: Session, batch: Batch, number: int, at: datetime | None) -> bool:
    changed = session.scalars(
        update(Invitation)
        .where(
            *_is(batch, number),
            Invitation.batch_id == batch.id,
            Invitation.state == InvitationState.ISSUED,
        )
        .values(
            handed_out_at=None
            if at is None
            else func.coalesce(Invitation.handed_out_at, literal(at, UtcDateTime()))
        )
        .returning(Invitation.id)
    )
    return changed.one_or_none() is not None
