"""The cards shown at a gate and the parties behind them, read for the scans of one batch."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from planner.core.admission import Fact, Party, People, settle, size_of_party
from planner.core.codes import hash_code, read_code
from planner.core.words import InvitationState, Reply, ScanKind
from planner.services.gate_items import FirstSeen, ScanItem
from planner.services.gate_phones import Phone
from planner.services.gate_statements import FIND_CARDS, LOCK_CARDS, READ_PARTIES

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Card:
    """An invitation as the gate needs it: no name, no batch, no diet."""

    id: int
    event_id: int
    number: int
    code_hash: bytes
    state: InvitationState
    largest_party: int


@dataclass(slots=True)
class PartyAtGate:
    """The answer of a party and its scans until now."""

    number: int
    """On the card."""
    largest: int
    reply: Reply | None = None
    answered: People | None = None
    """Who is coming, when the household told."""
    facts: list[Fact] = field(default_factory=list)
    gates: dict[int, str] = field(default_factory=dict)
    """Names of the gates where its card was scanned."""

    @property
    def size(self) -> int:
        """How many people it is."""
        return size_of_party(self.largest, self.answered)

    def settled(self, more: Fact | None = None) -> Party:
        """Work out who is inside, with one more scan if it is given."""
        facts = self.facts if more is None else [*self.facts, more]
        return settle(facts, size=self.size)

    def first_seen(self, party: Party) -> FirstSeen | None:
        """When and where somebody of it first came in."""
        first = party.first
        return FirstSeen(first.at, self.gates[first.gate_id]) if first else None


@dataclass(frozen=True, slots=True)
class Shown:
    """All cards of a batch, to be found as they were shown."""

    by_hash: Mapping[bytes, Card]
    by_number: Mapping[int, Card]
    hashes: Mapping[str, bytes]
    """Of each text that reads as a code."""

    def card(self, item: ScanItem) -> Card | None:
        """Return the card of an item, if there is such a card."""
        if item.code is not None:
            return self.by_hash.get(self.hashes.get(item.code, b""))
        return self.by_number.get(item.card_number or 0)

    def is_misread(self, item: ScanItem) -> bool:
        """Say whether what was shown is no code at all."""
        return item.code is not None and item.code not in self.hashes


def find_cards(
    connection: Connection, phone: Phone, items: Iterable[ScanItem], *, code_key: str, lock: bool
) -> Shown:
    """Look the cards of some scans up; with `lock` nobody else lets their parties in meanwhile."""
    with_cards = [item for item in items if item.has_card and item.kind is not ScanKind.VOID]
    hashes = _hashes({item.code for item in with_cards if item.code is not None}, code_key)
    numbers = {item.card_number for item in with_cards if item.card_number is not None}
    cards: list[Card] = []
    if hashes or numbers:
        rows = connection.execute(
            LOCK_CARDS if lock else FIND_CARDS,
            {
                "hashes": list(set(hashes.values())),
                "numbers": list(numbers),
                "of_event": phone.event_id,
            },
        )
        cards = [Card(*row) for row in rows]
    return Shown(
        by_hash={card.code_hash: card for card in cards},
        by_number={card.number: card for card in cards if card.event_id == phone.event_id},
        hashes=hashes,
    )


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a batch."""

    by_card: Mapping[int, PartyAtGate]
    waiting_voids: bool = False
    """Whether one of the scans was undone before it arrived."""


def read_parties(
    connection: Connection, phone: Phone, card_ids: Sequence[int], *, nonces: Sequence[str] = ()
) -> Parties:
    """Read the answers and all scans of some parties of this event."""
    if not card_ids:
        return Parties({})
    rows = connection.execute(
        READ_PARTIES, {"ids": list(card_ids), "at_gate": phone.gate_id, "nonces": list(nonces)}
    ).all()
    parties: dict[int, PartyAtGate] = {}
    for row in rows:
        party = parties.setdefault(row.id, _party_of(row))
        if row.nonce is not None and row.scanned_for == row.event_id:
            party.facts.append(fact_of(row))
            party.gates[row.gate_id] = row.gate_name
    return Parties(parties, waiting_voids=bool(rows and rows[0].waiting_voids))


def fact_of(row: AnyRow) -> Fact:
    """Make a fact of a stored scan."""
    return Fact(
        device_id=row.device_id,
        nonce=row.nonce,
        gate_id=row.gate_id,
        kind=row.kind,
        at=row.scanned_at,
        people=People(row.let_in_adults, row.let_in_children),
        party_size=row.party_size or 0,
        voids=row.voids_nonce,
    )


def answered_people(row: AnyRow) -> People | None:
    """Return who said to come; None when the household did not tell how many."""
    if row.reply is not Reply.YES or not row.is_detailed:
        return None
    return People(row.answered_adults, row.answered_children)


def hash_unreadable(code_key: str, typed: str) -> bytes:
    """Give a key for something that was shown and is no code: no invitation ever has it."""
    text = typed.encode("utf-8", "surrogatepass")
    return hmac.digest(code_key.encode(), b"planner/unreadable\0" + text, "sha256")


def _hashes(typed: Iterable[str], code_key: str) -> dict[str, bytes]:
    found = {}
    for text in typed:
        code = read_code(text)
        if isinstance(code, str):
            found[text] = hash_code(code_key.encode(), code)
    return found


def _party_of(row: AnyRow) -> PartyAtGate:
    return PartyAtGate(
        number=row.number, largest=row.largest_party, reply=row.reply, answered=answered_people(row)
    )


def corrected(phone_at: datetime, *, device_now: datetime | None, now: datetime) -> datetime:
    """Give a phone's time by our clock; what happened can't be later than now.

    Raises:
        OverflowError: the phone's clock is thousands of years off.
    """
    return min(phone_at if device_now is None else now - (device_now - phone_at), now)
