"""Whole rows as the ORM has them, found by a prepared statement: for the pages opened most.

Before and after a question the ORM does what takes four times as long as the question. What the
session knows afterwards is the same: each row once, by its key, with nothing to write.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from planner.store.base import Base, connection_of
from planner.store.prepared import prepared
from planner.store.scoping import scope_of

Reader = Callable[[Session, Sequence[Any], bool], list[Any]]


class RowQuestion:
    """A question for rows of one or several tables and single columns, built once and kept.

    Args:
        question: as the ORM takes it; without loader options, as each table that is read is named
            in it. With `populate_existing` rows that were read before are overwritten.
    """

    def __init__(self, question: Select[*tuple[Any, ...]]) -> None:
        self._question = question
        self._anew = question.get_execution_options().get("populate_existing", False)
        self._readers: list[Reader] = []
        columns: list[Any] = []
        for named in question.column_descriptions:
            if named["expr"] is named["entity"]:
                maker = _RowMaker(named["entity"], begins=len(columns))
                self._readers.append(maker.read)
                columns += maker.columns
            else:
                self._readers.append(partial(_single, len(columns)))
                columns.append(named["expr"])
        self._plain = prepared(question.with_only_columns(*columns))

    def ask(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return what is found: of each table its row, None where an outer join found none.

        Args:
            session: reads; what waits in it to be written is written first.
            values: of the blanks in the question.
        """
        if scope_of(session) is not None:
            # The ORM adds what the session may see.
            return [tuple(row) for row in session.execute(self._question, values)]
        if session.autoflush:
            session.flush()
        rows = connection_of(session).execute(self._plain, values).all()
        return list(zip(*(read(session, rows, self._anew) for read in self._readers), strict=True))

    def first(self, session: Session, values: Mapping[str, Any]) -> Any:
        """Return what stands first in the first that is found; None where nothing is."""
        found = self.ask(session, values)
        return found[0][0] if found else None


class _RowMaker:
    """Makes the rows of a table, or finds them where the session knows them.

    Args:
        table: the class.
        begins: the place of its first column among all that are found.
    """

    def __init__(self, table: type[Base], *, begins: int) -> None:
        self._table = table
        self._mapper = inspect(table)
        self._manager = self._mapper.class_manager
        attributes = list(self._mapper.column_attrs)
        self.columns = [getattr(table, one.key) for one in attributes]
        self._names = [one.key for one in attributes]
        self._found = slice(begins, begins + len(attributes))
        keys = [self._mapper.get_property_by_column(each).key for each in self._mapper.primary_key]
        self._key = [begins + self._names.index(name) for name in keys]

    def read(self, session: Session, rows: Sequence[Any], anew: bool) -> list[Any]:
        """Return the row in each that was found; None where there is none."""
        read: dict[tuple[Any, ...], Any] = {}
        for found in rows:
            number = self._number_in(found)
            if number not in read:
                read[number] = self._row(session, number, found, anew)
        return [read[self._number_in(found)] for found in rows]

    def _number_in(self, found: Any) -> tuple[Any, ...]:
        return tuple([found[place] for place in self._key])

    def _row(self, session: Session, number: tuple[Any, ...], found: Any, anew: bool) -> Any:
        if None in number:
            return None
        key = (self._table, number, None)
        known = session.identity_map.get(key)
        if known is not None:
            self._renew(session, known, found, anew)
            return known
        row = self._manager.new_instance()
        state = instance_state(row)
        state.dict.update(zip(self._names, found[self._found], strict=True))
        state.key, state.session_id = key, session.hash_key
        session.identity_map.add(state)
        return row

    def _renew(self, session: Session, known: Any, found: Any, anew: bool) -> None:
        """Give a row that was read before what it has not; anew, all that was found."""
        has = inspect(known).dict
        if anew:
            lists = [one.key for one in self._mapper.relationships if one.key in has]
            if lists:
                session.expire(known, lists)
        for name, value in zip(self._names, found[self._found], strict=True):
            if anew or name not in has:
                set_committed_value(known, name, value)


def _single(place: int, _session: Session, rows: Sequence[Any], _anew: bool) -> list[Any]:
    return [found[place] for found in rows]


def join_rows(row: Base, **joined: Base | Iterable[Base] | None) -> None:
    """Say what belongs to a row, as it was just read: by its relationship, a row, rows or none."""
    for name, its_own in joined.items():
        set_committed_value(row, name, its_own)
