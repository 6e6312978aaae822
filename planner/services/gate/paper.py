"""What was counted on paper while no phone worked, entered afterwards as scans like all others.

The paper of a gate is a device of its own. A card has one line on it, so the scan of that line
always has the same nonce: the same paper entered twice counts once.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.admission import NOBODY, People, size_of_party
from planner.core.enums import InvitationState, ScanKind
from planner.core.tallies import TallyLine
from planner.services.gate.gates import door_of
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.journal import PastScan, last_scans
from planner.services.gate.letting import undo_scan
from planner.services.gate.parties import PartyAtGate, answered_people, find_cards, read_parties
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.store.base import connection_of
from planner.store.models import Answer, Batch, Event, Gate, GateDevice, Invitation, Scan

MOST_SHOWN = 1_000
LOOSE = "loose"
"""Names the line of the people without a card."""


class Entered(StrEnum):
    """What became of a line."""

    ENTERED = "entered"
    BEFORE = "before"
    """The same line was entered before: nothing to do."""
    STANDS_OTHERWISE = "stands_otherwise"
    """The card was entered with another number of people: take that back first."""
    NO_SUCH_CARD = "no_such_card"
    MORE_THAN_PARTY = "more_than_party"
    """More than the card is for: those beyond came without a card."""
    INSIDE_ALREADY = "inside_already"
    """Phones counted the whole party: there is nobody left to enter."""


@dataclass(frozen=True, slots=True)
class PrintedList:
    """The cards of an event, or of a part of it, as they stand on paper.

    Args:
        title: of the event.
        cards: number, how many people the card is for, and what they get; by number.
        says_something: whether some of these guests get something; each line asks that.
    """

    title: str
    cards: Sequence[tuple[int, int, str]]
    says_something: bool


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of a line.

    Args:
        line: as it was typed.
        outcome: what became of it.
        heads: people entered, or who stand there already, or whom the card is for.
    """

    line: TallyLine
    outcome: Entered
    heads: int = 0


def enter_lines(
    session: Session,
    gate: Gate,
    lines: Iterable[TallyLine],
    *,
    at: datetime,
    code_key: str,
    now: datetime,
) -> list[LineResult]:
    """Enter the cards of a gate's paper.

    Args:
        session: writes.
        gate: where the paper lay, with its event.
        lines: that are understood.
        at: about when the people came.
        code_key: the key of this installation.
        now: the moment.
    """
    phone, wanted = _paper(session, gate, code_key=code_key, now=now), list(lines)
    asked = [_item("", at, card_number=line.number) for line in wanted]
    connection = connection_of(session)
    shown = find_cards(connection, phone, asked, code_key=code_key, lock=False)
    cards = [shown.card(item) for item in asked]
    parties = read_parties(connection, phone, [card.id for card in cards if card]).by_card
    standing, found, results = _standing(session, phone), [], []
    for line, card in zip(wanted, cards, strict=True):
        nonce, before = standing.line(f"card-{line.number}")
        result = _judge(line, parties.get(card.id) if card else None, before)
        if result.outcome is Entered.ENTERED:
            found.append(_item(nonce, at, People(result.heads), card_number=line.number))
        results.append(result)
    take_scans(session, phone, ScanBatch(found), code_key=code_key, now=now)
    return results


def enter_loose(
    session: Session, gate: Gate, people: People, *, at: datetime, code_key: str, now: datetime
) -> LineResult:
    """Enter how many people came without a card, in all, by a gate's paper."""
    phone = _paper(session, gate, code_key=code_key, now=now)
    nonce, before = _standing(session, phone).line(LOOSE)
    line = TallyLine("", heads=people.heads)
    if before is not None:
        is_same = before == people
        outcome = Entered.BEFORE if is_same else Entered.STANDS_OTHERWISE
        return LineResult(line, outcome, before.heads)
    item = _item(nonce, at, people)
    take_scans(session, phone, ScanBatch([item]), code_key=code_key, now=now)
    return LineResult(line, Entered.ENTERED, people.heads)


def list_entered(session: Session, gate: Gate, *, code_key: str) -> Sequence[PastScan]:
    """List what stands on the paper of a gate, the last first, without what was undone."""
    device_id = _device_id(session, gate, code_key)
    if device_id is None:
        return []
    scans = last_scans(session, gate.event_id, device_id=device_id, limit=MOST_SHOWN)
    return [scan for scan in scans if not scan.is_undone]


def undo_line(
    session: Session, gate: Gate, nonces: Iterable[str], *, code_key: str, now: datetime
) -> int:
    """Take lines of a gate's paper back; how many it were."""
    phone = _paper(session, gate, code_key=code_key, now=now)
    known = {scan.nonce for scan in list_entered(session, gate, code_key=code_key)}
    wanted = sorted(known.intersection(nonces))
    for nonce in wanted:
        undo_scan(session, phone, nonce, code_key=code_key, now=now)
    return len(wanted)


