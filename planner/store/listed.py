"""Whether a number is one of many: databases take only so many values beside a statement."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, func, literal, select
from sqlalchemy.orm import Session


def is_one_of(
    session: Session, column: ColumnElement[int] | Any, numbers: Collection[int]
) -> ColumnElement[bool]:
    """Match the numbers in a list of any length, which is sent as one value.

    PostgreSQL takes 65,535 values with a statement, SQLite 250,000.
    """
    if session.get_bind().dialect.name == "postgresql":
        is_it: ColumnElement[bool] = column == any_(literal(list(numbers), ARRAY(Integer)))
        return is_it
    each = func.json_each(json.dumps(list(numbers))).table_valued("value")
    return column.in_(select(each.c.value))
