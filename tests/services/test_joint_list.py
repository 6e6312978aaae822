"""When a list for several audiences may say that who eats at a part is counted once."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from planner.services.shop.joint_list import JointLine, JointList
from planner.services.shop.papers import Sitting
from planner.store.models import Event

ANYTHING = cast(Any, object())


def sitting(number: int, *, part_of: int | None = None, is_placed: bool = False) -> Sitting:
    shopping = cast(Any, SimpleNamespace(placed=ANYTHING if is_placed else None))
    return Sitting(Event(id=number, parent_id=part_of), shopping, ANYTHING, ANYTHING)


@pytest.mark.parametrize(
    ("eaten_at", "is_placed", "counts_once"),
    [
        pytest.param("castle, dinner", False, True, id="the castle and its dinner eat the same"),
        pytest.param("dinner, lunch", False, False, id="two parts have no guests of each other"),
        pytest.param("dinner", False, False, id="each eats something else"),
        pytest.param("castle, dinner", True, False, id="what was placed was placed for each"),
    ],
)
def test_who_eats_at_a_part_is_counted_once_where_both_eat_the_same(
    eaten_at: str, is_placed: bool, counts_once: bool
) -> None:
    line = JointLine(
        ANYTHING,
        tuple(ANYTHING if each in eaten_at else None for each in ("castle", "dinner", "lunch")),
    )
    sittings = (sitting(1, is_placed=is_placed), sitting(2, part_of=1), sitting(3, part_of=1))
    assert JointList(sittings, (line,), 0).counts_once is counts_once
