"""What a page promises: no more than the menu has, and no more than its organiser said yes to."""

from hypothesis import given
from hypothesis import strategies as st

from planner.core.assurances import SERVED, Assurance, broken, said, served, undecided
from planner.core.catering import MENU_PRESETS, Dish, Unit

BARBECUE = MENU_PRESETS["barbecue"].dishes
DRINKS = tuple(dish for dish in BARBECUE if dish.unit is Unit.MILLILITRE)
FOOD = tuple(dish for dish in BARBECUE if dish.unit is not Unit.MILLILITRE)
MENUS = st.sampled_from([BARBECUE, DRINKS, FOOD, FOOD[:1], ()])
DECIDED = st.dictionaries(st.sampled_from([one.value for one in Assurance]), st.booleans())


def test_a_menu_that_nobody_decided_on_promises_nothing() -> None:
    assert served(BARBECUE) == SERVED
    assert said(BARBECUE, {}) == frozenset()
    assert undecided(BARBECUE, {}) == SERVED


def test_what_was_public_before_anybody_was_asked_says_what_it_said() -> None:
    assert said(BARBECUE, None) == SERVED
    assert not undecided(BARBECUE, None)
    assert not broken((), None)


def test_without_drinks_on_the_menu_none_are_promised() -> None:
    assert Assurance.DRINKS not in served(FOOD)
    assert served(DRINKS) == {Assurance.DRINKS}
    assert served(()) == frozenset()


def test_no_food_is_halal_where_there_is_no_word_about_food() -> None:
    assert said(BARBECUE, {Assurance.HALAL: True, Assurance.DRINKS: True}) == {Assurance.DRINKS}


def test_what_was_promised_and_is_not_served_any_more_is_found() -> None:
    promised = {one.value: True for one in Assurance}
    assert broken(DRINKS, promised) == SERVED - {Assurance.DRINKS}
    assert said(DRINKS, promised) == {Assurance.DRINKS}


@given(dishes=MENUS, promised=DECIDED)
def test_a_page_says_only_what_is_served_and_promised(
    dishes: tuple[Dish, ...], promised: dict[str, bool]
) -> None:
    told = said(dishes, promised)
    assert told <= served(dishes)
    assert all(promised[one] for one in told)
    assert not told & undecided(dishes, promised)
