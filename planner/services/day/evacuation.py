"""Who would have to get out: everybody inside an event and its parts, each once.

Each event counts at its own gates, so a household at the dinner of a castle evening stands in two
counts. By its card the larger of the two is taken; who has no card is added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState, ScanKind
from planner.services.gate.counting import people_without_card
from planner.services.gate.event_scans import EventScans, read_event
from planner.services.gate.recounts import count_now
from planner.store.models import Event, Gate, GateDevice, Recount

_CONTACTS = (
    select(
        Gate.event_id,
        Gate.name,
        Gate.revoked_at.label("closed_at"),
        func.max(GateDevice.seen_at).label("seen_at"),
        func.sum(func.coalesce(GateDevice.waiting, 0)).label("waiting"),
        func.min(case((GateDevice.waiting > 0, GateDevice.seen_at))).label("kept_since"),
    )
    .outerjoin(GateDevice, GateDevice.gate_id == Gate.id)
    .where(Gate.event_id.in_(bindparam("ids", expanding=True)), Gate.only_listens.is_(False))
    .group_by(Gate.id, Gate.event_id, Gate.name, Gate.revoked_at)
    .order_by(Gate.id)
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """People inside a part of an event who are not inside the event by its own gates.

    Args:
        title: of the part.
        never: never counted at a gate of the event.
        left: they left the event by its gates.
        loose: they came to the part without a card, so whether the event counted them nobody sees.
    """

    title: str
    never: int = 0
    left: int = 0
    loose: int = 0

    @property
    def heads(self) -> int:
        """People who are not in the count of the event."""
        return self.never + self.left + self.loose


@dataclass(frozen=True, slots=True)
class GateContact:
    """A gate, when it was last heard of, and what its phones last said they still have to send.

    Args:
        seen_at: by any of its phones; None while none has worked there.
        waiting: scans.
        kept_since: when the phone with such scans was heard of that was quiet for longest.
    """

    name: str
    is_closed: bool
    seen_at: datetime | None
    waiting: int
    kept_since: datetime | None


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """An event, or a part of it, by its own gates, and by whoever counted all heads since.

    Args:
        counted_at: when somebody did; None when nobody did.
    """

    event_id: int
    title: str
    inside: int
    counted_at: datetime | None
    gates: tuple[GateContact, ...]


@dataclass(frozen=True, slots=True)
class Evacuation:
    """Everybody inside, and how sure that is.

    Args:
        zones: the event first, then its parts.
        mismatches: people inside a part who are missing in the count of the event.
        usual_scan: people on one scan until now, on average.
        largest_scan: most people on one scan until now.
    """

    zones: tuple[ZoneCount, ...]
    mismatches: tuple[Mismatch, ...]
    usual_scan: float
    largest_scan: int

    @property
    def heads(self) -> int:
        """People inside all zones together, each once."""
        return self.zones[0].inside + sum(each.heads for each in self.mismatches)

    @property
    def waiting(self) -> int:
        """Scans that phones still have to send."""
        return sum(gate.waiting for zone in self.zones for gate in zone.gates)

    @property
    def maybe_twice(self) -> int:
        """People at a part whom the event perhaps counted as well.

        They have no card to know them by, or somebody counted all heads without a gate.
        """
        by_hand = self.zones[0].counted_at is not None
        return sum(each.heads if by_hand else each.loose for each in self.mismatches)


def family_of(event: Event) -> list[Event]:
    """The larger event and its parts, as far as whoever looks may see them; cancelled ones not."""
    whole = event.parent or event
    parts = [part for part in whole.parts if part.state is not EventState.CANCELLED]
    return [whole, *sorted(parts, key=lambda part: (part.starts_at, part.id))]


def mismatches_of(session: Session, event: Event, scans: EventScans) -> tuple[Mismatch, ...]:
    """Compare an event with its parts, or a part with the event around it.

    Args:
        session: reads the scans of the others, if there are any.
        event: with its parts and its parent.
        scans: its own.
    """
    if event.parent is not None:
        whole = read_event(session, event.parent.id)
        found = [compare(event.title, whole, scans)]
    else:
        found = [
            compare(part.title, scans, read_event(session, part.id))
            for part in family_of(event)[1:]
        ]
    return tuple(each for each in found if each.heads)


def compare(title: str, whole: EventScans, part: EventScans) -> Mismatch:
    """Say who is inside a part and not inside the event around it, card by card."""
    sitting = part.inside_by_card()
    inside, came = (whole.inside_by_card(), whole.came_by_card()) if sitting else ({}, {})
    never = left = 0
    for card_id, sits in sitting.items():
        missing = max(0, sits - inside.get(card_id, 0))
        unseen = min(missing, max(0, sits - came.get(card_id, 0)))
        never, left = never + unseen, left + missing - unseen
    return Mismatch(title, never, left, _loose(part))


def count_everybody(session: Session, event: Event, *, now: datetime) -> Evacuation:
    """Count everybody inside an event, its parts and the event that it is a part of."""
    family = family_of(event)
    scans = {each.id: read_event(session, each.id) for each in family}
    contacts, recounts = _contacts(session, list(scans)), _recounts(session, list(scans))
    whole, *parts = family
    sizes = [heads for each in scans.values() for heads in _sizes(each)]
    compared = [compare(part.title, scans[whole.id], scans[part.id]) for part in parts]
    return Evacuation(
        zones=tuple(
            ZoneCount(
                each.id,
                each.title,
                count_now(scans[each.id], recounts.get(each.id), now=now).inside,
                recounts[each.id].counted_at if each.id in recounts else None,
                tuple(contacts.get(each.id, ())),
            )
            for each in family
        ),
        mismatches=tuple(each for each in compared if each.heads),
        usual_scan=sum(sizes) / len(sizes) if sizes else 1.0,
        largest_scan=max(sizes, default=1),
    )


def _recounts(session: Session, ids: Sequence[int]) -> Mapping[int, Recount]:
    """The last own count of each event that has one."""
    counted = select(Recount).where(Recount.event_id.in_(ids))
    rows = session.scalars(counted.order_by(Recount.counted_at, Recount.id))
    return {recount.event_id: recount for recount in rows}


def _loose(scans: EventScans) -> int:
    """People without a card who came in and did not go out."""
    came = people_without_card(scans, ScanKind.ENTRY)
    return max(0, came - people_without_card(scans, ScanKind.EXIT))


def _sizes(scans: EventScans) -> Iterator[int]:
    """People on each scan that let some in."""
    yield from (each.heads for each in scans.lone)
    yield from (entry.fact.people.heads for card in scans.parties for entry in card.party.entries)
    yield from (fact.people.heads for fact in scans.others if fact.kind is ScanKind.ENTRY)


def _contacts(session: Session, ids: Sequence[int]) -> Mapping[int, list[GateContact]]:
    found: dict[int, list[GateContact]] = {}
    for row in session.execute(_CONTACTS, {"ids": ids}):
        found.setdefault(row.event_id, []).append(
            GateContact(
                name=row.name,
                is_closed=row.closed_at is not None,
                seen_at=row.seen_at,
                waiting=int(row.waiting or 0),
                kept_since=row.kept_since,
            )
        )
    return found
