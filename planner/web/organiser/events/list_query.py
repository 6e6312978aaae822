"""What the address of the list of events asks for: which events and month; and addresses back."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for

from planner.core.reach import is_within_reach
from planner.core.roles import AccountRole
from planner.services.day.event_listing import EventFilter, Stage
from planner.web.access import current_account
from planner.web.numbers import LARGEST, whole_number

LIST, MONTH = "events.list_events", "events.show_month"
MINE = "mine"


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """What was asked; every part may be missing, and what makes no sense is taken for missing.

    Attributes:
        month: the first day of the month; None for the list.
    """

    series: int | None = None
    neighbourhood: int | None = None
    place: int | None = None
    stage: Stage | None = None
    is_mine: bool = False
    month: date | None = None

    def wanted(self) -> EventFilter:
        """Return the question to the service."""
        return EventFilter(
            series_id=self.series,
            neighbourhood_id=self.neighbourhood,
            venue_id=self.place,
            stage=self.stage,
            account_id=current_account().id if self.is_mine else None,
        )

    def url(self, *, page: int | None = None) -> str:
        """Return the address of a page of the list, or of its month, with this query."""
        return url_for(MONTH if self.month else LIST, **self._values(), page=page)

    def all_url(self) -> str:
        """Return the address of the same list, or month, with nothing left out."""
        return ListQuery(month=self.month).url()

    def of_month(self, month: date | None) -> "ListQuery":
        """Return the same query of a month; of the list for None."""
        return replace(self, month=month)

    def _values(self) -> dict[str, Any]:
        return {
            "series": self.series,
            "neighbourhood": self.neighbourhood,
            "place": self.place,
            "phase": self.stage.value if self.stage else None,
            "mine": 1 if self.is_mine else None,
            "month": f"{self.month:%Y-%m}" if self.month else None,
        }


def read_query(*, month: date | None = None) -> ListQuery:
    """Read which events the address of this request asks for."""
    return ListQuery(
        series=_key("series"),
        neighbourhood=_key("neighbourhood"),
        place=_key("place"),
        stage=next((one for one in Stage if one.value == request.args.get("phase")), None),
        is_mine=request.args.get(MINE) == "1" and may_ask_for_mine(),
        month=month,
    )


def may_ask_for_mine() -> bool:
    """Say whether somebody sees other events than their own."""
    return current_account().role is not AccountRole.MEMBER


def asked_month(today: date) -> date:
    """Return the first day of the month that the address asks for; else of this one."""
    year, _dash, month = request.args.get("month", "").partition("-")
    try:
        asked = date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)
    return asked if is_within_reach(asked, today=today) else today.replace(day=1)


def _key(name: str) -> int | None:
    key = request.args.get(name, type=whole_number)
    return key if key is not None and 0 < key <= LARGEST else None
