"""What to buy for an event: three ways of buying, the list of the chosen one, what is bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.core.catering import (
    Appetite,
    Audience,
    Declared,
    Dish,
    DishNeed,
    Menu,
    Order,
    Pooling,
    Purchase,
    judge_all,
    needs_of,
    pooling,
)
from planner.core.catering import order_for as order_needs
from planner.core.diets import Diet
from planner.core.enums import Generosity
from planner.core.turnout import Forecast, spoken_heads
from planner.services.answer.room import limit_of
from planner.services.answer.tally import AnswerTally
from planner.services.forecast.forecasting import (
    EarlierForecast,
    EventForecast,
    Inputs,
    cached_forecast,
)
from planner.services.plan.menus import menu_of
from planner.services.shop.appetites import factor_of
from planner.services.shop.known import Known
from planner.services.shop.larder import Larder
from planner.services.shop.orders import Placed, changes_since, place_order, placed_of
from planner.services.shop.shopping_list import (
    DOTS,
    PRICE_OF,
    Moved,
    ShoppingLine,
    ShoppingList,
    WayToBuy,
)
from planner.store.models import Event, EventDish

# A list that moved less than this against its heading is no reason for a sentence.
WORTH_A_SENTENCE = 0.02
WORTH_SAYING = 0.02
"""Where so many at the least of a hundred days fill all places, the list says that it is for no
more: the most ample way to buy is for 95 of a hundred."""


def order_for(
    event: Event, forecast: EventForecast, tally: AnswerTally, known: Known
) -> ShoppingList | None:
    """Make the shopping list of an event; None while there is no forecast or no menu.

    Args:
        event: with its dishes and its placed order.
        forecast: of this event.
        tally: of this event; tells ages, and diets as they may be told: so the list gives away
            no more of them than any other page.
        known: how much people eat of each dish, what can be kept, and what is in stock.
    """
    made = forecast.forecast
    if not isinstance(made, Forecast) or not event.dishes:
        return None
    most = limit_of(event)
    made = made.limited_to(most)
    found, price = _reckon(event, forecast.inputs, tally, known)
    advised = _advised(found, price)
    placed = placed_of(event)
    chosen = advised if placed is None else _as_placed(event, made, found, placed, advised)
    return ShoppingList(
        ways=found.ways,
        advised=advised,
        chosen=chosen,
        lines=_lines(event, known.appetites, found, advised, chosen, placed),
        helpers=event.besides_guests,
        in_shifts=event.helpers_eating,
        budget_cents=event.budget_cents,
        placed=placed,
        since=changes_since(placed, tally) if placed else None,
        dots=found.dots,
        is_keeping_asked=known.larder.is_asked,
        most=most if most is not None and made.chance_at_least(most) >= WORTH_SAYING else None,
    )


def moved_since(
    event: Event,
    days: Sequence[EarlierForecast],
    tally: AnswerTally,
    known: Known,
    shopping: ShoppingList,
) -> Moved | None:
    """Compare a list with what the forecast of an earlier day alone would have made of it.

    Args:
        event: with its dishes.
        days: what was forecast on earlier days, oldest first; the last one is now.
        tally: of this event.
        known: of its dishes.
        shopping: the list as it is now.

    Returns:
        None where it went the way of its heading, or hardly moved.
    """
    made = [day for day in days[:-1] if isinstance(day.forecast, Forecast)]
    if shopping.placed or not made:
        return None
    earlier = made[-1]
    found, price = _reckon(event, earlier.inputs, tally, known)
    before = _advised(found, price)
    now = shopping.advised
    more, dearer = now.guests - before.guests, now.order.cost_cents - before.order.cost_cents
    is_against = (more >= 0 and dearer < 0) or (more <= 0 and dearer > 0)
    if not is_against or abs(dearer) < WORTH_A_SENTENCE * before.order.cost_cents:
        return None
    return Moved(
        since=earlier.at,
        guests_before=before.guests,
        guests_now=now.guests,
        cents_before=before.order.cost_cents,
        cents_now=now.order.cost_cents,
    )


def place(
    session: Session,
    event: Event,
    made: EventForecast,
    tally: AnswerTally,
    known: Known,
    *,
    now: datetime,
) -> bool:
    """Place the order that is advised now; False while there is nothing to order."""
    shopping = order_for(event, made, tally, known)
    if shopping is None or not isinstance(made.forecast, Forecast):
        return False
    place_order(
        session,
        event,
        {line.dish_id: (line.need, line.advised, line.appetite.factor) for line in shopping.lines},
        forecast=made.forecast,
        portions=shopping.advised.order.portions,
        tally=tally,
        now=now,
    )
    return True


def price_of(event: Event) -> int:
    """Say how bad a missing portion is, against one thrown away."""
    return event.shortage_price or PRICE_OF[event.generosity]


def choose_generosity(session: Session, event_id: int, generosity: Generosity) -> None:
    """Choose how amply to buy."""
    session.execute(
        update(Event).where(Event.id == event_id).values(generosity=generosity, shortage_price=None)
    )


def choose_price(session: Session, event_id: int, price: int) -> None:
    """Choose how bad it is when something runs out, between the three ways or beyond them."""
    session.execute(update(Event).where(Event.id == event_id).values(shortage_price=price))


def mark_bought(
    session: Session, event_id: int, dish_id: int, *, is_bought: bool, now: datetime
) -> bool:
    """Tick a dish of an event off, or take that back; False when it is not there."""
    marked = session.scalar(
        update(EventDish)
        .where(EventDish.id == dish_id, EventDish.event_id == event_id)
        .values(bought_at=now if is_bought else None)
        .returning(EventDish.id)
    )
    return marked is not None


@dataclass(frozen=True, slots=True)
class Eaters:
    """Who has answered, as an order may know it.

    Attributes:
        of_known_diets: people of whom it is known what they eat, at the last picture.
        least: people by diet, at least: for what is not made for them, for more others eat it.
        most: at most: for what is made for them, which must not be short.
    """

    adults: int
    children: int
    toddlers: int
    of_known_diets: int
    least: tuple[tuple[Diet, int], ...]
    most: tuple[tuple[Diet, int], ...]


@dataclass(frozen=True, slots=True)
class _Reckoned:
    needs: tuple[DishNeed, ...]
    ways: tuple[WayToBuy, ...]
    between: WayToBuy
    poolings: tuple[Pooling | None, ...]
    dots: tuple[int, ...]


def _advised(found: _Reckoned, price: int) -> WayToBuy:
    return next((way for way in found.ways if way.price == price), found.between)


def _reckon(
    event: Event, inputs: Inputs, tally: AnswerTally, known: Known
) -> tuple[_Reckoned, int]:
    price = price_of(event)
    stock = known.larder.stock
    found = _cached_orders(
        inputs,
        limit_of(event),
        _menu_as_eaten(event, known),
        _eaters_of(tally),
        (event.besides_guests, event.eating_percent),
        price,
        tuple(stock.get((row.name, row.values["unit"]), 0) for row in event.dishes),
    )
    return found, price


def _way(
    dots: tuple[int, ...], order: Order, generosity: Generosity | None, price: int, helpers: int
) -> WayToBuy:
    guests = order.portions - helpers
    return WayToBuy(generosity, price, order, guests, sum(dot <= guests for dot in dots))


def _as_placed(
    event: Event,
    forecast: Forecast,
    found: _Reckoned,
    placed: Placed,
    advised: WayToBuy,
) -> WayToBuy:
    """The placed order, judged by what is known now; dishes added since were not ordered."""
    nothing = Purchase()
    ordered = [placed.dishes.get(row.id) for row in event.dishes]
    dishes = judge_all(
        found.needs,
        [each.firm if each else nothing for each in ordered],
        [each.reserve if each else nothing for each in ordered],
        [advised.price] * len(ordered),
        from_stock=[each.from_stock if each else 0 for each in ordered],
    )
    # Why so much was ordered is told as it was reckoned then.
    dishes = tuple(
        replace(line, per_guest=each.per_guest, certain=each.certain) if each else line
        for line, each in zip(dishes, ordered, strict=True)
    )
    guests = placed.portions - event.besides_guests
    order = Order(dishes, placed.portions, forecast.chance_at_most(guests))
    return _way(found.dots, order, advised.generosity, advised.price, event.besides_guests)


def _lines(
    event: Event,
    appetites: Mapping[str, Appetite],
    found: _Reckoned,
    advised: WayToBuy,
    chosen: WayToBuy,
    placed: Placed | None,
) -> tuple[ShoppingLine, ...]:
    return tuple(
        ShoppingLine(
            dish_id=row.id,
            order=chosen.order.dishes[place],
            is_bought=row.bought_at is not None,
            advised=advised.order.dishes[place],
            need=found.needs[place],
            appetite=appetites.get(row.name, Appetite()),
            pooling=found.poolings[place],
            is_left_out=placed is not None and row.id not in placed.dishes,
        )
        for place, row in enumerate(event.dishes)
    )


def _menu_as_eaten(event: Event, known: Known) -> Menu:
    """The menu with the portions that people turned out to eat, and what comes back of each."""
    menu = menu_of(event)
    return Menu(
        name=menu.name,
        dishes=tuple(
            _as_kept(
                dish.scaled(factor)
                if (factor := factor_of(known.appetites, dish.name)) != 1
                else dish,
                known.larder,
            )
            for dish in menu.dishes
        ),
    )


def _as_kept(dish: Dish, larder: Larder) -> Dish:
    part = larder.part_of(dish.keeping)
    return dish if part is None or dish.comes_back is not None else replace(dish, comes_back=part)


def _eaters_of(tally: AnswerTally) -> Eaters:
    """Return the diets that rule dishes out; others are for the cook."""
    reckoned = [(diet, tally.said.reckoned(diet.value)) for diet in Diet]
    return Eaters(
        adults=tally.yes_adults,
        children=tally.yes_children - tally.yes_toddlers,
        toddlers=tally.yes_toddlers,
        of_known_diets=tally.said.heads,
        least=tuple((diet, least) for diet, (least, _most) in reckoned if least),
        most=tuple((diet, most) for diet, (_least, most) in reckoned if most),
    )


# The forecast itself would be slow to compare, so the key holds what it was made from.
@lru_cache(maxsize=100)
def _cached_orders(
    inputs: Inputs,
    most: int | None,
    menu: Menu,
    eaters: Eaters,
    besides: tuple[int, int],
    price: int,
    in_stock: tuple[int, ...],
) -> _Reckoned:
    forecast = cached_forecast(inputs)
    if not isinstance(forecast, Forecast):
        raise TypeError("there is nothing to order for without a forecast")
    forecast = forecast.limited_to(most)
    audience, fed = _audiences(forecast, eaters, besides, most)
    needs = needs_of(menu.dishes, audience, diets_eaten_by=fed, in_stock=in_stock)
    dots, helpers = forecast.dots(DOTS), besides[0]
    orders = {
        each: _as_said(order_needs(audience, needs, each), forecast, most, helpers)
        for each in {*PRICE_OF.values(), price}
    }
    return _Reckoned(
        needs=needs,
        ways=tuple(
            _way(dots, orders[each], generosity, each, helpers)
            for generosity, each in PRICE_OF.items()
        ),
        between=_way(dots, orders[price], None, price, helpers),
        poolings=tuple(pooling(dish, audience, price) for dish in menu.dishes),
        dots=dots,
    )


def _as_said(order: Order, forecast: Forecast, most: int | None, helpers: int) -> Order:
    """An order for a number of guests that is no more precise than the forecast is."""
    guests = spoken_heads(order.portions - helpers, forecast)
    guests = guests if most is None else min(most, guests)
    chance = forecast.chance_at_most(guests)
    return replace(order, portions=guests + helpers, chance_enough=chance)


def _audiences(
    forecast: Forecast, eaters: Eaters, besides: tuple[int, int], places: int | None
) -> tuple[Audience, Audience]:
    """Put together who eats, with as few and as many people of each diet as there may be.

    Of no diet there are more than there are places.
    """
    helpers, percent = besides

    def audience(diets: tuple[tuple[Diet, int], ...]) -> Audience:
        return Audience(
            forecast=forecast,
            declared=Declared(
                adults=eaters.adults,
                children=eaters.children,
                toddlers=eaters.toddlers,
                diets={
                    diet: heads if places is None else min(heads, places) for diet, heads in diets
                },
                of_known_diets=eaters.of_known_diets,
            ),
            helpers=helpers,
            part_eating=percent / 100,
        )

    return audience(eaters.least), audience(eaters.most)
