"""Who came and who is inside."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.admission import People, ScanFact
from planner.core.diets import Diet
from planner.core.enums import ScanKind
from planner.services.gate.event_scans import EventScans, read_event
from planner.store.models import Scan


@dataclass(frozen=True, slots=True)
class GateCount:
    """People at one gate.

    Args:
        gate_id: which one.
        name: what it is called.
        came: people who first came in here.
        left: people who went out here.
    """

    gate_id: int
    name: str
    came: int
    left: int


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people are inside, and how many came at all.

    Args:
        inside: now.
        came: since the doors opened, each counted once; who has left stays counted.
        adults: of those who came.
        children: of those who came.
        walk_ins: of those who came, people without a card that we know.
        by_gate: the same people by gate, in the order of opening.
        by_part: of those who came, people with a card of a part of the event, by its title.
        diets: what people without a card eat, as far as they said.
    """

    inside: int = 0
    came: int = 0
    adults: int = 0
    children: int = 0
    walk_ins: int = 0
    by_gate: tuple[GateCount, ...] = ()
    by_part: tuple[tuple[str, int], ...] = ()
    diets: tuple[tuple[Diet, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """People who first came in at one moment."""

    at: datetime
    heads: int


def head_count(session: Session, event_id: int) -> HeadCount:
    """Count the people at an event."""
    return count_heads(read_event(session, event_id))


def diets_at_gate(session: Session, event_id: int) -> tuple[tuple[Diet, int], ...]:
    """Count what people without a card told the gate that they eat: totals, never who."""
    has_any = select(Scan.id).where(
        Scan.event_id == event_id, Scan.outcome["diet"].as_string().is_not(None)
    )
    if session.scalar(has_any.limit(1)) is None:
        return ()
    return head_count(session, event_id).diets


def arrivals(session: Session, event_id: int) -> list[Arrival]:
    """List when people came in, the first first; nobody twice and nobody who was undone."""
    return find_arrivals(read_event(session, event_id))


def find_arrivals(scans: EventScans) -> list[Arrival]:
    """List when people came in, the first first."""
    return sorted(
        (Arrival(fact.at, people.heads) for fact, people in _arrived(scans) if people.heads),
        key=lambda arrival: arrival.at,
    )


def lately_by_gate(scans: EventScans, *, since: datetime) -> dict[int, int]:
    """Count the people who first came in since a moment, by the number of the gate."""
    heads: Counter[int] = Counter()
    for fact, people in _arrived(scans):
        if fact.at > since:
            heads[fact.gate_id] += people.heads
    return dict(heads)


def count_heads(scans: EventScans) -> HeadCount:
    """Count the people in the scans of an event."""
    came = _sum(people for fact, people in _arrived(scans))
    walk_ins = _sum(fact.people for fact in scans.others if fact.kind is ScanKind.ENTRY)
    # Somebody who leaves without showing a card may have come in with one.
    left = _sum(fact.people for fact in scans.others if fact.kind is ScanKind.EXIT)
    inside = sum(each.party.inside.heads for each in scans.parties) + walk_ins.heads - left.heads
    return HeadCount(
        inside=max(0, inside),
        came=came.heads,
        adults=came.adults,
        children=came.children,
        walk_ins=walk_ins.heads,
        by_gate=tuple(_by_gate(scans)),
        by_part=tuple(_by_part(scans)),
        diets=tuple(_diets(scans)),
    )


def _by_part(scans: EventScans) -> Iterator[tuple[str, int]]:
    came: Counter[str] = Counter()
    for each in scans.parties:
        if each.part is not None:
            came[each.part] += each.party.came.heads
    yield from sorted(came.items())


def _diets(scans: EventScans) -> Iterator[tuple[Diet, int]]:
    heads: Counter[Diet] = Counter()
    for fact in scans.others:
        if fact.kind is ScanKind.ENTRY and fact.key in scans.diets:
            heads[scans.diets[fact.key]] += fact.people.heads
    yield from ((diet, heads[diet]) for diet in Diet if heads[diet])


def _arrived(scans: EventScans) -> Iterator[tuple[ScanFact, People]]:
    for each in scans.parties:
        for entry in each.party.entries:
            yield entry.fact, entry.arrived
    for fact in scans.others:
        if fact.kind is ScanKind.ENTRY:
            yield fact, fact.people


def _by_gate(scans: EventScans) -> Iterator[GateCount]:
    came = dict.fromkeys(scans.gates, 0)
    left = dict.fromkeys(scans.gates, 0)
    for fact, people in _arrived(scans):
        came[fact.gate_id] += people.heads
    for fact in (*scans.exits, *scans.others):
        if fact.kind is ScanKind.EXIT:
            left[fact.gate_id] += fact.people.heads
    for gate_id, name in scans.gates.items():
        yield GateCount(gate_id, name, came[gate_id], left[gate_id])


def _sum(all_people: Iterable[People]) -> People:
    adults = children = 0
    for people in all_people:
        adults += people.adults
        children += people.children
    return People(adults, children)
