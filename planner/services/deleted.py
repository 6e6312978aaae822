"""Delete something so that it can be put back for a month, just as it was.

The rows that it consists of are written down in one transaction with their deletion, and added
again from there, with the numbers they had: a card that was printed before works again. What a
person gave up or the law asks to be erased is erased at once and never comes here.
Source: docs/decisions/0043-deleting.md.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum as PythonEnum
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Enum, Table, delete, func, inspect, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper, Session, joinedload

from planner.core.enums import DeletedKind
from planner.core.own_messages import MessageState
from planner.core.retention import DELETED_KEPT_FOR_DAYS
from planner.services.named import NAMED, nobody_named
from planner.store.base import Base
from planner.store.models import (
    Batch,
    CostLine,
    DeletedThing,
    DishDay,
    Event,
    EventDish,
    EventMessage,
    EventSite,
    EventTask,
    ImportedEvent,
    Intermediary,
    Invitation,
    MessageRule,
    Permit,
    PlacedOrder,
    ProgrammeItem,
    RunLine,
    Shift,
    SupplierDelivery,
    TeamMember,
    ThingUse,
    Turnout,
    Venue,
)

KEPT_FOR = timedelta(days=DELETED_KEPT_FOR_DAYS)
ASKED_AT_ONCE = 5_000
BELONGS: Mapping[DeletedKind, tuple[type[Base], ...]] = {
    DeletedKind.DISH: (EventDish, DishDay),
    DeletedKind.PART: (ProgrammeItem,),
    DeletedKind.ORDER: (PlacedOrder,),
    DeletedKind.STACK: (Batch, Invitation),
    DeletedKind.MEMBER: (TeamMember,),
    DeletedKind.TURNOUT: (Turnout,),
    DeletedKind.VENUE: (Venue,),
    DeletedKind.EVENT: (
        *(Event, EventDish, DishDay, ProgrammeItem, PlacedOrder, TeamMember, MessageRule),
        *(ImportedEvent, Batch, Invitation, Shift, EventMessage),
        *(RunLine, EventTask, Permit, EventSite, SupplierDelivery, ThingUse, CostLine),
    ),
}
"""The table of each kind, and the tables whose rows go along. Nothing else ever goes with it."""

# Who is named in words, or can be called, is a person who is found and erased where events are.
_NOT_KEPT: Mapping[str, Mapping[str, str]] = {
    Event.__tablename__: {"contact_name": "", "contact_phone": ""},
    # What was planned does not leave because somebody put its event back.
    EventMessage.__tablename__: {"state": MessageState.DRAFT.value},
    **{table.__tablename__: nobody_named(table) for table in NAMED},
}

_Row = Mapping[str, Any]


class StillNeeded(Exception):
    """Something else refers to it: cards that were answered, events at a place."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


def keep(
    session: Session,
    thing: Base,
    kind: DeletedKind,
    *,
    name: str,
    by_id: int | None,
    now: datetime,
) -> DeletedThing:
    """Write down what a thing consists of; its caller deletes it, in the same transaction.

    Args:
        session: writes.
        thing: a row of the table of its kind.
        kind: what it is.
        name: what it was called, for the list of what was deleted.
        by_id: the account of who deletes it.
        now: this moment.

    Raises:
        StillNeeded: rows refer to it that do not go with it.
    """
    session.flush()
    found = _gather(session, thing, kind)
    event_id = None if kind is DeletedKind.EVENT else getattr(thing, "event_id", None)
    kept = DeletedThing(
        organisation_id=getattr(thing, "organisation_id", None),
        event_id=event_id,
        event=session.get(Event, event_id) if event_id else None,
        kind=kind,
        name=name[:200],
        rows=[
            [table.name, {key: _written(value) for key, value in _kept_of(table, row).items()}]
            for table in _in_order(found)
            for row in found[table]
        ],
        deleted_at=now,
        deleted_by_id=by_id,
    )
    session.add(kept)
    session.flush()
    return kept


