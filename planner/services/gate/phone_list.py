"""The list of who is expected, as a phone keeps it to decide without network.

The contract: frontend/README.md
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, or_, select
from sqlalchemy.orm import Session

from planner.core.admission import Party, ScanFact, find_voided, settle, size_of_party
from planner.core.enums import AccessNeed, EventState, InvitationState, Reply, ScanKind
from planner.services.gate.food_and_room import has_food
from planner.services.gate.keys import (
    Transaction,
    family_of,
    keep_keys,
    key_at,
    make_key,
    salt_of,
)
from planner.services.gate.parties import (
    AnyRow,
    answered_people,
    fact_of,
    needs_of,
    perhaps_coming,
)
from planner.services.gate.phones import Phone
from planner.services.gate.recounts import found_beyond_gates
from planner.services.gate.statements import FACT_COLUMNS
from planner.store.hints import WithoutIndex
from planner.store.models import Answer, Batch, Event, Gate, GateKey, Invitation, Scan

LATE = 200
"""Scans that may be committed after one with a higher number; so many are sent again."""

FirstSeen = tuple[int, int]
"""When somebody of a party first came in, in minutes since 1970, and the number of the gate."""
Entry = tuple[
    str, int, int, int, str, tuple[AccessNeed, ...], FirstSeen | None, int | None, int | None, str
]
TOLD = "told"
"""The state of a card whose household said yes, and how many they are: nobody has to ask them."""
DECLINED = "declined"
WHOLE = "whole"
"""The state of a card of the larger event on the list of a part's gate: it is not one of ours."""

