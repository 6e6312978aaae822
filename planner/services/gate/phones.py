"""Volunteers' phones: enrol one at a gate, recognise it, take it away again."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from planner.core.admission import Door
from planner.store.base import connection_of
from planner.store.models import Event, Gate, GateDevice

SEEN_STEP = timedelta(minutes=1)
UPLOADS_FOR = timedelta(days=3)
"""How long after the gate closed a phone may still send what it scanned without network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone at a gate, and the event it serves.

    Args:
        id: of the phone.
        gate_id: where it works.
        gate_name: what the gate is called.
        event_id: what it serves.
        event_title: what that is called.
        zone: of the event.
        door: what counts for everybody at the gate.
        seen_at: its last contact, to the minute.
        is_revoked: it was taken away.
        waiting: scans that it last said it still had to send.
    """

    id: int
    gate_id: int
    gate_name: str
    event_id: int
    event_title: str
    zone: str
    door: Door
    seen_at: datetime
    is_revoked: bool
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new phone, and the token that only it knows."""

    device: GateDevice
    token: str


_FIND = (
    select(
        GateDevice.id,
        GateDevice.gate_id,
        GateDevice.seen_at,
        GateDevice.revoked_at,
        GateDevice.waiting,
        Gate.name,
        Gate.revoked_at.label("closed_at"),
        Gate.event_id,
        Event.title,
        Event.zone,
        Event.starts_at,
        Event.ends_at,
        Event.state,
    )
    .join(Gate, Gate.id == GateDevice.gate_id)
    .join(Event, Event.id == Gate.event_id)
    .where(GateDevice.token_hash == bindparam("token_hash"))
)


def find_phone(
    database: Session | Connection, token: str, *, code_key: str, now: datetime
) -> Phone | None:
    """Return the phone of a token, also when it was taken away; None when nobody knows it.

    Some days after its gate closed a phone is nobody's any more.
    """
    asked = connection_of(database)
    row = asked.execute(_FIND, {"token_hash": hash_token(code_key, token)}).one_or_none()
    if row is None:
        return None
    door = Door(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        event_state=row.state,
        closed_at=row.closed_at,
    )
    if now > door.closes_at + UPLOADS_FOR:
        return None
    return Phone(
        id=row.id,
        gate_id=row.gate_id,
        gate_name=row.name,
        event_id=row.event_id,
        event_title=row.title,
        zone=row.zone,
        door=door,
        seen_at=row.seen_at,
        is_revoked=row.revoked_at is not None,
        waiting=row.waiting or 0,
    )


def enrol(
    session: Session, gate: Gate, *, code_key: str, now: datetime, instead_of: int | None = None
) -> Enrolled | None:
    """Enrol a phone at a gate; None when the gate has as many as it may.

    Args:
        session: adds and flushes.
        gate: where the phone is going to work.
        code_key: the key of this installation.
        now: the moment.
        instead_of: the number under which the same phone worked at another gate until now.
    """
    # The gate's row is the queue: two phones must not both take the last place.
    most = session.scalar(
        update(Gate)
        .where(Gate.id == gate.id)
        .values(most_devices=Gate.most_devices)
        .returning(Gate.most_devices)
    )
    if instead_of is not None:
        _revoke(session, instead_of, now=now)
    enrolled = session.scalar(
        select(func.count())
        .select_from(GateDevice)
        .where(GateDevice.gate_id == gate.id, GateDevice.revoked_at.is_(None))
    )
    if (enrolled or 0) >= (most or 0):
        return None
    token = secrets.token_urlsafe(32)
    device = GateDevice(
        gate_id=gate.id,
        token_hash=hash_token(code_key, token),
        enrolled_at=now,
        seen_at=now,
    )
    session.add(device)
    session.flush()
    return Enrolled(device, token)


def revoke_phone(session: Session, device_id: int, *, event_id: int, now: datetime) -> bool:
    """Take a phone away from the gates of an event; False when it is not there."""
    gates = select(Gate.id).where(Gate.event_id == event_id)
    known = session.scalar(
        select(GateDevice.id).where(GateDevice.id == device_id, GateDevice.gate_id.in_(gates))
    )
    if known is None:
        return False
    _revoke(session, device_id, now=now)
    return True


def note_contact(session: Session, device_id: int, *, now: datetime) -> None:
    """Note that a phone is in use."""
    session.execute(update(GateDevice).where(GateDevice.id == device_id).values(seen_at=now))


def note_waiting(connection: Connection, phone: Phone, waiting: int) -> None:
    """Note how many scans a phone still has to send, when that has changed."""
    if waiting != phone.waiting:
        connection.execute(
            update(GateDevice).where(GateDevice.id == phone.id).values(waiting=waiting)
        )


def is_worth_noting(phone: Phone, *, now: datetime) -> bool:
    """Say whether the last contact noted is long enough ago to write it down again."""
    return now - phone.seen_at > SEEN_STEP


def hash_token(code_key: str, token: str) -> bytes:
    """Give what is stored of a phone's token."""
    return hmac.digest(code_key.encode(), b"planner/gate-phone\0" + token.encode(), "sha256")


def _revoke(session: Session, device_id: int, *, now: datetime) -> None:
    session.execute(
        update(GateDevice)
        .where(GateDevice.id == device_id, GateDevice.revoked_at.is_(None))
        .values(revoked_at=now)
    )
