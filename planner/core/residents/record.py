"""Promises over time: what was made in each month, and what was kept of what fell due in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.core.months import month_before
from planner.core.residents.undertakings import Undertaking, kept_share


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """One month.

    Attributes:
        month: its first day.
        made: promises that were made in it.
        kept: of those whose first day was in it, the ones that were done by that day.
        not_kept: the others whose first day has come.
    """

    month: date
    made: int
    kept: int
    not_kept: int


def by_month(
    promises: Iterable[tuple[date, Undertaking]], *, today: date, months: int
) -> list[MonthRecord]:
    """Count by month, the oldest first, up to the month of today.

    Args:
        promises: when each was made, and what became of it.
        today: the day where they are.
        months: so many of them.
    """
    every = list(promises)
    starts = [today.replace(day=1)]
    while len(starts) < months:
        starts.append(month_before(starts[-1]))
    made, due = dict.fromkeys(starts, 0), {start: list[Undertaking]() for start in starts}
    for made_on, one in every:
        if (of_month := made_on.replace(day=1)) in made:
            made[of_month] += 1
        if one.first_due_on is not None and (fell := one.first_due_on.replace(day=1)) in due:
            due[fell].append(one)
    records = []
    for start in reversed(starts):
        share = kept_share(due[start], today=today)
        records.append(MonthRecord(start, made[start], share.kept, share.due - share.kept))
    return records
