"""How many lines of the run sheet are counted from a part of the programme."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.store.models import ProgrammeItem, RunLine


@dataclass(frozen=True, slots=True)
class LinesOfPart:
    """How many lines are counted from a part of the programme.

    Attributes:
        moving: open ones that move along with it.
        fixed: open ones that stay, whatever it does.
    """

    moving: int
    fixed: int


def lines_of_part(session: Session, item: ProgrammeItem) -> LinesOfPart:
    """Count the open lines that are counted from a part of the programme; one question."""
    session.flush()
    are_fixed = session.scalars(
        select(RunLine.is_fixed).where(
            RunLine.item_id == item.id, RunLine.done_at.is_(None), RunLine.removed_at.is_(None)
        )
    ).all()
    return LinesOfPart(len(are_fixed) - sum(are_fixed), sum(are_fixed))
