"""Which date of a series is which, after the series moved to another time or another day.

Calendars name a date of a series by the moment at which it began. A series that moves gives all
of its dates other names, and nobody wants them twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from planner.core.local_time import day_of

Key = tuple[str, str]
"""The uid of an entry, and which date of a series it is."""
_NAMED = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Dated:
    """A date of a series: how it is called, and when it is by its name."""

    key: Key
    at: datetime


def dated(key: Key, starts_at: datetime) -> Dated:
    """Tell when a date is by its name; by its start where it is not one of a series."""
    try:
        return Dated(key, datetime.strptime(key[1], _NAMED).replace(tzinfo=UTC))
    except ValueError:
        return Dated(key, starts_at)


def match(known: Iterable[Dated], said: Iterable[Dated], *, zone: str) -> dict[Key, Key]:
    """Find for each date that a file says the one that is known here, if there is one.

    The same name is the same date. Of what is left, dates of one series on the same day belong
    together, then each to the nearest within half of what lies between two dates. Where most of a
    series moved further than that, the first belongs to the first, if there are as many.

    Args:
        known: what was taken over before and is still to come.
        said: what the file says now.
        zone: in which days begin.

    Returns:
        The known key for each key in the file.
    """
    of_series: dict[str, tuple[list[Dated], list[Dated]]] = {}
    for place, several in enumerate((known, said)):
        for one in several:
            of_series.setdefault(one.key[0], ([], []))[place].append(one)
    found: dict[Key, Key] = {}
    for ours, theirs in of_series.values():
        found |= _match_series(sorted(ours, key=_at), sorted(theirs, key=_at), zone)
    return found


def _match_series(ours: Sequence[Dated], theirs: Sequence[Dated], zone: str) -> dict[Key, Key]:
    names = {one.key for one in ours}
    found = {one.key: one.key for one in theirs if one.key in names}
    found |= _same_day(*_left(ours, theirs, found), zone)
    near = _nearest(*_left(ours, theirs, found), within=_half_a_gap(ours, theirs))
    if not found and len(ours) == len(theirs) and 2 * len(near) < len(ours):
        return {there.key: here.key for here, there in zip(ours, theirs, strict=True)}
    found |= near
    return found


def _left(
    ours: Sequence[Dated], theirs: Sequence[Dated], found: Mapping[Key, Key]
) -> tuple[list[Dated], list[Dated]]:
    taken = set(found.values())
    return (
        [one for one in ours if one.key not in taken],
        [one for one in theirs if one.key not in found],
    )


def _same_day(ours: Sequence[Dated], theirs: Sequence[Dated], zone: str) -> dict[Key, Key]:
    days: dict[date, list[Dated]] = {}
    for one in ours:
        days.setdefault(day_of(one.at, zone), []).append(one)
    found = {}
    for one in theirs:
        if here := days.get(day_of(one.at, zone)):
            found[one.key] = here.pop(0).key
    return found


def _nearest(
    ours: Sequence[Dated], theirs: Sequence[Dated], *, within: timedelta | None
) -> dict[Key, Key]:
    if within is None:
        return {}
    found: dict[Key, Key] = {}
    free = list(ours)
    for one in theirs:
        nearest = min(free, key=lambda here: abs(here.at - one.at), default=None)
        if nearest is not None and abs(nearest.at - one.at) < within:
            found[one.key] = nearest.key
            free.remove(nearest)
    return found


def _half_a_gap(ours: Sequence[Dated], theirs: Sequence[Dated]) -> timedelta | None:
    """Return half of the shortest time between two dates; None where there is one of each."""
    gaps = [after.at - before.at for each in (ours, theirs) for before, after in pairwise(each)]
    return min(gaps) / 2 if gaps else None


def _at(one: Dated) -> datetime:
    return one.at
