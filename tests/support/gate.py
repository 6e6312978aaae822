"""A barbecue with cards, a gate and a phone at it, for every test of the gate."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planner.core.admission import People
from planner.core.enums import AnsweredBy, EventType, Reply, ScanKind
from planner.core.turnout import EventKind
from planner.services.gate import counting, gates, phones
from planner.services.gate.items import NotUnderstood, ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.services.invite import issuing
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.store.base import Store
from planner.store.models import Answer, Event, Gate, Invitation

CODE_KEY = "a key for codes in tests only, 9876543210"
STARTS = datetime(2027, 6, 12, 15, 0, tzinfo=UTC)
"""Five o'clock in the afternoon in Heerlen."""
ENDS = STARTS + timedelta(hours=4)

_nonces = itertools.count(1)


@dataclass
class Enrolled:
    """A phone and its token."""

    phone: Phone
    token: str


def make_event(session: Session, title: str = "Barbecue Passart", **values: Any) -> Event:
    wishes: dict[str, Any] = {
        "title": title,
        "event_type": EventType.BARBECUE,
        "kind": EventKind.OPEN,
        "starts_at": STARTS,
        "ends_at": ENDS,
    } | values
    return making.create_event(session, EventPlan(**wishes), account_id=None, now=STARTS)


def make_cards(session: Session, event: Event, count: int = 3, party: int = 5) -> list[str]:
    """Issue cards numbered from 1 and give their codes."""
    batch = issuing.issue_batch(
        session,
        event,
        issuing.BatchPlan(name="Families of the garage box", count=count, largest_party=party),
        code_key=CODE_KEY,
        now=STARTS,
    )
    return [card.code for card in issuing.codes_of(session, batch, code_key=CODE_KEY)]


def make_gate(session: Session, event: Event, name: str = "Entrance", **values: Any) -> Gate:
    return gates.open_gate(session, event, name, code_key=CODE_KEY, now=STARTS, **values)


def make_listener(session: Session, event: Event, now: datetime = STARTS) -> Enrolled:
    """Enrol a phone that only listens."""
    at = gates.open_listening(session, event, "Listening", code_key=CODE_KEY, now=now)
    return make_phone(session, at, now)


def make_phone(session: Session, at: Gate, now: datetime = STARTS) -> Enrolled:
    enrolled = phones.enrol(session, at, code_key=CODE_KEY, now=now)
    assert enrolled is not None
    phone = phones.find_phone(session, enrolled.token, code_key=CODE_KEY, now=now)
    assert phone is not None
    return Enrolled(phone, enrolled.token)


def answer(session: Session, event: Event, number: int, reply: Reply, **people: int) -> None:
    """Let the household of a card answer; with people, in detail."""
    card = session.query(Invitation).filter_by(event_id=event.id, number=number).one()
    session.merge(
        Answer(
            invitation_id=card.id,
            event_id=event.id,
            reply=reply,
            adults=people.get("adults", 1),
            children=people.get("children", 0),
            is_detailed=bool(people),
            answered_by=AnsweredBy.GUEST,
            created_at=STARTS,
            updated_at=STARTS,
        )
    )


def scan_with(
    store: Store, token: str, item: ScanItem, *, now: datetime = STARTS, code_key: str = CODE_KEY
) -> ScanResult:
    """Send one scan as a request does: what the event is now is read with the phone."""
    with store.transaction() as session:
        phone = phones.find_phone(session, token, code_key=code_key, now=now)
        assert phone is not None
        (result,) = take_scans(session, phone, ScanBatch([item]), code_key=code_key, now=now)
    return result


@dataclass
class Evening:
    """A barbecue with three cards for five people each, a gate and a phone."""

    store: Store
    event_id: int
    codes: list[str]
    gate_id: int
    phone: Phone
    token: str

    def scan(
        self, *items: ScanItem | NotUnderstood, now: datetime = STARTS, **kw: Any
    ) -> list[ScanResult]:
        """Send scans from a phone and commit."""
        phone = kw.pop("phone", self.phone)
        with self.store.transaction() as session:
            return take_scans(session, phone, ScanBatch(items, **kw), code_key=CODE_KEY, now=now)

    def one(self, item: ScanItem, **kw: Any) -> ScanResult:
        return self.scan(item, **kw)[0]

    def second_phone(self, gate_name: str | None = None) -> Phone:
        """Enrol one more phone, at a new gate if it is named."""
        with self.store.transaction() as session:
            at = session.get_one(Gate, self.gate_id)
            if gate_name:
                at = make_gate(session, session.get_one(Event, self.event_id), gate_name)
            return make_phone(session, at).phone

    def count(self) -> counting.HeadCount:
        with self.store.reading() as session:
            return counting.head_count(session, self.event_id)


def make_evening(store: Store, **values: Any) -> Evening:
    with store.transaction() as session:
        event = make_event(session, **values)
        codes = make_cards(session, event)
        at = make_gate(session, event)
        enrolled = make_phone(session, at)
        return Evening(store, event.id, codes, at.id, enrolled.phone, enrolled.token)


def new_nonce() -> str:
    return f"nonce-{next(_nonces):06}"  # at the same moment their order decides


def entry(code: str | None = None, adults: int = 1, **values: Any) -> ScanItem:
    """People who want in: on a card, or without one."""
    children = values.pop("children", 0)
    wishes: dict[str, Any] = {
        "nonce": new_nonce(),
        "kind": ScanKind.ENTRY,
        "phone_at": STARTS,
        "people": People(adults, children),
        "code": code,
    }
    return ScanItem(**(wishes | values))


def leaving(code: str | None = None, adults: int = 1, **values: Any) -> ScanItem:
    return entry(code, adults, kind=ScanKind.EXIT, **values)


def void(of: ScanItem | str, **values: Any) -> ScanItem:
    nonce = of if isinstance(of, str) else of.nonce
    return entry(None, 0, kind=ScanKind.VOID, voids=nonce, **values)
