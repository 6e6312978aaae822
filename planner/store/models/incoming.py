"""Mail that came in: what was made of it, and how far the mailbox was read."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.enums import IncomingOutcome
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.owners import owned_through, shared
from planner.store.personal_data import MAIL_TRACE
from planner.store.register import PLAIN


# Neither who wrote nor what: a message that comes twice is known by a keyed hash of its name.
class IncomingMail(Base):
    """One message that came to an address of ours, and what became of it."""

    __tablename__ = "incoming_mail"
    __owner__ = owned_through(
        "invitation_id", otherwise="came back from no card, or was no message of ours"
    )
    __table_args__ = (
        Index("ix_incoming_mail_invitation_id_came_at", "invitation_id", "came_at"),
        Index("ix_incoming_mail_came_at", "came_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_hash: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, info=MAIL_TRACE)
    """Keyed, of its Message-ID; of a message without one, of all of it."""
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    """Whose card it answered; empty for a letter that came back."""
    came_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    outcome: Mapped[IncomingOutcome] = mapped_column(word_column(IncomingOutcome), info=MAIL_TRACE)
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    """When the calendar says that it was answered; an older answer that comes later is ignored."""


class MailWayIn(Base):
    """How far the mailbox was read; one row for all servers on this database."""

    __tablename__ = "mail_way_in"
    __owner__ = shared("one mailbox for all mail that comes in")

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    """When answers of calendars could come in for the first time."""
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    """When it was last read without trouble."""
    uid_validity: Mapped[int] = mapped_column(BigInteger, info=PLAIN)
    """Of the folder, while the numbers in it mean what they meant; 0 for a pipe."""
    last_uid: Mapped[int] = mapped_column(BigInteger, info=PLAIN)
    """Everything up to this one was looked at."""
    trouble: Mapped[str] = mapped_column(String(20), default="", info=PLAIN)
    """Why it could not be read last; empty when it could."""
