"""Who of a party is inside, and who may still come in.

A scan is a fact: so many people went in, or out, at a moment. What follows from the facts is a
pure function of their set, so the order in which phones send them, and how often, cannot matter.
Source: docs/decisions/0006-gate-protocol.md
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.core.enums import EventState, InvitationState, ScanKind

SERVES_FOR = timedelta(hours=2)
"""How long a gate goes on after its event has ended."""
LEAVING = timedelta(hours=1)
"""So long before the end people begin to leave."""
OPENS_BEFORE = timedelta(hours=1)
"""How long before the beginning the doors open, unless somebody said otherwise."""
_ONE_DAY = timedelta(days=1)


class Status(StrEnum):
    """What became of a scan."""

    OK = "ok"
    PARTIAL = "partial"
    """Some of those who were asked for went in, the others find no place on this card."""
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a scan was not simply fine. Only words that a program may rely on."""

    UNKNOWN = "unknown"
    MISREAD = "misread"
    """No code at all, or one with a wrong character: scanning again helps."""
    REVOKED = "revoked"
    REPLACED = "replaced"
    WRONG_EVENT = "wrong_event"
    NEEDS_PART_CARD = "needs_part_card"
    """A card of the evening as a whole, where one needs that of a part, such as its dinner."""
    TOO_EARLY = "too_early"
    """Let in all the same. Said until there was practice, and still the answer to those scans."""
    PRACTICE = "practice"
    """Before the doors opened: noted, and counted nowhere unless somebody says it was real."""
    CANCELLED_BY_GUEST = "cancelled_by_guest"
    """Let in all the same."""
    MORE_THAN_PARTY = "more_than_party"
    FULL_PARTY_ALREADY_IN = "full_party_already_in"
    EVENT_OVER = "event_over"
    EVENT_CANCELLED = "event_cancelled"
    GATE_CLOSED = "gate_closed"
    WRONG_GATE = "wrong_gate"
    """Made at a gate where this phone may not count: it stays on the phone."""
    NOT_UNDERSTOOD = "not_understood"
    NOTHING_TO_UNDO = "nothing_to_undo"
    ALREADY_UNDONE = "already_undone"


@dataclass(frozen=True, slots=True)
class People:
    """Some people, of two sorts."""

    adults: int = 0
    children: int = 0

    @property
    def heads(self) -> int:
        """Adults and children together."""
        return self.adults + self.children

    def __add__(self, more: "People") -> "People":
        # Most parties come once, all of them: 5,000 of them are counted again and again.
        if self is NOBODY:
            return more
        return People(self.adults + more.adults, self.children + more.children)

    def limited_to(self, heads: int) -> "People":
        """At most so many of them, adults first: children rarely come alone."""
        if self.adults + self.children <= heads:
            return self
        adults = min(self.adults, max(0, heads))
        return People(adults, min(self.children, max(0, heads) - adults))

    def without(self, leaving: "People") -> "People":
        """Those who stay; who was noted as the other sort leaves all the same."""
        adults, children = self.adults - leaving.adults, self.children - leaving.children
        return People(
            max(0, adults + min(0, children)),
            max(0, children + min(0, adults)),
        )


NOBODY = People()
Key = tuple[int, str]
"""A phone and a nonce: they name a scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFact:
    """One scan of a party's card.

    Args:
        device_id: the phone; with the nonce it names the scan.
        nonce: made by the phone.
        gate_id: where it was.
        kind: in, out, or undone.
        at: when it was, by our clock.
        people: who went in or out by it; nobody, when the scan was refused.
        party_size: the party's size when the scan arrived.
        voids: for a void, the nonce of the scan that is undone.
    """

    device_id: int
    nonce: str
    gate_id: int
    kind: ScanKind
    at: datetime
    people: People = NOBODY
    party_size: int = 0
    voids: str | None = None

    @property
    def key(self) -> Key:
        """Names the scan: the same one sent twice has the same key."""
        return self.device_id, self.nonce


@dataclass(frozen=True, slots=True)
class ScanEffect:
    """What one scan at the door came to."""

    fact: ScanFact
    arrived: People
    """Of these it was the first arrival; others had been inside before."""
    surplus: int
    """People for whom the card had no place: somebody else used it too."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as all its scans leave it."""

    size: int
    inside: People = NOBODY
    came: People = NOBODY
    """Everybody who has been inside, each counted once."""
    entries: tuple[ScanEffect, ...] = ()

    @property
    def room(self) -> int:
        """How many may still come in."""
        return max(0, self.size - self.inside.heads)

    @property
    def first(self) -> ScanFact | None:
        """The first scan that let somebody in."""
        return next((entry.fact for entry in self.entries if entry.arrived.heads), None)


def settle(facts: Iterable[ScanFact], *, size: int) -> Party:
    """Work out who of a party is inside, from the set of its scans in any order.

    A party may come in parts: grandmother first, the children after football. So its size limits
    the sum of all scans and not each of them. Who goes out may come back in, and counts once.
    """
    distinct = list(facts)
    if len(distinct) > 1:
        distinct = list({fact.key: fact for fact in distinct}.values())
        distinct.sort(key=lambda fact: (fact.at, fact.nonce, fact.device_id))
    undone = find_voided(distinct)
    inside, came, entries = NOBODY, NOBODY, []
    for fact in distinct:
        if (undone and fact.key in undone) or not fact.people.heads:
            continue
        if fact.kind is ScanKind.EXIT:
            inside = inside.without(fact.people)
        elif fact.kind is ScanKind.ENTRY:
            # Whoever is inside stays counted when the household lowers its answer afterwards.
            room = max(size, fact.party_size) - inside.heads
            entering = fact.people.limited_to(room)
            arrived = entering.limited_to(inside.heads + entering.heads - came.heads)
            inside, came = inside + entering, came + arrived
            entries.append(ScanEffect(fact, arrived, fact.people.heads - entering.heads))
    return Party(size=size, inside=inside, came=came, entries=tuple(entries))


