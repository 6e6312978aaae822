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

from planner.core.enums import ScanKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.owners import owned_through
from planner.store.personal_data import GATE_NAME, GATE_NOTE, GATE_PHONE, SCAN, SENDER
from planner.store.register import PLAIN


class Gate(Base):
    """A place where arrivals are counted; its link enrols phones until the event is over."""

    __tablename__ = "gate"
    __owner__ = owned_through("event_id")
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), info=GATE_NAME)
    seed: Mapped[bytes] = mapped_column(LargeBinary(16), info=PLAIN)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    most_devices: Mapped[int] = mapped_column(default=12, info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    lets_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When the organiser said that people leave here; None leaves it to the end of the event."""
    only_listens: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether its phones note what residents say, and nothing else: they get no list of cards."""

    event: Mapped[Event] = relationship()
    devices: Mapped[list["GateDevice"]] = relationship(back_populates="gate")


class GateDevice(Base):
    """A volunteer's phone; no name, no account."""

    __tablename__ = "gate_device"
    __owner__ = owned_through("gate_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=GATE_PHONE)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GATE_PHONE)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GATE_PHONE)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=GATE_PHONE)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=GATE_PHONE)
    """When it went to work at another gate of the event; it still delivers what it counted here."""
    waiting: Mapped[int | None] = mapped_column(info=GATE_PHONE)
    """Scans that it still had to send when it last sent some; None when it never said."""

    gate: Mapped[Gate] = relationship(back_populates="devices")


class GateNote(Base):
    """What a volunteer wrote down for the organiser; nobody's name, and not of which phone."""

    __tablename__ = "gate_note"
    __owner__ = owned_through("event_id")
    __table_args__ = (UniqueConstraint("event_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(40), info=GATE_NOTE)
    """Made by the phone; the same note sent again has the same one."""
    text: Mapped[str] = mapped_column(String(280), info=GATE_NOTE)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GATE_NOTE)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GATE_NOTE)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=GATE_NOTE)
    """When somebody marked it as read."""

    gate: Mapped[Gate] = relationship()


class GateKey(Base):
    """Under which key a card stands on the list of an event's gates: slow to make, so it is kept.

    It follows from the card's code, which is kept nowhere: alone it gives nothing.
    """

    __tablename__ = "gate_key"
    __owner__ = owned_through("event_id")

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    """Whose gates they are: of the card's own event, of a part of it, or of the larger one."""
    key: Mapped[bytes] = mapped_column(LargeBinary(8), info=PLAIN)


class Scan(Base):
    """One thing that happened at a gate: a fact that is kept, never changed or removed by hand."""

    __tablename__ = "scan"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        UniqueConstraint("device_id", "nonce"),
        CheckConstraint("adults >= 0 AND children >= 0", name="counts_not_negative"),
        Index("ix_scan_event_id_scanned_at", "event_id", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("gate_device.id"))
    nonce: Mapped[str] = mapped_column(String(40), info=SCAN)
    """Made by the phone; the same scan sent again has the same one."""
    kind: Mapped[ScanKind] = mapped_column(word_column(ScanKind), info=SCAN)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    """None for people without a card, and for a code nobody knows (yet)."""
    unknown_code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, info=SCAN)
    """Keyed hash of a code that was not on the list, to match it later."""
    adults: Mapped[int] = mapped_column(info=SCAN)
    """Asked for; how many were admitted follows from all scans of the party."""
    children: Mapped[int] = mapped_column(info=SCAN)
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SCAN)
    """By the phone's clock, corrected by the difference with ours."""
    phone_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SCAN)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SCAN)
    was_offline: Mapped[bool] = mapped_column(default=False, info=SCAN)
    voids_nonce: Mapped[str | None] = mapped_column(String(40), index=True, info=SCAN)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, info=SCAN)
    """The answer that was given, replayed when the same scan comes again."""


class DealtConflict(Base):
    """A scan that let in people for whom its card had no place: somebody has dealt with it."""

    __tablename__ = "dealt_conflict"
    __owner__ = owned_through("scan_id")
    __table_args__ = (CheckConstraint("heads > 0", name="heads_positive"),)

    scan_id: Mapped[int] = mapped_column(ForeignKey(Scan.id, ondelete="CASCADE"), primary_key=True)
    heads: Mapped[int] = mapped_column(info=SCAN)
    """People too many as somebody saw them; when it becomes more, it has to be looked at again."""
    dealt_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SENDER)
    dealt_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=SENDER
    )
