"""The cards shown at a gate and the parties behind them, read for the scans of one batch."""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner.core.admission import Party, People, ScanFact, settle, size_of_party
from planner.core.codes import hash_code, read_code
from planner.core.enums import AccessNeed, InvitationState, Reply, ScanKind
from planner.core.zones import Zone, zone_of
from planner.services.gate.items import FirstSeen, ScanItem
from planner.services.gate.phones import Phone
from planner.services.gate.statements import (
    FIND_CARDS,
    FIND_PARTS,
    LOCK_CARD,
    LOCK_CARDS,
    READ_EVENTS,
    READ_PARTIES,
    READ_PARTY,
)
from planner.store.models import Answer
from planner.store.prepared import PreparedConnection

AnyRow = Any
"""A row that a statement of this module found."""


@dataclass(frozen=True, slots=True)
class CardAtGate:
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
    facts: list[ScanFact] = field(default_factory=list)
    gates: dict[int, str] = field(default_factory=dict)
    """Names of the gates where its card was scanned."""
    needs: tuple[AccessNeed, ...] = ()
    """What helps them to come in."""
    part: str | None = None
    """What the card is for, where that is a part of the gate's event."""
    perhaps: int | None = None
    """How many it would be, when the household said maybe and told how many."""
    gate_words: str = ""
    """What they get, such as 'table 7'."""

    @property
    def size(self) -> int:
        """How many people it is."""
        return size_of_party(self.largest, self.answered)

    @property
    def known_heads(self) -> int | None:
        """How many come in now, when the household told: nobody has to be asked."""
        return self.settled().room if self.answered is not None and self.answered.heads else None

    @property
    def expected_heads(self) -> int | None:
        """How many it would perhaps be, as long as none of them is inside."""
        settled = self.settled()
        return None if settled.inside.heads else self.perhaps

    def settled(self, more: ScanFact | None = None) -> Party:
        """Work out who is inside, with one more scan if it is given."""
        facts = self.facts if more is None else [*self.facts, more]
        return settle(facts, size=self.size)

    def first_seen(self, party: Party) -> FirstSeen | None:
        """When and where somebody of it first came in."""
        first = party.first
        return FirstSeen(first.at, self.gates[first.gate_id]) if first else None


@dataclass(frozen=True, slots=True)
class PresentedCards:
    """All cards of a batch, to be found as they were shown.

    Args:
        event_id: that the gate serves.
        by_hash: the cards by the hash of their code.
        by_number: the same by event and number.
        hashes: of each text that reads as a code.
        zones: how other events whose cards were shown stand to this one, and their titles.
    """

    event_id: int
    by_hash: Mapping[bytes, CardAtGate]
    by_number: Mapping[tuple[int, int], CardAtGate]
    hashes: Mapping[str, bytes]
    zones: Mapping[int, tuple[Zone, str]]

    def card(self, item: ScanItem) -> CardAtGate | None:
        """Return the card of an item, if there is such a card."""
        if item.code is not None:
            return self.by_hash.get(self.hashes.get(item.code, b""))
        return self.by_number.get((item.card_event or self.event_id, item.card_number or 0))

    def zone(self, card: CardAtGate) -> Zone:
        """Say how a card's event stands to that of the gate."""
        if card.event_id == self.event_id:
            return Zone.HERE
        return self.zones[card.event_id][0]

    def welcome(self) -> dict[int, str | None]:
        """Give the cards on which people may come in, and what part they are for, if they are."""
        found = {card.id: card for card in (*self.by_hash.values(), *self.by_number.values())}
        return {
            card.id: self.zones[card.event_id][1] if card.event_id in self.zones else None
            for card in found.values()
            if self.zone(card).is_welcome
        }

    def is_misread(self, item: ScanItem) -> bool:
        """Say whether what was shown is no code at all."""
        return item.code is not None and item.code not in self.hashes


def find_cards(
    connection: PreparedConnection,
    phone: Phone,
    items: Iterable[ScanItem],
    *,
    code_key: str,
    lock: bool,
) -> PresentedCards:
    """Look the cards of some scans up; with `lock` nobody else lets their parties in meanwhile."""
    hashes, numbers = shown_on(items, phone, code_key=code_key)
    cards = _cards(connection, hashes.values(), numbers, lock=lock)
    by_number = {(card.event_id, card.number): card for card in cards}
    missing = {
        number for event_id, number in numbers - set(by_number) if event_id == phone.event_id
    }
    if missing:
        # Nobody at the castle has to know that a card is one of the dinner.
        of_parts = _numbers_of_parts(connection, phone, missing)
        more = _cards(connection, (), of_parts, lock=lock)
        by_number |= {(phone.event_id, card.number): card for card in more}
        cards += more
    others = {card.event_id for card in cards} - {phone.event_id}
    return PresentedCards(
        event_id=phone.event_id,
        by_hash={card.code_hash: card for card in cards},
        by_number=by_number,
        hashes=hashes,
        zones=_zones(connection, phone, others) if others else {},
    )


def shown_on(
    items: Iterable[ScanItem], phone: Phone, *, code_key: str
) -> tuple[dict[str, bytes], set[tuple[int, int]]]:
    """Give the hashes of all codes that were shown, and the events and numbers of the others."""
    with_cards = [item for item in items if item.has_card and item.kind is not ScanKind.VOID]
    hashes = _hashes({item.code for item in with_cards if item.code is not None}, code_key)
    numbers = {
        (item.card_event or phone.event_id, item.card_number)
        for item in with_cards
        if item.card_number is not None
    }
    return hashes, numbers


