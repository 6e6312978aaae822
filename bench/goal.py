"""One goal that running the planner is held to, beside what was measured; and on what machine."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

QUIET = 0.05
"""Of the processors' time; where others took no more, rates and waits are the planner's own."""


@dataclass(frozen=True)
class Goal:
    """One row of the table that `make bench` prints."""

    what: str
    wanted: str
    measured: str
    is_met: bool

    def __str__(self) -> str:
        """Write the row as Markdown."""
        met = "yes" if self.is_met else "no"
        return f"| {self.what} | {self.wanted} | {self.measured} | {met} |"


def table(goals: Sequence[Goal]) -> str:
    """Write all rows as Markdown, below their heads."""
    lines = ["| Goal | Wanted | Measured | Met |", "|---|---|---|---|", *map(str, goals)]
    return "\n".join(lines)


@dataclass
class Machine:
    """What everything is measured on, and how much of it others took meanwhile.

    Attributes:
        load: processes that wanted a processor, before anything was measured.
        others: by what was measured, which part of the processors' time other programs took.
    """

    load: float = field(default_factory=lambda: os.getloadavg()[0])
    others: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measuring(self, what: str) -> Iterator[None]:
        """Note how much others take while the block runs; it waits for all that it starts.

        A server of PostgreSQL leaves its starter and counts among the others.
        """
        before, own = _busy_seconds(), _own_seconds()
        yield
        after = _busy_seconds()
        own = _own_seconds() - own
        passed = after[1] - before[1]
        self.others[what] = max(0.0, after[0] - before[0] - own) / passed if passed else 0.0

    def __str__(self) -> str:
        """Say what it is, and whether others took so much that only ratios hold."""
        told = (
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
            f"SQLite {sqlite3.sqlite_version}; load before: {self.load:.1f}"
        )
        if not self.others:
            return told
        most = max(self.others, key=lambda what: self.others[what])
        told += f"; others took at most {self.others[most]:.0%} of the processors ({most})"
        if self.others[most] > QUIET:
            told += ": of this run only ratios and processor time hold, not rates and waits"
        return told


def _own_seconds() -> float:
    """Seconds of processors that this process took, with those children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _busy_seconds() -> tuple[float, float]:
    """Seconds that all processors together worked since the machine started, and all they had."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, idle, waiting, interrupts, soft, stolen = map(int, fields)
    busy = user + nice + system + interrupts + soft + stolen
    tick = os.sysconf("SC_CLK_TCK")
    return busy / tick, (busy + idle + waiting) / tick
