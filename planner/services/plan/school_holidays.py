"""When the schools are off, as an organisation keeps it: taken over, listed, added, changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.special_days import (
    SCHOOL_READ_ON,
    SCHOOL_SOURCE,
    SchoolBreak,
    SchoolRegion,
    school_breaks,
)
from planner.store.base import take_turn
from planner.store.models import SchoolHoliday
from planner.store.scoping import owner_for

MOST_HOLIDAYS = 100
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolHolidayPlan:
    """Days without school as somebody wants them written down; both days are included."""

    name: str
    first_on: date
    last_on: date
    source: str = ""
    seen_on: date | None = None


def list_school_holidays(session: Session, *, since: date | None = None) -> Sequence[SchoolHoliday]:
    """Return what the organisation of whoever looks wrote down, the first at the head."""
    wanted = select(SchoolHoliday).order_by(SchoolHoliday.first_on, SchoolHoliday.id)
    if since is not None:
        wanted = wanted.where(SchoolHoliday.last_on >= since)
    return session.scalars(wanted.limit(2 * MOST_HOLIDAYS)).all()


def find_school_holiday(session: Session, holiday_id: int) -> SchoolHoliday | None:
    """Return one of the organisation of whoever looks."""
    return session.scalar(select(SchoolHoliday).where(SchoolHoliday.id == holiday_id))


def take_over_region(
    session: Session,
    region: SchoolRegion,
    *,
    today: date,
    language: str,
    organisation_id: int | None = None,
    is_demonstration: bool = False,
) -> int:
    """Write down what is laid down for a region until the end of the next years; return how many.

    What overlaps with days that are written down already is left out: schools may depart from it,
    and somebody may have typed that.
    """
    owner = organisation_id if organisation_id is not None else owner_for(session, None)
    take_turn(session, f"school holidays {owner}")  # or two who press at once would add all twice
    known = session.scalars(
        select(SchoolHoliday).where(SchoolHoliday.organisation_id == owner)
    ).all()
    years = range(today.year, today.year + YEARS_AHEAD + 1)
    # The last winter holiday goes on in a year that is not read.
    new = [
        one
        for one in school_breaks(region, years, language)
        if one.last_on >= today
        and one.last_on < date(years[-1], 12, 31)
        and not any(_overlaps(one, row) for row in known)
    ]
    session.add_all(
        SchoolHoliday(
            organisation_id=owner,
            name=one.name,
            first_on=one.first_on,
            last_on=one.last_on,
            source=SCHOOL_SOURCE,
            seen_on=SCHOOL_READ_ON,
            is_demonstration=is_demonstration,
        )
        for one in new[: max(0, MOST_HOLIDAYS - len(known))]
    )
    session.flush()
    return min(len(new), max(0, MOST_HOLIDAYS - len(known)))


def add_school_holiday(session: Session, plan: SchoolHolidayPlan) -> SchoolHoliday | None:
    """Add days without school; None where there are as many as fit."""
    owner = owner_for(session, None)
    take_turn(session, f"school holidays {owner}")
    if len(list_school_holidays(session)) >= MOST_HOLIDAYS:
        return None
    row = SchoolHoliday(organisation_id=owner)
    change_school_holiday(row, plan)
    session.add(row)
    session.flush()
    return row


def change_school_holiday(row: SchoolHoliday, plan: SchoolHolidayPlan) -> None:
    """Change what is written down."""
    row.name, row.first_on, row.last_on = plan.name, plan.first_on, plan.last_on
    row.source, row.seen_on = plan.source, plan.seen_on


def _overlaps(one: SchoolBreak, row: SchoolHoliday) -> bool:
    return row.first_on <= one.last_on and one.first_on <= row.last_on
