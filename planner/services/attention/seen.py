"""That somebody has seen what can only be seen; and the way back."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from planner.core.unsettled import SeenMatter, is_mark
from planner.store.models import SeenMark


def note_seen(
    session: Session,
    event_id: int,
    matter: SeenMatter,
    mark: str,
    *,
    account_id: int,
    now: datetime,
) -> bool:
    """Keep that somebody saw what stood there; False where the mark is none.

    What came in since they looked has another mark, and waits on.
    """
    if not is_mark(matter, mark):
        return False
    session.merge(
        SeenMark(event_id=event_id, matter=matter, mark=mark, seen_at=now, seen_by_id=account_id)
    )
    session.flush()
    return True


def take_back(session: Session, event_id: int, matter: SeenMatter) -> None:
    """Forget that somebody saw it: it waits again."""
    session.execute(
        delete(SeenMark)
        .where(SeenMark.event_id == event_id, SeenMark.matter == matter)
        .execution_options(synchronize_session=False)
    )
