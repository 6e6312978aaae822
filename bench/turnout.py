"""How good are the forecasts? Scores on real counts, next to the rules people use.

`python -m bench.turnout` prints the scores. `python -m bench.turnout forecast` (or `nowcast`)
answers a JSON request on standard input, for a scorer outside.
"""

import csv
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench import arrivals, shortages
from bench.scoring import LEVELS, Judged, summary
from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout
from planner.services.forecast.forecast_json import forecast_reply, nowcast_reply

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "turnout"
EVENTS_PER_SERIES = 13
KINDS: Mapping[str, tuple[EventKind, float]] = {
    "restaurant": (EventKind.OPEN, 9.6),
    "hotel": (EventKind.REGISTERED, 2.3),
    "clinic": (EventKind.CLOSED, 1.0),
}
# Each third restaurant; the other two thirds are for checking what was tuned on these.
EACH: Mapping[str, int] = {"restaurant": 3}

Series = Sequence[tuple[int, int]]


def run(data: Path) -> None:
    """Print the scores on the counts in a folder, or say that they are not there."""
    events = data / "rsvp_events.csv"
    if not events.exists():
        print(f"No counts in {data}. Set PLANNER_TURNOUT_DATA to the folder with rsvp_events.csv.")
        return
    print("Before the event (1.000 is the best of six simple rules, chosen in hindsight):")
    for part in range(EACH["restaurant"]):
        for kind, judged in _judged(events, part):
            for name, chosen in _groups(kind, judged):
                print("  " + summary(name + (f" part {part + 1}" if part else ""), chosen))
    minutes = data / "arrivals.csv"
    if minutes.exists():
        arrivals.run(minutes)
        shortages.run(minutes)
    print(f"One forecast with 50 earlier events: {_milliseconds():.0f} ms")


def _judged(events: Path, part: int) -> Iterator[tuple[str, list[tuple[int, Judged]]]]:
    for dataset, (kind, ratio) in KINDS.items():
        if part and dataset not in EACH:
            continue
        chosen = _load(events, dataset)[part :: EACH.get(dataset, 1)]
        judged = [
            (place, _judge(series, place, kind, ratio))
            for series in chosen
            for place in range(len(series))
        ]
        yield dataset, judged


def _groups(kind: str, judged: list[tuple[int, Judged]]) -> Iterator[tuple[str, list[Judged]]]:
    yield kind, [each for _, each in judged]
    yield f"{kind}, first event", [each for place, each in judged if place == 0]
    yield f"{kind}, 2nd to 4th", [each for place, each in judged if 1 <= place <= 3]
    yield f"{kind}, 5th and on", [each for place, each in judged if place >= 4]


def _load(events: Path, dataset: str) -> list[Series]:
    """The series of one kind, each with its first events in order: heads that said yes, came."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    with events.open(newline="") as lines:
        for row in csv.DictReader(lines):
            if row["dataset"] == dataset:
                event = (row["date"], int(row["rsvp_heads"]), int(row["actual"]))
                found.setdefault(row["series_id"], []).append(event)
    return [
        [(yes, came) for _, yes, came in sorted(found[name])[:EVENTS_PER_SERIES]]
        for name in sorted(found)
    ]


def _judge(series: Series, place: int, kind: EventKind, ratio: float) -> Judged:
    yes, came = series[place]
    past = series[:place]
    forecast = forecast_turnout(
        Answers(yes_heads=yes, household_size_ratio=ratio),
        [PastTurnout(yes_heads=then, came=count) for then, count in past],
        kind=kind,
    )
    quantiles = {
        level: forecast.quantile(level) if isinstance(forecast, Forecast) else 0 for level in LEVELS
    }
    return Judged(quantiles, came, _rules(yes, past))


def _rules(yes: int, past: Series) -> Mapping[str, float]:
    """What people do without a model."""
    events = len(past) or 1
    came = sum(count for _, count in past)
    said = sum(then for then, _ in past)
    return {
        "yes": yes,
        "yes x 0.7": round(0.7 * yes),
        "last time": past[-1][1] if past else yes,
        "mean": round(came / events) if past else yes,
        "yes x past ratio": round(yes * came / max(1, said)) if past else yes,
        "yes + past difference": max(0, round(yes + (came - said) / events)),
    }


def _milliseconds() -> float:
    past = [PastTurnout(yes_heads=20 + place % 9, came=30 + place % 13) for place in range(50)]
    started = time.process_time()
    for yes in range(5):
        forecast_turnout(Answers(yes_heads=20 + yes), past, kind=EventKind.OPEN)
    return 1000 * (time.process_time() - started) / 5


def main() -> None:
    """Answer a request, or print the scores."""
    replies = {"forecast": forecast_reply, "nowcast": nowcast_reply}
    reply = replies.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if reply:
        json.dump(reply(json.load(sys.stdin)), sys.stdout)
        return
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PLANNER_TURNOUT_DATA")
    run(Path(named) if named else DEFAULT_DATA)


if __name__ == "__main__":
    main()
