"""One goal that running the planner is held to, beside what was measured."""

from dataclasses import dataclass


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
