"""What an organisation can keep, and what it has in stock: it comes off the next shopping list.

The stock is a list of what came and what left, so that closing an event, correcting that and
taking it back need nothing else undone. What is there is for the first event that is still open
and serves such a dish: no two lists count on the same burgers.
Source: docs/decisions/0035-last-pack-and-larder.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from planner.core.catering import SALVAGE, Keeping
from planner.core.enums import EventState
from planner.services.plan.menus import dish_of
from planner.services.shop.orders import Placed
from planner.store.base import take_turn
from planner.store.models import Event, EventDish, KeepingRule, StockEntry

IN_A_FREEZER = (Keeping.FREEZABLE, Keeping.FROZEN)
STORED = frozenset({*IN_A_FREEZER, Keeping.DRY})
"""What goes into stock; what the shop takes back does not."""
ASKED = (*IN_A_FREEZER, Keeping.DRY, Keeping.RETURNABLE)
"""What may bring something back, in the order of the form."""
LOOKED_BACK = timedelta(days=31)
"""An event that nobody closed holds what is in stock for so long."""

StockKey = tuple[str, str]
"""The name and the unit of a dish."""


@dataclass(frozen=True, slots=True)
class Larder:
    """What can be kept, and what there is.

    Attributes:
        percents: of the price, what comes back of what is left; empty while nobody was asked.
        stock: what there is for this event, by name and unit.
    """

    percents: Mapping[Keeping, int] = field(default_factory=dict)
    stock: Mapping[StockKey, int] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether somebody said what can be kept."""
        return bool(self.percents)

    @property
    def has_freezer(self) -> bool:
        """Whether there is a freezer; so it is taken to be while nobody was asked."""
        return not self.is_asked or any(self.percents.get(each) for each in IN_A_FREEZER)

    def percent_of(self, keeping: Keeping) -> int:
        """What comes back of the price, in percent."""
        return self.percents.get(keeping, usual_percent(keeping))

    def part_of(self, keeping: Keeping) -> float | None:
        """What comes back of the price; None for what is usual."""
        return self.percents[keeping] / 100 if keeping in self.percents else None


@dataclass(frozen=True, slots=True)
class Stocked:
    """A dish in stock.

    Attributes:
        since: when something last came or left.
    """

    name: str
    unit: str
    amount: int
    since: datetime

    @property
    def key(self) -> StockKey:
        """Which dish it is."""
        return self.name, self.unit


# An earlier event that is still open and serves the same takes what is in stock.
_EARLIER = aliased(Event)
_IS_TAKEN = exists().where(
    _EARLIER.organisation_id == bindparam("organisation_id"),
    _EARLIER.id != bindparam("event_id"),
    _EARLIER.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
    _EARLIER.starts_at < bindparam("starts_at"),
    _EARLIER.starts_at > bindparam("looked_back_to"),
    EventDish.event_id == _EARLIER.id,
    EventDish.name == StockEntry.name,
)
RULES = select(KeepingRule.keeping, KeepingRule.percent).where(
    KeepingRule.organisation_id == bindparam("organisation_id")
)
"""What an organisation said it can keep."""
FOR_THIS_EVENT = (
    select(StockEntry.name, StockEntry.unit, func.sum(StockEntry.amount).label("amount"))
    .where(
        StockEntry.organisation_id == bindparam("organisation_id"),
        StockEntry.name.in_(bindparam("names", expanding=True)),
        ~_IS_TAKEN,
    )
    .group_by(StockEntry.name, StockEntry.unit)
    .having(func.sum(StockEntry.amount) > 0)
)
"""What there is of dishes of these names, and no earlier event takes."""


def rules_of(session: Session, organisation_id: int) -> Larder:
    """Return what an organisation said it can keep; its stock is left out."""
    rows = session.scalars(
        select(KeepingRule).where(KeepingRule.organisation_id == organisation_id)
    )
    return Larder(percents={row.keeping: row.percent for row in rows})


def usual_percent(keeping: Keeping) -> int:
    """What comes back of the price where nobody said otherwise, in percent."""
    return round(100 * SALVAGE[keeping])


def say_freezer(session: Session, organisation_id: int, *, has_freezer: bool) -> None:
    """Keep whether there is a freezer: without one nothing frozen comes back.

    What somebody said of the rest stays, and so does what they said of the same freezer.
    """
    _take_turn(session, organisation_id)
    before = rules_of(session, organisation_id)
    if before.is_asked and before.has_freezer is has_freezer:
        return
    changed = IN_A_FREEZER if before.is_asked else ASKED
    set_rules(
        session,
        organisation_id,
        {
            each: usual_percent(each) if has_freezer or each not in IN_A_FREEZER else 0
            for each in changed
        },
    )


def set_rules(session: Session, organisation_id: int, percents: Mapping[Keeping, int]) -> None:
    """Keep what comes back of the price of what is left, in percent."""
    _take_turn(session, organisation_id)
    for keeping, percent in percents.items():
        session.merge(
            KeepingRule(organisation_id=organisation_id, keeping=keeping, percent=percent)
        )
    session.flush()


