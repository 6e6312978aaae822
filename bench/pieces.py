"""What pages are made of, alone: a forecast, an order of food, a chart. CPU time, next to a limit.

python -m bench.pieces
"""

import sys
from collections.abc import Callable

from bench.pages import cpu_ms
from planner.core.catering import MENU_PRESETS, Menu, order_dishes
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout
from planner.exports.charts import Band, ForecastPoint, ForecastWords, Label, forecast_chart

DISHES = 10
DAYS = 22
WORDS = ForecastWords(
    title="The forecast, day by day",
    description="Now 85 people are expected, probably 58 to 121. 38 said yes.",
    busy=Label("121 if it is busy", "121"),
    likely=Label("85 expected", "85"),
    quiet=Label("58 if it is quiet", "58"),
    said_yes="38 say yes",
    today="today",
    event_day="12 Jun",
    days=((0, "22 May"), (6, "28 May")),
)


def main() -> None:
    """Print what each took, next to what it may take."""
    sys.stdout.write("\nWhat pages are made of, CPU time (limit):\n")
    for name, work, limit in _jobs():
        sys.stdout.write(f"  {name:<34} {cpu_ms(work):7.2f} ms  ({limit} ms)\n")


def _jobs() -> list[tuple[str, Callable[[], object], int]]:
    some, many = _forecaster(yes=25, events=50), _forecaster(yes=5_000, events=1)
    forecast = some()
    dishes = [line for preset in MENU_PRESETS.values() for line in preset.dishes][:DISHES]
    menu = Menu("menu", tuple(dishes))
    return [
        ("a forecast, 50 earlier events", some, 100),
        ("a forecast, 5,000 say yes", many, 100),
        (f"an order of {DISHES} dishes", lambda: order_dishes(forecast, menu), 50),
        ("a chart of the forecast", _draw, 1),
    ]


def _forecaster(*, yes: int, events: int) -> Callable[[], Forecast]:
    past = [PastTurnout(came=2 * yes + place, yes_heads=yes - place % 9) for place in range(events)]

    def forecast() -> Forecast:
        found = forecast_turnout(Answers(yes_heads=yes), past, kind=EventKind.OPEN)
        if not isinstance(found, Forecast):
            raise TypeError("nothing was known")
        return found

    return forecast


def _draw() -> str:
    points = [
        ForecastPoint(
            day, Band(24 + day, 52 + day, 78 + day, 112 - day, 158 - day), 38 * day / DAYS
        )
        for day in range(DAYS)
    ]
    return forecast_chart(points, WORDS, event_at=DAYS + 8, chart_id="chart")


if __name__ == "__main__":
    main()
