"""What the kitchen is told during the event."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.core.catering.watch import Advice, Shop, Watch, use_before, watch_dish
from planner.core.turnout.stock import StockCheck, Supply

START = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=40)


def check(supply: Supply, *, missing: int = 0, last: int | None = None) -> StockCheck:
    return StockCheck(
        supply=supply, chance_short=0.7, extra_portions=missing, last_portion_minute=last
    )


CALM = check(Supply.ENOUGH)


def judge(
    bought: StockCheck,
    with_reserve: StockCheck = CALM,
    *,
    reserve: bool = False,
    closes_in: int | None = None,
) -> Watch:
    closes_at = None if closes_in is None else NOW + timedelta(minutes=closes_in)
    return watch_dish(
        bought,
        with_reserve,
        has_reserve=reserve,
        shop=Shop(trip_for=timedelta(minutes=45), closes_at=closes_at),
        starts_at=START,
        now=NOW,
    )


SHORT = check(Supply.SHORT, missing=30, last=110)


@pytest.mark.parametrize(
    ("watch", "advice"),
    [
        pytest.param(judge(CALM), Advice.ENOUGH, id="a calm afternoon"),
        pytest.param(judge(check(Supply.WATCH, last=90)), Advice.WATCH, id="one check is no alarm"),
        pytest.param(judge(SHORT, SHORT), Advice.FETCH, id="two checks, and time enough"),
        pytest.param(
            judge(SHORT, check(Supply.ENOUGH), reserve=True),
            Advice.OPEN_RESERVE,
            id="enough with what is on call",
        ),
        pytest.param(
            judge(check(Supply.SHORT, last=50), check(Supply.SHORT, missing=60, last=60)),
            Advice.TOO_LATE,
            id="120 came, 30 were expected",
        ),
        pytest.param(
            judge(SHORT, check(Supply.SHORT, missing=60, last=60), reserve=True),
            Advice.OPEN_RESERVE,
            id="too late for the shop, so at least the reserve",
        ),
        pytest.param(judge(SHORT, SHORT, closes_in=10), Advice.TOO_LATE, id="the shop closes"),
    ],
)
def test_the_kitchen_hears_what_to_do(watch: Watch, advice: Advice) -> None:
    assert watch.advice is advice


def test_whoever_leaves_in_time_is_back_before_the_last_portion() -> None:
    watch = judge(SHORT, SHORT)
    assert watch.runs_out_at == START + timedelta(minutes=110)
    assert watch.leave_before == START + timedelta(minutes=65)
    assert watch.fetch_for == 30


def test_food_out_of_the_cooling_keeps_two_hours() -> None:
    assert use_before(NOW) - NOW == timedelta(hours=2)
