"""What an organiser had helpers told, and whom somebody has to call: no mail reaches them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.helpers.messages import MOST_HELPER_WORDS, HelperMessageKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.helpers import Helper
from planner.store.models.outbox import Mailing
from planner.store.owners import owned_through
from planner.store.personal_data import HELPER_SHIFT, OWN_WORDS
from planner.store.register import PLAIN


class HelperMessage(Base):
    """One message to helpers of an event, sent on one press."""

    __tablename__ = "helper_message"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    kind: Mapped[HelperMessageKind] = mapped_column(word_column(HelperMessageKind), info=PLAIN)
    words: Mapped[str] = mapped_column(String(MOST_HELPER_WORDS), default="", info=OWN_WORDS)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    mailing_id: Mapped[int | None] = mapped_column(
        ForeignKey(Mailing.id, ondelete="SET NULL"), index=True
    )

    event: Mapped[Event] = relationship()


class HelperCall(Base):
    """A helper without an address, whom somebody has to call about a message."""

    __tablename__ = "helper_call"
    __owner__ = owned_through("message_id")

    message_id: Mapped[int] = mapped_column(
        ForeignKey(HelperMessage.id, ondelete="CASCADE"), primary_key=True
    )
    helper_id: Mapped[int] = mapped_column(
        ForeignKey(Helper.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    """When somebody ticked that they know it."""

    message: Mapped[HelperMessage] = relationship()
    helper: Mapped[Helper] = relationship()
