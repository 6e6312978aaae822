"""Who comes on one card, what they eat, when they may answer, and what a menu may promise."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.core.answering import AnswerPhase, phase_of
from planner.core.capacity import fits, places_left
from planner.core.catering import MENU_PRESETS
from planner.core.diets import Diet
from planner.core.enums import EventState
from planner.core.parties import PartyDetails, PartyFault, find_fault, share_diets
from planner.core.served import diets_served, has_food

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("adults", "children", "fault"),
    [
        pytest.param(2, 3, None, id="a family"),
        pytest.param(0, 2, None, id="children from next door"),
        pytest.param(8, 0, None, id="as many as the card is for"),
        pytest.param(0, 0, PartyFault.NOBODY, id="nobody"),
        pytest.param(3, -1, PartyFault.NOBODY, id="fewer than nobody"),
        pytest.param(8, 1, PartyFault.TOO_MANY, id="one more than the card is for"),
    ],
)
def test_a_card_is_for_so_many_people(adults: int, children: int, fault: PartyFault | None) -> None:
    assert find_fault(PartyDetails(adults=adults, children=children), largest_party=8) is fault


@pytest.mark.parametrize(
    ("chosen", "some_eat_everything", "heads", "shares"),
    [
        pytest.param([], True, 5, {}, id="everything: the ordinary case"),
        pytest.param([], False, 5, {}, id="nothing ticked"),
        pytest.param([Diet.HALAL], False, 5, {"halal": 5}, id="one diet is for all"),
        pytest.param([Diet.HALAL], True, 5, {"halal": 3}, id="the odd plate is for the diet"),
        pytest.param([Diet.VEGAN], True, 1, {"vegan": 1}, id="one person, two ticks"),
        pytest.param(
            [Diet.HALAL, Diet.VEGETARIAN], False, 4, {"vegetarian": 2, "halal": 2}, id="two and two"
        ),
    ],
)
def test_diets_that_were_only_named_are_shared(
    chosen: list[Diet], some_eat_everything: bool, heads: int, shares: dict[str, int]
) -> None:
    found = share_diets(chosen, some_eat_everything=some_eat_everything, heads=heads)
    assert found == shares
    assert sum(found.values()) <= heads


@pytest.mark.parametrize(
    ("capacity", "taken", "heads", "left", "is_room"),
    [
        pytest.param(None, 5000, 8, None, True, id="no limit"),
        pytest.param(30, 28, 2, 2, True, id="the last two"),
        pytest.param(30, 28, 3, 2, False, id="one too many"),
        pytest.param(30, 35, 1, 0, False, id="the limit was lowered later"),
    ],
)
def test_a_party_fits_or_does_not(
    capacity: int | None, taken: int, heads: int, left: int | None, is_room: bool
) -> None:
    assert places_left(capacity=capacity, taken=taken) == left
    assert fits(heads, capacity=capacity, taken=taken) is is_room


@pytest.mark.parametrize(
    ("hours", "state", "phase"),
    [
        pytest.param(-72, EventState.PUBLISHED, AnswerPhase.OPEN, id="three days before"),
        pytest.param(-48, EventState.PUBLISHED, AnswerPhase.CLOSED, id="the food is bought"),
        pytest.param(0, EventState.PUBLISHED, AnswerPhase.BEGUN, id="on the dot"),
        pytest.param(4, EventState.PUBLISHED, AnswerPhase.OVER, id="the last plate is washed"),
        pytest.param(2, EventState.CLOSED, AnswerPhase.OVER, id="the count is in already"),
        pytest.param(-72, EventState.CANCELLED, AnswerPhase.CANCELLED, id="called off"),
        pytest.param(9, EventState.CANCELLED, AnswerPhase.CANCELLED, id="called off, long ago"),
    ],
)
def test_a_card_can_be_answered_until_the_food_is_bought(
    hours: int, state: EventState, phase: AnswerPhase
) -> None:
    found = phase_of(
        state=state,
        starts_at=SATURDAY,
        ends_at=SATURDAY + timedelta(hours=4),
        answers_close_at=SATURDAY - timedelta(days=2),
        now=SATURDAY + timedelta(hours=hours),
    )
    assert found is phase


def test_a_menu_promises_only_what_is_served() -> None:
    barbecue = MENU_PRESETS["barbecue"].dishes
    assert {Diet.HALAL, Diet.VEGETARIAN} <= diets_served(barbecue)
    only_meat = [dish for dish in barbecue if Diet.VEGETARIAN not in dish.suits]
    assert diets_served(only_meat) == {Diet.HALAL}
    assert diets_served([]) == frozenset()


def test_drinks_alone_are_no_food() -> None:
    barbecue = MENU_PRESETS["barbecue"].dishes
    assert has_food(barbecue)
    assert not has_food([dish for dish in barbecue if dish.name == "Soft drinks and water"])
