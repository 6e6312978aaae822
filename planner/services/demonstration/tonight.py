"""An evening that goes on at this moment: nearly full, with a meal inside it and things to look at.

So the page of the day itself can be looked at on any day, as it is when it matters.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from planner.core.admission import People
from planner.core.enums import EventType, Reply, ScanKind
from planner.core.parties import PartyDetails
from planner.core.turnout import EventKind
from planner.services.answer import answering
from planner.services.demonstration.maker import Maker
from planner.services.gate import gates, phones
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.services.invite import issuing
from planner.services.plan.event_plan import EventPlan
from planner.store.models import Event, GateDevice, Invitation

TITLE = "Buurtavond in de kasteeltuin"
MEAL = "Soep in de oranjerie"
PLACES = 60
BEGAN_AGO = timedelta(minutes=75)
QUARTER = 15
HOUSEHOLDS = (4, 2, 5, 3, 1, 4, 2, 3, 5, 2, 4, 3, 2, 4)
"""Who said yes on the cards of the evening, by number; the last four are still on their way."""
AT_TABLE = (4, 3, 2, 4, 3, 2)
"""Who said yes on the cards of the meal; the last two are still on their way."""
UNKNOWN = (2, 1, 3)
"""People with a card that nobody knows."""
WITHOUT_CARD = ((58, 0, 2), (47, 1, 2), (26, 0, 2), (11, 1, 3), (6, 0, 1), (2, 1, 1))
"""Minutes ago, at which of the two gates, and how many."""
FIRST = 2
"""The number of the first card that was answered: the one before is left for the reader."""
NO_CARD_OF_OURS = "0" * 13


@dataclass
class Counting:
    """Helpers at the gates of the evening, who count what came."""

    maker: Maker
    made_at: datetime
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def phone(self, event: Event, gate_name: str) -> Phone:
        """Open a gate, if it is not there yet, and let a phone work at it."""
        session, key = self.maker.session, self.maker.code_key
        named = [gate for gate in gates.list_gates(session, event.id) if gate.name == gate_name]
        gate = named[0] if named else gates.open_gate(
            session, event, gate_name, code_key=key, now=self.made_at
        )  # fmt: skip
        enrolled = phones.enrol(session, gate, code_key=key, now=self.made_at)
        if enrolled is None:
            raise ValueError("the gate has as many phones as it may")
        found = phones.find_phone(session, enrolled.token, code_key=key, now=self.made_at)
        if found is None:
            raise LookupError("a phone that was just enrolled")
        return found

    def scan(
        self,
        phone: Phone,
        heads: int,
        *,
        ago: float,
        number: int | None = None,
        code: str | None = None,
        part: Event | None = None,
        kind: ScanKind = ScanKind.ENTRY,
    ) -> None:
        """Let people in or out, so many minutes ago, as a phone without internet does."""
        at = self.maker.now - timedelta(minutes=ago)
        item = ScanItem(
            nonce=f"demonstration-{next(self.numbers)}",
            kind=kind,
            phone_at=at,
            people=People(heads),
            card_number=number,
            code=code,
            card_event=part.id if part else None,
            offline=True,
            only_heads=number is not None,
            is_practice=False,
        )
        batch = ScanBatch([item])
        take_scans(self.maker.session, phone, batch, code_key=self.maker.code_key, now=at)


def add_tonight(maker: Maker) -> Event:
    """Make the evening and the meal in it, with everybody who came until now."""
    began = maker.now - BEGAN_AGO
    began = began.replace(minute=began.minute // QUARTER * QUARTER, second=0, microsecond=0)
    evening = _evening(maker, began)
    meal = _meal(maker, evening)
    counting = Counting(maker, began - timedelta(minutes=20))
    entrance, garden = (counting.phone(evening, name) for name in ("Hoofdingang", "Tuinpoort"))
    quiet, table = counting.phone(evening, "Tuinpoort"), counting.phone(meal, "Oranjerie")
    for place, heads in enumerate(HOUSEHOLDS[:-4]):
        counting.scan(entrance, heads, ago=70 - 5 * place, number=place + FIRST)
    counting.scan(quiet, HOUSEHOLDS[0], ago=41, number=FIRST)
    for place, heads in enumerate(UNKNOWN):
        counting.scan(garden, heads, ago=36 - 4 * place, code=NO_CARD_OF_OURS)
    for place, heads in enumerate(AT_TABLE[:-2]):
        if place < 3:  # the fourth came in by the kitchen
            counting.scan(garden, heads, ago=55 - place, number=place + FIRST, part=meal)
        counting.scan(table, heads, ago=45 - place, number=place + FIRST)
    counting.scan(
        entrance, AT_TABLE[2], ago=20, number=FIRST + 2, part=meal, kind=ScanKind.EXIT
    )  # they only fetched something from the car, and came back through the kitchen
    for ago, gate, heads in WITHOUT_CARD:
        counting.scan((entrance, garden)[gate], heads, ago=ago)
    for phone in (entrance, garden, table):
        maker.session.get_one(GateDevice, phone.id).seen_at = maker.now
    late = maker.session.get_one(GateDevice, quiet.id)
    late.seen_at, late.waiting = maker.now - timedelta(minutes=22), 4
    return evening


_plan = partial(
    EventPlan,
    neighbourhood_name="Hoensbroek",
    venue_name="Kasteeltuin",
    venue_address="Klinkertstraat 118, 6433 PB Hoensbroek",
    contact_name="Noor",
    contact_phone="045 000 00 00",
    is_public=False,
)


def _evening(maker: Maker, began: datetime) -> Event:
    evening = maker.event(
        _plan(
            title=TITLE,
            event_type=EventType.PARTY,
            kind=EventKind.OPEN,
            starts_at=began,
            ends_at=began + timedelta(hours=4),
            zone=maker.zone,
            capacity=PLACES,
            expected=PLACES,
            description="Muziek, een vuurkorf en verhalen over het kasteel. Kom je ook?",
        ),
        made_at=maker.days_ago(12),
    )
    _invite(maker, evening, "Via de buurvrouw", HOUSEHOLDS, count=20)
    return evening


def _meal(maker: Maker, evening: Event) -> Event:
    meal = maker.event(
        _plan(
            title=MEAL,
            event_type=EventType.DINNER,
            kind=EventKind.CLOSED,
            starts_at=evening.starts_at,
            ends_at=evening.ends_at - timedelta(hours=1),
            zone=maker.zone,
            capacity=30,
            description="Een kom soep met brood, en wie wil nog een kom.",
            parent_id=evening.id,
        ),
        made_at=maker.days_ago(12),
    )
    _invite(maker, meal, "Aan tafel", AT_TABLE, count=len(AT_TABLE) + 1)
    return meal


def _invite(
    maker: Maker, event: Event, name: str, households: tuple[int, ...], *, count: int
) -> None:
    """Hand cards out, and let the first of them answer."""
    plan = issuing.BatchPlan(name=name, count=count, largest_party=5)
    batch = issuing.issue_batch(
        maker.session, event, plan, code_key=maker.code_key, now=maker.days_ago(10)
    )
    answered_at = maker.days_ago(4)
    invitations = maker.session.scalars(
        select(Invitation).where(Invitation.batch_id == batch.id).order_by(Invitation.number)
    )
    for invitation, heads in zip(list(invitations)[FIRST - 1 :], households, strict=False):
        answering.give_reply(maker.session, invitation, Reply.YES, now=answered_at)
        party = PartyDetails(adults=min(heads, 2), children=max(0, heads - 2))
        answering.give_details(maker.session, invitation, party, now=answered_at)
