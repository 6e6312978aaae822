"""The private page of who hands cards out: its link, where it is open, what was asked there."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base, UtcDateTime
from planner.store.models.invitations import Batch
from planner.store.owners import owned_through
from planner.store.personal_data import GIVER_ASKS, GIVER_PAGE


class IntermediaryLink(Base):
    """The way in to the cards of one batch: a link, and a code that is told by phone."""

    __tablename__ = "intermediary_link"
    __owner__ = owned_through("batch_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=GIVER_PAGE)
    """Keyed hash of the secret in the address."""
    code_hash: Mapped[str | None] = mapped_column(String(200), info=GIVER_PAGE)
    """Slow hash of the six digits; None until they were made, and then the link opens nothing."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GIVER_PAGE)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=GIVER_PAGE)
    """When somebody first got in."""

    batch: Mapped[Batch] = relationship()


class IntermediarySignIn(Base):
    """One browser in which the page is open; without the row the cookie opens nothing."""

    __tablename__ = "intermediary_sign_in"
    __owner__ = owned_through("link_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(
        ForeignKey("intermediary_link.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=GIVER_PAGE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GIVER_PAGE)

    link: Mapped[IntermediaryLink] = relationship()


class IntermediaryRequest(Base):
    """What somebody who hands cards out asks of the organiser, such as two more cards."""

    __tablename__ = "intermediary_request"
    __owner__ = owned_through("batch_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(300), info=GIVER_ASKS)
    card_number: Mapped[int | None] = mapped_column(info=GIVER_ASKS)
    """Of the card that it is about; None for the stack."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GIVER_ASKS)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=GIVER_ASKS)

    batch: Mapped[Batch] = relationship()
