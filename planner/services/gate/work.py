"""One batch of scans in hand, and what to do with each of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from planner.core.admission import (
    Decision,
    Reason,
    ScanFact,
    Status,
    decide,
    find_voided,
    leaving_people,
    usual_people,
)
from planner.core.enums import EventState, Reply, ScanKind
from planner.core.zones import Zone
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.gate.parties import Parties, PartyAtGate, PresentedCards, hash_unreadable
from planner.services.gate.phones import Phone
from planner.store.prepared import PreparedConnection

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose scan it is: a party's, a card's that nobody knows (yet), or nobody's."""

    invitation_id: int | None = None
    code_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with a scan."""

    decision: Decision
    owner: Owner = Owner()
    party: PartyAtGate | None = None


@dataclass(slots=True)
class Work:
    """One batch in hand.

    Args:
        connection: writes; that of a session's transaction.
        phone: sent it.
        batch: what it sent.
        code_key: the key of this installation.
        now: the moment.
        cards: all that were shown.
        is_place_assumed: the phone did not say at which gate it was.
        parties: behind the cards, and behind the scans that are undone.
        facts: scans at this gate that a void of this batch may mean, with earlier voids of them.
        owners: whose these scans are.
        answered: by nonce.
    """

    connection: PreparedConnection
    phone: Phone
    batch: ScanBatch
    code_key: str
    now: datetime
    cards: PresentedCards
    is_place_assumed: bool = False
    parties: Parties = field(default_factory=lambda: Parties({}))
    facts: dict[Key, ScanFact] = field(default_factory=dict)
    owners: dict[Key, Owner] = field(default_factory=dict)
    answered: dict[str, ScanResult] = field(default_factory=dict)


def tell_apart(work: Work, item: ScanItem) -> ScanItem:
    """Guess who of the people of a card are children, when the phone does not know."""
    card = work.cards.card(item)
    party = work.parties.by_card.get(card.id) if card else None
    if party is None or not item.only_heads:
        return item
    settled, heads = party.settled(), item.people.heads
    if item.kind is ScanKind.EXIT:
        return replace(item, people=leaving_people(settled, heads))
    return replace(item, people=usual_people(settled, heads, party.answered))


def plan_entry(work: Work, item: ScanItem, at: datetime) -> Plan:
    """Let people in, or say why not."""
    # What happened without network is judged by its own moment, everything else by ours.
    door, moment = work.phone.door, at if item.offline else work.now
    card, owner = work.cards.card(item), _owner(work, item)
    party = work.parties.by_card.get(card.id) if card else None
    obstacle = door.obstacle(moment, is_past=item.offline)
    if obstacle is not None:
        return Plan(Decision(Status.REFUSED, obstacle), owner, party)
    if not item.has_card:
        return Plan(Decision(Status.OK, None, item.people), owner)
    if card is None:
        misread = work.cards.is_misread(item)
        return Plan(Decision(Status.UNKNOWN, Reason.MISREAD if misread else Reason.UNKNOWN), owner)
    if party is None:
        is_whole = work.cards.zone(card) is Zone.WHOLE
        reason = Reason.NEEDS_PART_CARD if is_whole else Reason.WRONG_EVENT
        return Plan(Decision(Status.REFUSED, reason), owner)
    decision = decide(
        item.people, party.settled(), card=card.state, has_declined=party.reply is Reply.NO
    )
    return Plan(decision, owner, party)


def plan_exit(work: Work, item: ScanItem, at: datetime) -> Plan:
    """Let people out: that is never refused, with or without a card."""
    card = work.cards.card(item)
    party = work.parties.by_card.get(card.id) if card else None
    return Plan(Decision(Status.OK, None, item.people), _owner(work, item), party)


def plan_void(work: Work, item: ScanItem, at: datetime) -> Plan:
    """Undo a scan of this gate."""
    target = _target(work, item.voids or "")
    if target is None:
        # Its scan may still be waiting on another phone; the void then waits for it.
        return Plan(Decision(Status.UNKNOWN, Reason.NOTHING_TO_UNDO))
    owner = work.owners[target.key]
    is_undone = target.key in find_voided(list(work.facts.values()))
    return Plan(
        Decision(Status.OK, Reason.ALREADY_UNDONE if is_undone else None),
        owner,
        work.parties.by_card.get(owner.invitation_id or 0),
    )


def is_practice(work: Work, item: ScanItem, at: datetime) -> bool:
    """Say whether a scan counts nowhere: the phone says so, else its moment does.

    Before the doors can be open it counts nowhere whatever the phone says.
    """
    if item.kind is ScanKind.VOID:
        return False
    if work.phone.door.event_state is EventState.DRAFT:
        return True  # whatever a phone knows of before it was a draft again
    if item.is_vouched:
        return False
    if _is_days_before(work, item, at):
        return True
    if item.is_practice is not None:
        return item.is_practice
    return work.phone.door.is_practice(at if item.offline else work.now)


def _is_days_before(work: Work, item: ScanItem, at: datetime) -> bool:
    """Say whether the doors can't have been open: by our clock, else by the phone's own.

    That one is wrong for certain where it says that the phone did not work here yet.
    """
    is_known = item.server_at is not None or at >= work.phone.enrolled_at
    moment = min(at, work.now) if item.offline and is_known else work.now
    return moment < work.phone.door.may_open_at


def plan_practice(work: Work, item: ScanItem) -> Plan:
    """Note what would have happened at an open door; nobody is let in or out by it."""
    card = work.cards.card(item)
    party = work.parties.by_card.get(card.id) if card else None
    return Plan(Decision(Status.OK, Reason.PRACTICE), _owner(work, item), party)


PLANS: dict[ScanKind, Callable[[Work, ScanItem, datetime], Plan]] = {
    ScanKind.ENTRY: plan_entry,
    ScanKind.EXIT: plan_exit,
    ScanKind.VOID: plan_void,
}


def _owner(work: Work, item: ScanItem) -> Owner:
    card = work.cards.card(item)
    if card is not None and work.cards.zone(card).is_welcome:
        return Owner(invitation_id=card.id)
    if item.code is None:
        return Owner()
    known = work.cards.hashes.get(item.code)
    return Owner(code_hash=known or hash_unreadable(work.code_key, item.code))


def _target(work: Work, nonce: str) -> ScanFact | None:
    """Find the scan that is meant: this phone's own, else another one's at this gate."""
    meant = [
        fact
        for fact in work.facts.values()
        if fact.nonce == nonce and fact.kind is not ScanKind.VOID
    ]
    return min(meant, key=lambda fact: (fact.device_id != work.phone.id, fact.at), default=None)
