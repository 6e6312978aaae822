"""Whether something is so, from what several phones say of it in any order.

Phones without network send what was tapped later, and not in the order of the taps. The outcome
follows from the moments alone: what was said after the last time it was taken back is so, such as
that a helper is here or a line of the run sheet is done. It is so since the first time that is
known since then.
"""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggled:
    """What is known of one thing.

    Attributes:
        since: since when it is so; None for what is not.
        said_at: the last moment at which somebody said that it is so.
        undone_at: the last moment at which somebody took it back.
    """

    since: datetime | None = None
    said_at: datetime | None = None
    undone_at: datetime | None = None

    def said(self, at: datetime) -> "Toggled":
        """Return what is known when somebody said at a moment that it is so; twice is once."""
        said_at = at if self.said_at is None else max(self.said_at, at)
        if self.undone_at is not None and at <= self.undone_at:
            return replace(self, said_at=said_at)
        since = at if self.since is None else min(self.since, at)
        return replace(self, since=since, said_at=said_at)

    def undone(self, at: datetime) -> "Toggled":
        """Return what is known when somebody took it back at a moment."""
        undone_at = at if self.undone_at is None else max(self.undone_at, at)
        known = replace(self, undone_at=undone_at)
        if self.since is None or self.since > undone_at:
            return known
        is_so_again = self.said_at is not None and self.said_at > undone_at
        return replace(known, since=self.said_at if is_so_again else None)
