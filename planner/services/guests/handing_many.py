"""Many cards ticked at once as handed out, such as 1 to 20; and that press taken back alone.

The moment of a press tells its cards from those of every other press, so nothing more is kept to
take it back: what somebody ticked before, meanwhile or on another phone has another moment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState
from planner.services.invite.states import has_come
from planner.store.models import Answer, Batch, Invitation

_ONE = timedelta(microseconds=1)
START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class TickedRange:
    """Which cards were ticked together, and when.

    Attributes:
        first: the lowest number that it was about.
        last: the highest, included.
        mark: its moment, in microseconds since 1970 in UTC; no other press of the stack has it.
    """

    first: int
    last: int
    mark: int

    @property
    def at(self) -> datetime:
        """Its moment.

        Raises:
            OverflowError: the mark is of no year that there is.
        """
        return START + self.mark * _ONE


def tick_between(
    session: Session, batch: Batch, first: int, last: int, *, now: datetime
) -> tuple[TickedRange, int]:
    """Note that all cards from the first to the last number were handed out.

    What is ticked, used or worth nothing is left as it is, and so are numbers of other stacks.

    Returns:
        the press, and how many cards it changed.
    """
    at = _moment_of_its_own(session, batch, now)
    changed = session.scalars(
        update(Invitation)
        .where(*_unused(batch, first, last), Invitation.handed_out_at.is_(None), ~has_come())
        .values(handed_out_at=at)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).all()
    return TickedRange(first=first, last=last, mark=(at - START) // _ONE), len(changed)


def take_back(session: Session, batch: Batch, press: TickedRange) -> int:
    """Take back that cards were handed out with this press; returns how many.

    A card that a household used meanwhile was handed out, whoever ticked it.
    """
    return len(
        session.scalars(
            update(Invitation)
            .where(*_of_press(batch, press))
            .values(handed_out_at=None)
            .returning(Invitation.id)
            .execution_options(synchronize_session=False)
        ).all()
    )


def count_pressed(session: Session, batch: Batch, press: TickedRange) -> int:
    """Count the cards that taking this press back would change."""
    pressed = select(func.count(Invitation.id)).where(*_of_press(batch, press))
    return session.scalar(pressed) or 0


def _of_press(batch: Batch, press: TickedRange) -> tuple[ColumnElement[bool], ...]:
    asked = _unused(batch, press.first, press.last)
    return *asked, Invitation.handed_out_at == press.at, ~has_come()


def _unused(batch: Batch, first: int, last: int) -> tuple[ColumnElement[bool], ...]:
    """Match the cards of a stack between two numbers that work and that nobody answered with."""
    return (
        # By the event there is an index with the numbers.
        Invitation.event_id == batch.event_id,
        Invitation.number.between(first, last),
        Invitation.batch_id == batch.id,
        Invitation.state == InvitationState.ISSUED,
        ~exists().where(Answer.invitation_id == Invitation.id),
    )


def _moment_of_its_own(session: Session, batch: Batch, now: datetime) -> datetime:
    """Return now, or the first moment from now on at which no card of the stack was ticked."""
    taken = session.scalar(
        select(func.max(Invitation.handed_out_at)).where(
            Invitation.batch_id == batch.id, Invitation.handed_out_at >= now
        )
    )
    return now if taken is None else taken + _ONE
