"""Pairs of households that are alike but for what they told, and what changes places between them.

In every stack of cards there are four pairs. When two of a pair change places in one thing, no
total, no chart and no list in the order of the words themselves is another. So a page that is
another afterwards tells that thing of one household.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from planner.core.admission import People, Reason, Status
from planner.core.consent import ALLERGY_WORDING
from planner.core.enums import AnsweredBy, InvitationState, Reply, ScanKind
from planner.core.guest_names import search_key
from planner.services.gate.items import FirstSeen, ScanResult
from planner.store.base import Base, Store
from planner.store.models import (
    Answer,
    AnswerChange,
    AnswerDiet,
    CardMerge,
    DealtConflict,
    GateDevice,
    GuestContact,
    Invitation,
    NamedGuest,
    NoticeTold,
    OutboxMail,
    Scan,
    ToldApart,
    Waiting,
)
from tests.support.busy_evening import PLANNED, STARTS, BusyEvening

TOLD, SIZE, REPLY, MET = range(4)
"""The pairs: of what was told, of how many they are, of what they answered, of when."""
WORDS = ("Zilverreiger", "Kwartelkoning")
PEOPLE = People(2, 1)
ARRIVED = (STARTS + timedelta(minutes=17), STARTS + timedelta(minutes=43))
ANSWERED_AT = (PLANNED + timedelta(days=3), PLANNED + timedelta(days=9))
OF_A_CARD: Sequence[tuple[type[Base], str]] = (
    (AnswerDiet, "invitation_id"),
    (AnswerChange, "invitation_id"),
    (GuestContact, "invitation_id"),
    (Waiting, "invitation_id"),
    (NoticeTold, "invitation_id"),
    (OutboxMail, "invitation_id"),
    (ToldApart, "invitation_id"),
    (CardMerge, "invitation_id"),
    (CardMerge, "kept_id"),
    (Answer, "invitation_id"),
)


@dataclass(frozen=True)
class Household:
    """A card, and whose it is.

    Attributes:
        name: whose card it is, where the organiser knows that.
    """

    id: int
    number: int
    code: str
    stack: str
    name: str = ""


Pair = tuple[Household, Household]


@dataclass(frozen=True)
class Households:
    """The pairs of an evening: by stack, and in each stack by what they differ in."""

    store: Store
    pairs: Mapping[str, Sequence[Pair]]

    @property
    def all(self) -> list[Household]:
        """Every household of every pair."""
        return [one for pairs in self.pairs.values() for pair in pairs for one in pair]

    def change_places(self, facts: Sequence[str]) -> None:
        """Let the two of each pair change places in these things; twice is as before."""
        with self.store.transaction() as session:
            for fact in facts:
                which, change = FACTS[fact]
                for pairs in self.pairs.values():
                    change(session, pairs[which])


def settle(store: Store, evening: BusyEvening) -> Households:
    """Let eight households in each stack of an evening be those of the pairs."""
    with store.transaction() as session:
        phone = session.scalars(select(GateDevice).order_by(GateDevice.id)).first()
        assert phone is not None
        pairs = {
            name: _pairs_of(session, evening, phone, name, batch_id)
            for name, batch_id in evening.batches.items()
        }
    return Households(store, pairs)


def _pairs_of(
    session: Session, evening: BusyEvening, phone: GateDevice, stack: str, batch_id: int
) -> list[Pair]:
    works = (Invitation.batch_id == batch_id, Invitation.state == InvitationState.ISSUED)
    cards = session.scalars(select(Invitation).where(*works).order_by(Invitation.number)).all()[:8]
    assert len(cards) == 8, f"{stack}: more guests, or there are not four pairs"
    _empty(session, [card.id for card in cards])
    found = []
    for which, first in enumerate(range(0, 8, 2)):
        two = (cards[first], cards[first + 1])
        for side, card in enumerate(two):
            _answer(session, card, which, side)
            if which == TOLD:
                _let_in(session, card, phone, ARRIVED[0])
            if which == MET:
                _let_in(session, card, phone, ARRIVED[side])
                _let_in(session, card, phone, ARRIVED[side] + timedelta(minutes=5), again=True)
        one, other = (
            Household(
                card.id,
                card.number,
                evening.codes[card.number],
                stack,
                _name(session, card, side) if stack == "Named" and which == TOLD else "",
            )
            for side, card in enumerate(two)
        )
        found.append((one, other))
    return found


def _empty(session: Session, ids: Sequence[int]) -> None:
    scans = select(Scan.id).where(Scan.invitation_id.in_(ids))
    session.execute(delete(DealtConflict).where(DealtConflict.scan_id.in_(scans)))
    hashes = select(Invitation.code_hash).where(Invitation.id.in_(ids))
    session.execute(delete(Scan).where(Scan.invitation_id.in_(ids)))
    session.execute(delete(Scan).where(Scan.unknown_code_hash.in_(hashes)))
    for table, column in OF_A_CARD:
        session.execute(delete(table).where(getattr(table, column).in_(ids)))
    session.execute(update(Invitation).where(Invitation.id.in_(ids)).values(handed_out_at=PLANNED))


def _answer(session: Session, card: Invitation, which: int, side: int) -> None:
    """Let a household answer; the two of a pair differ in what the pair is of."""
    people = {SIZE: (People(1), People(3, 2))[side]}.get(which, PEOPLE)
    reply = (Reply.YES, Reply.NO)[side] if which == REPLY else Reply.YES
    at = ANSWERED_AT[side] if which == MET else PLANNED
    session.add(
        Answer(
            invitation_id=card.id,
            event_id=card.event_id,
            reply=reply,
            adults=people.adults,
            children=people.children,
            is_detailed=True,
            answered_by=AnsweredBy.GUEST,
            created_at=at,
            updated_at=at,
        )
    )
    session.flush()
    whose = {"invitation_id": card.id, "event_id": card.event_id}
    session.add(AnswerChange(**whose, changed_at=at, reply=reply, heads=people.heads))
    if which == MET or (which == TOLD and side == 0):
        email = f"{WORDS[side].lower()}{card.number}@post.example"
        session.add(GuestContact(**whose, email=email, language="nl", created_at=PLANNED))
    if which == TOLD and side == 0:
        _tell_all(session, card)


def _tell_all(session: Session, card: Invitation) -> None:
    """Let a household tell all that can be told; the other of its pair tells nothing of it."""
    answer = session.get_one(Answer, card.id)
    answer.allergies, answer.allergies_wording = "peanuts", ALLERGY_WORDING
    answer.allergies_agreed_at = PLANNED
    answer.brings_pram = answer.brings_wheelchair = True
    answer.access_words = f"Help: {WORDS[0]} {card.number}"
    answer.remark = f"Better: {WORDS[0]} {card.number}"
    answer.proud = f"Proud: {WORDS[0]} {card.number}"
    session.add(AnswerDiet(invitation_id=card.id, diet="halal", heads=PEOPLE.heads))


def _name(session: Session, card: Invitation, side: int) -> str:
    name = f"{WORDS[side]} van Straaten"
    named = session.get_one(NamedGuest, card.id)
    named.name, named.name_key = name, search_key(name)
    named.phone, named.email = f"+31690000{card.number:03}", f"at{card.number}@name.example"
    return name


def _let_in(
    session: Session, card: Invitation, phone: GateDevice, at: datetime, *, again: bool = False
) -> None:
    nonce = f"pair-{card.number}-{at:%H%M}"
    result = ScanResult(
        nonce=nonce,
        status=Status.OK,
        reason=Reason.FULL_PARTY_ALREADY_IN if again else None,
        admitted_total=PEOPLE.heads,
        party_size=PEOPLE.heads,
        first_seen=FirstSeen(at - timedelta(minutes=5 * again), "Main gate"),
        let_in=PEOPLE,
    )
    session.add(
        Scan(
            event_id=card.event_id,
            gate_id=phone.gate_id,
            device_id=phone.id,
            nonce=nonce,
            kind=ScanKind.ENTRY,
            invitation_id=card.id,
            adults=PEOPLE.adults,
            children=PEOPLE.children,
            scanned_at=at,
            phone_at=at,
            received_at=at,
            was_offline=again,
            outcome=result.to_stored(),
        )
    )


def _swap(session: Session, rows: Sequence[Any], *columns: str) -> None:
    one, other = rows
    for column in columns:
        first, second = getattr(one, column), getattr(other, column)
        setattr(one, column, second)
        setattr(other, column, first)


def _of_row(table: type[Base], *columns: str) -> Callable[[Session, Pair], None]:
    """Let the two change places in columns of a table that has one row for each card."""

    def change(session: Session, pair: Pair) -> None:
        rows = [session.get(table, one.id) for one in pair]
        if all(rows):
            _swap(session, rows, *columns)

    return change


def _rows_of(table: type[Base]) -> Callable[[Session, Pair], None]:
    """Give each of two all rows that the other has in a table; one of them may have none."""

    def change(session: Session, pair: Pair) -> None:
        columns = inspect(table).columns
        found = {
            one.id: [
                {column.key: getattr(row, column.key) for column in columns}
                for row in session.scalars(select(table).filter_by(invitation_id=one.id))
            ]
            for one in pair
        }
        session.execute(delete(table).where(columns["invitation_id"].in_(list(found))))
        for one, other in (pair, pair[::-1]):
            session.add_all(table(**{**row, "invitation_id": one.id}) for row in found[other.id])
        session.flush()

    return change


def _replies(session: Session, pair: Pair) -> None:
    _swap(session, [session.get_one(Answer, one.id) for one in pair], "reply")
    _swap(session, _changes(session, pair), "reply")


def _sizes(session: Session, pair: Pair) -> None:
    rows = [session.get_one(Answer, one.id) for one in pair]
    _swap(session, rows, "adults", "children")
    _swap(session, _changes(session, pair), "heads")


def _history(session: Session, pair: Pair) -> None:
    rows = [session.get_one(Answer, one.id) for one in pair]
    _swap(session, rows, "created_at", "updated_at")
    _swap(session, _changes(session, pair), "changed_at")


def _changes(session: Session, pair: Pair) -> list[AnswerChange]:
    return [
        session.scalars(select(AnswerChange).where(AnswerChange.invitation_id == one.id)).one()
        for one in pair
    ]


def _arrivals(session: Session, pair: Pair) -> None:
    first, second = (
        session.scalars(
            select(Scan).where(Scan.invitation_id == one.id).order_by(Scan.scanned_at)
        ).all()
        for one in pair
    )
    for rows in zip(first, second, strict=True):
        _swap(session, rows, "scanned_at", "phone_at", "received_at", "outcome", "was_offline")


FACTS: Mapping[str, tuple[int, Callable[[Session, Pair], None]]] = {
    "its name": (TOLD, _of_row(NamedGuest, "name", "name_key")),
    "its phone number and e-mail address, with its name": (
        TOLD,
        _of_row(NamedGuest, "phone", "email"),
    ),
    "the address it left itself": (MET, _of_row(GuestContact, "email")),
    "that it left an address": (TOLD, _rows_of(GuestContact)),
    "its diets": (TOLD, _rows_of(AnswerDiet)),
    "its allergies": (
        TOLD,
        _of_row(Answer, "allergies", "allergies_agreed_at", "allergies_wording"),
    ),
    "help it needs": (TOLD, _of_row(Answer, "access_words")),
    "a pram or a wheelchair": (TOLD, _of_row(Answer, "brings_pram", "brings_wheelchair")),
    "its remark": (TOLD, _of_row(Answer, "remark", "proud")),
    "with how many it comes": (SIZE, _sizes),
    "yes, maybe or no": (REPLY, _replies),
    "when it answered": (MET, _history),
    "when it came in": (MET, _arrivals),
}
"""What one household may differ in from another: the rows of the table in docs/access.md."""