def delete_rows(session: Session, kept: DeletedThing) -> None:
    """Delete all rows that were written down of a thing."""
    rows = _by_table(kept)
    for table in reversed(_in_order(rows)):
        keys = list(table.primary_key)
        for some in _portions([_key(table, row) for row in rows[table]]):
            session.execute(
                delete(_mapper(table).class_)
                .where(tuple_(*keys).in_(some))
                .execution_options(synchronize_session=False)
            )
    session.expire_all()


def put_back(session: Session, kept: DeletedThing) -> bool:
    """Put a thing back as it was; False where something has its place, or what it was part of went.

    A number that was given to another row meanwhile is replaced by a new one.
    """
    rows = _by_table(kept)
    try:
        with session.begin_nested():
            adding = _Adding(session)
            for table in _in_order(rows):
                adding.add(table, rows[table])
            session.delete(kept)
            session.flush()
    except IntegrityError:
        return False
    session.expire_all()
    return True


def list_deleted(
    session: Session,
    kinds: Collection[DeletedKind],
    *,
    now: datetime,
    event_id: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[DeletedThing]:
    """List what can be put back, the latest first.

    Args:
        session: reads.
        kinds: what whoever looks may put back.
        now: what was deleted longer than a month before is not listed.
        event_id: of one event; None for all of the organisation.
        offset: how many to skip.
        limit: how many to list at most.
    """
    wanted = select(DeletedThing).where(*_wanted(kinds, now=now, event_id=event_id))
    return list(
        session.scalars(
            wanted.options(
                joinedload(DeletedThing.event).load_only(Event.title, Event.zone),
                joinedload(DeletedThing.deleted_by),
            )
            .order_by(DeletedThing.deleted_at.desc(), DeletedThing.id.desc())
            .offset(offset)
            .limit(limit)
        )
    )


def count_deleted(
    session: Session,
    kinds: Collection[DeletedKind],
    *,
    now: datetime,
    event_id: int | None = None,
) -> int:
    """Count what `list_deleted` lists."""
    wanted = select(func.count(DeletedThing.id)).where(*_wanted(kinds, now=now, event_id=event_id))
    return session.scalar(wanted) or 0


def find_deleted(session: Session, thing_id: int, *, now: datetime) -> DeletedThing | None:
    """Return what was deleted less than a month ago, by its number."""
    return session.scalar(
        select(DeletedThing).where(
            DeletedThing.id == thing_id, DeletedThing.deleted_at > now - KEPT_FOR
        )
    )


def _wanted(
    kinds: Collection[DeletedKind], *, now: datetime, event_id: int | None
) -> Iterator[ColumnElement[bool]]:
    yield DeletedThing.kind.in_(kinds)
    yield DeletedThing.deleted_at > now - KEPT_FOR
    if event_id is not None:
        yield DeletedThing.event_id == event_id


def forget_giver(session: Session, giver: Intermediary) -> int:
    """Erase the deleted stacks of somebody who handed cards out; return how many went."""
    theirs = [
        kept
        for kept in session.scalars(
            select(DeletedThing).where(
                DeletedThing.kind.in_([DeletedKind.STACK, DeletedKind.EVENT]),
                DeletedThing.organisation_id == giver.organisation_id,
            )
        )
        if any(row.get("intermediary_id") == giver.id for _table, row in kept.rows)
    ]
    for kept in theirs:
        session.delete(kept)
    session.flush()
    return len(theirs)


def _kept_of(table: Table, row: _Row) -> _Row:
    return {**row, **_NOT_KEPT.get(table.name, {})}


def _gather(session: Session, thing: Base, kind: DeletedKind) -> dict[Table, list[_Row]]:
    """Read the rows of a thing, and all that refer to them."""
    own = cast(Table, inspect(type(thing)).local_table)
    may_go = {cast(Table, inspect(each).local_table) for each in BELONGS[kind]}
    key = tuple(inspect(thing).identity or ())
    which = tuple_(*own.primary_key).in_([key])
    first = session.execute(select(own).where(which)).mappings()
    found: dict[Table, list[_Row]] = {own: [dict(row) for row in first]}
    to_follow = [(own, found[own])]
    while to_follow:
        table, rows = to_follow.pop()
        for other, column, referred in _references(table):
            seen = {_key(other, row) for row in found.get(other, ())}
            new = [
                row
                for some in _portions([row[referred] for row in rows])
                for row in _where(session, other, column, some)
                if _key(other, row) not in seen
            ]
            if new and (other not in may_go or other is own):
                raise StillNeeded(other.name)
            if new:
                found.setdefault(other, []).extend(new)
                to_follow.append((other, new))
    return found


def _references(table: Table) -> Iterator[tuple[Table, Column[Any], str]]:
    """List what refers to a table and does not just let go of it, with the column referred to."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete != "SET NULL":
                yield other, key.parent, key.column.name


def _where(
    session: Session, table: Table, column: Column[Any], values: Sequence[Any]
) -> Iterator[_Row]:
    found = select(table).where(column.in_(values)).order_by(*table.primary_key)
    for row in session.execute(found).mappings():
        yield dict(row)


class _Adding:
    """Adds rows again, each under its number, or a new one where that was given away."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._new_numbers: dict[tuple[str, Any], Any] = {}
        self._there: dict[tuple[Column[Any], Any], bool] = {}

    def add(self, table: Table, rows: Sequence[_Row]) -> None:
        """Add the rows of one table."""
        mapped, taken = _mapper(table), self._taken(table, rows)
        for row in rows:
            values = {
                mapped.get_property_by_column(column).key: self._value(column, row[column.name])
                for column in table.columns
                if column.name in row  # a later version may have more
            }
            old = values.get("id")
            if old in taken:
                del values["id"]
            made = mapped.class_(**values)
            self._session.add(made)
            if old in taken:
                self._session.flush()
                self._new_numbers[table.name, old] = made.id
        self._session.flush()

    def _taken(self, table: Table, rows: Sequence[_Row]) -> set[Any]:
        """Return the numbers that other rows have by now: SQLite gives the last one again."""
        number = table.c.get("id")
        if number is None:
            return set()
        return {
            there
            for some in _portions([row["id"] for row in rows])
            for there in self._session.scalars(select(number).where(number.in_(some)))
        }

    def _value(self, column: Column[Any], kept: object) -> Any:
        value = _read(kept, column)
        for key in column.foreign_keys:
            value = self._new_numbers.get((key.column.table.name, value), value)
            if value is not None and column.nullable and not self._is_there(key.column, value):
                return None  # such as a place that was deleted since
        return value

    def _is_there(self, column: Column[Any], value: object) -> bool:
        if (column, value) not in self._there:
            found = self._session.execute(select(column).where(column == value)).first()
            self._there[column, value] = found is not None
        return self._there[column, value]


def _by_table(kept: DeletedThing) -> dict[Table, list[_Row]]:
    rows: dict[Table, list[_Row]] = {}
    for table_name, row in kept.rows:
        rows.setdefault(Base.metadata.tables[table_name], []).append(row)
    return rows


def _in_order(found: Mapping[Table, object]) -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table in found]


def _key(table: Table, row: _Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), ASKED_AT_ONCE):
        yield values[start : start + ASKED_AT_ONCE]


def _mapper(table: Table) -> Mapper[Any]:
    return next(one for one in Base.registry.mappers if one.local_table is table)


def _written(value: object) -> object:
    """Write a value so that it can be kept as JSON."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, PythonEnum):
        return value.value
    if isinstance(value, dict | list):
        return {"json": value}
    return value.isoformat() if isinstance(value, date) else value


def _read(kept: Any, column: Column[Any]) -> Any:
    """Read a value back; a moment has its zone with it."""
    if isinstance(kept, dict):
        ((sort, value),) = kept.items()
        if sort == "at":
            return datetime.fromisoformat(value)
        return bytes.fromhex(value) if sort == "bytes" else value
    if kept is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class:
        return column.type.enum_class(kept)
    return date.fromisoformat(kept) if column.type.python_type is date else kept
