"""Where answers without a card come from, and which of them were set aside until somebody looks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.enums import AsideReason, AsideState, SubmissionKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.invitations import Invitation
from planner.store.owners import owned_through
from planner.store.personal_data import CONNECTION, PROVENANCE
from planner.store.register import PLAIN


class SetAside(Base):
    """Submissions that do not count until somebody looks, and what was decided about them."""

    __tablename__ = "set_aside"
    __owner__ = owned_through("event_id")
    __table_args__ = (Index("ix_set_aside_event_id_state", "event_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id))
    reason: Mapped[AsideReason] = mapped_column(word_column(AsideReason), info=PLAIN)
    state: Mapped[AsideState] = mapped_column(
        word_column(AsideState), default=AsideState.OPEN, info=PLAIN
    )
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    """Raised by each decision: who presses a button on an old page decides nothing."""
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class Submission(Base):
    """What somebody without a card and without an account sent, and over which connection."""

    __tablename__ = "submission"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        Index("ix_submission_event_id_received_at", "event_id", "received_at"),
        Index("ix_submission_event_id_network", "event_id", "network"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id))
    kind: Mapped[SubmissionKind] = mapped_column(word_column(SubmissionKind), info=PLAIN)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey(Invitation.id, ondelete="CASCADE"), unique=True
    )
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PROVENANCE)
    is_quick: Mapped[bool] = mapped_column(default=False, info=PROVENANCE)
    """Whether it was sent within seconds of the form being shown."""
    network: Mapped[bytes | None] = mapped_column(LargeBinary(16), info=CONNECTION)
    """A keyed hash of the connection, another one for each event. None when it is erased."""
    form: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True, info=CONNECTION)
    """Of the form it was sent with, which serves once. None when that is too old to be sent."""
    aside_id: Mapped[int | None] = mapped_column(ForeignKey(SetAside.id), index=True)
