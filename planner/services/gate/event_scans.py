"""All scans of an event, sorted out by party, for counting and for the organiser."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, func, or_, select
from sqlalchemy.orm import Session

from planner.core.admission import Key, Party, Reason, ScanFact, find_voided, settle, size_of_party
from planner.core.diets import Diet
from planner.core.enums import InvitationState, Reply
from planner.services.gate.parties import AnyRow, answered_people, fact_of
from planner.services.gate.statements import FACT_COLUMNS, READ_EVENTS
from planner.store.models import Answer, Event, Gate, Invitation, Scan

_scan_table = cast(Table, Scan.__table__)
_scans = _scan_table.c
_cards = cast(Table, Invitation.__table__).c
_events = cast(Table, Event.__table__).c
_known_now = Invitation.__table__.alias("known_now")
_answers = cast(Table, Answer.__table__).c

# A scan of a code that nobody knew belongs to its invitation as soon as there is one.
_card_id = func.coalesce(
    _scans.invitation_id,
    select(_known_now.c.id)
    .where(
        _known_now.c.code_hash == _scans.unknown_code_hash,
        _known_now.c.event_id.in_(
            # Cards of a part of an event are welcome at its gates.
            select(_events.id)
            .where(or_(_events.id == _scans.event_id, _events.parent_id == _scans.event_id))
            .correlate(_scan_table)
        ),
    )
    .correlate(_scan_table)
    .scalar_subquery(),
)
_READ_EVENT = (
    select(
        *FACT_COLUMNS,
        _scans.event_id.label("scan_event"),
        _scans.outcome["reason"].as_string().label("reason"),
        _scans.outcome["diet"].as_string().label("diet"),
        _scans.outcome["place_assumed"].as_boolean().label("place_assumed"),
        _cards.id.label("card_id"),
        _cards.number,
        _cards.state.label("card_state"),
        _cards.event_id.label("card_event"),
        _cards.largest_party,
        _cards.set_aside_at,
        _answers.reply,
        _answers.is_detailed,
        _answers.adults.label("answered_adults"),
        _answers.children.label("answered_children"),
    )
    .join_from(_scan_table, Invitation.__table__, _cards.id == _card_id, isouter=True)
    .join(Answer.__table__, _answers.invitation_id == _cards.id, isouter=True)
    .where(_scans.event_id.in_(bindparam("event_ids", expanding=True)))
)
_READ_GATES = (
    select(Gate.event_id, Gate.id, Gate.name)
    .where(Gate.event_id.in_(bindparam("event_ids", expanding=True)), Gate.only_listens.is_(False))
    .order_by(Gate.id)
)


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
        is_issued: whether the card still lets people in.
        is_counted: whether its answer counts: nobody has to look at it first.
    """

    number: int
    card_id: int
    party: Party
    expected: int = 0
    part: str | None = None
    is_issued: bool = True
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class EventScans:
    """What happened at the gates of an event.

    Args:
        gates: names by number, in the order of opening.
        parties: everybody with a card that we know.
        others: scans without such a card that were not undone.
        exits: scans of people with a known card going out that were not undone.
        reasons: why a scan was not simply fine, when it came in.
        diets: what people without a card said they eat.
        assumed: scans that did not say at which gate they were made.
    """

    gates: Mapping[int, str]
    parties: Sequence[CardParty]
    others: Sequence[ScanFact]
    exits: Sequence[ScanFact]
    reasons: Mapping[Key, Reason]
    diets: Mapping[Key, Diet]
    assumed: int = 0


def read_event(session: Session, event_id: int) -> EventScans:
    """Read all scans of an event, in two questions; one more when guests of a part came."""
    return read_events(session, [event_id])[event_id]


def read_events(session: Session, event_ids: Collection[int]) -> dict[int, EventScans]:
    """Read all scans of several events in as many questions as those of one."""
    asked = {"event_ids": sorted(event_ids)}
    gates: dict[int, dict[int, str]] = {event_id: {} for event_id in event_ids}
    for gate in session.execute(_READ_GATES, asked):
        gates[gate.event_id][gate.id] = gate.name
    rows: dict[int, list[AnyRow]] = {event_id: [] for event_id in event_ids}
    for row in session.execute(_READ_EVENT, asked):
        rows[row.scan_event].append(row)
    others = {
        row.card_event
        for event_id, found in rows.items()
        for row in found
        if row.card_id is not None and row.card_event != event_id
    }
    parts = {
        row.id: row.title
        for row in (session.execute(READ_EVENTS, {"ids": sorted(others)}) if others else ())
    }
    return {
        event_id: _sorted_out(event_id, found, gates[event_id], parts)
        for event_id, found in rows.items()
    }


def _sorted_out(
    event_id: int, rows: Sequence[AnyRow], gates: Mapping[int, str], titles: Mapping[int, str]
) -> EventScans:
    facts = [fact_of(row) for row in rows]
    undone = find_voided(facts)
    by_card: dict[int, list[ScanFact]] = {}
    cards: dict[int, AnyRow] = {}
    others, exits = [], []
    reasons: dict[Key, Reason] = {}
    diets: dict[Key, Diet] = {}
    for row, fact in zip(rows, facts, strict=True):
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
        if fact.kind == "exit":
            exits.append(fact)
    parts = {one: title for one, title in titles.items() if one != event_id}
    return EventScans(
        gates=gates,
        parties=[
            CardParty(
                row.number,
                row.card_id,
                _settle(row, by_card[key]),
                0 if row.card_event in parts else _expected(row),
                parts.get(row.card_event),
                row.card_state is InvitationState.ISSUED,
                row.card_state is InvitationState.ISSUED and row.set_aside_at is None,
            )
            for key, row in cards.items()
        ],
        others=others,
        exits=exits,
        reasons=reasons,
        diets=diets,
        assumed=sum(bool(row.place_assumed) for row in rows),
    )


def _expected(row: AnyRow) -> int:
    if row.reply is not Reply.YES or row.set_aside_at is not None:
        return 0
    return int(row.answered_adults + row.answered_children)


def _settle(row: AnyRow, facts: Sequence[ScanFact]) -> Party:
    return settle(facts, size=size_of_party(row.largest_party, answered_people(row)))
