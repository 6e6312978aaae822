"""How many things are needed, and who has them when several events want the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.logistics.things import (
    AskedUse,
    Claim,
    CountedFrom,
    Returned,
    allocate,
    needed,
)

TEN = datetime(2027, 6, 12, 8, tzinfo=UTC)


def claim(use_id: int, count: int, hours: tuple[float, float] = (0, 4), turn: int = 0) -> Claim:
    return Claim(
        use_id=use_id,
        turn=turn or use_id,
        count=count,
        from_at=TEN + timedelta(hours=hours[0]),
        until=TEN + timedelta(hours=hours[1]),
        event_id=use_id,
    )


@pytest.mark.parametrize(
    ("per", "people", "expected"),
    [(8, 72, 9), (8, 90, 12), (8, 1, 1), (8, 0, 0), (None, 90, None), (8, None, None)],
)
def test_one_table_for_eight(per: int | None, people: int | None, expected: int | None) -> None:
    assert needed(per, people) == expected


def test_who_asks_later_is_short_and_learns_who_has_them() -> None:
    found = allocate(10, [claim(2, 6), claim(1, 6)])
    assert (found[1].count, found[1].short, found[1].taken_by) == (6, 0, ())
    assert (found[2].count, found[2].short) == (4, 2)
    assert [one.use_id for one in found[2].taken_by] == [1]


def test_back_at_ten_and_out_at_twelve_is_no_conflict() -> None:
    found = allocate(6, [claim(1, 6, (-4, 0)), claim(2, 6, (2, 6)), claim(3, 6, (0, 2))])
    assert not any(one.short for one in found.values())


def test_who_gets_less_takes_no_more_from_the_next() -> None:
    found = allocate(10, [claim(1, 6), claim(2, 6, (3, 8)), claim(3, 6, (4, 8))])
    assert [found[number].count for number in (1, 2, 3)] == [6, 4, 6]


def test_less_than_nothing_is_given_to_nobody() -> None:
    assert allocate(0, [claim(1, 3)])[1].short == 3


claims = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 12), st.integers(1, 6)), max_size=8
).map(
    lambda drawn: [
        claim(number, count, (start, start + length))
        for number, (count, start, length) in enumerate(drawn, start=1)
    ]
)


@given(st.integers(0, 12), claims)
def test_never_are_more_out_than_there_are(owned: int, asked: list[Claim]) -> None:
    found = allocate(owned, asked)
    assert set(found) == {one.use_id for one in asked}
    for hour in range(20):
        at = TEN + timedelta(hours=hour)
        out = sum(one.count for one in found.values() if one.claim.from_at <= at < one.claim.until)
        assert out <= owned
    for one in found.values():
        assert one.short == 0 or one.taken_by or one.count == owned


def test_missing_is_what_went_out_and_did_not_come_back() -> None:
    assert Returned(taken=6, back=5, broken=0, is_noted=True).missing == 1
    assert Returned(taken=6, back=4, broken=1, is_noted=True).missing == 1
    assert Returned(taken=6, back=0, broken=0, is_noted=False).missing == 0, "nobody noted it yet"
    assert Returned(taken=6, back=7, broken=0, is_noted=True).missing == 0


TABLES = AskedUse(
    thing_id=1,
    count=6,
    counted_from=CountedFrom.NOTHING,
    per=None,
    out_minutes=180,
    back_minutes=120,
)


@pytest.mark.parametrize(
    ("now", "is_more"),
    [
        pytest.param({}, False, id="the same"),
        pytest.param({"count": 5}, False, id="fewer"),
        pytest.param({"count": 7}, True, id="more"),
        pytest.param({"out_minutes": 60}, False, id="for a shorter time"),
        pytest.param({"back_minutes": 240}, True, id="for longer"),
        pytest.param({"thing_id": 2}, True, id="another thing"),
        pytest.param({"count": None, "per": 8}, True, id="as many as people need"),
    ],
)
def test_who_asks_for_more_or_for_longer_goes_to_the_end(
    now: dict[str, object], *, is_more: bool
) -> None:
    asked = replace(TABLES, **now)  # type: ignore[arg-type]
    assert asked.is_more_than(TABLES) is is_more
    assert asked.is_more_than(None)


def test_it_is_said_how_many_others_have() -> None:
    found = allocate(10, [claim(1, 6), claim(2, 6)])
    assert [found[number].elsewhere for number in (1, 2)] == [0, 6]
    assert allocate(4, [claim(1, 6)])[1].elsewhere == 0, "there are no more, nobody has them"
