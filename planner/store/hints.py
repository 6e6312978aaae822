"""Words for the planner of one of the databases; the other one hears nothing of them."""

from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Select, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement


def as_written(word: StrEnum, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return a word that stands in the statement, as it does in the index of the few with it."""
    return literal(word, column.type, literal_execute=True)


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


class IsAmong(FunctionElement[bool]):
    """Whether a column holds one of the numbers that a question finds, beside an `OR`.

    There PostgreSQL uses no index for `IN`, and reads a whole table; for a list that it has made
    beforehand it does.
    """

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any] | Any, numbers: Select[int]) -> None:
        super().__init__(column.in_(numbers))
        self.type = Boolean()

    def self_group(self, against: Any = None) -> Self:
        """Stand in a condition as it is: SQLite uses no index for `(a IN b) = 1` either."""
        return self


@compiles(IsAmong)
def _as_question(element: IsAmong, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.clauses, **named))


@compiles(IsAmong, "postgresql")
def _as_list(element: IsAmong, compiler: Any, **named: Any) -> str:
    (is_in,) = element.clauses
    column, numbers = (compiler.process(each, **named) for each in (is_in.left, is_in.right))
    return f"{column} = ANY (ARRAY{numbers})"
