"""For whom the kitchen cooks, parted by age and by diet."""

import pytest

from planner.core.catering import MENU_PRESETS, Declared
from planner.core.catering.plates import plates, who_cannot, whom_for
from planner.core.diets import Diet

TOLD = Declared(adults=28, children=13, diets={Diet.HALAL: 12, Diet.VEGETARIAN: 5})


@pytest.mark.parametrize("guests", [0, 1, 7, 40, 63, 5_000])
@pytest.mark.parametrize("told", [Declared(), TOLD], ids=["nobody answered", "41 people answered"])
def test_adults_and_children_are_all_the_guests(guests: int, told: Declared) -> None:
    parted = plates(guests, told)
    assert parted.adults + parted.children == guests
    assert min(parted.adults, parted.children) >= 0


def test_a_diet_that_was_told_is_a_floor_also_when_fewer_people_are_cooked_for() -> None:
    for guests in (0, 10, 41, 80):
        parted = plates(guests, TOLD)
        assert parted.diets[Diet.HALAL] >= 12
        assert parted.diets[Diet.VEGETARIAN] >= 5


def test_people_who_did_not_answer_eat_like_those_who_did() -> None:
    parted = plates(82, TOLD)
    assert parted.diets[Diet.HALAL] == pytest.approx(24, abs=3)
    assert parted.children == pytest.approx(26, abs=2)


def test_a_diet_that_nobody_has_is_left_out() -> None:
    assert Diet.KOSHER not in plates(60, TOLD).diets
    assert Diet.HALAL in plates(60, Declared()).diets, "usual shares count where nobody was asked"


def test_nobody_cooks_for_fewer_than_nobody() -> None:
    with pytest.raises(ValueError, match="-1 guests"):
        plates(-1, Declared())


def test_a_dish_says_who_cannot_eat_it_and_whom_it_is_for() -> None:
    dishes = {dish.name: dish for dish in MENU_PRESETS["barbecue"].dishes}
    burgers, vegetable = dishes["Hamburgers (halal)"], dishes["Vegetable burgers"]
    told = {Diet.HALAL: 12, Diet.VEGETARIAN: 5, Diet.VEGAN: 0}
    assert who_cannot(burgers, told) == {Diet.VEGETARIAN: 5}
    assert who_cannot(vegetable, told) == {}
    assert whom_for(vegetable, told) == {Diet.VEGETARIAN: 5}
    assert whom_for(burgers, told) == {}
