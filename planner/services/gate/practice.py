"""Before the doors open everything at a gate is practice; nothing of it is thrown away.

A practice scan is stored like any other, and lets nobody in. When it was real after all, a scan of
the same people at the same moment is added; the same one twice is once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from planner.core.admission import People
from planner.core.enums import EventState, ScanKind
from planner.services.gate.gates import door_of_event
from planner.services.gate.items import MOST_ITEMS, ScanBatch, ScanItem
from planner.services.gate.phones import phone_by_id
from planner.services.gate.scanning import take_scans
from planner.store.hints import WithoutIndex
from planner.store.models import Event, Invitation, Scan

_NEVER = datetime.min.replace(tzinfo=UTC)

REAL = "r"
"""Takes the place of the first sign in the nonce of a scan that turns practice into an arrival."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What was practised at the gates of an event.

    Args:
        scans: how many, without those that were undone or that count by now.
        heads: people in them who would have come in.
    """

    scans: int = 0
    heads: int = 0


def count_practice(session: Session, event_id: int) -> Practice:
    """Count what was practised and counts nowhere."""
    heads = func.sum(Scan.adults + Scan.children).filter(Scan.kind == ScanKind.ENTRY)
    scans, came = session.execute(
        select(func.count(), func.coalesce(heads, 0)).where(*_is_practice(event_id))
    ).one()
    return Practice(scans, came)


def make_real(session: Session, event_id: int, *, code_key: str, now: datetime) -> int:
    """Let what was practised count, each scan at its own gate and moment; return how many."""
    if session.scalar(select(Event.state).where(Event.id == event_id)) is EventState.DRAFT:
        return 0  # nobody knows yet that it goes on
    by_device: dict[int, list[ScanItem]] = {}
    for scan, card in _practised(session, event_id):
        by_device.setdefault(scan.device_id, []).append(_real(scan, card))
    for device_id, items in by_device.items():
        phone = phone_by_id(session, device_id)
        for batch in _batches(items):
            take_scans(session, phone, batch, code_key=code_key, now=now)
    return sum(map(len, by_device.values()))


def open_doors(event: Event, *, now: datetime) -> bool:
    """Note that the doors are open from now on; whoever says so first is right.

    Returns:
        Whether they are: those of a draft stay closed, and days before the event all do.
    """
    may_open_at = door_of_event(event).may_open_at
    if now >= may_open_at and not may_open_at <= (event.doors_opened_at or _NEVER) <= now:
        event.doors_opened_at = now
    return not door_of_event(event).is_practice(now)


def set_doors(event: Event, minutes: int) -> None:
    """Say how long before the beginning the doors open by themselves; opened by hand is over."""
    event.doors_minutes = minutes
    event.doors_opened_at = None


def _practised(session: Session, event_id: int) -> Sequence[tuple[Scan, Invitation | None]]:
    rows = session.execute(
        select(Scan, Invitation)
        .join(Invitation, Invitation.id == Scan.invitation_id, isouter=True)
        .where(*_is_practice(event_id))
        .order_by(Scan.scanned_at, Scan.id)
    )
    return [(scan, card) for scan, card in rows]


def _is_practice(event_id: int) -> tuple[ColumnElement[bool], ...]:
    """Say that a scan is practice, was not undone, and has no real one in its place."""
    undo, twin = aliased(Scan), aliased(Scan)
    return (
        Scan.event_id == event_id,
        Scan.outcome["practice"].as_boolean().is_(True),
        ~exists().where(
            undo.voids_nonce == Scan.nonce,
            WithoutIndex(undo.gate_id) == Scan.gate_id,
            undo.kind == ScanKind.VOID,
        ),
        ~exists().where(
            twin.device_id == Scan.device_id,
            twin.nonce == REAL + func.substr(Scan.nonce, 2),
        ),
    )


def _real(scan: Scan, card: Invitation | None) -> ScanItem:
    return ScanItem(
        nonce=REAL + scan.nonce[1:],
        kind=scan.kind,
        phone_at=scan.scanned_at,
        people=People(scan.adults, scan.children),
        card_number=card.number if card else None,
        card_event=card.event_id if card else None,
        offline=True,
        only_heads=card is not None,
        is_practice=False,
        is_vouched=True,
    )


def _batches(items: Sequence[ScanItem]) -> list[ScanBatch]:
    return [
        ScanBatch(items[first : first + MOST_ITEMS]) for first in range(0, len(items), MOST_ITEMS)
    ]
