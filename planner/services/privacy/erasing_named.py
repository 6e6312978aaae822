"""Erase who is named in the logistics of an event, or delivers to it, because they asked for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.services.logistics.forgetting import forget_suppliers
from planner.services.logistics.named import (
    NAMED,
    Named,
    NamedRow,
    named_columns,
    named_rows,
    nobody_named,
    said_in,
)
from planner.services.privacy.erasures import ErasureLog, Kind
from planner.store.models import Supplier

Noted = Mapping[tuple[Kind, str], datetime]
"""What stands in the log of erasures."""


def find_named(session: Session, table: Named, row_id: int) -> Sequence[NamedRow]:
    """Return a row of an event in scope, and all others of that event with the very same words."""
    first = next(iter(named_rows(session, table, table.id == row_id)), None)
    if first is None:
        return []
    words = zip(named_columns(table), said_in(first), strict=True)
    same = [getattr(table, name) == said for name, said in words]
    return named_rows(session, table, table.event_id == first.event_id, *same)


def erase_named(
    session: Session, rows: Sequence[NamedRow], *, log: ErasureLog, now: datetime
) -> int:
    """Take the words that name somebody out of rows of one event; return of how many."""
    for row in rows:
        log.note(Kind.NAMED, _named_key(row), now=now)
        _wipe(row)
    session.flush()
    return len(rows)


def erase_supplier(session: Session, supplier: Supplier, *, log: ErasureLog, now: datetime) -> None:
    """Erase a supplier, from every menu too; what they brought, and what it cost, stays."""
    log.note(Kind.SUPPLIER, _supplier_key(supplier), now=now)
    forget_suppliers(session, [supplier])


def erase_again(session: Session, noted: Noted, *, log: ErasureLog) -> int:
    """Erase what is in the log once more, as after an older backup; return how many rows went."""
    found = [
        one
        for one in session.scalars(select(Supplier).order_by(Supplier.id)).all()
        if (Kind.SUPPLIER, log.mark(Kind.SUPPLIER, _supplier_key(one))) in noted
    ]
    forget_suppliers(session, found)
    gone = len(found)
    for table in NAMED:
        for row in named_rows(session, table):
            if (Kind.NAMED, log.mark(Kind.NAMED, _named_key(row))) in noted:
                _wipe(row)
                gone += 1
    session.flush()
    return gone


def _wipe(row: NamedRow) -> None:
    for name, nothing in nobody_named(type(row)).items():
        setattr(row, name, nothing)
    row.version += 1


def _named_key(row: NamedRow) -> bytes:
    """Return what is the same for the same words at the same event, in any backup of it."""
    return "/".join([row.event.uid, row.__tablename__, *said_in(row)]).encode()


def _supplier_key(supplier: Supplier) -> bytes:
    return f"{supplier.id}/{supplier.name}".encode()
