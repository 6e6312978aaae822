"""What the organiser does with several cards of the list at once, and takes back.

Only cards that the organiser hands out can be reached by number here.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState
from planner.services.guests.guest_list import is_ours
from planner.store.models import Batch, Invitation

_RANGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
MOST_CARDS = 5_000


class Action(StrEnum):
    """What can be done with cards, each with its way back."""

    HAND_OUT = "hand-out"
    REVOKE = "revoke"


def apply(
    session: Session, event_id: int, numbers: Iterable[int], action: Action, *, now: datetime
) -> list[int]:
    """Do it with cards of an event and return the numbers that this changed, in order.

    A card that was handed out or stopped before is left as it was, so that undoing does not touch
    it either.
    """
    if action is Action.HAND_OUT:
        silent = Invitation.handed_out_at.is_(None)
        return _change(session, event_id, numbers, _works() & silent, handed_out_at=now)
    return _change(session, event_id, numbers, _works(), state=InvitationState.REVOKED)


def undo(session: Session, event_id: int, numbers: Iterable[int], action: Action) -> list[int]:
    """Take back what `apply` did with these cards and return the numbers that this changed."""
    if action is Action.HAND_OUT:
        return _change(session, event_id, numbers, _works(), handed_out_at=None)
    stopped = Invitation.state == InvitationState.REVOKED
    return _change(session, event_id, numbers, stopped, state=InvitationState.ISSUED)


def write_numbers(numbers: Sequence[int]) -> str:
    """Write numbers in order shortly: '1-40,44'."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)


def read_numbers(text: str) -> list[int]:
    """Read what `write_numbers` wrote; what is no number is left out, and no list is endless."""
    numbers: list[int] = []
    for part in text.split(","):
        if found := _RANGE.fullmatch(part.strip()):
            first, last = int(found[1]), int(found[2] or found[1])
            numbers += range(first, min(last, first + MOST_CARDS) + 1)
        if len(numbers) > MOST_CARDS:
            break
    return numbers[:MOST_CARDS]


def _works() -> ColumnElement[bool]:
    return Invitation.state == InvitationState.ISSUED


def _change(
    session: Session,
    event_id: int,
    numbers: Iterable[int],
    where: ColumnElement[bool],
    **values: object,
) -> list[int]:
    ours = select(Batch.id).where(Batch.event_id == event_id, is_ours())
    changed = session.scalars(
        update(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.number.in_(sorted(set(numbers))),
            Invitation.batch_id.in_(ours),
            where,
        )
        .values(**values)
        .returning(Invitation.number)
        .execution_options(synchronize_session=False)
    )
    return sorted(changed)
