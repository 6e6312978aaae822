"""For how many people there is food, and for how many there is room."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from planner.store.models import Event, EventDish, PlacedOrder, RunLine, Venue

_READ = (
    select(
        PlacedOrder.portions,
        (Event.staff_eating + Event.helpers_eating).label("besides_guests"),
        Event.capacity,
        Venue.capacity.label("venue_capacity"),
        exists().where(EventDish.event_id == Event.id).label("serves_food"),
        exists()
        .where(RunLine.event_id == Event.id, RunLine.removed_at.is_(None))
        .label("has_sheet"),
    )
    .select_from(Event)
    .join(PlacedOrder, PlacedOrder.event_id == Event.id, isouter=True)
    .join(Venue, Venue.id == Event.venue_id, isouter=True)
    .where(Event.id == bindparam("event_id"))
)


ALMOST_FULL = 0.9
"""From this part of the places on we warn; the phone does the same: frontend/src/status.ts"""


@dataclass(frozen=True, slots=True)
class RoomFor:
    """How many guests can be looked after; None while nobody knows.

    Args:
        food: guests for whom fresh food was ordered; helpers and others come on top.
        places: the most that can take part, or be inside at once.
        serves_food: whether there is a menu, so that it matters what somebody eats.
        has_sheet: whether there is a run sheet.
    """

    food: int | None = None
    places: int | None = None
    serves_food: bool = False
    has_sheet: bool = False

    def is_almost_full(self, inside: int) -> bool:
        """Say whether it is time to look who still comes in."""
        return self.places is not None and inside >= self.places * ALMOST_FULL

    def is_full(self, inside: int) -> bool:
        """Say whether nobody more fits."""
        return self.places is not None and inside >= self.places


_HAS_FOOD = select(EventDish.id).where(EventDish.event_id == bindparam("event_id")).limit(1)


def has_food(session: Session, event_id: int) -> bool:
    """Say whether an event has a menu, so that it matters what somebody eats."""
    return session.scalar(_HAS_FOOD, {"event_id": event_id}) is not None


def read_room(session: Session, event_id: int) -> RoomFor:
    """Read what was ordered for an event, and how many people it may hold."""
    row = session.execute(_READ, {"event_id": event_id}).one()
    limits = [limit for limit in (row.capacity, row.venue_capacity) if limit is not None]
    return RoomFor(
        food=None if row.portions is None else max(0, row.portions - row.besides_guests),
        places=min(limits, default=None),
        serves_food=bool(row.serves_food),
        has_sheet=bool(row.has_sheet),
    )
