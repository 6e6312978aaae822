"""Is the last pack right, do dishes stand in for each other well, does the list follow its heading?

Every order is put beside the cheapest of all packs: what is paid, less what comes back of what is
left, and what is missing at the price that the choice names. All amounts that packs can make are
tried, by a table of their own. A dish for everybody is bought at least once, in both.

python -m bench.orders
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from planner.core.catering import (
    AMPLE,
    EXTRA_AMPLE,
    MENU_PRESETS,
    TIGHT,
    Audience,
    Declared,
    Dish,
    DishNeed,
    DishOrder,
    Keeping,
    Order,
    Pack,
    Unit,
    lines_for,
    needs_of,
    order_for,
)
from planner.core.catering.last_pack import Worth
from planner.core.catering.order import worth_of
from planner.core.diets import Diet
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout
from planner.core.turnout.distribution import Distribution, higher

CHOICES = {"tight": TIGHT, "ample": AMPLE, "extra ample": EXTRA_AMPLE}
WITHIN = 0.02
DAYS = 400
PAIR_DAYS = 200
MOST_OF_PAIR = 100
QUIET = (30, 25, 32, 35, 28, 33, 27, 31, 29, 30)
SUMMER = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
LARGE_PACKS = (
    Dish(
        name="Soup, in kettles of ten litres",
        unit=Unit.MILLILITRE,
        per_adult=250,
        packs=(Pack(10_000, 3000),),
    ),
    Dish(name="Lamb, by five kilos", unit=Unit.GRAM, per_adult=170, packs=(Pack(5000, 6500),)),
    Dish(name="Cake, a tray of twenty", unit=Unit.PIECE, per_adult=1, packs=(Pack(20, 1800),)),
    Dish(
        name="Ice cream, by 2.5 litres",
        unit=Unit.MILLILITRE,
        per_adult=120,
        packs=(Pack(2500, 900),),
        keeping=Keeping.FROZEN,
    ),
)


@dataclass(frozen=True)
class Crowd:
    """Guests that an order is for."""

    name: str
    forecast: Forecast
    declared: Declared = field(default_factory=Declared)


@dataclass(frozen=True)
class Weighed:
    """What an order is expected to cost, beside the cheapest."""

    crowd: str
    choice: str
    dish: str
    ours: float
    best: float

    @property
    def above(self) -> float:
        return self.ours / self.best - 1


def crowds() -> list[Crowd]:
    """Forecasts from 8 to 5,000 people, wide and narrow."""
    return [
        Crowd("8 people", _forecast(yes=8, kind=EventKind.CLOSED)),
        Crowd("open, guess 30", _forecast(expected=30)),
        Crowd("ten quiet evenings", _forecast(QUIET, expected=30)),
        Crowd("a mixed summer", _forecast(SUMMER, expected=30)),
        Crowd("60 people", _forecast((55, 70, 58, 62), yes=50)),
        Crowd(
            "60, five vegetarians",
            _forecast((55, 70, 58, 62), yes=50),
            Declared(adults=45, children=12, diets={Diet.VEGETARIAN: 5}),
        ),
        Crowd("300 people", _forecast(yes=400, kind=EventKind.CLOSED)),
        Crowd("castle, 5,000", _forecast((4200,), expected=5000)),
    ]


def weigh(crowd: Crowd) -> Iterator[Weighed]:
    """Put what is bought for a crowd beside the cheapest, for every menu and choice."""
    menus = {name: menu.dishes for name, menu in MENU_PRESETS.items()}
    for dishes in (*menus.values(), LARGE_PACKS):
        for choice in CHOICES:
            yield from weigh_alone(crowd, dishes, choice)
            yield from weigh_pairs(crowd, dishes, choice)


def weigh_alone(crowd: Crowd, dishes: Sequence[Dish], choice: str) -> Iterator[Weighed]:
    """Weigh every dish of a menu that nothing stands in for."""
    needs, lines = _bought(crowd, dishes, choice)
    in_pairs = {name for line in lines if line.spare for name in (line.dish.name, line.spare)}
    for need, line in zip(needs, lines, strict=True):
        if line.dish.name not in in_pairs:
            worth = worth_of(line.dish, CHOICES[choice])
            ours, best = _cost(need, line, worth), cheapest(need, worth)
            yield Weighed(crowd.name, choice, line.dish.name, ours, best)


def weigh_pairs(crowd: Crowd, dishes: Sequence[Dish], choice: str) -> Iterator[Weighed]:
    """Weigh every two dishes that stand in for each other."""
    needs, lines = _bought(crowd, dishes, choice)
    at = {line.dish.name: place for place, line in enumerate(lines)}
    for place, line in enumerate(lines):
        if line.spare:
            pair = [needs[place], needs[at[line.spare]]]
            yield _weigh_pair(crowd.name, choice, pair, lines, CHOICES[choice])


def _bought(
    crowd: Crowd, dishes: Sequence[Dish], choice: str
) -> tuple[Sequence[DishNeed], Sequence[DishOrder]]:
    needs = needs_of(dishes, Audience(forecast=crowd.forecast, declared=crowd.declared))
    return needs, lines_for(needs, [CHOICES[choice]] * len(needs))


def cheapest(need: DishNeed, worth: Worth) -> float:
    """The lowest expected cost of any packs: every amount they can make is tried."""
    days = _days(need, DAYS)
    unit = _unit_price(need.dish)
    return min(
        price + _in_the_end(amount, days, unit, worth)
        for amount, price in amounts_of(need.dish.packs, need.amounts.heads[-1])
        if amount >= _least(need)
    )


def amounts_of(packs: Sequence[Pack], most: float) -> list[tuple[int, int]]:
    """Every amount that whole packs make, with the lowest price of exactly that."""
    step = math.gcd(*(pack.content for pack in packs))
    largest = max(pack.content for pack in packs)
    prices: list[float] = [0, *[math.inf] * ((math.ceil(most) + largest) // step)]
    for at in range(1, len(prices)):
        for pack in packs:
            if pack.content // step <= at:
                prices[at] = min(prices[at], prices[at - pack.content // step] + pack.price_cents)
    return [(at * step, int(price)) for at, price in enumerate(prices) if price < math.inf]


def _weigh_pair(
    crowd: str,
    choice: str,
    needs: Sequence[DishNeed],
    lines: Sequence[DishOrder],
    generosity: float,
) -> Weighed:
    """Two dishes that stand in for each other, beside every pair of amounts."""
    dishes = [need.dish for need in needs]
    days = list(zip(*(_days(need, PAIR_DAYS) for need in needs), strict=True))
    found = {line.dish.name: line.firm for line in lines}
    ours = _pair_cost(dishes, [found[dish.name].amount for dish in dishes], days, generosity) + sum(
        found[dish.name].cost_cents for dish in dishes
    )
    options = []
    for need in needs:
        most = 1.2 * sum(each.amounts.point(0.995) for each in needs)
        every = [each for each in amounts_of(need.dish.packs, most) if each[0] >= _least(need)]
        options.append(every[:: math.ceil(len(every) / MOST_OF_PAIR)])
    best = min(
        _pair_cost(dishes, [one[0], other[0]], days, generosity) + one[1] + other[1]
        for one, other in product(*options)
    )
    return Weighed(crowd, choice, " + ".join(dish.name for dish in dishes), ours, best)


def _pair_cost(
    dishes: Sequence[Dish],
    there: Sequence[int],
    days: Sequence[tuple[float, ...]],
    generosity: float,
) -> float:
    """What comes back, who takes the other dish, who finds nothing, on average."""
    one, other = dishes
    first, second = (_unit_price(dish) for dish in dishes)
    backs = first * one.salvage, second * other.salvage
    replaced = (
        first * (1 + generosity * (1 - one.salvage)) - backs[1],
        second * (1 + generosity * (1 - other.salvage)) - backs[0],
    )
    hungry = (generosity + 1) * first, (generosity + 1) * second
    total, (a, b) = 0.0, there
    for want, wish in days:
        over, more = a - want, b - wish
        if over >= 0 <= more:
            total -= over * backs[0] + more * backs[1]
        elif over < 0 > more:
            total -= over * hungry[0] + more * hungry[1]
        elif over < 0:
            took = min(-over, more)
            total += took * replaced[0] + (-over - took) * hungry[0] - (more - took) * backs[1]
        else:
            took = min(-more, over)
            total += took * replaced[1] + (-more - took) * hungry[1] - (over - took) * backs[0]
    return total / len(days)


def _cost(need: DishNeed, line: DishOrder, worth: Worth) -> float:
    days = _days(need, DAYS)
    end = _in_the_end(line.firm.amount, days, _unit_price(need.dish), worth)
    return line.firm.cost_cents + end


def _in_the_end(amount: int, days: Sequence[float], unit: float, worth: Worth) -> float:
    over = sum(amount - wanted for wanted in days if wanted < amount) / len(days)
    short = sum(wanted - amount for wanted in days if wanted > amount) / len(days)
    return unit * (worth.missing * short - worth.back * over)


def _days(need: DishNeed, number: int) -> list[float]:
    return [need.amounts.point((day + 0.5) / number) for day in range(number)]


def _least(need: DishNeed) -> int:
    return need.floor if need.dish.meant_for else max(1, need.floor)


def _unit_price(dish: Dish) -> float:
    return min(pack.price_cents / pack.content for pack in dish.packs)


def _forecast(
    past: Sequence[int] = (),
    *,
    yes: int = 0,
    expected: int | None = None,
    kind: EventKind = EventKind.OPEN,
) -> Forecast:
    earlier = [PastTurnout(came=count) for count in past]
    found = forecast_turnout(Answers(yes_heads=yes), earlier, kind=kind, expected=expected)
    if not isinstance(found, Forecast):
        raise TypeError("nothing was known")
    return found


def move(seed: int, number: int) -> Iterator[tuple[str, Order, Order]]:
    """Order for a crowd and for one that is larger, at the same choice, many times."""
    chance = random.Random(seed)
    for _ in range(number):
        before, other = (_any_forecast(chance) for _ in range(2))
        menu = chance.choice(list(MENU_PRESETS.values())).dishes
        generosity = chance.choice([1, 2, 3, 5, 9])
        declared = Declared(adults=chance.randint(0, 50), children=chance.randint(0, 20))
        times, more = 1 + 1.5 * chance.random() ** 3, chance.choice([1, 5])
        largers = {
            "so many times as many": Distribution(
                tuple(heads * times for heads in before.heads), before.chances
            ),
            "so many more": Distribution(
                tuple(heads + more for heads in before.heads), before.chances
            ),
            "of two forecasts always the larger": higher(before, other),
        }
        for name, larger in largers.items():
            orders = [
                order_for(audience, needs_of(menu, audience), generosity)
                for audience in (
                    Audience(forecast=Heads(heads), declared=declared) for heads in (before, larger)
                )
            ]
            yield name, orders[0], orders[1]


@dataclass(frozen=True)
class Heads:
    """A forecast that is nothing but its head counts."""

    distribution: Distribution


def less_of(before: Order, after: Order) -> list[str]:
    """Name what there is less of, though more people come; dishes of a group go together."""
    found = []
    if after.portions < before.portions:
        found.append("people")
    if after.cost_cents < before.cost_cents:
        found.append("money")
    groups: dict[object, list[tuple[DishOrder, DishOrder]]] = {}
    for one, other in zip(before.dishes, after.dishes, strict=True):
        key = one.dish.group if not one.dish.meant_for and one.dish.group else one.dish.name
        groups.setdefault(key, []).append((one, other))
    for pairs in groups.values():
        less = sum(other.firm.amount - one.firm.amount for one, other in pairs)
        if less < 0:
            found.append(" + ".join(one.dish.name for one, _other in pairs))
    return found


def _any_forecast(chance: random.Random) -> Distribution:
    past = [max(0, round(chance.lognormvariate(3.6, 0.6))) for _ in range(chance.randint(0, 6))]
    return _forecast(
        past,
        yes=chance.choice([0, 0, chance.randint(1, 200)]),
        expected=chance.choice([8, 30, 60, 300]),
        kind=chance.choice(list(EventKind)),
    ).distribution


def main() -> None:
    """Print how far each crowd's orders are from the cheapest, and whether more is ever less."""
    sys.stdout.write("\nWhat an order costs in the end, above the cheapest of all packs:\n")
    for crowd in crowds():
        found = list(weigh(crowd))
        words = []
        for choice in CHOICES:
            those = [each for each in found if each.choice == choice]
            whole = sum(each.ours for each in those) / sum(each.best for each in those) - 1
            worst = max(those, key=lambda each: each.above)
            words.append(f"{choice} {whole:+.2%} (worst {worst.above:+.2%} {worst.dish})")
        sys.stdout.write(f"  {crowd.name:22s} {'; '.join(words)}\n")
    sys.stdout.write("\nMore people at the same choice, and there is less of:\n")
    tried, less = Counter[str](), Counter[tuple[str, str]]()
    for name, before, after in move(seed=1, number=1000):
        tried[name] += 1
        less.update((name, what) for what in less_of(before, after))
    for name, number in tried.items():
        fewer = {what: times for (of, what), times in less.items() if of == name}
        sys.stdout.write(f"  {name:36s} {fewer or 'nothing'} in {number}\n")


if __name__ == "__main__":
    main()
