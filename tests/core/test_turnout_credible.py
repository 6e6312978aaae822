"""Which numbers of people are asked about, and which are not."""

import pytest

from planner.core.enums import EventType
from planner.core.turnout.credible import (
    PARTY_HEADS,
    USUAL,
    USUAL_ANYWHERE,
    credible_heads,
)

SUMMER = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
BARBECUE = USUAL[EventType.BARBECUE]


@pytest.mark.parametrize(
    ("counts", "heads", "is_asked"),
    [
        pytest.param(SUMMER, 3_000, True, id="three noughts after a summer of 25 to 120"),
        pytest.param(SUMMER, 390, True, id="more than three times the busiest"),
        pytest.param(SUMMER, 3, True, id="a nought too few"),
        pytest.param(SUMMER, 150, False, id="a little more than the busiest"),
        pytest.param(SUMMER, 20, False, id="a little fewer than the quietest"),
        pytest.param((), 3_000, True, id="three thousand at a first barbecue"),
        pytest.param((), 300, False, id="a large first barbecue"),
        pytest.param((), 1, False, id="a first barbecue for one: nothing says no"),
        pytest.param((30,), 120, False, id="30 expected, 120 came"),
        pytest.param((30,), 3_000, True, id="three thousand after one of thirty"),
        pytest.param((30,) * 10, 300, True, id="ten times the club that is always the same"),
        pytest.param((0, 0), 30, False, id="after two to which nobody came"),
    ],
)
def test_a_barbecue(counts: tuple[int, ...], heads: int, is_asked: bool) -> None:
    assert credible_heads(counts, BARBECUE).holds(heads) is not is_asked


@pytest.mark.parametrize(
    ("event_type", "fine", "asked"),
    [
        (EventType.CASTLE, 5_000, 100_000),
        (EventType.DINNER, 280, 2_800),
        (EventType.WALK, 60, 600),
        (EventType.INSPECTION, 40, 400),
        (EventType.PARTY, 1_000, 10_000),
    ],
)
def test_a_first_event_of_each_type(event_type: EventType, fine: int, asked: int) -> None:
    credible = credible_heads((), USUAL[event_type])
    assert credible.holds(fine)
    assert not credible.holds(asked)


def test_every_type_has_what_is_usual() -> None:
    assert set(USUAL) == set(EventType)


@pytest.mark.parametrize("counts", [SUMMER, (1, 5_000), (30,) * 9 + (400,), (7,)])
def test_what_came_before_is_always_credible(counts: tuple[int, ...]) -> None:
    credible = credible_heads(counts, USUAL_ANYWHERE)
    assert all(credible.holds(count) for count in counts)


def test_the_more_often_the_same_came_the_sooner_another_number_is_asked_about() -> None:
    found = [credible_heads((30,) * times, BARBECUE) for times in (1, 2, 4, 8, 16)]
    assert [each.high for each in found] == sorted((each.high for each in found), reverse=True)
    assert [each.low for each in found] == sorted(each.low for each in found)


def test_the_order_of_earlier_events_does_not_matter() -> None:
    assert credible_heads(SUMMER, BARBECUE) == credible_heads(SUMMER[::-1], BARBECUE)


def test_places_may_be_far_more_than_people_but_not_far_fewer() -> None:
    credible = credible_heads(SUMMER, BARBECUE)
    assert credible.has_room(500)
    assert not credible.has_room(30_000)
    assert not credible.has_room(5)


@pytest.mark.parametrize(("heads", "is_asked"), [(1, False), (9, False), (15, False), (40, True)])
def test_a_party(heads: int, is_asked: bool) -> None:
    assert PARTY_HEADS.holds(heads) is not is_asked
