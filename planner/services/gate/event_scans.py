"""All scans of an event, sorted out by party, for counting and for the organiser."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from planner.core.admission import Key, Party, Reason, ScanFact, find_voided, settle
from planner.core.diets import Diet
from planner.core.enums import InvitationState, Reply, ScanKind
from planner.services.gate.parties import AnyRow, fact_of
from planner.services.gate.statements import READ_EVENTS
from planner.store.models import Answer, Event, Gate, Invitation, Scan

_scan_table = cast(Table, Scan.__table__)
_scans = _scan_table.c
_cards = cast(Table, Invitation.__table__).c
_events = cast(Table, Event.__table__).c
_answers = cast(Table, Answer.__table__).c


def _card_of(scans: FromClause) -> ColumnElement[int | None]:
    """Give the card of a scan; of a code that nobody knew, as soon as there is one."""
    known_now = Invitation.__table__.alias()
    # Of the event with all its parts: a card of the castle that was let in at the dinner is one
    # family, though it is not welcome there.
    own = Event.__table__.alias()
    whole = select(func.coalesce(own.c.parent_id, own.c.id)).where(own.c.id == scans.c.event_id)
    root = whole.correlate(scans).scalar_subquery()
    around = select(_events.id).where(or_(_events.id == root, _events.parent_id == root))
    return func.coalesce(
        scans.c.invitation_id,
        select(known_now.c.id)
        .where(
            known_now.c.code_hash == scans.c.unknown_code_hash,
            known_now.c.event_id.in_(around.correlate(scans)),
        )
        .correlate(scans)
        .scalar_subquery(),
    )


_EVENT_IDS: BindParameter[int] = bindparam("event_ids", expanding=True)
_CARD_ID = _card_of(_scan_table)
_reason = _scans.outcome["reason"].as_string()
_adults = _scans.outcome["let_in", "adults"].as_integer()
_children = _scans.outcome["let_in", "children"].as_integer()
_party_size = func.coalesce(_scans.outcome["party_size"].as_integer(), 0)
_READ_EVENT = (
    select(
        _scans.device_id,
        _scans.nonce,
        _scans.gate_id,
        _scans.kind,
        _scans.scanned_at,
        _scans.voids_nonce,
        _adults.label("let_in_adults"),
        _children.label("let_in_children"),
        _party_size.label("party_size"),
        _scans.event_id.label("scan_event"),
        _reason.label("reason"),
        _scans.outcome["diet"].as_string().label("diet"),
        _scans.outcome["place_assumed"].as_boolean().label("place_assumed"),
        _cards.id.label("card_id"),
        _cards.number,
        _cards.event_id.label("card_event"),
        _cards.largest_party,
        # Its answer is set aside, or counts: thousands of moments would be read for nothing.
        _cards.set_aside_at.is_not(None).label("is_aside"),
        and_(_cards.state == InvitationState.ISSUED, _cards.set_aside_at.is_(None)).label(
            "is_counted"
        ),
    )
    .join_from(_scan_table, Invitation.__table__, _cards.id == _CARD_ID, isouter=True)
    .where(_scans.event_id.in_(_EVENT_IDS))
)
_heads = _answers.adults + _answers.children
# Of all who said yes at once: to look up the answer of each scan would cost as much as its scan.
_READ_YES = select(
    _answers.invitation_id,
    _heads.label("heads"),
    case((_answers.is_detailed, _heads), else_=0).label("told"),
).where(_answers.event_id.in_(_EVENT_IDS), _answers.reply == Reply.YES)
_entries = _scan_table.alias("entry")
_let_in = _entries.c.outcome["let_in", "adults"].as_integer() + (
    _entries.c.outcome["let_in", "children"].as_integer()
)
_CARD_OF_ENTRY = _card_of(_entries)
# A card holds more people than it is for only where all its scans together let more in, or where
# one of them was not simply fine. All other cards need not be settled to know that.
_DOUBTFUL_CARDS = (
    select(_CARD_OF_ENTRY)
    .where(_entries.c.event_id.in_(_EVENT_IDS), _entries.c.kind == ScanKind.ENTRY)
    .group_by(_CARD_OF_ENTRY)
    .having(
        or_(
            func.sum(_let_in)
            > func.min(func.coalesce(_entries.c.outcome["party_size"].as_integer(), 0)),
            func.count(_entries.c.outcome["reason"].as_string()) > 0,
        )
    )
)
_READ_DOUBTFUL = _READ_EVENT.where(
    or_(
        _CARD_ID.in_(_DOUBTFUL_CARDS),
        and_(_CARD_ID.is_(None), or_(_scans.kind == ScanKind.VOID, _reason.is_not(None))),
    )
)
# As at a gate, a void stands with the card of what it undoes: without one, if that had none.
_READ_STRANGERS = _READ_EVENT.where(_CARD_ID.is_(None))
_READ_GATES = (
    select(Gate.event_id, Gate.id, Gate.name)
    .where(Gate.event_id.in_(_EVENT_IDS), Gate.only_listens.is_(False))
    .order_by(Gate.id)
)


class LoneEntry(NamedTuple):
    """People who came in on a card once, no more than it holds, and stayed.

    Most guests come so. All of them arrived with that scan and all are inside: there is nothing
    that `settle` would have to weigh, and thousands of them are counted as they are.

    Args:
        card_id: names the card.
        gate_id: where they came in.
        at: when.
        adults: of them.
        children: of them.
        size: how many people the card is for.
        expected: as of a `CardParty`.
        part: what the card is for, where that is a part of the event.
        is_counted: whether its answer counts: nobody has to look at it first.
    """

    card_id: int
    gate_id: int
    at: datetime
    adults: int
    children: int
    size: int
    expected: int
    part: str | None
    is_counted: bool

    @property
    def heads(self) -> int:
        """Adults and children together."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class CardParty:
    """A party, and the number on its card.

    Args:
        number: on the card.
        card_id: names the card, also at the gates of another event.
        party: as its scans leave it.
        expected: people of the event's own guests who said yes and count; of a part's guests
            nobody.
        part: what the card is for, where that is a part of the event.
        is_counted: whether its answer counts: nobody has to look at it first.
    """

    number: int
    card_id: int
    party: Party
    expected: int = 0
    part: str | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class EventScans:
    """What happened at the gates of an event.

    Args:
        gates: names by number, in the order of opening.
        lone: cards that were scanned once and fitted, the first first.
        parties: the others with a card that we know, as their scans leave them.
        others: scans without such a card that were not undone.
        exits: scans of people with a known card going out that were not undone.
        reasons: why a scan was not simply fine, when it came in.
        diets: what people without a card said they eat.
        assumed: scans that did not say at which gate they were made.
    """

    gates: Mapping[int, str]
    lone: Sequence[LoneEntry]
    parties: Sequence[CardParty]
    others: Sequence[ScanFact]
    exits: Sequence[ScanFact]
    reasons: Mapping[Key, Reason]
    diets: Mapping[Key, Diet]
    assumed: int = 0

    def inside_by_card(self) -> dict[int, int]:
        """Say how many people with each known card are inside, where somebody is."""
        found = {each.card_id: each.heads for each in self.lone}
        for each in self.parties:
            if each.party.inside.heads:
                found[each.card_id] = each.party.inside.heads
        return found

    def came_by_card(self) -> dict[int, int]:
        """Say how many people with each known card have come, who left again too."""
        found = {each.card_id: each.heads for each in self.lone}
        found.update((each.card_id, each.party.came.heads) for each in self.parties)
        return found


