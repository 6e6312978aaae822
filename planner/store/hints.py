"""A word to SQLite's planner, which keeps no statistics; PostgreSQL hears nothing of it."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class WithoutIndex(FunctionElement[Any]):
    """A column that is compared without its index, because another one finds fewer rows.

    SQLite takes it as `+column` (https://sqlite.org/optoverview.html, 7.3). PostgreSQL gets the
    column alone: it knows how many rows have which value, and of `column + 0` it would not.
    """

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any] | Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(WithoutIndex)
def _as_it_is(element: WithoutIndex, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.clauses, **named))


@compiles(WithoutIndex, "sqlite")
def _with_sign(element: WithoutIndex, compiler: Any, **named: Any) -> str:
    return f"+{compiler.process(element.clauses, **named)}"
