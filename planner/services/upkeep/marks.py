"""When something was last done to a database, in that database: for whoever watches.

Of several servers one does it, and all of them tell it. A copy of the database has none of it.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.store.base import Store
from planner.store.models import UpkeepMark

BACKUP = "backup"
PURGE = "purge"


def leave(store: Store, name: str, *, now: datetime) -> None:
    """Note that it was done."""
    with store.transaction() as session:
        session.merge(UpkeepMark(name=name, done_at=now))


def forget_all(session: Session) -> None:
    """Forget it: a database that was put back was not looked after since."""
    session.execute(delete(UpkeepMark))


def last(store: Store, name: str) -> datetime | None:
    """Return when it was last done; None when it never was, or the database can't tell."""
    try:
        with store.reading() as session:
            mark = session.get(UpkeepMark, name)
    except (SQLAlchemyError, OSError):
        return None
    return mark.done_at if mark else None
