"""How good are the forecasts during the event?"""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.scoring import LEVELS, Judged, summary
from planner.core.turnout import (
    Answers,
    EventKind,
    Nowcast,
    PastTurnout,
    forecast_turnout,
    nowcast_turnout,
)
from planner.core.turnout.profile import begins_at

LENGTH = 600.0
BEFORE, SAME_WEEKDAY = 12, 8
MARKS = (0.1, 0.2, 0.35, 0.5, 0.7)
# An organiser's guess may be this far off; each day gets one of them in turn.
WRONG_BY = (0.6, 0.8, 1, 1.5, 2, 3, 4)

Minutes = Sequence[float]


@dataclass(frozen=True)
class Day:
    """The arrivals of one day, and of the days before it."""

    minutes: Minutes
    earlier: Sequence[Minutes]
    same_weekday: Sequence[Minutes]


def run(arrivals: Path) -> None:
    """Print the scores at five moments of the day, with and without history.

    The day's own page also knows at which minute the first guests came; a program outside may not.
    """
    days = list(days_of(arrivals))
    print("During the event, when so much of a normal day has arrived:")
    for knows_begin in (False, True):
        for has_history in (True, False):
            for mark in MARKS:
                judged = [
                    _judge(
                        day,
                        mark,
                        has_history=has_history,
                        knows_begin=knows_begin,
                        wrong_by=WRONG_BY[place % 7],
                    )
                    for place, day in enumerate(days, BEFORE)
                ]
                name = f"{'history' if has_history else 'wrong guess'} {mark:.0%}"
                print("  " + summary(name + (", began" if knows_begin else ""), judged))


def days_of(arrivals: Path) -> Iterator[Day]:
    """Read each day that has enough days before it to learn from."""
    found: dict[tuple[str, str], list[float]] = {}
    with arrivals.open(newline="") as lines:
        for row in csv.DictReader(lines):
            key = (row["event_id"], row["series_id"])
            found.setdefault(key, []).append(float(row["minute"]))
    days = [(series, sorted(found[event, series])) for event, series in sorted(found)]
    for place, (series, minutes) in enumerate(days):
        if place >= BEFORE:
            same = [before for other, before in days[:place] if other == series]
            earlier = [before for _, before in days[place - BEFORE : place]]
            yield Day(minutes, earlier, same[-SAME_WEEKDAY:])


def _judge(
    day: Day, mark: float, *, has_history: bool, knows_begin: bool, wrong_by: float
) -> Judged:
    usual = sorted(minute for minutes in day.earlier for minute in minutes)
    now = usual[int(mark * (len(usual) - 1))]
    came, inside = len(day.minutes), bisect_right(day.minutes, now)
    past = [PastTurnout(came=len(minutes)) for minutes in day.same_weekday]
    guess = max(5, round(came / wrong_by))
    forecast = forecast_turnout(
        Answers(),
        past if has_history else [],
        kind=EventKind.OPEN,
        expected=None if has_history else guess,
    )
    nowcast = nowcast_turnout(
        forecast,
        arrived=inside,
        minute=now,
        length_minutes=LENGTH,
        past_arrivals=day.earlier,
        begun_at=begins_at(day.minutes[:inside]) if knows_begin else None,
    )
    assert isinstance(nowcast, Nowcast)
    rules: dict[str, float] = {
        "inside / usual share": inside / (bisect_right(usual, now) / len(usual)),
        "inside / part of the day": inside / min(1, max(now, 1) / LENGTH),
        "beforehand": guess,
    }
    if has_history:
        rules["beforehand"] = sum(each.came for each in past) / len(past)
        later = [sum(minute > now for minute in minutes) for minutes in day.same_weekday]
        rules["inside + usual rest"] = inside + sum(later) / len(later)
    quantiles = {level: nowcast.quantile(level) for level in LEVELS}
    return Judged(quantiles, came, {name: max(rule, inside) for name, rule in rules.items()})
