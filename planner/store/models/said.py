"""What guests of an event said, as it may be told, and who said something since."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.models.events import Event
from planner.store.models.invitations import Invitation
from planner.store.owners import owned_through
from planner.store.personal_data import ANSWER, SAID_BY_MANY
from planner.store.register import PLAIN

Cells = dict[str, dict[str, int | str]]
"""By subject and what was said of it: a number, or a word of `core.small_cells.Size`."""


class SaidPicture(Base):
    """What the households of an event said together; no number below five of them is in it."""

    __tablename__ = "said_picture"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    as_of: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    households: Mapped[int] = mapped_column(info=SAID_BY_MANY)
    """That had said yes by then; `adults` and `children` in them."""
    adults: Mapped[int] = mapped_column(info=SAID_BY_MANY)
    children: Mapped[int] = mapped_column(info=SAID_BY_MANY)
    cells: Mapped[Cells] = mapped_column(JSON, info=SAID_BY_MANY)


class SaidSince(Base):
    """A household that said something else since the picture of its event was made: not what."""

    __tablename__ = "said_since"
    __owner__ = owned_through("event_id")

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey(Invitation.id, ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    is_own: Mapped[bool] = mapped_column(info=ANSWER)
    """Whether the household said it; else somebody filled it in for them."""
