"""Lists that belong to one row, such as the dishes of an event, by a question that is built once.

The ORM's own loaders build theirs anew for each page, which takes ten times as long as to ask it.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import set_committed_value

from planner.store.base import Base
from planner.store.whole_rows import RowQuestion


def fill_list(session: Session, row: Base, of_it: InstrumentedAttribute[list[Any]]) -> None:
    """Read a list of a row in the order of its relationship, unless it was read already.

    Args:
        session: reads.
        row: whose list.
        of_it: the relationship, of rows that name this one by its key, such as `Event.dishes`.
    """
    if of_it.key not in inspect(row).dict:
        _read(session, row, of_it, _rows_of(of_it))


def read_list_anew(session: Session, row: Base, of_it: InstrumentedAttribute[list[Any]]) -> None:
    """Read a list of a row as it is now, whatever was read before; see `fill_list`."""
    _read(session, row, of_it, _rows_as_now(of_it))


def _read(
    session: Session, row: Base, of_it: InstrumentedAttribute[list[Any]], asked: RowQuestion
) -> None:
    (key,) = inspect(type(row)).primary_key_from_instance(row)
    set_committed_value(row, of_it.key, [one for (one,) in asked.ask(session, {"key": key})])


@cache
def _rows_of(of_it: InstrumentedAttribute[list[Any]]) -> RowQuestion:
    return RowQuestion(_list_of(of_it))


@cache
def _rows_as_now(of_it: InstrumentedAttribute[list[Any]]) -> RowQuestion:
    return RowQuestion(_list_of(of_it).execution_options(populate_existing=True))


def _list_of(of_it: InstrumentedAttribute[list[Any]]) -> Select[Any]:
    relationship = of_it.property
    ((_ours, theirs),) = relationship.local_remote_pairs
    asked = select(relationship.entity.class_).where(theirs == bindparam("key"))
    return asked.order_by(*relationship.order_by) if relationship.order_by else asked
