"""What was deleted and can still be put back, as it was, for a month."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import DeletedKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN
from planner.store.personal_data import DELETED, MAKER
from planner.store.register import PLAIN


class DeletedThing(Base):
    """A dish, a stack or something else that was deleted, with the rows it consisted of."""

    __tablename__ = "deleted_thing"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    """Of which event it was a part; None for a place, a past event or an event itself."""
    kind: Mapped[DeletedKind] = mapped_column(word_column(DeletedKind), info=PLAIN)
    name: Mapped[str] = mapped_column(String(200), info=DELETED)
    """What it was called, for the list."""
    rows: Mapped[list[list[Any]]] = mapped_column(JSON, info=DELETED)
    """Pairs of a table and what stood in a row of it, what others refer to first."""
    deleted_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    deleted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True, info=MAKER
    )

    event: Mapped[Event | None] = relationship()
    deleted_by: Mapped[Account | None] = relationship()
