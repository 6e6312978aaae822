"""All scans of an event, sorted out by party, for counting and for the organiser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from planner.core.admission import Fact, Key, Party, Reason, find_voided, settle, size_of_party
from planner.services.gate_parties import AnyRow, answered_people, fact_of
from planner.services.gate_statements import FACT_COLUMNS
from planner.store.models import Answer, Gate, Invitation, Scan

_scan_table = cast(Table, Scan.__table__)
_scans = _scan_table.c
_cards = cast(Table, Invitation.__table__).c
_known_now = Invitation.__table__.alias("known_now")
_answers = cast(Table, Answer.__table__).c

# A scan of a code that nobody knew belongs to its invitation as soon as there is one.
_card_id = func.coalesce(
    _scans.invitation_id,
    select(_known_now.c.id)
    .where(
        _known_now.c.code_hash == _scans.unknown_code_hash,
        _known_now.c.event_id == _scans.event_id,
    )
    .scalar_subquery(),
)
_READ_EVENT = (
    select(
        *FACT_COLUMNS,
        _scans.outcome["reason"].as_string().label("reason"),
        _cards.id.label("card_id"),
        _cards.number,
        _cards.largest_party,
        _answers.reply,
        _answers.is_detailed,
        _answers.adults.label("answered_adults"),
        _answers.children.label("answered_children"),
    )
    .join_from(_scan_table, Invitation.__table__, _cards.id == _card_id, isouter=True)
    .join(Answer.__table__, _answers.invitation_id == _cards.id, isouter=True)
    .where(_scans.event_id == bindparam("event_id"))
)
_READ_GATES = (
    select(Gate.id, Gate.name).where(Gate.event_id == bindparam("event_id")).order_by(Gate.id)
)


@dataclass(frozen=True, slots=True)
class CardParty:
    """A party, and the number on its card."""

    number: int
    party: Party


@dataclass(frozen=True, slots=True)
class EventScans:
    """What happened at the gates of an event.

    Args:
        gates: names by number, in the order of opening.
        parties: everybody with a card that we know.
        others: scans without such a card that were not undone.
        exits: scans of people with a known card going out that were not undone.
        reasons: why a scan was not simply fine, when it came in.
    """

    gates: Mapping[int, str]
    parties: Sequence[CardParty]
    others: Sequence[Fact]
    exits: Sequence[Fact]
    reasons: Mapping[Key, Reason]


def read_event(session: Session, event_id: int) -> EventScans:
    """Read all scans of an event, in two questions."""
    gates = {row.id: row.name for row in session.execute(_READ_GATES, {"event_id": event_id})}
    rows = session.execute(_READ_EVENT, {"event_id": event_id}).all()
    facts = [fact_of(row) for row in rows]
    undone = find_voided(facts)
    by_card: dict[int, list[Fact]] = {}
    cards: dict[int, AnyRow] = {}
    others, exits = [], []
    for row, fact in zip(rows, facts, strict=True):
        if fact.key in undone or not fact.people.heads:
            continue
        if row.card_id is None:
            others.append(fact)
            continue
        cards[row.card_id] = row
        by_card.setdefault(row.card_id, []).append(fact)
        if fact.kind == "exit":
            exits.append(fact)
    return EventScans(
        gates=gates,
        parties=[CardParty(row.number, _settle(row, by_card[key])) for key, row in cards.items()],
        others=others,
        exits=exits,
        reasons={
            fact.key: Reason(row.reason)
            for row, fact in zip(rows, facts, strict=True)
            if row.reason
        },
    )


def _settle(row: AnyRow, facts: Sequence[Fact]) -> Party:
    return settle(facts, size=size_of_party(row.largest_party, answered_people(row)))
