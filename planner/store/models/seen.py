"""That somebody has seen what can only be seen, such as what guests wrote."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.unsettled import SeenMatter
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.owners import owned_through
from planner.store.personal_data import SAID_BY_MANY, SENDER
from planner.store.register import PLAIN


class SeenMark(Base):
    """What of an event somebody saw last; what came after it waits for somebody again."""

    __tablename__ = "seen_mark"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    matter: Mapped[SeenMatter] = mapped_column(
        word_column(SeenMatter), primary_key=True, info=PLAIN
    )
    mark: Mapped[str] = mapped_column(String(40), info=SAID_BY_MANY)
    """Names what stood there: the words, the gap in the menu, the day of the event."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SENDER)
    seen_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=SENDER
    )
