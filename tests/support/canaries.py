"""A row in every table with a word of its own in every personal text, made from the register.

So a column that is added to a table and to the register is looked for by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    Uuid,
    insert,
)
from sqlalchemy.orm import Session

from planner.store.base import Base, UtcDateTime
from planner.store.register import entries

LONG_AGO = timedelta(days=2000)


@dataclass
class Planted:
    """What was written: the words by column, and a key of each table's row."""

    words: dict[str, str] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)


def plant(session: Session, *, ends_at: datetime) -> Planted:
    """Fill every table with one row that hangs on one event, which ends at a moment.

    Every personal text, binary and JSON holds a word that stands nowhere else.
    """
    planted = Planted()
    personal = {entry.name for entry in entries(Base.metadata) if entry.facts}
    for table in Base.metadata.sorted_tables:
        values: dict[str, Any] = {}
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in personal and _holds_words(column):
                word = _word(column, len(planted.words))
                planted.words[name] = word
                values[column.name] = _as(column, word)
            else:
                values[column.name] = _ordinary(column, planted, ends_at)
        _as_they_must_be(table, values, ends_at)
        values = {key: value for key, value in values.items() if value is not None}
        row = session.execute(insert(table).values(values).returning(*table.primary_key.columns))
        planted.keys[table.name] = values | dict(row.mappings().one())
    return planted


def _word(column: Column[Any], number: int) -> str:
    is_short = (getattr(column.type, "length", None) or 7) < 7
    return f"Q{number:03d}W" if is_short else f"Qz{number:03d}xW"


def _holds_words(column: Column[Any]) -> bool:
    is_word_list = isinstance(column.type, Enum)
    return isinstance(column.type, String | LargeBinary | JSON) and not is_word_list


def _as(column: Column[Any], word: str) -> Any:
    if isinstance(column.type, LargeBinary):
        return word.encode()
    return {"word": word} if isinstance(column.type, JSON) else word


def _ordinary(column: Column[Any], planted: Planted, ends_at: datetime) -> Any:
    """Return a value that a column takes and that says nothing."""
    for key in column.foreign_keys:
        target = planted.keys.get(key.column.table.name)
        return target[key.column.name] if target else None
    kind = column.type
    if column.primary_key and column.autoincrement is True:
        return None
    if column.primary_key and isinstance(kind, Integer):
        return None
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, UtcDateTime | DateTime):
        return ends_at - LONG_AGO
    if isinstance(kind, Date):
        return ends_at.date()
    if isinstance(kind, Time):
        return time(9)
    if isinstance(kind, Boolean):
        return False
    return _plain(column)


def _plain(column: Column[Any]) -> Any:
    name = f"{column.table.name}.{column.name}"
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, Float):
        return 1.0
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, LargeBinary):
        return name.encode()[:16]
    if isinstance(column.type, Uuid):
        return None
    return name[: getattr(column.type, "length", None) or 20]


def _as_they_must_be(table: Table, values: dict[str, Any], ends_at: datetime) -> None:
    """Set what a rule of the tables or the purge itself looks at."""
    if table.name == "event":
        values |= {"starts_at": ends_at - timedelta(hours=4), "ends_at": ends_at}
        values |= {"zone": "Europe/Amsterdam", "parent_id": None}
    if table.name == "programme_item":
        values["ends_at"] = values["starts_at"] + timedelta(minutes=20)
    if table.name == "answer":
        values["toddlers"] = 0


def left_in(session: Session, words: dict[str, str]) -> set[str]:
    """Return the columns whose word still stands in any row of any table."""
    everything = "\n".join(_rows(session))
    return {name for name, word in words.items() if word in everything}


def _rows(session: Session) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for row in session.execute(table.select()):
            yield repr(tuple(row))
