"""What the kitchen prepares: to the piece, for the people who are cooked for."""

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.catering import MENU_PRESETS, Declared, Dish, Pack, Unit
from planner.core.catering.plates import plates
from planner.core.catering.prepare import (
    MOST_ROUNDS,
    ONE_HOUSEHOLD,
    Preparation,
    prepare,
    rounds_for,
    sure_early,
    who_eats,
)
from planner.core.diets import NO_MEAT, AgeBand, Diet

BARBECUE = {dish.name: dish for dish in MENU_PRESETS["barbecue"].dishes}
BURGERS, VEGETABLE = BARBECUE["Hamburgers (halal)"], BARBECUE["Vegetable burgers"]
TOLD = Declared(adults=40, children=17, diets={Diet.HALAL: 12, Diet.VEGETARIAN: 5})
DISHES = [dish for menu in MENU_PRESETS.values() for dish in menu.dishes]

people = st.integers(0, 300)
told = st.builds(
    Declared,
    adults=people,
    children=people,
    diets=st.dictionaries(st.sampled_from(Diet), st.integers(0, 40), max_size=3),
)


def afternoon(guests: int, low: int, dish: Dish, there: int, helpers: int = 0) -> Preparation:
    rounds = rounds_for(guests, sure_early(low, 240))
    return prepare(dish, there, plates(guests, TOLD), helpers, rounds)


def test_a_full_freezer_is_not_prepared() -> None:
    made = afternoon(101, 56, BURGERS, 216, helpers=4)
    parted = plates(101, TOLD)
    without = sum(parted.diets.get(diet, 0) for diet in NO_MEAT)
    assert made.diners.people == 105 - without
    assert made.total == made.wanted < 140
    assert made.kept == 216 - made.total
    assert (made.missing, made.first + 4 * made.each) == (0, made.total)


def test_a_dish_for_a_diet_is_made_for_those_who_have_it_and_at_first_for_one_household() -> None:
    made, parted = afternoon(101, 56, VEGETABLE, 76), plates(101, TOLD)
    heads = sum(parted.diets[diet] for diet in parted.diets if diet in NO_MEAT)
    assert heads >= 5
    assert made.diners.people == heads
    assert made.total == math.ceil(heads * 2.5)
    assert made.first >= ONE_HOUSEHOLD * 2.5
    assert afternoon(101, 0, VEGETABLE, 76).first >= ONE_HOUSEHOLD * 2.5


def test_no_more_is_made_than_there_is() -> None:
    made = afternoon(101, 56, BURGERS, 100)
    assert (made.total, made.kept) == (100, 0)
    assert made.missing == made.wanted - 100 > 0
    nothing = afternoon(101, 56, BURGERS, 0)
    assert (nothing.first, nothing.each, nothing.total) == (0, 0, 0)


@pytest.mark.parametrize(
    ("guests", "early", "first", "size", "marks"),
    [
        pytest.param(93, 34, 33, 20, (33, 53, 73), id="three rounds"),
        pytest.param(96, 34, 36, 20, (36, 56, 76), id="as near as whole rounds come"),
        pytest.param(20, 7, 20, 20, (), id="a small group at once"),
        pytest.param(60, 90, 60, 20, (), id="all are surely there"),
        pytest.param(0, 0, 0, 20, (), id="nobody"),
        pytest.param(400, 0, 20, 20, tuple(range(20, 400, 20)), id="twenty is the most"),
        pytest.param(5000, 1200, 1000, 500, tuple(range(1000, 5000, 500)), id="a castle"),
    ],
)
def test_the_first_are_those_who_are_surely_early(
    guests: int, early: int, first: int, size: int, marks: tuple[int, ...]
) -> None:
    found = rounds_for(guests, early)
    assert found.guests == guests
    assert (found.first, found.size, found.marks) == (first, size, marks)


def test_early_is_an_hour_and_at_table_everybody() -> None:
    assert sure_early(56, 240) == 21
    assert sure_early(56, 45) == 56
    assert sure_early(56, 240, is_at_table=True) == 56
    with pytest.raises(ValueError, match="-1 guests"):
        rounds_for(-1, 0)


@given(
    dish=st.sampled_from(DISHES),
    declared=told,
    guests=st.integers(0, 700),
    low=people,
    helpers=st.integers(0, 12),
    there=st.integers(0, 400),
    length=st.integers(30, 600),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_made_follows_from_who_is_cooked_for(
    dish: Dish, declared: Declared, guests: int, low: int, helpers: int, there: int, length: int
) -> None:
    there *= 1 if dish.unit is Unit.PIECE else 100
    parted = plates(guests, declared)
    rounds = rounds_for(guests, sure_early(low, length))
    made = prepare(dish, there, parted, helpers, rounds)
    diners, portions = who_eats(dish, parted, helpers), dish.portions

    assert rounds.first + rounds.number * rounds.size == guests
    assert rounds.number <= MOST_ROUNDS
    assert made.first + rounds.number * made.each == made.total == min(made.wanted, there)
    assert made.total + made.kept == there
    assert min(made.first, made.each, made.kept, made.missing) >= 0

    # By age, diet and dish: what they eat is their number times their portion, rounded up once.
    exact = (diners.adults + diners.helpers) * portions[AgeBand.ADULT]
    exact += (diners.children - diners.toddlers) * portions[AgeBand.CHILD]
    exact += diners.toddlers * portions[AgeBand.TODDLER]
    grain = 1 if dish.unit is Unit.PIECE else 100
    assert exact - 1e-6 <= made.wanted < exact + grain
    if dish.meant_for:
        asked = sum(declared.diets.get(diet, 0) for diet in dish.meant_for)
        assert diners.people >= asked
        assert made.wanted >= asked * dish.per_adult - 1e-6
    else:
        without = sum(heads for diet, heads in parted.diets.items() if diet not in dish.suits)
        assert diners.guests == max(0, guests - without)
        assert diners.adults <= parted.adults
        assert diners.toddlers <= diners.children <= parted.children
        # Nobody of the first batch has less than their share of it.
        share = (rounds.first / guests if guests else 0) * exact
        assert made.first >= min(share, there * rounds.first / max(guests, 1)) - 1e-6


@pytest.mark.parametrize(("unit", "guests"), list(product(Unit, (7, 40, 101, 5000))))
def test_amounts_are_such_as_a_kitchen_can_weigh(unit: Unit, guests: int) -> None:
    dish = Dish(name="Stew", unit=unit, per_adult=1.37, packs=(Pack(1),))
    rounds = rounds_for(guests, guests // 3)
    made = prepare(dish, 10**9, plates(guests, Declared()), 0, rounds)
    scale = 100 if made.total >= 1000 else 10
    grain = 1 if unit is Unit.PIECE else scale
    assert made.total % grain == made.each % grain == 0