def read_event(
    session: Session, event_id: int, gates: Mapping[int, str] | None = None
) -> EventScans:
    """Read all scans of an event, in three questions; one more when guests of a part came.

    Where its gates have been read before, with their names and in the order of opening, it is a
    question less.
    """
    named = _gates_of(session, [event_id]) if gates is None else {event_id: gates}
    return _read(session, named, _READ_EVENT)[event_id]


def read_strangers(session: Session, event_id: int) -> EventScans:
    """Read the scans of people without a card that we know, and of nobody else."""
    return _read(session, _gates_of(session, [event_id]), _READ_STRANGERS)[event_id]


def read_events(
    session: Session, event_ids: Collection[int], *, only_doubtful: bool = False
) -> dict[int, EventScans]:
    """Read the scans of several events in as many questions as those of one.

    Args:
        session: reads.
        event_ids: of the events.
        only_doubtful: leave out cards that surely hold all who came on them: enough to find
            conflicts, and not to count.
    """
    gates = _gates_of(session, event_ids)
    return _read(session, gates, _READ_DOUBTFUL if only_doubtful else _READ_EVENT)


def _gates_of(session: Session, event_ids: Collection[int]) -> dict[int, Mapping[int, str]]:
    gates: dict[int, dict[int, str]] = {event_id: {} for event_id in event_ids}
    for gate in session.execute(_READ_GATES, {"event_ids": sorted(event_ids)}):
        gates[gate.event_id][gate.id] = gate.name
    return dict(gates)


