"""Volunteers' phones: enrol one at a gate, recognise it, take it away again."""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from planner.core.admission import Door
from planner.store.base import connection_of
from planner.store.models import Event, Gate, GateDevice
from planner.store.prepared import PreparedConnection, prepared

SEEN_STEP = timedelta(minutes=1)
LISTENS_FOR = timedelta(days=1)
"""How long after the gates have closed a phone that only listens may still note something."""
UPLOADS_FOR = timedelta(days=3)
"""How long after the gate closed a phone may still send what it scanned without network."""
MOST_PLACES = 12
"""Gates at which one phone may have worked lately, and to which it still delivers."""


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
        enrolled_at: from when on it worked here.
        seen_at: its last contact, to the minute.
        is_revoked: it was taken away.
        waiting: scans that it last said it still had to send.
        has_left: it works at another gate of the event now; it still delivers here.
        only_listens: it notes what residents say, and counts nobody.
        token: what it showed to be known; never in a log.
    """

    id: int
    gate_id: int
    gate_name: str
    event_id: int
    event_title: str
    zone: str
    door: Door
    enrolled_at: datetime
    seen_at: datetime
    is_revoked: bool
    waiting: int = 0
    has_left: bool = False
    only_listens: bool = False
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new phone, and the token that only it knows."""

    device: GateDevice
    token: str


_PHONES = (
    select(
        GateDevice.id,
        GateDevice.token_hash,
        GateDevice.gate_id,
        GateDevice.enrolled_at,
        GateDevice.seen_at,
        GateDevice.revoked_at,
        GateDevice.waiting,
        GateDevice.left_at,
        Gate.name,
        Gate.revoked_at.label("closed_at"),
        Gate.lets_out_at,
        Gate.only_listens,
        Gate.event_id,
        Event.title,
        Event.zone,
        Event.starts_at,
        Event.ends_at,
        Event.state,
        Event.cancelled_at,
        Event.doors_minutes,
        Event.doors_opened_at,
    )
    .join(Gate, Gate.id == GateDevice.gate_id)
    .join(Event, Event.id == Gate.event_id)
)
_FIND = prepared(_PHONES.where(GateDevice.token_hash == bindparam("token_hash")))
_FIND_ONE = prepared(_PHONES.where(GateDevice.id == bindparam("device_id")))
_FIND_ALL = _PHONES.where(GateDevice.token_hash.in_(bindparam("hashes", expanding=True)))


def find_phone(
    database: Session | PreparedConnection, token: str, *, code_key: str, now: datetime
) -> Phone | None:
    """Return the phone of a token, also when it was taken away; None when nobody knows it.

    Some days after its gate closed a phone is nobody's any more.
    """
    found = find_phones(database, [token], code_key=code_key, now=now)
    return found[0] if found else None


def find_phones(
    database: Session | PreparedConnection, tokens: Sequence[str], *, code_key: str, now: datetime
) -> list[Phone]:
    """Return what one phone is at each gate whose token it has, in the order of the tokens.

    Tokens that nobody knows, and those of gates that closed days ago, give nothing.
    """
    asked = connection_of(database)
    hashes = [hash_token(code_key, token) for token in tokens[:MOST_PLACES]]
    if len(hashes) == 1:  # nearly always, and a list of values costs as much as the statement
        rows = asked.execute(_FIND, {"token_hash": hashes[0]}).all()
    else:
        rows = asked.execute(_FIND_ALL, {"hashes": hashes}).all() if hashes else []
    by_hash = {row.token_hash: row for row in rows}
    known = [
        _phone(by_hash[each], token)
        for each, token in zip(hashes, tokens, strict=False)
        if each in by_hash
    ]
    return [phone for phone in known if now <= phone.door.closes_at + UPLOADS_FOR]


def _phone(row: Any, token: str) -> Phone:
    door = Door(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        event_state=row.state,
        cancelled_at=row.cancelled_at,
        closed_at=row.closed_at,
        lets_out_at=row.lets_out_at,
        opens_before=timedelta(minutes=row.doors_minutes),
        opened_at=row.doors_opened_at,
        stays_for=LISTENS_FOR if row.only_listens else timedelta(0),
    )
    return Phone(
        id=row.id,
        gate_id=row.gate_id,
        gate_name=row.name,
        event_id=row.event_id,
        event_title=row.title,
        zone=row.zone,
        door=door,
        enrolled_at=row.enrolled_at,
        seen_at=row.seen_at,
        is_revoked=row.revoked_at is not None,
        waiting=row.waiting or 0,
        has_left=row.left_at is not None,
        only_listens=row.only_listens,
        token=token,
    )


def phone_by_id(database: Session | PreparedConnection, device_id: int) -> Phone:
    """Return a phone by its number, to add to what it scanned."""
    row = connection_of(database).execute(_FIND_ONE, {"device_id": device_id}).one()
    return _phone(row, "")


def enrol(
    session: Session, gate: Gate, *, code_key: str, now: datetime, mine: Collection[Phone] = ()
) -> Enrolled | None:
    """Enrol a phone at a gate; None when the gate has as many as it may.

    Args:
        session: adds and flushes.
        gate: where the phone is going to work.
        code_key: the key of this installation.
        now: the moment.
        mine: what the same phone is at other gates. It keeps the right to deliver there, and
            gives up its place at those of the same event.
    """
    if not _has_place(session, gate.id):
        return None
    _leave_others(session, gate.event_id, gate.id, mine, now=now)
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


def work_at(session: Session, phone: Phone, *, mine: Collection[Phone], now: datetime) -> bool:
    """Let a phone work at a gate where it worked before; False when others took its place.

    Args:
        session: writes.
        phone: what it is at that gate.
        mine: what the same phone is at all gates.
        now: the moment.
    """
    if phone.has_left:
        if not _has_place(session, phone.gate_id):
            return False
        session.execute(update(GateDevice).where(GateDevice.id == phone.id).values(left_at=None))
    _leave_others(session, phone.event_id, phone.gate_id, mine, now=now)
    return True


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


def note_waiting(connection: PreparedConnection, phone: Phone, waiting: int) -> None:
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


def _has_place(session: Session, gate_id: int) -> bool:
    # The gate's row is the queue: two phones must not both take the last place.
    most = session.scalar(
        update(Gate)
        .where(Gate.id == gate_id)
        .values(most_devices=Gate.most_devices)
        .returning(Gate.most_devices)
    )
    at_work = session.scalar(
        select(func.count())
        .select_from(GateDevice)
        .where(
            GateDevice.gate_id == gate_id,
            GateDevice.revoked_at.is_(None),
            GateDevice.left_at.is_(None),
        )
    )
    return (at_work or 0) < (most or 0)


def _leave_others(
    session: Session, event_id: int, gate_id: int, mine: Collection[Phone], *, now: datetime
) -> None:
    left = [each.id for each in mine if each.event_id == event_id and each.gate_id != gate_id]
    if left:
        session.execute(
            update(GateDevice)
            .where(GateDevice.id.in_(left), GateDevice.left_at.is_(None))
            .values(left_at=now)
        )


def _revoke(session: Session, device_id: int, *, now: datetime) -> None:
    session.execute(
        update(GateDevice)
        .where(GateDevice.id == device_id, GateDevice.revoked_at.is_(None))
        .values(revoked_at=now)
    )
