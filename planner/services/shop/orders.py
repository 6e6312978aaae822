"""The order as it was placed: kept as it was, judged against what is known since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.core.catering import DishNeed, DishOrder, Pack, Purchase
from planner.core.enums import DeletedKind
from planner.core.turnout import Forecast
from planner.services import deleted
from planner.services.answer.tally import AnswerTally
from planner.store.models import DeletedThing, Event, PlacedOrder

KEPT_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class PlacedDish:
    """What was ordered of a dish.

    Attributes:
        per_guest: what a guest was reckoned to eat, with the appetite that was known then.
        certain: what the helpers were reckoned to eat.
        appetite: people were reckoned to eat so many times what the menu says.
        from_stock: what was there already, and was not ordered.
    """

    dish_id: int
    name: str
    unit: str
    firm: Purchase
    reserve: Purchase
    per_guest: float
    certain: float
    appetite: float
    from_stock: int = 0

    @property
    def there(self) -> int:
        """What there was: ordered, or in stock."""
        return self.firm.amount + self.from_stock


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with what was known when it was placed.

    Attributes:
        portions: people for whom there was fresh food, helpers included.
        quantiles: the forecast: people by level.
        dishes: by the dish's id.
    """

    at: datetime
    portions: int
    yes_heads: int
    quantiles: Mapping[float, int]
    dishes: Mapping[int, PlacedDish]

    @property
    def cost_cents(self) -> int:
        """What the firm order costs."""
        return sum(dish.firm.cost_cents for dish in self.dishes.values())


@dataclass(frozen=True, slots=True)
class Since:
    """How the answers changed since the order was placed, in people; negative is fewer.

    What those people eat is not told: that would be what a few households said.
    """

    people: int

    @property
    def is_nothing(self) -> bool:
        """Whether nothing changed."""
        return not self.people


def place_order(
    session: Session,
    event: Event,
    lines: Mapping[int, tuple[DishNeed, DishOrder, float]],
    *,
    forecast: Forecast,
    portions: int,
    tally: AnswerTally,
    now: datetime,
) -> None:
    """Keep an order as it is now; an earlier one of the event is replaced.

    Args:
        session: writes.
        event: whose order it is.
        lines: by the dish's id: what is needed, what to buy, and the appetite that was used.
        forecast: what was forecast.
        portions: people for whom there is fresh food, helpers included.
        tally: the answers.
        now: this moment.
    """
    row = PlacedOrder(
        event_id=event.id,
        placed_at=now,
        portions=portions,
        yes_heads=tally.yes_heads,
        quantiles={str(level): forecast.quantile(level) for level in KEPT_LEVELS},
        dishes=[
            {
                "dish_id": dish_id,
                "name": order.dish.name,
                "unit": order.dish.unit.value,
                "firm": _kept(order.firm),
                "reserve": _kept(order.reserve),
                "per_guest": need.per_guest,
                "certain": need.certain,
                "appetite": appetite,
                "from_stock": order.from_stock,
            }
            for dish_id, (need, order, appetite) in lines.items()
        ],
    )
    session.merge(row)
    session.flush()


def withdraw_order(
    session: Session, event_id: int, *, by_id: int | None, now: datetime
) -> DeletedThing | None:
    """Take the order of an event back, which can be undone; None where none was placed.

    The list follows the forecast again.
    """
    placed = session.get(PlacedOrder, event_id)
    if placed is None:
        return None
    kept = deleted.keep(session, placed, DeletedKind.ORDER, name="", by_id=by_id, now=now)
    session.delete(placed)
    session.flush()
    return kept


def placed_of(event: Event) -> Placed | None:
    """Read the order of an event back; None while none was placed."""
    row = event.placed_order
    return None if row is None else placed(row)


def placed(row: PlacedOrder) -> Placed:
    """Read an order back."""
    return Placed(
        at=row.placed_at,
        portions=row.portions,
        yes_heads=row.yes_heads,
        quantiles={float(level): heads for level, heads in row.quantiles.items()},
        dishes=placed_dishes(row.dishes),
    )


def placed_dishes(kept: Sequence[Mapping[str, Any]]) -> dict[int, PlacedDish]:
    """Read the dishes of an order back, by their id."""
    return {dish["dish_id"]: _dish(dish) for dish in kept}


def changes_since(order: Placed, tally: AnswerTally) -> Since:
    """Say how the answers changed since an order was placed."""
    return Since(people=tally.yes_heads - order.yes_heads)


def _dish(kept: Mapping[str, Any]) -> PlacedDish:
    return PlacedDish(
        dish_id=kept["dish_id"],
        name=kept["name"],
        unit=kept["unit"],
        firm=_purchase(kept["firm"]),
        reserve=_purchase(kept["reserve"]),
        per_guest=kept["per_guest"],
        certain=kept["certain"],
        appetite=kept["appetite"],
        from_stock=kept.get("from_stock", 0),
    )


def _kept(purchase: Purchase) -> dict[str, Any]:
    return {
        "amount": purchase.amount,
        "cost_cents": purchase.cost_cents,
        "packs": [[pack.content, pack.price_cents, count] for pack, count in purchase.packs],
    }


def _purchase(kept: dict[str, Any]) -> Purchase:
    return Purchase(
        packs=tuple((Pack(content, price), count) for content, price, count in kept["packs"]),
        amount=kept["amount"],
        cost_cents=kept["cost_cents"],
    )
