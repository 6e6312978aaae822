"""Numbers are told from five households on, and nothing adds up to fewer."""

import random
from datetime import UTC, datetime
from itertools import product

import pytest

from planner.core.small_cells import (
    LEAST_HOUSEHOLDS,
    HouseholdSaid,
    Said,
    Size,
    ToldCount,
    cell_of,
    is_time,
    picture_of,
)

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
DIETS = ("halal", "vegan", "vegetarian")


def household(heads: int = 3, *, reply: str = "yes", **said: object) -> HouseholdSaid:
    return HouseholdSaid(
        comes=reply == "yes",
        perhaps=reply != "no",
        adults=heads,
        children=0,
        **said,  # type: ignore[arg-type]
    )


def eating(number: int, diet: str, heads: int = 3) -> list[HouseholdSaid]:
    return [household(heads, diets={diet: heads})] * number


def made_of(*households: HouseholdSaid) -> Said:
    return picture_of(households, as_of=NOW)


@pytest.mark.parametrize(
    ("households", "others", "size"),
    [
        (0, 30, Size.NOBODY),
        (1, 30, Size.FEW),
        (4, 30, Size.FEW),
        (5, 30, Size.TOLD),
        (5, 5, Size.TOLD),
        (5, 4, Size.MANY),
        (30, 0, Size.MANY),
    ],
)
def test_five_households_speak_with_one_voice(households: int, others: int, size: Size) -> None:
    cell = cell_of(40, households=households, others=others)
    assert cell == ToldCount(size, 40 if size is Size.TOLD else 0)
    assert ToldCount.read(cell.kept) == cell
    assert bool(cell) == bool(households)


@pytest.mark.parametrize(
    ("own", "typed", "now"),
    [(4, 0, False), (5, 0, True), (1, 90, False), (4, 90, False), (0, 4, False), (0, 5, True)],
)
def test_who_typed_answers_in_finds_no_single_one_between_them(
    own: int, typed: int, now: bool
) -> None:
    assert is_time(own=own, typed=typed) is now


def test_of_all_alike_the_number_is_not_told() -> None:
    """It would be what each of them eats."""
    said = made_of(*eating(8, "halal"))
    assert said.diets["halal"].size is Size.MANY
    assert said.heads == 24


def test_what_the_others_eat_can_not_be_taken_away_from_the_sum() -> None:
    said = made_of(*eating(9, "halal"), *eating(6, "vegan"), *eating(2, "vegetarian"))
    assert {diet: cell.size for diet, cell in said.diets.items()} == {
        "halal": Size.TOLD,
        "vegan": Size.MANY,
        "vegetarian": Size.FEW,
    }


def test_only_who_comes_is_counted_and_a_maybe_with_an_allergy() -> None:
    no = [household(reply="no", diets={"halal": 3}, remark=True)] * 5
    maybe = [household(reply="maybe", diets={"halal": 3}, allergies=frozenset({"nuts"}))] * 5
    said = made_of(*no, *maybe, *[household()] * 6)
    assert (said.households, said.diets) == (6, {})
    assert said.allergies == {"nuts": ToldCount(Size.TOLD, 5)}
    assert said.remarks == ToldCount(Size.TOLD, 5)


def test_a_few_are_bought_for_the_same_whatever_they_said() -> None:
    bought = {
        made_of(*eating(number, "vegan", heads), *[household(3)] * 20).diets["vegan"]
        for number, heads in product(range(1, LEAST_HOUSEHOLDS), (1, 2, 3))
    }
    assert bought == {ToldCount(Size.FEW)}
    said = made_of(*eating(2, "vegan"), *[household(3)] * 20)
    assert said.reckoned("vegan") == (0, 12)
    assert said.reckoned("halal") == (0, 0)
    assert Said().reckoned("vegan") == (0, 0)
    everybody = made_of(*eating(20, "halal"))
    assert everybody.reckoned("halal") == (60 - 12, 60)


def test_whatever_households_say_no_number_is_that_of_fewer_than_five() -> None:
    dice = random.Random(29)
    for _round in range(400):
        coming = [household(heads, diets=_some_diets(dice, heads)) for heads in _sizes(dice)]
        said = made_of(*coming)
        told = {diet for diet, cell in said.diets.items() if cell.size is Size.TOLD}
        for diet, cell in said.diets.items():
            eaters = sum(diet in each.diets for each in coming)
            assert (cell.size is Size.FEW) == (eaters < LEAST_HOUSEHOLDS)
        others = [
            each
            for each in coming
            if sum(heads for diet, heads in each.diets.items() if diet in told) < each.adults
        ]
        assert not told or len(others) >= LEAST_HOUSEHOLDS


def _sizes(dice: random.Random) -> list[int]:
    return [dice.randint(1, 6) for _household in range(dice.choice((1, 4, 5, 9, 12, 40)))]


def _some_diets(dice: random.Random, heads: int) -> dict[str, int]:
    kind = dice.random()
    if kind < 0.3:
        return {}
    diet = dice.choice(DIETS[: dice.randint(1, 3)])
    return {diet: heads if kind < 0.8 else dice.randint(1, heads)}
