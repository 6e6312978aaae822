"""What has to be fetched or opened because food runs short during an event, and who does it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import ErrandKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event, EventDish
from planner.store.models.gates import GateDevice
from planner.store.owners import owned_through
from planner.store.personal_data import SENDER
from planner.store.register import PLAIN


class Errand(Base):
    """One thing to do now at an event; whoever says first that they go, goes."""

    __tablename__ = "errand"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    going_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SENDER)
    going_account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=SENDER
    )
    going_device_id: Mapped[int | None] = mapped_column(
        ForeignKey(GateDevice.id, ondelete="SET NULL"), index=True
    )
    """A volunteer's phone at a gate; whose it is nobody knows."""
    here_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When it was done; from then on what was fetched is part of what there is to eat."""

    event: Mapped[Event] = relationship()
    going_account: Mapped[Account | None] = relationship()
    going_device: Mapped[GateDevice | None] = relationship()
    lines: Mapped[list["ErrandLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ErrandLine.dish_id"
    )


class ErrandLine(Base):
    """How much of a dish to fetch, or to open of what is on call."""

    __tablename__ = "errand_line"
    __owner__ = owned_through("errand_id")
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    errand_id: Mapped[int] = mapped_column(
        ForeignKey(Errand.id, ondelete="CASCADE"), primary_key=True
    )
    dish_id: Mapped[int] = mapped_column(
        ForeignKey(EventDish.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[ErrandKind] = mapped_column(word_column(ErrandKind), primary_key=True, info=PLAIN)
    amount: Mapped[int] = mapped_column(info=PLAIN)
    """In the unit of the dish; once somebody goes it does not change any more."""
    is_needed: Mapped[bool] = mapped_column(default=True, info=PLAIN)
    """Whether the dish still ran short at the last look before somebody went."""

    dish: Mapped[EventDish] = relationship()