def find_voided(facts: Sequence[ScanFact]) -> set[Key]:
    """Find the scans that were undone: by the same phone, else by another one at the same gate."""
    voids = [fact for fact in facts if fact.kind is ScanKind.VOID and fact.voids is not None]
    if not voids:
        return set()
    at_gate: dict[tuple[int, str], list[Key]] = {}
    for fact in facts:
        at_gate.setdefault((fact.gate_id, fact.nonce), []).append(fact.key)
    voided: set[Key] = set()
    for void in voids:
        meant = at_gate.get((void.gate_id, void.voids or ""), [])
        own = (void.device_id, void.voids or "")
        voided.update([own] if own in meant else meant)
    return voided


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What counts for everybody at a gate."""

    starts_at: datetime
    ends_at: datetime
    event_state: EventState
    closed_at: datetime | None = None
    """When the organiser closed it."""
    cancelled_at: datetime | None = None
    """When the event was called off, where that is known; who was let in before it, is in."""
    opens_before: timedelta = OPENS_BEFORE
    """How long before the beginning the doors open by themselves."""
    opened_at: datetime | None = None
    """When somebody said that the doors open."""
    lets_out_at: datetime | None = None
    """When the organiser said that people leave, if earlier than usual."""
    stays_for: timedelta = timedelta(0)
    """How much longer than others it goes on."""

    @property
    def leaving_at(self) -> datetime:
        """From when on more people leave than come."""
        usual = self.ends_at - LEAVING
        return usual if self.lets_out_at is None else min(usual, self.lets_out_at)

    @property
    def closes_at(self) -> datetime:
        """When the gate stops by itself."""
        return self.ends_at + SERVES_FOR + self.stays_for

    def obstacle(self, at: datetime, *, is_past: bool = False) -> Reason | None:
        """Why nobody can be let in at this moment, or could be at one that is past."""
        if self.closed_at is not None and at >= self.closed_at:
            return Reason.GATE_CLOSED
        if self.event_state is EventState.CANCELLED:
            was_on = is_past and self.cancelled_at is not None and at < self.cancelled_at
            return None if was_on else Reason.EVENT_CANCELLED
        if self.event_state is EventState.CLOSED or at > self.closes_at:
            return Reason.EVENT_OVER
        return None

    @property
    def opens_at(self) -> datetime:
        """Until when everything at the gate is practice; of a draft, that is all the time."""
        if self.event_state is EventState.DRAFT:
            return self.closes_at
        usual = self.starts_at - self.opens_before
        # An event that was put off after its doors had been opened has other doors.
        if self.opened_at is None or self.opened_at < self.may_open_at:
            return usual
        return min(self.opened_at, usual)

    @property
    def may_open_at(self) -> datetime:
        """From then on somebody can say that the doors are open; before, they would not be.

        Those of a draft stay closed.
        """
        if self.event_state is EventState.DRAFT:
            return self.closes_at
        return self.starts_at - _ONE_DAY

    def is_practice(self, at: datetime) -> bool:
        """Whether what happens at this moment is practice."""
        return at < self.opens_at


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with people at the door."""

    status: Status
    reason: Reason | None = None
    let_in: People = NOBODY


CARD_OBSTACLES = {
    InvitationState.REVOKED: Reason.REVOKED,
    InvitationState.REPLACED: Reason.REPLACED,
}


def decide(
    asked: People, party: Party, *, card: InvitationState, has_declined: bool = False
) -> Decision:
    """Say who of a party may come in now.

    A household that had answered no is welcome all the same: there is food for walk-ins.
    """
    obstacle = CARD_OBSTACLES.get(card)
    if obstacle is not None:
        return Decision(Status.REFUSED, obstacle)
    if not party.room:
        return Decision(Status.REFUSED, Reason.FULL_PARTY_ALREADY_IN)
    let_in = asked.limited_to(party.room)
    if let_in.heads < asked.heads:
        return Decision(Status.PARTIAL, Reason.MORE_THAN_PARTY, let_in)
    return Decision(Status.OK, Reason.CANCELLED_BY_GUEST if has_declined else None, let_in)


def size_of_party(largest: int, answered: People | None) -> int:
    """How many people a card is for: as many as the household said, else as many as fit on it."""
    return largest if answered is None or not answered.heads else answered.heads


def usual_people(party: Party, heads: int, answered: People | None) -> People:
    """Guess who of a party these people are: those of the answer who are not inside yet.

    Without an answer everybody counts as an adult: rather too much food than too little.
    """
    if answered is None:
        return People(heads)
    outside = answered.without(party.inside)
    adults = min(heads, outside.adults + max(0, heads - outside.heads))
    return People(adults, heads - adults)


def leaving_people(party: Party, heads: int) -> People:
    """Guess who of a party these people are: those who are inside; who is not, is an adult."""
    known = party.inside.limited_to(heads)
    return known + People(heads - known.heads)
