"""What an order learns from what was left, and what several audiences need together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.catering import (
    MENU_PRESETS,
    Appetite,
    Audience,
    Declared,
    Dish,
    Eaten,
    Keeping,
    Pack,
    Unit,
    but_for,
    judge,
    learn_appetite,
    line_for,
    need_of,
    order_dishes,
    pooling,
    together,
)
from planner.core.catering.packs import purchase_of
from planner.core.diets import Diet
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout


def evenings(*counts: int) -> Forecast:
    past = [PastTurnout(came=count) for count in counts]
    found = forecast_turnout(Answers(), past, kind=EventKind.OPEN, expected=30)
    assert isinstance(found, Forecast)
    return found


MIXED = evenings(30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
BARBECUE = MENU_PRESETS["barbecue"]
BURGERS = BARBECUE.dishes[0]


def eaten(part: float, *, ran_out: bool = False) -> Eaten:
    return Eaten(amount=100 * part, reckoned=100, ran_out=ran_out)


@pytest.mark.parametrize(
    ("events", "factor"),
    [
        pytest.param([], 1.0, id="nothing known: the menu is right"),
        pytest.param([eaten(0.5)], 0.875, id="one windy afternoon"),
        pytest.param([eaten(0.5)] * 3, 0.75, id="three in a row"),
        pytest.param([eaten(0.5)] * 27, 0.55, id="a whole summer"),
        pytest.param([eaten(0.5, ran_out=True)], 1.0, id="half the need was there, and it ran out"),
        pytest.param([eaten(1.4, ran_out=True)], 1.1, id="more than the menu says, and it ran out"),
        pytest.param([eaten(40)], 1.375, id="a typing mistake"),
    ],
)
def test_an_appetite_is_learned_slowly(events: list[Eaten], factor: float) -> None:
    assert learn_appetite(events).factor == pytest.approx(factor)


@given(st.lists(st.builds(Eaten, amount=st.floats(0, 1e6), reckoned=st.floats(0, 1e6))))
def test_no_events_make_an_appetite_absurd(events: list[Eaten]) -> None:
    found = learn_appetite(events)
    assert 0.4 <= found.factor <= 2.5
    assert found.events == sum(event.reckoned > 0 for event in events)


def test_nothing_learned_changes_nothing() -> None:
    assert learn_appetite([]) == Appetite(1.0, 0)


def test_a_smaller_appetite_is_a_smaller_order() -> None:
    menu = need_of(BURGERS, Audience(forecast=MIXED))
    less = need_of(BURGERS.scaled(0.75), Audience(forecast=MIXED))
    assert less.amounts.mean == pytest.approx(0.75 * menu.amounts.mean, rel=0.02)


def test_who_only_passes_by_needs_no_food_but_makes_it_less_certain() -> None:
    everybody = order_dishes(MIXED, BARBECUE)
    half = order_dishes(MIXED, BARBECUE, part_eating=0.5)
    assert 0.45 < half.cost_cents / everybody.cost_cents < 0.6


def test_declared_diets_stay_floors_when_others_pass_by() -> None:
    vegetarian = BARBECUE.dishes[2]
    declared = Declared(adults=40, diets={Diet.VEGETARIAN: 40})
    need = need_of(vegetarian, Audience(forecast=MIXED, declared=declared, part_eating=0.25))
    assert line_for(need, 1).firm.amount >= 40 * vegetarian.per_adult


@pytest.mark.parametrize("part", [0, -0.1, 1.01])
def test_a_part_that_is_none_is_refused(part: float) -> None:
    with pytest.raises(ValueError, match="part_eating"):
        Audience(forecast=MIXED, part_eating=part)


def test_one_halal_kind_for_everybody_needs_less_than_two_kinds() -> None:
    saves = pooling(BURGERS, Audience(forecast=MIXED), 3)
    assert saves is not None
    assert saves.pooled < saves.split < 1.2 * saves.pooled


def test_pooling_says_nothing_of_dishes_without_meat_or_for_a_diet() -> None:
    audience = Audience(forecast=MIXED)
    assert [pooling(dish, audience, 3) is not None for dish in BARBECUE.dishes] == [
        True, True, False, False, False, False, False, False,
    ]  # fmt: skip


def test_two_audiences_on_one_list_need_less_than_each_by_itself() -> None:
    dinner = evenings(180, 200, 190)
    needs = [need_of(BURGERS, Audience(forecast=each)) for each in (MIXED, dinner)]
    both = together(needs)
    assert both.amounts.mean == pytest.approx(sum(each.amounts.mean for each in needs), rel=0.01)
    apart = sum(line_for(each, 3).wanted for each in needs)
    assert max(line_for(each, 3).wanted for each in needs) < line_for(both, 3).wanted < apart


def test_two_audiences_of_one_evening_are_sometimes_busy_for_the_same_reason() -> None:
    needs = [need_of(BURGERS, Audience(forecast=each)) for each in (MIXED, evenings(25, 110, 40))]
    both = together(needs).amounts
    same_order = sum(each.amounts.point(0.95) for each in needs)
    middle = sum(each.amounts.point(0.5) for each in needs)
    assert middle < both.point(0.95) < same_order
    assert both.point(0.05) > sum(each.amounts.point(0.05) for each in needs)


def test_who_eats_with_another_audience_is_counted_once() -> None:
    helpers = 10
    whole = need_of(BURGERS, Audience(forecast=MIXED, helpers=helpers))
    left = but_for(whole, 0.25)
    eaten_by_helpers = helpers * BURGERS.per_adult
    for level in (0.1, 0.5, 0.95):
        guests = whole.amounts.point(level) - eaten_by_helpers
        assert left.amounts.point(level) == pytest.approx(0.75 * guests + eaten_by_helpers)
    assert but_for(whole, 0.0).amounts.point(0.5) == whole.amounts.point(0.5)
    assert but_for(whole, 2.0).amounts.point(0.5) == pytest.approx(eaten_by_helpers)


def test_the_sum_is_the_same_whoever_comes_first() -> None:
    needs = [need_of(BURGERS, Audience(forecast=each)) for each in (MIXED, evenings(2000, 3000))]
    one, other = together(needs), together(needs[::-1])
    assert one.amounts.point(0.95) == pytest.approx(other.amounts.point(0.95))


def test_an_order_that_somebody_else_made_is_judged_honestly() -> None:
    need = need_of(BURGERS, Audience(forecast=MIXED))
    scarce = judge(need, purchase_of([(Pack(24, 2200), 1)]), purchase_of([]), 3)
    assert scarce.chance_to_run_out > 0.75
    assert scarce.leftover <= 2
    plenty = judge(need, purchase_of([(Pack(24, 2200), 50)]), purchase_of([]), 3)
    assert plenty.chance_to_run_out < 0.01
    assert plenty.leftover > 1000
    nothing = judge(need, purchase_of([]), purchase_of([]), 3)
    assert nothing.feeds == 0
    assert nothing.wasted_cents == 0


def test_what_keeps_is_not_counted_as_wasted() -> None:
    def cost(keeping: Keeping) -> int:
        dish = Dish(name="d", unit=Unit.PIECE, per_adult=1, packs=(Pack(1, 100),), keeping=keeping)
        need = need_of(dish, Audience(forecast=MIXED))
        return judge(need, purchase_of([(Pack(1, 100), 200)]), purchase_of([]), 3).wasted_cents

    assert cost(Keeping.RETURNABLE) == pytest.approx(0.05 * cost(Keeping.FRESH), rel=0.02)
