"""Messages in an organiser's own words, and the papers that go along with mail."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.own_messages import MOST_SUBJECT, HeldReason, MessageGroup, MessageState
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.helper_messages import HelperMessage
from planner.store.models.helpers import Shift
from planner.store.models.invitations import Batch
from planner.store.models.outbox import Mailing
from planner.store.owners import owned_through
from planner.store.personal_data import OWN_WORDS, SENDER
from planner.store.register import PLAIN


class EventMessage(Base):
    """A message in an organiser's own words to a group; who that is, is seen when it leaves."""

    __tablename__ = "event_message"
    __owner__ = owned_through("event_id")
    __table_args__ = (Index("ix_event_message_state_leaves_at", "state", "leaves_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    audience: Mapped[MessageGroup] = mapped_column(word_column(MessageGroup), info=PLAIN)
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey(Batch.id, ondelete="SET NULL"), index=True
    )
    shift_id: Mapped[int | None] = mapped_column(
        ForeignKey(Shift.id, ondelete="SET NULL"), index=True
    )
    subject: Mapped[str] = mapped_column(String(MOST_SUBJECT), info=OWN_WORDS)
    text: Mapped[str] = mapped_column(Text, info=OWN_WORDS)
    words_in: Mapped[dict[str, dict[str, str]] | None] = mapped_column(
        JSON(none_as_null=True), info=OWN_WORDS
    )
    """Language -> 'subject' and 'text', as typed beside; None for no other language."""
    has_programme: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether the programme goes along as a PDF."""
    state: Mapped[MessageState] = mapped_column(word_column(MessageState), info=PLAIN)
    leaves_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Not before this moment; None for what nobody sent."""
    held_reason: Mapped[HeldReason | None] = mapped_column(word_column(HeldReason), info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    """Raised by each change: letters of an older one do not leave."""
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True, info=SENDER
    )
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    mailing_id: Mapped[int | None] = mapped_column(
        ForeignKey(Mailing.id, ondelete="SET NULL"), index=True
    )
    told_id: Mapped[int | None] = mapped_column(
        ForeignKey(HelperMessage.id, ondelete="SET NULL"), index=True
    )
    """What helpers were told by it, with whom somebody has to call."""

    event: Mapped[Event] = relationship()
    batch: Mapped[Batch | None] = relationship()
    shift: Mapped[Shift | None] = relationship()


class MailAttachment(Base):
    """A paper of ours that goes along with mail, kept once for all letters of its language."""

    __tablename__ = "mail_attachment"
    __owner__ = owned_through("event_id")
    __table_args__ = (UniqueConstraint("message_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(EventMessage.id, ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10), info=PLAIN)
    name: Mapped[str] = mapped_column(String(120), info=PLAIN)
    """Of the file, such as 'programma.pdf'."""
    media_type: Mapped[str] = mapped_column(String(80), info=PLAIN)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PLAIN)
