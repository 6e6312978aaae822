"""Whether a helper is there, from what several phones say of it in any order.

Phones without network send what was tapped later, and not in the order of the taps. The outcome
follows from the moments alone: who said "here" after the last "not here" is there. They came at the
first "here" that is known since then.
"""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What is known of one helper in one shift.

    Attributes:
        came_at: since when they are there; None for who is not.
        said_at: the last moment at which somebody said "here".
        undone_at: the last moment at which somebody said "not here".
    """

    came_at: datetime | None = None
    said_at: datetime | None = None
    undone_at: datetime | None = None

    def here(self, at: datetime) -> "Presence":
        """Return what is known when somebody said "here" at a moment; the same twice is once."""
        said_at = at if self.said_at is None else max(self.said_at, at)
        if self.undone_at is not None and at <= self.undone_at:
            return replace(self, said_at=said_at)
        came_at = at if self.came_at is None else min(self.came_at, at)
        return replace(self, came_at=came_at, said_at=said_at)

    def not_here(self, at: datetime) -> "Presence":
        """Return what is known when somebody took "here" back at a moment."""
        undone_at = at if self.undone_at is None else max(self.undone_at, at)
        known = replace(self, undone_at=undone_at)
        if self.came_at is None or self.came_at > undone_at:
            return known
        is_here_again = self.said_at is not None and self.said_at > undone_at
        return replace(known, came_at=self.said_at if is_here_again else None)
