"""A day that somebody types or chooses: the only field and the only reading of one."""

from datetime import date, datetime
from typing import Any

from wtforms import DateField, Field

from planner.core.local_time import day_of
from planner.core.reach import FIRST_DAY, is_within_reach, last_day
from planner.web.clock import now
from planner.web.i18n import gettext as _
from planner.web.installation import settings

DAY_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


class DayField(DateField):
    """A day that somebody can mean; browsers send it as 2027-06-12, people type 12-6-2027.

    Every date that is typed goes through here or through `day_or_fault`; a test holds to it.
    """

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, format=list(DAY_FORMS), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if typed := typed_in(self, valuelist):
            self.data, fault = day_or_fault(typed)
            if fault:
                raise ValueError(fault)


def day_or_fault(typed: str) -> tuple[date | None, str]:
    """Read a day, or say what is the matter with it; one that nobody can mean is none."""
    day = _read_day(typed)
    if day is None:
        return None, _("Choose a day, for example 12-6-2027.")
    today = day_of(now(), settings().zone)
    if not is_within_reach(day, today=today):
        first, last = FIRST_DAY.year, last_day(today).year
        return None, _("Choose a day from %(first)s to %(last)s.", first=first, last=last)
    return day, ""


def _read_day(typed: str) -> date | None:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 - only the day
        except ValueError:
            continue
    return None


def typed_in(field: Field, valuelist: list[Any]) -> str:
    """Return what was typed without spaces around it; nothing but spaces is nothing typed."""
    typed = str(valuelist[0]).strip() if valuelist else ""
    if not typed:
        field.raw_data = []
    return typed