def printed_lists(session: Session, event: Event) -> list[PrintedList]:
    """List the cards that are worth something, those of the event's parts apart."""
    rows = session.execute(
        select(
            Event.id,
            Event.title,
            Invitation.number,
            Invitation.largest_party,
            Batch.gate_words,
            Answer.reply,
            Answer.is_detailed,
            Answer.adults.label("answered_adults"),
            Answer.children.label("answered_children"),
        )
        .join(Invitation, Invitation.event_id == Event.id)
        .join(Batch, Batch.id == Invitation.batch_id)
        .join(Answer, Answer.invitation_id == Invitation.id, isouter=True)
        .where(
            or_(Event.id == event.id, Event.parent_id == event.id),
            Invitation.state == InvitationState.ISSUED,
        )
        .order_by(Event.id != event.id, Event.id, Invitation.number)
    ).all()
    return [
        PrintedList(
            found[0].title,
            [
                (
                    row.number,
                    size_of_party(row.largest_party, answered_people(row)),
                    row.gate_words,
                )
                for row in found
            ],
            says_something=any(row.gate_words for row in found),
        )
        for _event_id, group in groupby(rows, key=lambda row: row.id)
        if (found := list(group))
    ]


def _judge(line: TallyLine, party: PartyAtGate | None, before: People | None) -> LineResult:
    if party is None:
        return LineResult(line, Entered.NO_SUCH_CARD)
    if before is not None:
        is_same = line.heads in {None, before.heads}
        outcome = Entered.BEFORE if is_same else Entered.STANDS_OTHERWISE
        return LineResult(line, outcome, before.heads)
    heads = party.settled().room if line.heads is None else line.heads
    if heads > party.size:
        return LineResult(line, Entered.MORE_THAN_PARTY, party.size)
    return LineResult(line, Entered.ENTERED if heads else Entered.INSIDE_ALREADY, heads)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The lines of a paper: who stands there, and how often each was taken back."""

    people: Mapping[str, People]
    undone: Mapping[str, int]

    def line(self, name: str) -> tuple[str, People | None]:
        """Give the nonce of a line, and who stands there. Taken back, it may be written anew."""
        return f"{name}-{self.undone.get(name, 0)}", self.people.get(name)


def _standing(session: Session, phone: Phone) -> _Standing:
    rows = session.execute(
        select(Scan.nonce, Scan.kind, Scan.voids_nonce, Scan.adults, Scan.children).where(
            Scan.device_id == phone.id
        )
    ).all()
    voided = {row.voids_nonce for row in rows if row.kind is ScanKind.VOID}
    people: dict[str, People] = {}
    undone: dict[str, int] = {}
    for row in rows:
        if row.kind is not ScanKind.ENTRY:
            continue
        name = row.nonce.rpartition("-")[0]
        if row.nonce in voided:
            undone[name] = undone.get(name, 0) + 1
        else:
            people[name] = People(row.adults, row.children)
    return _Standing(people, undone)


def _item(
    nonce: str, at: datetime, people: People = NOBODY, *, card_number: int | None = None
) -> ScanItem:
    return ScanItem(
        nonce=nonce,
        kind=ScanKind.ENTRY,
        phone_at=at,
        people=people,
        card_number=card_number,
        offline=True,
        only_heads=card_number is not None,
        is_practice=False,  # nobody practises on paper
        is_vouched=True,
    )


def _paper(session: Session, gate: Gate, *, code_key: str, now: datetime) -> Phone:
    """Give the device that is a gate's paper; the first time it is made."""
    device_id = _device_id(session, gate, code_key)
    if device_id is None:
        device = GateDevice(
            gate_id=gate.id,
            token_hash=_token_hash(gate, code_key),
            enrolled_at=now,
            seen_at=now,
            # Signed out from the beginning: it takes no phone's place, and is none.
            revoked_at=now,
        )
        session.add(device)
        session.flush()
        device_id = device.id
    event = gate.event
    return Phone(
        id=device_id,
        gate_id=gate.id,
        gate_name=gate.name,
        event_id=event.id,
        event_title=event.title,
        zone=event.zone,
        door=door_of(gate),
        enrolled_at=now,
        seen_at=now,
        is_revoked=False,
    )


def _device_id(session: Session, gate: Gate, code_key: str) -> int | None:
    return session.scalar(
        select(GateDevice.id).where(GateDevice.token_hash == _token_hash(gate, code_key))
    )


def _token_hash(gate: Gate, code_key: str) -> bytes:
    # No cookie gives this hash: those are made with another label.
    return hmac.digest(code_key.encode(), b"planner/gate-paper\0%d" % gate.id, "sha256")