def _read(
    session: Session, gates: Mapping[int, Mapping[int, str]], question: Select[Any]
) -> dict[int, EventScans]:
    """Ask for the scans of the events whose gates these are, and put them together."""
    rows: dict[int, list[AnyRow]] = {event_id: [] for event_id in gates}
    for row in session.execute(question, {"event_ids": sorted(gates)}).all():
        rows[row.scan_event].append(row)
    cards_of = {row.card_event for found in rows.values() for row in found} - {None}
    said: dict[int, AnyRow] = {}
    if cards_of:
        answers = session.execute(_READ_YES, {"event_ids": sorted(cards_of)}).all()
        said = {answer.invitation_id: answer for answer in answers}
    others = cards_of.difference(gates) if len(rows) == 1 else cards_of
    titles = {
        row.id: row.title
        for row in (session.execute(READ_EVENTS, {"ids": sorted(others)}) if others else ())
    }
    return {
        event_id: _sorted_out(found, _KnownCards(event_id, said, titles), gates[event_id])
        for event_id, found in rows.items()
    }


@dataclass(frozen=True, slots=True)
class _KnownCards:
    """What is known of the cards that were scanned at an event.

    Args:
        event_id: of the event.
        said: the answers of those who said yes, by card.
        titles: of other events whose cards were shown.
    """

    event_id: int
    said: Mapping[int, AnyRow]
    titles: Mapping[int, str]

    def size(self, row: AnyRow) -> int:
        """How many people a card is for: the rule of `size_of_party`."""
        answer = self.said.get(row.card_id)
        return int((answer.told if answer else 0) or row.largest_party)

    def expected(self, row: AnyRow) -> int:
        """How many of the event's own guests said yes with a card, and count."""
        answer = self.said.get(row.card_id)
        if answer is None or row.card_event != self.event_id or row.is_aside:
            return 0
        return int(answer.heads)

    def part(self, row: AnyRow) -> str | None:
        """What a card is for, where that is another event, such as a part of this one."""
        return None if row.card_event == self.event_id else self.titles[row.card_event]


def _sorted_out(rows: Sequence[AnyRow], known: _KnownCards, gates: Mapping[int, str]) -> EventScans:
    times = Counter([row.card_id for row in rows])
    named = {row.voids_nonce for row in rows}
    lone: list[LoneEntry] = []
    weighed: list[AnyRow] = []
    for row in rows:
        if times[row.card_id] == 1 and row.nonce not in named and _fits(row):
            lone.append(
                LoneEntry(
                    row.card_id,
                    row.gate_id,
                    row.scanned_at,
                    row.let_in_adults,
                    row.let_in_children,
                    known.size(row),
                    known.expected(row),
                    known.part(row),
                    row.is_counted,
                )
            )
        else:
            weighed.append(row)
    facts = [fact_of(row) for row in weighed]
    undone = find_voided(facts)
    by_card: dict[int, list[ScanFact]] = {}
    cards: dict[int, AnyRow] = {}
    others, exits = [], []
    reasons: dict[Key, Reason] = {}
    diets: dict[Key, Diet] = {}
    for row, fact in zip(weighed, facts, strict=True):
        if row.reason:
            reasons[fact.key] = Reason(row.reason)
        if row.diet:
            diets[fact.key] = Diet(row.diet)
        if (undone and fact.key in undone) or not fact.people.heads:
            continue
        if row.card_id is None:
            others.append(fact)
            continue
        cards[row.card_id] = row
        by_card.setdefault(row.card_id, []).append(fact)
        if fact.kind is ScanKind.EXIT:
            exits.append(fact)
    return EventScans(
        gates=gates,
        lone=lone,
        parties=[
            CardParty(
                row.number,
                row.card_id,
                settle(by_card[key], size=known.size(row)),
                known.expected(row),
                known.part(row),
                row.is_counted,
            )
            for key, row in cards.items()
        ],
        others=others,
        exits=exits,
        reasons=reasons,
        diets=diets,
        assumed=sum(bool(row.place_assumed) for row in rows),
    )


def _fits(row: AnyRow) -> bool:
    """Say whether a scan let in people, and no more than its card was for."""
    if row.card_id is None or row.kind is not ScanKind.ENTRY or row.reason:
        return False
    heads = row.let_in_adults + row.let_in_children
    return bool(0 < heads <= row.party_size)
