"""Statements that are built once, compiled once, and run on the driver's own connection.

A statement is marked where it is built; how it is run then, no service has to know:

    FIND_CARD = prepared(select(...).where(... == bindparam("hash")))
    connection.execute(FIND_CARD, {"hash": hashed}).one_or_none()

What is not marked goes to SQLAlchemy, in the same transaction on the same connection of the driver.
Lists in `IN` and defaults of columns can't be prepared: SQLAlchemy makes them anew each time.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

Statement = TypeVar("Statement", bound=Executable)
Answer = TypeVar("Answer")
Process = Callable[[Any], Any]
"""Makes what the driver takes of a value, or the value of what it gives."""

_MARKED: set[Executable] = set()


def prepared(statement: Statement) -> Statement:
    """Have a statement compiled once; only for one that a module keeps, for it is never let go."""
    _MARKED.add(statement)
    return statement


class StatementRows(Protocol):
    """What a statement found; as much of SQLAlchemy's result as services ask for."""

    @property
    def rowcount(self) -> int:
        """How many rows it wrote."""

    def __iter__(self) -> Iterator[Any]:
        """Give the rows, with their columns as attributes and by position."""

    def all(self) -> Sequence[Any]:
        """Return all rows."""

    def first(self) -> Any | None:
        """Return the first row, if there is one."""

    def one_or_none(self) -> Any | None:
        """Return the only row, if there is one."""

    def one(self) -> Any:
        """Return the only row."""

    def scalar(self) -> Any:
        """Return the first column of the first row; None where there is none."""

    def scalar_one(self) -> Any:
        """Return the first column of the only row."""

    def scalars(self) -> Iterable[Any]:
        """Give the first column of all rows."""


