"""Real counts from files that somebody points at, with a sentence where a file is not one of them.

rsvp_events.csv has a line for each event: `dataset` (restaurant, hotel or clinic), `series_id`,
`date`, `rsvp_heads` (people who had said yes beforehand) and `actual` (people who came).
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

EVENTS = "rsvp_events.csv"
ARRIVALS = "arrivals.csv"
COLUMNS = ("dataset", "series_id", "date", "rsvp_heads", "actual")
ARRIVAL_COLUMNS = ("event_id", "series_id", "minute")
EVENTS_PER_SERIES = 13

Series = Sequence[tuple[int, int]]
"""Events in order: people who had said yes, people who came."""


class NoCounts(ValueError):
    """The files are not there or are not such files; the message says which and why."""


def read_events(folder: Path, known: Sequence[str]) -> Mapping[str, list[Series]]:
    """Read the series of each data set, each with its first events in order.

    Args:
        folder: with rsvp_events.csv.
        known: the data sets that are wanted; others are left aside.

    Raises:
        NoCounts: the file is missing, a column is, or a value is not what its column holds.
    """
    path = folder / EVENTS
    if not path.is_file():
        raise NoCounts(
            f"No {EVENTS} in {folder}. Name the folder with the counts:"
            " PLANNER_TURNOUT_DATA=folder make bench, or python -m bench.turnout folder."
        )
    found: dict[tuple[str, str], list[tuple[date, int, int]]] = {}
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = csv.DictReader(lines)
        _require(path, rows, COLUMNS)
        for row in rows:
            if row["dataset"] in known:
                place = f"{path}, line {rows.line_num}"
                event = (_day(row, place), _heads(row, "rsvp_heads", place), _came(row, place))
                found.setdefault((row["dataset"], row["series_id"]), []).append(event)
    if not found:
        raise NoCounts(f"{path} holds no event of the data sets {', '.join(known)}.")
    series: dict[str, list[Series]] = {}
    for dataset, name in sorted(found):
        events = sorted(found[dataset, name], key=lambda event: event[0])[:EVENTS_PER_SERIES]
        series.setdefault(dataset, []).append([(yes, came) for _, yes, came in events])
    return series


def check_arrivals(path: Path) -> None:
    """Look whether the file of arrivals has its columns.

    Raises:
        NoCounts: a column is missing.
    """
    with path.open(newline="", encoding="utf-8-sig") as lines:
        _require(path, csv.DictReader(lines), ARRIVAL_COLUMNS)


def _require(path: Path, rows: "csv.DictReader[str]", columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in (rows.fieldnames or ())]
    if missing:
        raise NoCounts(f"{path} has no column {' and no column '.join(missing)}.")


def _day(row: Mapping[str, str], place: str) -> date:
    try:
        return date.fromisoformat((row["date"] or "")[:10])
    except ValueError:
        message = f"{place}: date must be a day such as 2027-06-12, not {row['date']!r}."
        raise NoCounts(message) from None


def _came(row: Mapping[str, str], place: str) -> int:
    return _heads(row, "actual", place)


def _heads(row: Mapping[str, str], name: str, place: str) -> int:
    value = row[name] or ""
    if not value.isdecimal():
        raise NoCounts(f"{place}: {name} must be a whole number of people, not {row[name]!r}.")
    return int(value)
