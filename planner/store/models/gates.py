"""Gates, the phones enrolled at them, and every scan."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.words import ScanKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event


class Gate(Base):
    """A place where arrivals are counted; its link enrols phones until the event is over."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    seed: Mapped[bytes] = mapped_column(LargeBinary(16))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    most_devices: Mapped[int] = mapped_column(default=12)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    devices: Mapped[list["GateDevice"]] = relationship(back_populates="gate")


class GateDevice(Base):
    """A volunteer's phone; no name, no account."""

    __tablename__ = "gate_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting: Mapped[int | None]
    """Scans that it still had to send when it last sent some; None when it never said."""

    gate: Mapped[Gate] = relationship(back_populates="devices")


class Scan(Base):
    """One thing that happened at a gate: a fact that is kept, never changed or removed by hand."""

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("device_id", "nonce"),
        CheckConstraint("adults >= 0 AND children >= 0", name="counts_not_negative"),
        Index("ix_scan_event_id_scanned_at", "event_id", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("gate_device.id"))
    nonce: Mapped[str] = mapped_column(String(40))
    """Made by the phone; the same scan sent again has the same one."""
    kind: Mapped[ScanKind] = mapped_column(word_column(ScanKind))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    """None for people without a card, and for a code nobody knows (yet)."""
    unknown_code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """Keyed hash of a code that was not on the list, to match it later."""
    adults: Mapped[int]
    """Asked for; how many were admitted follows from all scans of the party."""
    children: Mapped[int]
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By the phone's clock, corrected by the difference with ours."""
    phone_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    was_offline: Mapped[bool] = mapped_column(default=False)
    voids_nonce: Mapped[str | None] = mapped_column(String(40), index=True)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The answer that was given, replayed when the same scan comes again."""
