"""What came in and waits, and what was seen of it."""

from dataclasses import replace

import pytest

from planner.core.catering import MENU_PRESETS, Dish
from planner.core.diets import Allergen
from planner.core.unsettled import (
    BETWEEN,
    AllergyGap,
    SeenMatter,
    allergy_gap,
    is_mark,
    words_mark,
)

BURGER, *_others = MENU_PRESETS["barbecue"].dishes


def dish(*allergens: Allergen, is_checked: bool = True) -> Dish:
    return replace(BURGER, allergens=frozenset(allergens), are_allergens_checked=is_checked)


MILK, NUTS = Allergen.MILK, Allergen.NUTS


@pytest.mark.parametrize(
    ("named", "dishes", "gap"),
    [
        pytest.param([], [dish(is_checked=False)], AllergyGap(), id="nobody named one"),
        pytest.param([MILK], [], AllergyGap(), id="nothing is served"),
        pytest.param([MILK], [dish(), dish(MILK)], AllergyGap(), id="looked at, one is free of it"),
        pytest.param(
            [MILK], [dish(), dish(is_checked=False)], AllergyGap(1), id="nobody looked at one pack"
        ),
        pytest.param(
            [MILK, NUTS],
            [dish(MILK), dish(MILK, NUTS)],
            AllergyGap(0, (MILK,)),
            id="milk is in all of it",
        ),
    ],
)
def test_the_menu_answers_an_allergy_when_packs_were_seen_and_a_dish_is_free_of_it(
    named: list[Allergen], dishes: list[Dish], gap: AllergyGap
) -> None:
    assert allergy_gap(named, dishes) == gap


def test_another_gap_has_another_mark() -> None:
    gaps = [AllergyGap(), AllergyGap(1), AllergyGap(0, (MILK,)), AllergyGap(0, (NUTS,))]
    assert len({gap.mark for gap in gaps}) == len(gaps)


def test_the_same_words_have_the_same_mark_in_any_order_and_others_another() -> None:
    mark = words_mark(BETWEEN.join(["light", "a bench"]))
    assert words_mark(BETWEEN.join(["a bench", "light"])) == mark
    others = ["", "light", BETWEEN.join(["light", "a bench", "a bench"])]
    assert len({words_mark(written) for written in others} | {mark}) == 4
    assert words_mark("") == "", "nothing can be read"


@pytest.mark.parametrize(
    ("matter", "mark", "is_one"),
    [
        (SeenMatter.ALLERGIES, AllergyGap(1).mark, True),
        (SeenMatter.ALLERGIES, "x" * 16, False),
        (SeenMatter.UNANSWERED, "2027-06-12", True),
        (SeenMatter.UNANSWERED, "20270612", False),
        (SeenMatter.UNANSWERED, "soon", False),
        (SeenMatter.PATH, "a_third_fewer", True),
        (SeenMatter.PATH, "fewer", False),
        (SeenMatter.PATH, "", False),
        (SeenMatter.WORDS, words_mark("light"), True),
        (SeenMatter.WORDS, "", False),
    ],
)
def test_a_mark_is_of_what_stood_there(matter: SeenMatter, mark: str, is_one: bool) -> None:
    assert is_mark(matter, mark) is is_one
