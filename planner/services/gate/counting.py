"""Who came and who is inside."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.diets import Diet
from planner.core.enums import ScanKind
from planner.services.gate.event_scans import EventScans, read_event, read_strangers
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


class Arrival(NamedTuple):
    """People who first came in at one moment; thousands of them are gone through."""

    at: datetime
    heads: int


_CameIn = tuple[int, datetime, int, int]
"""The gate, the moment, adults and children who first came in by one scan; plain for there are
thousands."""


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
    return tuple(_diets(read_strangers(session, event_id)))


def arrivals(session: Session, event_id: int) -> list[Arrival]:
    """List when people came in, the first first; nobody twice and nobody who was undone."""
    return find_arrivals(read_event(session, event_id))


def find_arrivals(scans: EventScans) -> list[Arrival]:
    """List when people came in, the first first."""
    found = [Arrival(at, adults + children) for _gate, at, adults, children in _arrived(scans)]
    found.sort(key=itemgetter(0))
    return found


def lately_by_gate(scans: EventScans, *, since: datetime) -> dict[int, int]:
    """Count the people who first came in since a moment, by the number of the gate."""
    heads: Counter[int] = Counter()
    for gate_id, at, adults, children in _arrived(scans):
        if at > since:
            heads[gate_id] += adults + children
    return dict(heads)


def count_heads(scans: EventScans) -> HeadCount:
    """Count the people in the scans of an event."""
    arrived = _arrived(scans)
    adults = sum([adults for _gate, _at, adults, _children in arrived])
    children = sum([children for _gate, _at, _adults, children in arrived])
    walk_ins = people_without_card(scans, ScanKind.ENTRY)
    # Somebody who leaves without showing a card may have come in with one.
    left = people_without_card(scans, ScanKind.EXIT)
    inside = (
        sum(each.adults + each.children for each in scans.lone)
        + sum(each.party.inside.heads for each in scans.parties)
        + walk_ins
        - left
    )
    return HeadCount(
        inside=max(0, inside),
        came=adults + children,
        adults=adults,
        children=children,
        walk_ins=walk_ins,
        by_gate=tuple(_by_gate(scans, arrived)),
        by_part=tuple(_by_part(scans)),
        diets=tuple(_diets(scans)),
    )


def _by_part(scans: EventScans) -> Iterator[tuple[str, int]]:
    came: Counter[str] = Counter()
    for one in scans.lone:
        if one.part is not None:
            came[one.part] += one.heads
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


def people_without_card(scans: EventScans, kind: ScanKind) -> int:
    """Count people without a card that we know who came in, or went out."""
    return sum(fact.people.heads for fact in scans.others if fact.kind is kind)


def _arrived(scans: EventScans) -> list[_CameIn]:
    """Who first came in by which scan, in no order."""
    found = [(one.gate_id, one.at, one.adults, one.children) for one in scans.lone]
    found += [
        (entry.fact.gate_id, entry.fact.at, people.adults, people.children)
        for each in scans.parties
        for entry in each.party.entries
        if (people := entry.arrived).heads
    ]
    found += [
        (fact.gate_id, fact.at, fact.people.adults, fact.people.children)
        for fact in scans.others
        if fact.kind is ScanKind.ENTRY
    ]
    return found


def _by_gate(scans: EventScans, arrived: Iterable[_CameIn]) -> Iterator[GateCount]:
    came = dict.fromkeys(scans.gates, 0)
    left = dict.fromkeys(scans.gates, 0)
    for gate_id, _at, adults, children in arrived:
        came[gate_id] += adults + children
    for fact in (*scans.exits, *scans.others):
        if fact.kind is ScanKind.EXIT:
            left[fact.gate_id] += fact.people.heads
    for gate_id, name in scans.gates.items():
        yield GateCount(gate_id, name, came[gate_id], left[gate_id])
