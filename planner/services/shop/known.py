"""What the shopping list of an event reckons with besides guests and menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import JSON, Date, Integer, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from planner.core.catering import Appetite, Keeping
from planner.services.shop.appetites import LEFT, MOST_EVENTS, appetites_of, appetites_of_each
from planner.services.shop.larder import FOR_THIS_EVENT, LOOKED_BACK, RULES, Larder, larders_of
from planner.store.base import UtcDateTime
from planner.store.models import Event


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of dishes.

    Attributes:
        appetites: how much people eat of each dish, by its name, as earlier events taught.
        larder: what can be kept, and what is in stock.
    """

    appetites: Mapping[str, Appetite] = field(default_factory=dict)
    larder: Larder = field(default_factory=Larder)


_LEFT, _RULES, _STOCK = LEFT.subquery(), RULES.subquery(), FOR_THIS_EVENT.subquery()
_NOTHING_LEFT = (
    cast(null(), Integer),
    cast(null(), Integer),
    cast(null(), UtcDateTime),
    cast(null(), JSON),
    cast(null(), Integer),
    cast(null(), Date),
)
# One question instead of three: it stands on the page that is looked at most. Built once.
_KNOWN = union_all(
    select(
        literal("left", String).label("kind"),
        _LEFT.c.name,
        literal("", String).label("unit"),
        literal(0, Integer).label("number"),
        *(_LEFT.c[name] for name in ("id", "event_id", "left_over", "ran_out_at", "dishes")),
        *(_LEFT.c[name] for name in ("came", "held_on")),
    ),
    select(
        literal("rule", String),
        cast(_RULES.c.keeping, String),
        literal("", String),
        _RULES.c.percent,
        cast(null(), Integer),
        *_NOTHING_LEFT,
    ),
    select(
        literal("stock", String),
        _STOCK.c.name,
        _STOCK.c.unit,
        cast(_STOCK.c.amount, Integer),
        cast(null(), Integer),
        *_NOTHING_LEFT,
    ),
)


def known_of(session: Session, event: Event) -> Known:
    """Return what is known of the dishes of an event; one query, none without a menu."""
    names = sorted({row.name for row in event.dishes})
    if not names:
        return Known()
    rows = session.execute(
        _KNOWN,
        {
            "names": names,
            "event_id": event.id,
            "organisation_id": event.organisation_id,
            "before": event.starts_at.date(),
            "most": MOST_EVENTS * len(names),
            "starts_at": event.starts_at,
            "looked_back_to": event.starts_at - LOOKED_BACK,
        },
    ).all()
    return Known(
        appetites_of((row for row in rows if row.kind == "left"), event),
        Larder(
            percents={Keeping(row.name): row.number for row in rows if row.kind == "rule"},
            stock={(row.name, row.unit): row.number for row in rows if row.kind == "stock"},
        ),
    )


def known_of_each(session: Session, events: Sequence[Event]) -> dict[int, Known]:
    """Return the same for several events, by their ids; four queries for all of them."""
    appetites, larders = appetites_of_each(session, events), larders_of(session, events)
    return {event.id: Known(appetites[event.id], larders[event.id]) for event in events}
