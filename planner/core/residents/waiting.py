"""What residents wait for after an event: remarks to sort and to answer, promises that are due."""

from dataclasses import dataclass
from datetime import date

from planner.core.residents.changes import WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentsWait:
    """What waits at an event, or at none, in numbers and days.

    Attributes:
        remarks: of what must get better, those that are not to be shown left out.
        unsorted: remarks that nobody looked at.
        unanswered: of `remarks`, those without a promise and without a reason why not.
        promises: that came up there.
        untold: of those, the ones that residents were never told of.
        due: the days of what is not settled.
        to_look: promises of which a partner said something, or five neighbours "not yet".
    """

    remarks: int = 0
    unsorted: int = 0
    unanswered: int = 0
    promises: int = 0
    untold: int = 0
    due: tuple[date, ...] = ()
    to_look: int = 0

    def due_soon(self, today: date) -> list[date]:
        """Return the days that are at most a week off, or past; in order."""
        return sorted(day for day in self.due if day <= today + WEEK)

    @property
    def all_have_heard(self) -> bool:
        """Whether somebody said or promised something, and all of it is answered and told."""
        is_open = self.unsorted or self.unanswered or self.untold or self.to_look
        return bool(self.remarks or self.promises) and not is_open


NOBODY_WAITS = ResidentsWait()