def _take_turn(session: Session, organisation_id: int) -> None:
    """Wait for colleagues who change the same: each changes what the one before has left."""
    take_turn(session, f"larder {organisation_id}")


def in_stock(session: Session, organisation_id: int) -> Sequence[Stocked]:
    """List what there is, by name."""
    total = func.sum(StockEntry.amount)
    rows = session.execute(
        select(StockEntry.name, StockEntry.unit, total, func.max(StockEntry.noted_at))
        .where(StockEntry.organisation_id == organisation_id)
        .group_by(StockEntry.name, StockEntry.unit)
        .having(total > 0)
        .order_by(StockEntry.name, StockEntry.unit)
    )
    return [Stocked(name, unit, int(amount), since) for name, unit, amount, since in rows]


def stock_of(session: Session, organisation_id: int, key: StockKey) -> int:
    """Return how much there is of a dish."""
    name, unit = key
    total = session.scalar(
        select(func.sum(StockEntry.amount)).where(
            StockEntry.organisation_id == organisation_id,
            StockEntry.name == name,
            StockEntry.unit == unit,
        )
    )
    return int(total or 0)


def correct_stock(
    session: Session, organisation_id: int, key: StockKey, amount: int, *, now: datetime
) -> None:
    """Note that there is so much of a dish."""
    _take_turn(session, organisation_id)
    difference = amount - stock_of(session, organisation_id, key)
    if difference:
        name, unit = key
        session.add(
            StockEntry(
                organisation_id=organisation_id,
                name=name,
                unit=unit,
                amount=difference,
                noted_at=now,
            )
        )
        session.flush()


def keep_leftovers(
    session: Session,
    event: Event,
    order: Placed | None,
    left: Mapping[int, int | None],
    *,
    now: datetime,
) -> int:
    """Take what an event used out of stock, and put what was left of it there.

    Args:
        session: writes.
        event: it is closed.
        order: what was bought and taken; None when no order was placed.
        left: of each dish, by its id; None where nobody knows, which is taken to be nothing.
        now: this moment.

    Returns:
        Of how many dishes something went into stock.
    """
    take_back(session, event.id)
    larder, came = rules_of(session, event.organisation_id), 0
    for row in event.dishes:
        ordered = order.dishes.get(row.id) if order else None
        if ordered is None:
            continue
        dish = dish_of(row)
        part = larder.part_of(dish.keeping) if dish.comes_back is None else dish.comes_back
        keeps = dish.keeping in STORED and (part is None or part > 0)
        stays = (left.get(row.id) or 0) if keeps else 0
        came += stays > 0
        if stays != ordered.from_stock:
            session.add(
                StockEntry(
                    organisation_id=event.organisation_id,
                    event_id=event.id,
                    name=row.name,
                    unit=ordered.unit,
                    amount=stays - ordered.from_stock,
                    noted_at=now,
                    is_demonstration=event.is_demonstration,
                )
            )
    session.flush()
    return came


def take_back(session: Session, event_id: int) -> None:
    """Forget what an event did to the stock: it is open again, or told anew."""
    session.execute(delete(StockEntry).where(StockEntry.event_id == event_id))


def larders_of(session: Session, events: Sequence[Event]) -> dict[int, Larder]:
    """Return what can be kept, and what there is for each of several events; three queries."""
    organisations = {event.organisation_id for event in events}
    rules = session.scalars(
        select(KeepingRule).where(KeepingRule.organisation_id.in_(organisations))
    ).all()
    stock = session.execute(
        select(
            StockEntry.organisation_id,
            StockEntry.name,
            StockEntry.unit,
            func.sum(StockEntry.amount).label("amount"),
        )
        .where(StockEntry.organisation_id.in_(organisations))
        .group_by(StockEntry.organisation_id, StockEntry.name, StockEntry.unit)
        .having(func.sum(StockEntry.amount) > 0)
    ).all()
    open_events = session.execute(
        select(Event.id, Event.organisation_id, Event.starts_at, EventDish.name)
        .join(EventDish, EventDish.event_id == Event.id)
        .where(
            Event.organisation_id.in_(organisations),
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
            EventDish.name.in_({row.name for row in stock}),
        )
    ).all()

    def is_taken(event: Event, name: str) -> bool:
        return any(
            row.name == name
            and row.id != event.id
            and row.organisation_id == event.organisation_id
            and event.starts_at - LOOKED_BACK < row.starts_at < event.starts_at
            for row in open_events
        )

    return {
        event.id: Larder(
            percents={
                row.keeping: row.percent
                for row in rules
                if row.organisation_id == event.organisation_id
            },
            stock={
                (row.name, row.unit): int(row.amount)
                for row in stock
                if row.organisation_id == event.organisation_id and not is_taken(event, row.name)
            },
        )
        for event in events
    }
