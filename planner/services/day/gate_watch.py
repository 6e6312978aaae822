"""The gates during the event: who is inside, who is still expected, phones, what to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.services.answer.standing import is_counted, is_set_aside
from planner.services.gate.conflicts import ConflictBook, read_book
from planner.services.gate.counting import (
    Arrival,
    HeadCount,
    count_heads,
    find_arrivals,
    lately_by_gate,
)
from planner.services.gate.event_scans import EventScans, read_event
from planner.services.gate.food_and_room import RoomFor, read_room
from planner.services.gate.journal import find_conflicts
from planner.store.models import Answer, Gate, GateDevice, Invitation

LATELY = 15
"""Minutes of arrivals that are shown one by one."""
QUIET_FOR = timedelta(minutes=15)
"""After this long without contact a phone is worth a look."""
_MINUTE = timedelta(minutes=1)
_HEADS = Answer.adults + Answer.children
_EXPECTED = (
    select(
        func.coalesce(func.sum(case((is_counted(), _HEADS), else_=0)), 0).label("counted"),
        func.coalesce(func.sum(case((is_set_aside(), _HEADS), else_=0)), 0).label("set_aside"),
    )
    .join(Invitation, Invitation.id == Answer.invitation_id)
    .where(Answer.event_id == bindparam("event_id"), Answer.reply == Reply.YES)
)
_PHONES = (
    select(
        Gate.id.label("gate_id"),
        Gate.revoked_at.label("closed_at"),
        GateDevice.id,
        GateDevice.seen_at,
        GateDevice.waiting,
    )
    .outerjoin(
        GateDevice,
        and_(
            GateDevice.gate_id == Gate.id,
            GateDevice.revoked_at.is_(None),
            # A phone that went on to another gate is quiet here; what it kept back is still ours.
            or_(GateDevice.left_at.is_(None), GateDevice.waiting > 0),
        ),
    )
    .where(Gate.event_id == bindparam("event_id"), Gate.only_listens.is_(False))
    .order_by(Gate.id, GateDevice.id)
)


@dataclass(frozen=True, slots=True)
class PhoneSeen:
    """A phone at a gate.

    Args:
        gate_id: where it works.
        seen_at: its last contact, to the minute.
        waiting: scans that it last said it still had to send.
    """

    gate_id: int
    seen_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGates:
    """The gates of an event at a moment.

    Args:
        scans: what happened at them.
        counted: who came and who is inside.
        arrivals: when people came in, the first first.
        still_expected: people who said yes and have not come.
        set_aside: people who said yes too, by answers that nobody has looked at.
        lately: people who came in each of the last minutes, up to this one.
        lately_at: the same people by gate.
        open_gates: where people can come in now, in the order of opening.
        phones: those that work, by gate and number.
        conflicts: what to look at, and what somebody dealt with.
        room: how many people it may hold.
    """

    scans: EventScans
    counted: HeadCount
    arrivals: Sequence[Arrival]
    still_expected: int
    set_aside: int
    lately: Sequence[int]
    lately_at: Mapping[int, int]
    open_gates: Sequence[int]
    phones: Sequence[PhoneSeen]
    conflicts: ConflictBook
    room: RoomFor


def watch_gates(session: Session, event_id: int, *, now: datetime) -> LiveGates:
    """Look at the gates of an event; its scans are read once for everything."""
    event = {"event_id": event_id}
    scans = read_event(session, event_id)
    arrivals = find_arrivals(scans)
    rows = session.execute(_PHONES, event).all()
    said = session.execute(_EXPECTED, event).one()
    return LiveGates(
        scans=scans,
        counted=count_heads(scans),
        arrivals=arrivals,
        still_expected=max(0, int(said.counted) - _came_as_said(scans)),
        set_aside=int(said.set_aside),
        lately=_lately(arrivals, now),
        lately_at=lately_by_gate(scans, since=now - LATELY * _MINUTE),
        open_gates=list(dict.fromkeys(row.gate_id for row in rows if row.closed_at is None)),
        phones=[
            PhoneSeen(row.gate_id, row.seen_at, row.waiting or 0)
            for row in rows
            if row.id is not None
        ],
        conflicts=read_book(session, event_id, find_conflicts(scans)),
        room=read_room(session, event_id),
    )


def _came_as_said(scans: EventScans) -> int:
    """People of those who said yes who have come; who came along with them does not count."""
    return sum(min(each.expected, each.adults + each.children) for each in scans.lone) + sum(
        min(each.expected, each.party.came.heads) for each in scans.parties
    )


def _lately(arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    heads = [0] * LATELY
    for arrival in reversed(arrivals):
        ago = (now - arrival.at) // _MINUTE
        if ago >= LATELY:
            break
        heads[LATELY - 1 - max(0, ago)] += arrival.heads
    return heads
