"""The last pack is a decision, dishes stand in for each other, and more people is never less."""

import random

import pytest

from bench import orders
from planner.core.catering import (
    AMPLE,
    MENU_PRESETS,
    TIGHT,
    Audience,
    Declared,
    Dish,
    DishOrder,
    Keeping,
    Menu,
    Pack,
    Purchase,
    Unit,
    judge_all,
    lines_for,
    needs_of,
    order_dishes,
)
from planner.core.catering.packs import purchase_of
from planner.core.catering.stand_ins import spares_of
from planner.core.diets import NO_MEAT, Diet
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout

BARBECUE = MENU_PRESETS["barbecue"]
BURGERS, SAUSAGES, VEGETABLE = BARBECUE.dishes[:3]
WITHIN = 0.02


def evenings(*counts: int) -> Forecast:
    past = [PastTurnout(came=count) for count in counts]
    found = forecast_turnout(Answers(), past, kind=EventKind.OPEN, expected=30)
    assert isinstance(found, Forecast)
    return found


QUIET = evenings(*orders.QUIET)


def by_name(lines: tuple[DishOrder, ...]) -> dict[str, DishOrder]:
    return {line.dish.name: line for line in lines}


def test_no_other_packs_cost_less_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "DAYS", 100)
    menus = [*(menu.dishes for menu in MENU_PRESETS.values()), orders.LARGE_PACKS]
    tried = [
        (crowd, dishes, choice)
        for crowd in orders.crowds()
        for dishes in menus
        for choice in orders.CHOICES
        if crowd.name != "castle, 5,000"
    ]
    for crowd, dishes, choice in random.Random(3).sample(tried, 12):
        for weighed in orders.weigh_alone(crowd, dishes, choice):
            assert weighed.above < WITHIN, weighed


def test_no_other_two_dishes_that_stand_in_for_each_other_cost_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(orders, "PAIR_DAYS", 60)
    monkeypatch.setattr(orders, "MOST_OF_PAIR", 40)
    few, *_rest = orders.crowds()
    for crowd, choice in ((few, "tight"), (orders.Crowd("quiet", QUIET), "ample")):
        (weighed,) = orders.weigh_pairs(crowd, BARBECUE.dishes, choice)
        assert weighed.above < WITHIN, weighed


def test_a_kettle_of_which_little_would_be_eaten_stays_in_the_shop() -> None:
    kettle = Dish(name="soup", unit=Unit.MILLILITRE, per_adult=430, packs=(Pack(10_000, 3000),))
    (line,) = order_dishes(QUIET, Menu("", (kettle,)), generosity=TIGHT).dishes
    assert 10_500 > line.wanted > line.firm.amount == 10_000
    assert line.reserve.amount == 10_000


def test_a_dish_for_everybody_is_there_however_few_come() -> None:
    huge = Dish(name="lamb", unit=Unit.GRAM, per_adult=10, packs=(Pack(50_000, 60_000),))
    assert order_dishes(QUIET, Menu("", (huge,)), generosity=TIGHT).dishes[0].firm.amount == 50_000


def test_more_people_never_give_less_food_nor_a_lower_bill() -> None:
    for name, before, after in orders.move(seed=5, number=5):
        assert orders.less_of(before, after) == [], name


def test_five_vegetarians_no_longer_buy_eighty_burgers() -> None:
    declared = Declared(adults=45, children=12, diets={Diet.VEGETARIAN: 5})
    crowd = next(one for one in orders.crowds() if one.name == "60, five vegetarians")
    assert crowd.declared == declared
    line = by_name(order_dishes(crowd.forecast, BARBECUE, declared=declared).dishes)[VEGETABLE.name]
    assert line.floor == 12
    assert 12 <= line.firm.amount <= 40


def test_who_finds_the_sausages_gone_takes_a_burger() -> None:
    assert spares_of(BARBECUE.dishes) == {1: 0}
    lines = by_name(order_dishes(QUIET, BARBECUE).dishes)
    sausages, burgers = lines[SAUSAGES.name], lines[BURGERS.name]
    alone = order_dishes(QUIET, Menu("", (SAUSAGES,))).dishes[0]
    assert sausages.spare == BURGERS.name
    assert sausages.firm.amount <= alone.firm.amount
    assert sausages.reserve == Purchase()
    assert sausages.chance_alone < sausages.chance_enough >= 0.95
    assert burgers.spare == ""


def test_what_is_left_of_two_dishes_is_what_both_were_bought_for() -> None:
    needs = needs_of((BURGERS, SAUSAGES), Audience(forecast=QUIET))
    wanted = sum(need.amounts.mean for need in needs)
    plenty, few = purchase_of([(Pack(8, 850), 50)]), purchase_of([(Pack(6, 550), 1)])
    burgers, sausages = judge_all(needs, [plenty, few], [Purchase()] * 2, [AMPLE] * 2)
    assert sausages.leftover == 0
    assert burgers.leftover == pytest.approx(plenty.amount + few.amount - wanted, abs=2)


def test_a_dish_never_stands_in_for_what_a_diet_eats() -> None:
    pork = Dish(
        name="pork",
        unit=Unit.PIECE,
        per_adult=1,
        packs=(Pack(10, 500),),
        suits=frozenset(),
        keeping=Keeping.FROZEN,
        group="grill",
    )
    assert spares_of((pork, SAUSAGES)) == {}
    assert spares_of((VEGETABLE, SAUSAGES)) == {}
    assert NO_MEAT & SAUSAGES.suits == frozenset()


def test_what_is_in_stock_is_not_bought_again() -> None:
    audience = Audience(forecast=QUIET)
    dishes = (BARBECUE.dishes[4], BARBECUE.dishes[0])
    bought = order_dishes(QUIET, Menu("", dishes)).dishes
    needs = needs_of(dishes, audience, in_stock=(0, 40))
    salad, burgers = lines_for(needs, [AMPLE, AMPLE])
    assert salad == bought[0]
    assert burgers.from_stock == 40
    assert burgers.firm.amount < bought[1].firm.amount <= burgers.there
    filled = lines_for(needs_of(dishes, audience, in_stock=(0, 10_000)), [AMPLE, AMPLE])[1]
    assert filled.firm == Purchase()
    assert filled.from_stock < 300
    assert filled.left_cents == 0


def test_the_parts_of_the_bill_are_the_bill() -> None:
    order = order_dishes(QUIET, BARBECUE)
    lost = order.cost_cents - order.kept_cents - order.returned_cents
    assert order.net_cents == lost
    assert order.kept_cents > 0 < order.returned_cents
    assert order.wasted_cents < lost


@pytest.mark.parametrize("part", [-0.1, 1.1])
def test_what_comes_back_is_a_part(part: float) -> None:
    with pytest.raises(ValueError, match="a part of its price"):
        Dish(name="x", unit=Unit.PIECE, per_adult=1, packs=(Pack(1),), comes_back=part)


def test_what_comes_back_whole_is_still_not_bought_without_end() -> None:
    crate = Dish(name="crate", unit=Unit.PIECE, per_adult=1, packs=(Pack(1, 100),), comes_back=1)
    assert order_dishes(QUIET, Menu("", (crate,))).dishes[0].firm.amount < 200
