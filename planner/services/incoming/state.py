"""How the way in stands: since when answers can come, when it was last read, what stood in the way.

One row for all servers on a database. `began_at` is set once and stays: letters of before it named
another organiser, and calendars take what follows only from the one they know.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.core.enums import WayInTrouble
from planner.store.base import insert_if_absent
from planner.store.models import MailWayIn

THE_ONE = 1
_BEGAN = "mail_way_in_began_at"


@dataclass(frozen=True, slots=True)
class WayInState:
    """How the way in stands.

    Attributes:
        began_at: when answers could come in for the first time.
        read_at: when it was last read, or handed something over, without trouble.
        trouble: why it could not be read last; None when it could.
        uid_validity: of the folder; 0 for a pipe, and before the first look.
        last_uid: everything up to this one was looked at.
    """

    began_at: datetime
    read_at: datetime
    trouble: WayInTrouble | None
    uid_validity: int
    last_uid: int


def find_state(session: Session) -> WayInState | None:
    """Return how it stands; None where nothing was ever read. For pages and for the reader."""
    row = session.get(MailWayIn, THE_ONE)
    if row is None:
        return None
    trouble = WayInTrouble(row.trouble) if row.trouble else None
    return WayInState(row.began_at, row.read_at, trouble, row.uid_validity, row.last_uid)


def began_at(session: Session) -> datetime | None:
    """Return since when answers can come in; None where none can. Asked once in each session."""
    if _BEGAN not in session.info:
        state = find_state(session)
        session.info[_BEGAN] = state.began_at if state else None
    known: datetime | None = session.info[_BEGAN]
    return known


def note_read(session: Session, *, now: datetime, uid_validity: int = 0, last_uid: int = 0) -> None:
    """Note that everything up to a message was looked at; the first time, that it begins."""
    session.execute(
        insert_if_absent(session, MailWayIn).values(
            id=THE_ONE, began_at=now, read_at=now, uid_validity=0, last_uid=0, trouble=""
        )
    )
    session.execute(
        update(MailWayIn)
        .where(MailWayIn.id == THE_ONE)
        .values(read_at=now, uid_validity=uid_validity, last_uid=last_uid, trouble="")
        .execution_options(synchronize_session=False)
    )


def note_heard(session: Session, *, now: datetime) -> None:
    """Note that something was handed over."""
    session.execute(
        update(MailWayIn)
        .where(MailWayIn.id == THE_ONE)
        .values(read_at=now, trouble="")
        .execution_options(synchronize_session=False)
    )


def note_trouble(session: Session, trouble: WayInTrouble) -> None:
    """Note why it could not be read; where it never could there is nothing to note."""
    session.execute(
        update(MailWayIn)
        .where(MailWayIn.id == THE_ONE)
        .values(trouble=trouble)
        .execution_options(synchronize_session=False)
    )