_cards = cast(Table, Invitation.__table__).c
_answers = cast(Table, Answer.__table__).c
_events = cast(Table, Event.__table__).c
_batches = cast(Table, Batch.__table__).c
_scans = cast(Table, Scan.__table__).c
_keys = cast(Table, GateKey.__table__).c
_CARDS = (
    select(
        _cards.id,
        _cards.event_id,
        _cards.number,
        _cards.seed,
        _keys.key,
        _cards.code_hash,
        _cards.state,
        _cards.largest_party,
        _batches.gate_words,
        _answers.reply,
        _answers.is_detailed,
        _answers.adults.label("answered_adults"),
        _answers.children.label("answered_children"),
        _answers.brings_pram,
        _answers.brings_wheelchair,
    )
    .join_from(Invitation.__table__, Answer.__table__, isouter=True)
    .join(GateKey.__table__, key_at(bindparam("event_id")), isouter=True)
    .join(Batch.__table__, _batches.id == _cards.batch_id)
)
_READ_CARDS = _CARDS.where(_cards.event_id.in_(bindparam("event_ids", expanding=True))).order_by(
    _cards.event_id != bindparam("event_id"), _cards.event_id, _cards.number
)
_READ_CARD = _CARDS.where(_cards.id == bindparam("card_id"))
_READ_FAMILY = select(_events.id, _events.parent_id, _events.title).where(
    family_of(bindparam("event_id"))
)
_SCANS = select(_scans.id, _scans.invitation_id, _scans.unknown_code_hash, *FACT_COLUMNS)
_READ_SCANS = _SCANS.where(_scans.event_id == bindparam("event_id"))
_READ_SCANS_OF_CARD = _SCANS.where(
    WithoutIndex(_scans.event_id) == bindparam("event_id"),
    or_(
        _scans.invitation_id == bindparam("card_id"),
        _scans.unknown_code_hash == bindparam("code_hash"),
    ),
)
_READ_GATES = (
    select(Gate.id, Gate.name)
    .where(Gate.event_id == bindparam("event_id"), Gate.only_listens.is_(False))
    .order_by(Gate.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateList:
    """What a phone keeps.

    Args:
        version: to be sent back with the next question.
        is_whole: these are all cards; else only those whose numbers may have changed.
        salt: of the keys, in hexadecimal digits.
        obstacle: why nobody can be let in; None when people can.
        inside: who is inside, less who is by the phone's own scans; as an own count corrects it.
        gates: names by number.
        entries: key, size, number, people inside (less the phone's own), state, needs, first seen,
            part, how many it would perhaps be, words for the gate; the guests of the event itself
            first.
        parts: titles of the event's parts, whose cards are on the list too, by number.
        has_food: whether people who come without a card may say what they eat.
    """

    version: str
    is_whole: bool
    salt: str
    obstacle: str | None
    inside: int
    gates: Mapping[int, str]
    entries: Sequence[Entry]
    parts: Mapping[int, str]
    has_food: bool


def gate_list(
    session: Session,
    phone: Phone,
    *,
    own: tuple[str, ...],
    since: str | None,
    code_key: str,
    transaction: Transaction | None = None,
) -> GateList:
    """Make the list for one phone.

    Args:
        session: reads.
        phone: enrolled.
        own: how the nonces of the scans begin that this phone holds itself; they are left out, also
            those that it sent before it moved to another gate or enrolled anew.
        since: the version that the phone has.
        code_key: the key of this installation.
        transaction: gives a session that writes, to keep keys that nobody made yet; without it
            they are made for this list only, which takes long.
    """
    event = {"event_id": phone.event_id}
    salt = salt_of(code_key, phone.event_id)
    family = {row.id: row for row in session.execute(_READ_FAMILY, event)}
    parts = {row.id: row.title for row in family.values() if row.parent_id == phone.event_id}
    zone = event | {"event_ids": [phone.event_id, *family]}
    cards = session.execute(_READ_CARDS, zone).all()
    if transaction is not None and any(card.key is None for card in cards):
        keep_keys(session, transaction, phone.event_id, code_key=code_key, begin_at=phone.id)
        cards = session.execute(_READ_CARDS, zone).all()
    welcome = {phone.event_id, *parts}
    scans = _Scans(
        session.execute(_READ_SCANS, event).all(),
        [card for card in cards if card.event_id in welcome],
        welcome,
    )
    entries: list[Entry] = []
    changes, inside = [], scans.loose(own)
    last, known = (since or "").partition("-")[::2]
    oldest = max(0, int(last) - LATE) if re.fullmatch("[0-9]{1,15}", last) else 0
    for card in cards:
        entry = _entry(card, scans, own, parts, code_key=code_key, salt=salt)
        entries.append(entry)
        if entry[4] == WHOLE:
            continue
        inside += entry[3]
        if scans.newest.get(card.id, 0) > oldest:
            changes.append(entry)
    digest = _digest(entries)
    is_whole = known != digest
    return GateList(
        version=f"{max(scans.newest.values(), default=0)}-{digest}",
        is_whole=is_whole,
        salt=salt.hex(),
        obstacle=_obstacle(phone),
        inside=inside + found_beyond_gates(session, phone.event_id),
        gates={row.id: row.name for row in session.execute(_READ_GATES, event)},
        entries=entries if is_whole else changes,
        parts=parts,
        has_food=has_food(session, phone.event_id),
    )


def one_entry(
    session: Session, phone: Phone, card_id: int, *, own: tuple[str, ...], code_key: str
) -> Entry | None:
    """Give the entry of one card as it is now; None when it does not stand on this phone's list."""
    event = {"event_id": phone.event_id}
    family = {row.id: row for row in session.execute(_READ_FAMILY, event)}
    parts = {row.id: row.title for row in family.values() if row.parent_id == phone.event_id}
    card = session.execute(_READ_CARD, event | {"card_id": card_id}).one_or_none()
    if card is None or card.event_id not in {phone.event_id, *family}:
        return None
    rows = session.execute(
        _READ_SCANS_OF_CARD, event | {"card_id": card_id, "code_hash": card.code_hash}
    ).all()
    scans = _Scans(rows, [card], {phone.event_id, *parts})
    salt = salt_of(code_key, phone.event_id)
    return _entry(card, scans, own, parts, code_key=code_key, salt=salt)


def _entry(
    card: AnyRow,
    scans: "_Scans",
    own: tuple[str, ...],
    parts: Mapping[int, str],
    *,
    code_key: str,
    salt: bytes,
) -> Entry:
    key = _key(card, code_key, salt)
    if card.event_id not in scans.welcome:
        return key, 0, card.number, 0, WHOLE, (), None, None, None, ""
    admitted, first = scans.of_card(card, own)
    part = card.event_id if card.event_id in parts else None
    return (
        *(key, _size(card), card.number, admitted, _state(card), needs_of(card), first, part),
        *(perhaps_coming(card), card.gate_words),
    )


class _Scans:
    """The scans of an event by card, with those without a card apart."""

    def __init__(
        self, rows: Sequence[AnyRow], cards: Sequence[AnyRow], welcome: Collection[int]
    ) -> None:
        self.welcome = welcome
        by_hash = {card.code_hash: card.id for card in cards}
        self.newest: dict[int | None, int] = {}
        self._facts: dict[int | None, list[ScanFact]] = {}
        for row in rows:
            card_id = row.invitation_id or by_hash.get(row.unknown_code_hash)
            self._facts.setdefault(card_id, []).append(fact_of(row))
            self.newest[card_id] = max(row.id, self.newest.get(card_id, 0))

    def of_card(self, card: AnyRow, own: tuple[str, ...]) -> tuple[int, FirstSeen | None]:
        """Give who is inside, less who would be by the phone's own scans; and since when."""
        facts = self._facts.get(card.id)
        if not facts:
            return 0, None
        party = settle(facts, size=_size(card))
        # Of most cards a phone counted nothing itself.
        if mine := _own(facts, own):
            by_itself = settle(mine, size=_size(card)).inside.heads
            return party.inside.heads - by_itself, _first_seen(party)
        return party.inside.heads, _first_seen(party)

    def loose(self, own: tuple[str, ...]) -> int:
        """Give the same for people without a card."""
        voids = [
            fact for facts in self._facts.values() for fact in facts if fact.kind is ScanKind.VOID
        ]
        facts = [fact for fact in self._facts.get(None, []) if fact.kind is not ScanKind.VOID]
        return _count([*facts, *voids]) - _count(_own([*facts, *voids], own))


def _count(facts: Sequence[ScanFact]) -> int:
    undone = find_voided(facts)
    signs = {ScanKind.ENTRY: 1, ScanKind.EXIT: -1, ScanKind.VOID: 0}
    return sum(signs[fact.kind] * fact.people.heads for fact in facts if fact.key not in undone)


def _own(facts: Iterable[ScanFact], own: tuple[str, ...]) -> list[ScanFact]:
    return [fact for fact in facts if fact.nonce.startswith(own)]


def _first_seen(party: Party) -> FirstSeen | None:
    first = party.first
    return (int(first.at.timestamp() // 60), first.gate_id) if first else None


def _key(card: AnyRow, code_key: str, salt: bytes) -> str:
    # None of a card that was made a moment ago, after `keep_keys` had looked.
    key: bytes = card.key or make_key(code_key, card.seed, salt)
    return key.hex()


def _size(card: AnyRow) -> int:
    return size_of_party(card.largest_party, answered_people(card))


def _state(card: AnyRow) -> str:
    if card.state is InvitationState.ISSUED and card.reply is Reply.NO:
        return DECLINED
    is_told = card.state is InvitationState.ISSUED and answered_people(card) is not None
    return TOLD if is_told else str(card.state.value)


def _obstacle(phone: Phone) -> str | None:
    if phone.door.event_state is EventState.CANCELLED:
        return "event_cancelled"
    if phone.door.event_state is EventState.CLOSED:
        return "event_over"
    return "gate_closed" if phone.door.closed_at is not None else None


def _digest(entries: Sequence[Entry]) -> str:
    fixed = repr(
        [
            (key, size, number, state, needs, perhaps, words)
            for key, size, number, _, state, needs, *_, perhaps, words in entries
        ]
    )
    return hashlib.sha256(fixed.encode()).hexdigest()[:12]
