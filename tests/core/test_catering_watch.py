"""What the kitchen is told during the event."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from planner.core.catering.watch import Advice, Shop, Stock, use_before, watch_dish

START = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=40)


@dataclass(frozen=True)
class Guess:
    """A final count that is this number, give or take a fifth, each as likely."""

    likely: int

    def chance_beyond(self, portions: float) -> float:
        low, high = 0.8 * self.likely, 1.2 * self.likely
        return min(1.0, max(0.0, (high - portions) / (high - low)))

    def quantile(self, level: float) -> int:
        return round(self.likely * (0.8 + 0.4 * level))


def inside_at(likely: int) -> object:
    """People come in evenly over three hours."""

    def when(heads: int) -> datetime | None:
        return START + timedelta(hours=3) * heads / likely if heads <= likely else None

    return when


def judge(likely: int, *, before: int, stock: Stock, trip: int = 45, closes_in: int | None = None):  # type: ignore[no-untyped-def]
    closes_at = None if closes_in is None else NOW + timedelta(minutes=closes_in)
    return watch_dish(
        stock,
        count=Guess(likely),
        count_before=Guess(before),
        inside_at=inside_at(likely),  # type: ignore[arg-type]
        shop=Shop(trip_for=timedelta(minutes=trip), closes_at=closes_at),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("likely", "before", "stock", "options", "advice"),
    [
        pytest.param(40, 40, Stock(feeds=60), {}, Advice.ENOUGH, id="a calm afternoon"),
        pytest.param(80, 40, Stock(feeds=60), {}, Advice.WATCH, id="one check is no alarm"),
        pytest.param(80, 80, Stock(feeds=60), {}, Advice.FETCH, id="two checks, time enough"),
        pytest.param(
            80, 80, Stock(feeds=60, reserve_feeds=40), {}, Advice.OPEN_RESERVE, id="enough on call"
        ),
        pytest.param(
            120, 120, Stock(feeds=40), {"trip": 45}, Advice.TOO_LATE, id="120 of 30 expected"
        ),
        pytest.param(
            120,
            120,
            Stock(feeds=40, reserve_feeds=10),
            {"trip": 60},
            Advice.OPEN_RESERVE,
            id="too late for the shop, so at least the reserve",
        ),
        pytest.param(
            80, 80, Stock(feeds=60), {"closes_in": 10}, Advice.TOO_LATE, id="the shop closes first"
        ),
    ],
)
def test_the_kitchen_hears_what_to_do(
    likely: int, before: int, stock: Stock, options: dict[str, int], advice: Advice
) -> None:
    assert judge(likely, before=before, stock=stock, **options).advice is advice


def test_the_trip_is_back_before_the_last_portion() -> None:
    watch = judge(80, before=80, stock=Stock(feeds=60))
    assert watch.runs_out_at is not None
    assert watch.leave_before == watch.runs_out_at - timedelta(minutes=45)
    assert watch.fetch_for == Guess(80).quantile(0.8) - 60


def test_nothing_is_fetched_on_a_calm_afternoon() -> None:
    watch = judge(40, before=40, stock=Stock(feeds=60))
    assert (watch.fetch_for, watch.leave_before, watch.runs_out_at) == (0, None, None)


def test_food_out_of_the_cool_box_keeps_two_hours() -> None:
    assert use_before(NOW) - NOW == timedelta(hours=2)