def _cards(
    connection: PreparedConnection,
    hashes: Iterable[bytes],
    numbers: Iterable[tuple[int, int]],
    *,
    lock: bool,
) -> list[CardAtGate]:
    hashes, numbers = set(hashes), set(numbers)
    if not hashes and not numbers:
        return []
    if lock and len(hashes) == 1 and not numbers:
        return [CardAtGate(*row) for row in connection.execute(LOCK_CARD, {"hash": hashes.pop()})]
    values = {
        "hashes": list(hashes),
        "numbers": list({number for _event_id, number in numbers}),
        "of_events": list({event_id for event_id, _number in numbers}),
    }
    statement = LOCK_CARDS if lock else FIND_CARDS
    found = [CardAtGate(*row) for row in connection.execute(statement, values)]
    return [
        card
        for card in found
        if card.code_hash in hashes or (card.event_id, card.number) in numbers
    ]


def _numbers_of_parts(
    connection: PreparedConnection, phone: Phone, numbers: Iterable[int]
) -> set[tuple[int, int]]:
    """Find the cards of an event's parts that have these numbers; two of a number are none."""
    rows = connection.execute(
        FIND_PARTS, {"of_event": phone.event_id, "numbers": list(numbers)}
    ).all()
    times = Counter(row.number for row in rows)
    return {(row.event_id, row.number) for row in rows if times[row.number] == 1}


def _zones(
    connection: PreparedConnection, phone: Phone, others: Iterable[int]
) -> dict[int, tuple[Zone, str]]:
    rows = connection.execute(READ_EVENTS, {"ids": [phone.event_id, *others]}).all()
    parents = {row.id: row.parent_id for row in rows}
    return {
        row.id: (
            zone_of(
                row.id,
                row.parent_id,
                gate_event=phone.event_id,
                gate_parent=parents[phone.event_id],
            ),
            row.title,
        )
        for row in rows
        if row.id != phone.event_id
    }


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a batch."""

    by_card: Mapping[int, PartyAtGate]
    waiting_voids: bool = False
    """Whether one of the scans was undone before it arrived."""


def read_parties(
    connection: PreparedConnection,
    phone: Phone,
    card_ids: Sequence[int],
    *,
    nonces: Sequence[str] = (),
) -> Parties:
    """Read the answers of some parties, and all their scans at this event's gates."""
    if not card_ids:
        return Parties({})
    values: dict[str, object] = {"ids": list(card_ids), "nonces": list(nonces)}
    statement = READ_PARTIES
    if len(card_ids) == len(nonces) == 1:
        values, statement = {"id": card_ids[0], "nonce": nonces[0]}, READ_PARTY
    rows = connection.execute(statement, values | {"at_gate": phone.gate_id}).all()
    parties: dict[int, PartyAtGate] = {}
    for row in rows:
        party = parties.setdefault(row.id, _party_of(row))
        if row.nonce is not None and row.scanned_for == phone.event_id:
            party.facts.append(fact_of(row))
            party.gates[row.gate_id] = row.gate_name
    return Parties(parties, waiting_voids=bool(rows and rows[0].waiting_voids))


def fact_of(row: AnyRow) -> ScanFact:
    """Make a fact of a stored scan."""
    return ScanFact(
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


def perhaps_coming(row: AnyRow) -> int | None:
    """Return how many it would be, where the household said maybe and told how many."""
    if row.reply is not Reply.MAYBE or not row.is_detailed:
        return None
    return min(row.answered_adults + row.answered_children, row.largest_party) or None


def needs_of(row: AnyRow | Answer) -> tuple[AccessNeed, ...]:
    """Return what helps a party to come in; nothing of who of them needs it."""
    pairs = ((AccessNeed.PRAM, row.brings_pram), (AccessNeed.WHEELCHAIR, row.brings_wheelchair))
    return tuple(need for need, is_so in pairs if is_so and row.reply is not Reply.NO)


def hash_unreadable(code_key: str, typed: str) -> bytes:
    """Give a key for something that was shown and is no code: no invitation ever has it."""
    text = typed.encode("utf-8", "surrogatepass")
    return hmac.digest(code_key.encode(), b"planner/unreadable\0" + text, "sha256")


def _hashes(typed: Iterable[str], code_key: str) -> dict[str, bytes]:
    codes = {text: read_code(text) for text in typed}
    key = code_key.encode()
    return {text: hash_code(key, code) for text, code in codes.items() if isinstance(code, str)}


def _party_of(row: AnyRow) -> PartyAtGate:
    return PartyAtGate(
        number=row.number,
        largest=row.largest_party,
        reply=row.reply,
        answered=answered_people(row),
        needs=needs_of(row),
        perhaps=perhaps_coming(row),
        gate_words=row.gate_words,
    )


def corrected(phone_at: datetime, *, device_now: datetime | None, now: datetime) -> datetime:
    """Give a phone's time by our clock; what happened can't be later than now.

    Raises:
        OverflowError: the phone's clock is thousands of years off.
    """
    return min(phone_at if device_now is None else now - (device_now - phone_at), now)
