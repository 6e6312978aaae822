"""Guests whose names the organiser knows, and cards that turned out to be of the same people."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.owners import owned_through
from planner.store.personal_data import ANSWER, GIVEN_ADDRESS, GUEST_NAME


# Only for cards that the organiser hands out: of those that somebody else hands out, only that
# person knows the families. Nothing of this is on a card or a page of a guest.
class NamedGuest(Base):
    """To whom a card went, where an event has guests by name, such as partners and helpers."""

    __tablename__ = "named_guest"
    __owner__ = owned_through("event_id")
    __table_args__ = (Index("ix_named_guest_event_id_name_key", "event_id", "name_key"),)

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80), info=GUEST_NAME)
    name_key: Mapped[str] = mapped_column(String(320), info=GUEST_NAME)
    """The name as it is searched and compared: small letters, without accents."""
    phone: Mapped[str] = mapped_column(String(20), default="", info=GIVEN_ADDRESS)
    """Only for messages about this event; so is the next one."""
    email: Mapped[str] = mapped_column(String(254), default="", info=GIVEN_ADDRESS)
    language: Mapped[str] = mapped_column(String(5), default="", info=GIVEN_ADDRESS)
    """The code of the language that they read, as the organiser knows it; empty for nobody knows.
    Their card, its page and mail to them are in it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GUEST_NAME)


class CardMerge(Base):
    """A card that is replaced by another one, because both were of the same people."""

    __tablename__ = "card_merge"
    __owner__ = owned_through("event_id")

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kept_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True, info=ANSWER
    )
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, info=ANSWER)


class ToldApart(Base):
    """A card of which the organiser said: this only looks like another one."""

    __tablename__ = "told_apart"
    __owner__ = owned_through("event_id")

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