class PreparedConnection:
    """A connection in whose transaction statements run, the prepared ones the short way.

    Args:
        connection: SQLAlchemy's, whose transaction it is and who sees to all else: when it
            begins, what errors are called, who listens to what is asked.
    """

    __slots__ = ("_compiled", "connection", "dialect")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect
        self._compiled = _compiled_for(self.dialect)

    def __enter__(self) -> Self:
        """Stay open for a block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Give SQLAlchemy's connection back."""
        self.connection.close()

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> StatementRows:
        """Run a statement; what it finds is read at once if it is prepared."""
        compiled = self._compiled.get(statement)
        if compiled is None:
            if statement not in _MARKED:
                return self.connection.execute(statement, values)
            compiled = self._compiled[statement] = _compile(statement, values, self.dialect)
        sent = compiled.bind(values or {})
        if sent is None:
            return self.connection.execute(statement, values)
        if not self.connection.in_transaction():
            self.connection.begin()
        return ask_driver(self.connection, compiled.text, sent, compiled.read)

    def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row; None where there is none."""
        return self.execute(statement, values).scalar()


def ask_driver(
    connection: Connection, text: str, sent: Any, read: Callable[[Any], Answer]
) -> Answer:
    """Run a statement on the driver's own connection; all else is as if SQLAlchemy did it.

    Args:
        connection: whose listeners hear of it, and who names the errors.
        text: as the driver takes it.
        sent: its values, as the driver takes them.
        read: reads the answer from the driver's cursor.
    """
    for listener in connection.engine.dispatch.before_cursor_execute:
        listener(connection, None, text, sent, None, False)
    driver: Any = connection.connection.dbapi_connection
    try:
        return read(driver.execute(text, sent))
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, text, sent, None, None)


class FoundRows:
    """The rows that a prepared statement found."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Give the rows."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Return all rows."""
        return self._rows

    def first(self) -> Any | None:
        """Return the first row, if there is one."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any | None:
        """Return the only row, if there is one.

        Raises:
            MultipleResultsFound: there are several.
        """
        if len(self._rows) > 1:
            raise MultipleResultsFound
        return self.first()

    def one(self) -> Any:
        """Return the only row.

        Raises:
            MultipleResultsFound: there are several.
            NoResultFound: there is none.
        """
        row = self.one_or_none()
        if row is None:
            raise NoResultFound
        return row

    def scalar(self) -> Any:
        """Return the first column of the first row; None where there is none."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """Return the first column of the only row; raises as `one` does."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """Return the first column of all rows."""
        return [row[0] for row in self._rows]


class _Compiled:
    """A statement in the words of a database, with what is done to its values and its rows.

    Args:
        text: what the driver is sent.
        fixed: the values, a list by position or by name, as the driver takes them: those that
            the statement has itself, and None for those that are asked for.
        asked: of each value that is asked for its place, its name and what is done to it.
        statement: tells the columns.
        dialect: of the database.
    """

    __slots__ = (
        "_asked",
        "_count",
        "_dialect",
        "_fixed",
        "_has_rows",
        "_knows_columns",
        "_make",
        "_processes",
        "_statement",
        "text",
    )

    def __init__(
        self,
        text: str,
        fixed: Any,
        asked: Sequence[tuple[Any, str, Process | None]],
        statement: Any,
        dialect: Dialect,
    ) -> None:
        self.text = text
        self._fixed, self._asked = fixed, tuple(asked)
        self._count = len({name for _place, name, _process in asked})
        self._statement, self._dialect = statement, dialect
        self._make: Callable[[Any], Any] = tuple
        self._has_rows = self._knows_columns = False
        self._processes: tuple[tuple[int, Process], ...] = ()

    def bind(self, values: Mapping[str, Any]) -> Any | None:
        """Return what the driver is sent; None where SQLAlchemy had better tell what is wrong."""
        if len(values) != self._count:
            return None
        sent = self._fixed.copy()
        try:
            for place, name, process in self._asked:
                value = values[name]
                sent[place] = value if process is None else process(value)
        except (LookupError, TypeError, ValueError):
            return None
        return sent

    def read(self, cursor: Any) -> "FoundRows":
        """Read all rows."""
        if not self._knows_columns:
            self._learn_columns(cursor.description)
        if not self._has_rows:
            return FoundRows([], cursor.rowcount)
        make, processes = self._make, self._processes
        rows = []
        for row in cursor.fetchall():
            if processes:
                row = list(row)
                for place, process in processes:
                    row[place] = process(row[place])
            rows.append(make(row))
        return FoundRows(rows, cursor.rowcount)

    def _learn_columns(self, description: Sequence[Sequence[Any]] | None) -> None:
        """Look once what the driver gives: psycopg makes its description anew for each answer."""
        self._has_rows = description is not None
        if description is None:
            self._knows_columns = True
            return
        columns = self._statement.exported_columns
        found = [
            column.type.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            for column, told in zip(columns, description, strict=True)
        ]
        self._processes = tuple((place, each) for place, each in enumerate(found) if each)
        self._make, self._knows_columns = _row_of(columns.keys()), True


def _row_of(names: Sequence[str]) -> Callable[[Any], Any]:
    """Return what makes a row of its values, with these names."""
    made: Any = namedtuple  # the names are known only here, which a typed one has no way to say
    make: Callable[[Any], Any] = made("FoundRow", names, rename=True)._make
    return make


COMPILED = "planner_compiled"


def _compiled_for(dialect: Dialect) -> dict[Executable, "_Compiled"]:
    """Return what was compiled for a dialect: kept in it, so that both are let go together."""
    found: dict[Executable, _Compiled] = vars(dialect).setdefault(COMPILED, {})
    return found


def _compile(statement: Any, values: Mapping[str, Any] | None, dialect: Dialect) -> _Compiled:
    made: Any = statement.compile(dialect=dialect, column_keys=list(values or ()))
    has_lists = made.post_compile_params or made.literal_execute_params
    if has_lists or made.prefetch or made.escaped_bind_names:
        raise ValueError("lists of values, and defaults of columns, are made anew each time")
    binds = {name: bind for bind, name in made.bind_names.items()}
    names = enumerate(made.positiontup) if made.positional else zip(binds, binds, strict=True)
    own = made.construct_params(_check=False)
    fixed: Any = [None] * len(made.positiontup) if made.positional else {}
    asked: list[tuple[Any, str, Process | None]] = []
    for place, name in names:
        process = binds[name].type.dialect_impl(dialect).bind_processor(dialect)
        if binds[name].required:
            asked.append((place, name, process))
        else:
            fixed[place] = own[name] if process is None else process(own[name])
    return _Compiled(made.string, fixed, asked, statement, dialect)
