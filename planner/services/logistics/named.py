"""Where somebody can be named in words in the logistics of an event, and how that is taken out.

Titles, amounts, counts and times stay: they say nothing of a person. Which columns hold words of a
person says the register, so a column that is added later is taken along by itself.
"""

from collections.abc import Sequence
from functools import cache
from typing import cast

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from planner.store.base import Base
from planner.store.models import CostLine, EventTask, Permit, RunLine, SupplierDelivery, ThingUse
from planner.store.register import Personal, Purpose, Whose

Named = (
    type[RunLine]
    | type[EventTask]
    | type[Permit]
    | type[SupplierDelivery]
    | type[ThingUse]
    | type[CostLine]
)
NamedRow = RunLine | EventTask | Permit | SupplierDelivery | ThingUse | CostLine
NAMED: tuple[Named, ...] = (RunLine, EventTask, Permit, SupplierDelivery, ThingUse, CostLine)
"""Tables of an event in which organisers name somebody in their own words."""


@cache
def named_columns(table: type[Base]) -> tuple[str, ...]:
    """Return the columns of a table that may name somebody in an organiser's words, in order."""
    return tuple(
        column.name for column in table.__table__.columns if _names(column.info.get("personal"))
    )


def names_anybody(table: type[Base]) -> ColumnElement[bool]:
    """Match rows in which any of these columns is filled in."""
    columns: list[InstrumentedAttribute[str]] = [
        getattr(table, name) for name in named_columns(table)
    ]
    return or_(*(column != "" for column in columns))


def named_rows(session: Session, table: Named, *which: ColumnElement[bool]) -> Sequence[NamedRow]:
    """Return the rows of events in scope that name somebody, with their events; one question."""
    found = session.scalars(
        select(table)
        .join(table.event)
        .where(names_anybody(table), *which)
        .options(contains_eager(table.event))
        .order_by(table.id)
    ).all()
    return cast("Sequence[NamedRow]", found)


def said_in(row: NamedRow) -> tuple[str, ...]:
    """Return the words of a row that may name somebody."""
    return tuple(getattr(row, name) for name in named_columns(type(row)))


def nobody_named(table: type[Base]) -> dict[str, str]:
    """Return what stands there once nobody is named any more."""
    return dict.fromkeys(named_columns(table), "")


def _names(facts: Personal | None) -> bool:
    return facts is not None and (facts.whose, facts.why) == (Whose.SOMEBODY, Purpose.RUN)
