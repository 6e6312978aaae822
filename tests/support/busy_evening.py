"""An evening that goes on, with as many guests as asked: answers, arrivals, voids, conflicts.

Made with a seed and by many rows at once, so that a test or a bench has thousands of guests in a
second, and the same ones each time. What is not a guest (dishes, gates, stacks of cards) does not
get more with more guests.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from planner.core.admission import NOBODY, People, Reason, Status
from planner.core.codes import SEED_BYTES, derive_code, hash_code
from planner.core.diets import Allergen, Diet
from planner.core.enums import (
    AnsweredBy,
    BatchKind,
    CountQuality,
    EventType,
    InvitationState,
    MailKind,
    MailState,
    Reply,
    ScanKind,
)
from planner.core.guest_names import search_key
from planner.core.notices import NoticeKind
from planner.core.turnout import EventKind
from planner.services.forecast import learn
from planner.services.forecast.learn import TurnoutRecord
from planner.services.gate import gates, phones
from planner.services.gate.items import FirstSeen, ScanResult
from planner.services.plan import making, programmes
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import find_or_add_series
from planner.services.shop.orders import KEPT_LEVELS
from planner.store.base import Base, Store
from planner.store.models import (
    Answer,
    AnswerChange,
    AnswerDiet,
    AuditEntry,
    Batch,
    CardMerge,
    Event,
    EventNotice,
    GateDevice,
    GuestContact,
    Intermediary,
    IntermediaryRequest,
    Invitation,
    Mailing,
    NamedGuest,
    NoticeTold,
    OutboxMail,
    PlacedOrder,
    Scan,
    Waiting,
)

SEED = 15
STARTS = datetime(2027, 6, 12, 15, 0, tzinfo=UTC)
LASTS = timedelta(hours=5)
NOW = STARTS + timedelta(hours=2)
"""In the middle of it."""
PLANNED = STARTS - timedelta(days=40)
PARTY = 6
GATES = ("Main gate", "Garden gate", "Bridge", "Back door")
PHONES_AT_A_GATE = 3
PART_OF_GUESTS = 0.1
"""Guests of the dinner within the evening, beside those of the evening itself."""
ON_PAPER_OR_PAGE = [one for one in AnsweredBy if one is not AnsweredBy.CALENDAR]
"""By whom the answers of the evening were given."""
ANSWERED, ARRIVED = 0.6, 0.4
FIRST_NAMES = ("Fatima", "Jan", "Oksana", "Mehmet", "Karin", "Piet", "Noor", "Yusuf", "Els", "Wim")
Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class BusyEvening:
    """What was made.

    Attributes:
        event_id: of the evening.
        part_id: of the dinner within it.
        batches: of the evening, by name: "Named", "Street", "School" (somebody else hands them
            out) and "Without card".
        codes: of cards that work, by number.
        arrived: numbers of cards of the evening with which somebody came, and was not undone.
    """

    event_id: int
    part_id: int
    batches: Mapping[str, int]
    codes: Mapping[int, str]
    arrived: Sequence[int]


def fill_evening(
    store: Store, guests: int, *, code_key: str, title: str = "Castle evening", seed: int = SEED
) -> BusyEvening:
    """Plan an evening and let it go on for two hours.

    Args:
        store: writes.
        guests: cards of the evening; 60 in 100 answered, with 40 somebody came.
        code_key: of the installation.
        title: what it is called.
        seed: of everything that is left to chance.
    """
    with store.transaction() as session:
        return _Maker(session, guests, code_key=code_key, title=title, chance=Random(seed)).make()


@dataclass(frozen=True, slots=True)
class _Card:
    """A card that is made: its invitation, and who may come on it."""

    id: int
    event_id: int
    number: int
    code_hash: bytes
    works: bool
    answered: People | None
    kind: BatchKind


class _Maker:
    """Makes the rows of an evening."""

    def __init__(
        self, session: Session, guests: int, *, code_key: str, title: str, chance: Random
    ) -> None:
        self.session, self.guests, self.chance = session, guests, chance
        self.code_key, self.title = code_key, title
        self.rows: Rows = {}
        self.codes: dict[int, str] = {}

    def make(self) -> BusyEvening:
        evening = self._plan(self.title)
        part = self._plan(f"{self.title}: dinner", parent_id=evening.id)
        batches = self._batches(evening)
        cards = [
            *self._cards(evening, batches["Named"], 0.4 * self.guests, named=True),
            *self._cards(evening, batches["Street"], 0.2 * self.guests),
            *self._cards(evening, batches["School"], 0.3 * self.guests),
            *self._cards(evening, batches["Without card"], 0.1 * self.guests),
        ]
        seated = self._cards(part, self._batch(part, "Dinner"), PART_OF_GUESTS * self.guests)
        self._add_post(evening, cards)
        arrived = _Gates(self, evening, cards, seated).let_in()
        self._write()
        return BusyEvening(
            evening.id,
            part.id,
            {name: one.id for name, one in batches.items()},
            self.codes,
            arrived,
        )

    def add(self, table: type[Base], **values: Any) -> None:
        """Add a row; all of a table are written together."""
        self.rows.setdefault(table, []).append(values)

    def happens(self, often: float) -> bool:
        return self.chance.random() < often

    def _write(self) -> None:
        # As gates write them: on a page of the database stand those of the same minutes.
        self.rows[Scan].sort(key=lambda row: row["scanned_at"])
        for table, rows in self.rows.items():
            self.session.execute(insert(table), rows)
        self.rows.clear()

    def _plan(self, title: str, parent_id: int | None = None) -> Event:
        name = "" if parent_id else self.title
        series = find_or_add_series(self.session, name, now=PLANNED)
        plan = EventPlan(
            title=title,
            event_type=EventType.DINNER if parent_id else EventType.CASTLE,
            kind=EventKind.OPEN,
            starts_at=STARTS,
            ends_at=STARTS + LASTS,
            neighbourhood_name="Passart",
            venue_name="Castle",
            venue_address="Kasteellaan 1, Heerlen",
            contact_name="Chris",
            contact_phone="+31450000000",
            capacity=PARTY * self.guests,
            parent_id=parent_id,
            menu_preset="barbecue",
        )
        event = making.create_event(self.session, plan, account_id=None, now=PLANNED, series=series)
        show = programmes.ItemPlan(title="Light show", starts_at=event.starts_at)
        programmes.add_item(self.session, event, show, now=PLANNED)
        ordered = PlacedOrder(
            event_id=event.id,
            placed_at=STARTS - timedelta(days=3),
            portions=2 * self.guests,
            yes_heads=self.guests,
            quantiles={str(level): round(4 * level * self.guests) for level in KEPT_LEVELS},
            dishes=[],
        )
        self.session.add(ordered)
        for year in range(5) if name else ():
            record = TurnoutRecord(
                title=f"{title} {2021 + year}",
                held_on=(STARTS - timedelta(days=365 * (5 - year))).date(),
                came=2 * self.guests + 10 * year,
                yes_heads=self.guests,
                kind=EventKind.OPEN,
                quality=CountQuality.COUNTED,
                series_name=name,
                length_minutes=300,
                arrival_minutes=(self.guests // 30,) * 60,
            )
            learn.record_turnout(self.session, record, now=PLANNED)
        return event

    def _batches(self, event: Event) -> dict[str, Batch]:
        giver = Intermediary(
            name=f"Karin of {self.title}",
            organisation="School",
            organisation_id=event.organisation_id,
            created_at=PLANNED,
        )
        self.session.add(giver)
        self.session.flush()
        kinds: dict[str, dict[str, Any]] = {
            "Named": {},
            "Street": {"gate_words": "blue wristband"},
            "School": {"intermediary_id": giver.id},
            "Without card": {"kind": BatchKind.WITHOUT_CARD},
        }
        return {name: self._batch(event, name, **values) for name, values in kinds.items()}

    def _batch(self, event: Event, name: str, **values: Any) -> Batch:
        batch = Batch(
            event_id=event.id,
            name=name,
            largest_party=PARTY,
            created_at=PLANNED,
            printed_at=PLANNED,
            **values,
        )
        self.session.add(batch)
        self.session.flush()
        return batch

    def _cards(
        self, event: Event, batch: Batch, count: float, *, named: bool = False
    ) -> list[_Card]:
        first = len(self.codes) + 1
        key = self.code_key.encode()
        made: dict[int, dict[str, Any]] = {}
        for number in range(first, first + max(4, round(count))):
            seed = self.chance.randbytes(SEED_BYTES)
            code = derive_code(key, seed)
            state = InvitationState.ISSUED
            if self.happens(0.03):
                state = self.chance.choice([InvitationState.REVOKED, InvitationState.REPLACED])
            is_replaced = state is InvitationState.REPLACED
            made[number] = {
                "event_id": event.id,
                "batch_id": batch.id,
                "number": number,
                "seed": seed,
                "code_hash": hash_code(key, code),
                "state": state,
                "largest_party": PARTY,
                "scans_seen": 0,
                "created_at": PLANNED,
                "handed_out_at": PLANNED if self.happens(0.7) else None,
                "replaced_by": first if is_replaced else None,
            }
            self.codes[number] = code
        self.session.execute(insert(Invitation), list(made.values()))
        ids = self.session.execute(
            select(Invitation.number, Invitation.id)
            .where(Invitation.batch_id == batch.id)
            .order_by(Invitation.number)
        )
        cards = []
        for number, card_id in ids:
            values = made[number]
            card = _Card(
                id=card_id,
                event_id=event.id,
                number=number,
                code_hash=values["code_hash"],
                works=values["state"] is InvitationState.ISSUED,
                answered=self._answer(event, card_id),
                kind=batch.kind,
            )
            cards.append(card)
            if named:
                self._name(card)
            if values["replaced_by"] and named:
                self.add(
                    CardMerge,
                    invitation_id=card_id,
                    event_id=event.id,
                    kept_id=cards[0].id,
                    merged_at=PLANNED,
                )
        return cards

    def _name(self, card: _Card) -> None:
        name = f"{self.chance.choice(FIRST_NAMES)} van de Straat {card.number - self.happens(0.01)}"
        self.add(
            NamedGuest,
            invitation_id=card.id,
            event_id=card.event_id,
            name=name,
            name_key=search_key(name),
            phone=f"+316{card.number:08}" if self.happens(0.5) else "",
            email=f"guest{card.number}@post.example" if self.happens(0.5) else "",
            created_at=PLANNED,
        )

    def _answer(self, event: Event, card_id: int) -> People | None:
        """Let a household answer, or wait for a place; who comes, where it told how many."""
        if not self.happens(ANSWERED):
            if self.happens(0.05):
                at = PLANNED + timedelta(minutes=card_id)
                whose = {"invitation_id": card_id, "event_id": event.id}
                self.add(Waiting, **whose, heads=2, queued_at=at)
            return None
        reply = self.chance.choices(list(Reply), weights=[7, 2, 1])[0]
        people = People(self.chance.randint(1, 3), self.chance.randint(0, 3))
        is_detailed = self.happens(0.8)
        at = STARTS - timedelta(days=self.chance.uniform(1, 30))
        has_allergy, whose = self.happens(0.05), {"invitation_id": card_id, "event_id": event.id}
        self.add(
            Answer,
            **whose,
            reply=reply,
            adults=people.adults,
            children=people.children,
            toddlers=min(1, people.children),
            is_detailed=is_detailed,
            answered_by=self.chance.choice(ON_PAPER_OR_PAGE),
            allergies=self.chance.choice(list(Allergen)).value if has_allergy else "",
            allergies_agreed_at=at if has_allergy else None,
            brings_pram=self.happens(0.05),
            brings_wheelchair=self.happens(0.02),
            access_words="A bench to sit on" if self.happens(0.02) else "",
            remark=f"More light in street {card_id}" if self.happens(0.05) else "",
            created_at=at,
            updated_at=at,
        )
        for days in range(2 if self.happens(0.2) else 1):
            self.add(
                AnswerChange,
                **whose,
                changed_at=at + timedelta(hours=days),
                reply=reply,
                heads=people.heads,
            )
        if self.happens(0.5):
            diet = self.chance.choice(list(Diet)).value
            self.add(AnswerDiet, invitation_id=card_id, diet=diet, heads=1)
        if self.happens(0.3):
            self.add(
                GuestContact,
                **whose,
                email=f"house{card_id}@post.example",
                language="nl",
                created_at=at,
            )
        return people if is_detailed and reply is Reply.YES else None

    def _add_post(self, event: Event, cards: Sequence[_Card]) -> None:
        """Let some be written to, some be told, and some things be done and written down."""
        mailing = Mailing(event_id=event.id, kind=MailKind.CHANGE, created_at=PLANNED)
        notice = EventNotice(
            event_id=event.id,
            kind=NoticeKind.TIME,
            was_starts_at=STARTS - timedelta(hours=1),
            was_ends_at=STARTS,
            was_on=True,
            created_at=PLANNED,
            told_at=PLANNED,
        )
        untold = EventNotice(
            event_id=event.id,
            kind=NoticeKind.TIME,
            was_starts_at=STARTS - timedelta(hours=2),
            was_ends_at=STARTS,
            was_on=True,
            created_at=PLANNED,
        )
        self.session.add_all([mailing, notice, untold])
        self.session.flush()
        notice.mailing_id = mailing.id
        for card in cards:
            chosen = self.chance.random()
            if chosen < 0.1:
                self._mail(card, mailing.id)
            elif chosen < 0.2:
                told = {"notice_id": notice.id, "invitation_id": card.id, "told_at": PLANNED}
                self.add(NoticeTold, **told)
            elif chosen < 0.3:
                self.add(
                    AuditEntry,
                    at=PLANNED + timedelta(minutes=card.number),
                    what="guests.act",
                    actor="organiser",
                    event_id=event.id,
                    fields=[],
                )
            elif chosen < 0.31:
                words = {"words": f"A card more for {card.number}", "created_at": PLANNED}
                batch_id = self._school(event)
                self.add(IntermediaryRequest, batch_id=batch_id, **words)

    def _school(self, event: Event) -> int:
        found = select(Batch.id).where(Batch.event_id == event.id, Batch.name == "School")
        return self.session.scalars(found).one()

    def _mail(self, card: _Card, mailing_id: int) -> None:
        states = [MailState.SENT, MailState.FAILED, MailState.WAITING]
        state = self.chance.choices(states, weights=[8, 1, 1])[0]
        is_over = state is not MailState.WAITING
        self.add(
            OutboxMail,
            key=f"change:{card.event_id}:{card.id}",
            kind=MailKind.CHANGE,
            event_id=card.event_id,
            invitation_id=card.id,
            mailing_id=mailing_id,
            to_address="" if state is MailState.SENT else f"house{card.id}@post.example",
            language="nl",
            subject="It begins later",
            text="It begins later.",
            html="",
            calendar_method="",
            unsubscribe_url="",
            created_at=PLANNED,
            due_at=PLANNED,
            state=state,
            tries=1,
            next_try_at=PLANNED,
            sent_at=PLANNED if state is MailState.SENT else None,
            ended_at=PLANNED if is_over else None,
            last_error="" if state is not MailState.FAILED else "550 5.1.1",
        )


class _Gates:
    """Lets guests in at the gates of an evening."""

    def __init__(
        self, maker: _Maker, event: Event, cards: Sequence[_Card], seated: Sequence[_Card]
    ) -> None:
        self.maker, self.event, self.chance = maker, event, maker.chance
        self.cards, self.seated, self.scans = cards, seated, 0
        self.phones = list(self._enrol())

    def _enrol(self) -> Iterator[GateDevice]:
        session, key = self.maker.session, self.maker.code_key
        for name in GATES:
            gate = gates.open_gate(session, self.event, name, code_key=key, now=PLANNED)
            for _phone in range(PHONES_AT_A_GATE):
                enrolled = phones.enrol(session, gate, code_key=key, now=PLANNED)
                assert enrolled is not None
                yield enrolled.device

    def let_in(self) -> list[int]:
        """Scan; return the numbers of the evening's cards with which somebody came."""
        arrived = []
        for card in self.cards:
            if card.works and self.maker.happens(ARRIVED) and self._party(card):
                arrived.append(card.number)
            elif not card.works and self.maker.happens(0.3):
                self._refuse(card)
            if self.maker.happens(0.05):
                self._walk_in()
        for card in self.seated:
            if card.works and self.maker.happens(0.3):
                self._party(card)
        return arrived

    def _party(self, card: _Card) -> bool:
        """Let a household in by one of the ways in which that goes; whether it stays so."""
        people = card.answered or People(self.chance.randint(1, PARTY))
        way, phone = self.chance.random(), self.chance.choice(self.phones)
        if way < 0.05:  # a mistake, taken back at the same gate
            self._void(card, phone, self._scan(card, people, phone))
            return False
        if way < 0.1:  # taken back and done again
            self._void(card, phone, self._scan(card, people, phone))
        if way > 0.96:  # by another gate as well, while both had no network
            self._scan(card, people, self.chance.choice(self.phones), offline=True)
        if way > 0.9 and people.heads > 1:  # in two parts
            self._scan(card, People(1), phone)
            people = People(people.heads - 1)
        # Of some cards the gate did not know yet that they were made.
        self._scan(card, people, phone, is_known=way < 0.88)
        if 0.3 < way < 0.36:
            self._scan(card, People(1), self.chance.choice(self.phones), kind=ScanKind.EXIT)
        return True

    def _refuse(self, card: _Card) -> None:
        refused: dict[str, Any] = {"status": Status.REFUSED, "reason": Reason.REVOKED}
        self._scan(card, People(2), self.chance.choice(self.phones), let_in=NOBODY, **refused)

    def _walk_in(self) -> None:
        diet = self.chance.choice([None, None, *Diet])
        phone = self.chance.choice(self.phones)
        nonce = self._scan(None, People(2, 1), phone, diet=diet)
        way = self.chance.random()
        if way < 0.1:
            self._void(None, phone, nonce)
        elif way < 0.2:
            self._scan(None, People(1), phone, kind=ScanKind.EXIT)

    def _void(self, card: _Card | None, phone: GateDevice, nonce: str) -> None:
        self._scan(card, NOBODY, phone, kind=ScanKind.VOID, voids=nonce)

    def _scan(
        self,
        card: _Card | None,
        people: People,
        phone: GateDevice,
        *,
        kind: ScanKind = ScanKind.ENTRY,
        let_in: People | None = None,
        is_known: bool = True,
        offline: bool = False,
        voids: str | None = None,
        **told: Any,
    ) -> str:
        """Write down a scan as `take_scans` does; return its nonce."""
        self.scans += 1
        nonce = f"{kind.value}-{self.scans:07}"
        at = STARTS + timedelta(seconds=self.chance.randrange(7_000))
        size = None if card is None else PARTY
        if card is not None and card.answered is not None:
            size = card.answered.heads
        result = ScanResult(
            nonce=nonce,
            **{"status": Status.OK, **told},
            admitted_total=people.heads,
            party_size=size,
            first_seen=FirstSeen(at, GATES[0]) if card and kind is ScanKind.ENTRY else None,
            let_in=people if let_in is None else let_in,
        )
        self.maker.add(
            Scan,
            event_id=self.event.id,
            gate_id=phone.gate_id,
            device_id=phone.id,
            nonce=nonce,
            kind=kind,
            invitation_id=card.id if card and is_known else None,
            unknown_code_hash=card.code_hash if card and not is_known else None,
            adults=people.adults,
            children=people.children,
            scanned_at=at,
            phone_at=at,
            received_at=at,
            was_offline=offline,
            voids_nonce=voids,
            outcome=result.to_stored(),
        )
        return nonce
