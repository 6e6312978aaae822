"""What an order of food promises."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.catering import (
    MENU_PRESETS,
    Declared,
    Dish,
    Keeping,
    Menu,
    Order,
    Pack,
    Unit,
    order_choices,
    order_dishes,
)
from planner.core.diets import Diet
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout

VEGETARIAN = frozenset({Diet.VEGETARIAN, Diet.VEGAN})


def barbecues(*counts: int) -> Forecast:
    past = [PastTurnout(came=count) for count in counts]
    found = forecast_turnout(Answers(), past, kind=EventKind.OPEN, expected=30)
    assert isinstance(found, Forecast)
    return found


MIXED_SUMMER = barbecues(30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
QUIET_SUMMER = barbecues(30, 25, 32, 35, 28, 33, 27, 31, 29, 30)


def dish(
    *,
    per_adult: float = 1,
    pack: int = 1,
    keeping: Keeping = Keeping.FRESH,
    meant_for: frozenset[Diet] = frozenset(),
) -> Dish:
    return Dish(
        name="dish",
        unit=Unit.PIECE,
        per_adult=per_adult,
        packs=(Pack(pack, 100),),
        keeping=keeping,
        meant_for=meant_for,
    )


def order(forecast: Forecast, *dishes: Dish, declared: Declared | None = None) -> Order:
    return order_dishes(forecast, Menu("menu", dishes), declared=declared)


@pytest.mark.parametrize(
    ("keeping", "low", "high"),
    [
        pytest.param(Keeping.FRESH, 0.75, 0.78, id="salad: three in four evenings"),
        pytest.param(Keeping.FREEZABLE, 0.85, 0.88, id="meat that can be frozen"),
        pytest.param(Keeping.FROZEN, 0.96, 0.98, id="burgers out of the freezer"),
        pytest.param(Keeping.RETURNABLE, 0.98, 0.99, id="crates go back to the shop"),
    ],
)
def test_what_keeps_is_bought_far_beyond_the_likely_need(
    keeping: Keeping, low: float, high: float
) -> None:
    (line,) = order(MIXED_SUMMER, dish(keeping=keeping)).dishes
    assert low <= line.chance_enough <= high


def test_an_uncertain_summer_needs_more_food_than_a_quiet_one() -> None:
    (mixed,) = order(MIXED_SUMMER, dish()).dishes
    (quiet,) = order(QUIET_SUMMER, dish()).dishes
    assert mixed.firm.amount > 1.4 * quiet.firm.amount


def test_firm_and_reserve_together_carry_nineteen_evenings_in_twenty() -> None:
    for menu in MENU_PRESETS.values():
        for line in order_dishes(MIXED_SUMMER, menu).dishes:
            assert line.chance_enough_with_reserve >= 0.945, line.dish.name


def test_declared_vegetarians_get_their_dish_even_where_few_were_expected() -> None:
    declared = Declared(adults=60, diets={Diet.VEGETARIAN: 40})
    (line,) = order(QUIET_SUMMER, dish(per_adult=2, meant_for=VEGETARIAN), declared=declared).dishes
    assert line.floor == 80
    assert line.firm.amount >= 80


def test_declared_children_lower_the_amount() -> None:
    grown_up = order(QUIET_SUMMER, dish(), declared=Declared(adults=40)).dishes[0]
    family = order(QUIET_SUMMER, dish(), declared=Declared(adults=10, children=30)).dishes[0]
    assert family.firm.amount < 0.8 * grown_up.firm.amount


def test_helpers_eat_too() -> None:
    menu = Menu("menu", (dish(),))
    without = order_dishes(QUIET_SUMMER, menu)
    with_helpers = order_dishes(QUIET_SUMMER, menu, helpers=10)
    assert with_helpers.dishes[0].firm.amount == without.dishes[0].firm.amount + 10
    assert with_helpers.portions == without.portions + 10


def test_more_generous_is_never_less_food_and_says_what_it_costs() -> None:
    choices = order_choices(MIXED_SUMMER, MENU_PRESETS["barbecue"])
    orders = (choices.tight, choices.ample, choices.extra_ample)
    for fewer, more in itertools.pairwise(orders):
        assert fewer.portions < more.portions
        assert fewer.chance_enough < more.chance_enough
        assert fewer.cost_cents < more.cost_cents


def test_the_example_of_the_mixed_summer() -> None:
    burgers = dish(per_adult=1.6, pack=24, keeping=Keeping.FROZEN)
    salad = dish(per_adult=150, pack=1000)
    burger_line, salad_line = order(MIXED_SUMMER, burgers, salad).dishes
    assert burger_line.firm.packs[0][1] in (6, 7, 8)
    assert salad_line.firm.packs[0][1] in (7, 8)


def test_when_nobody_comes_nothing_is_bought() -> None:
    nobody = forecast_turnout(
        Answers(), [PastTurnout(came=0)] * 10, kind=EventKind.CLOSED, expected=None
    )
    assert isinstance(nobody, Forecast)
    assert order(nobody, dish(pack=24)).dishes[0].firm.amount <= 24


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"generosity": 0}, id="a missing portion costs nothing"),
        pytest.param({"helpers": -1}, id="fewer than no helpers"),
    ],
)
def test_an_impossible_wish_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        order_dishes(QUIET_SUMMER, MENU_PRESETS["picnic"], **wrong)  # type: ignore[arg-type]


def test_a_dish_is_sold_in_something() -> None:
    with pytest.raises(ValueError, match="at least one pack"):
        Dish(name="air", unit=Unit.GRAM, per_adult=1, packs=())


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    counts=st.lists(st.integers(0, 400), min_size=1, max_size=6),
    adults=st.integers(0, 300),
    vegetarians=st.integers(0, 300),
    generosity=st.floats(1, 9),
)
def test_chances_are_chances_and_floors_hold(
    counts: list[int], adults: int, vegetarians: int, generosity: float
) -> None:
    declared = Declared(adults=adults, diets={Diet.VEGETARIAN: vegetarians})
    special = dish(per_adult=2, pack=12, meant_for=VEGETARIAN)
    found = order_dishes(
        barbecues(*counts),
        Menu("menu", (dish(pack=7), special)),
        declared=declared,
        generosity=generosity,
    )
    for line in found.dishes:
        assert 0 <= line.chance_enough <= line.chance_enough_with_reserve <= 1
        assert 0 <= line.leftover <= line.firm.amount
        assert line.firm.amount >= line.floor
