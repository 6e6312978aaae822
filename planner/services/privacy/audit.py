"""Who did what: written in the same transaction as the change itself, and read back.

Nothing of a guest is ever in it: a route, an account, an event, and names of the event's columns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, inspect, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, joinedload

from planner.core.enums import Actor
from planner.store.models import Account, AuditEntry, Batch, Event

# They follow from other changes, or hang on the event and say nothing about it.
NOT_NOTED = {
    "updated_at", "sequence", "calendar_block", "created_by", "created_by_id", "dishes", "parts",
    "parent", "series", "venue", "neighbourhood", "placed_order",
}  # fmt: skip


@dataclass(frozen=True)
class Doing:
    """What is being done while a session writes.

    Attributes:
        what: the route or command.
        event_id: the event that the address names.
        address: what a form edits.
        touched: which of its fields the sender changed.
    """

    what: str
    actor: Actor
    account_id: int | None = None
    event_id: int | None = None
    batch_id: int | None = None
    address: str | None = None
    touched: tuple[str, ...] = ()


class AuditWatch:
    """Writes down what a session does, when it commits anything; for one that commits once.

    Args:
        doing: says what is being done, at that moment; None writes nothing down.
        clock: the moment.
    """

    def __init__(self, doing: Callable[[], Doing | None], *, clock: Callable[[], datetime]) -> None:
        self._doing, self._clock = doing, clock
        self._changed: dict[int, set[str]] = {}
        self._has_written = False

    def see_statement(self, state: ORMExecuteState) -> None:
        """Note whether something is written."""
        self._has_written |= state.is_insert or state.is_update or state.is_delete

    def see_flush(self, session: Session) -> None:
        """Note which columns of which events were written."""
        self._has_written |= bool(session.new or session.dirty or session.deleted)
        for row in (*session.new, *session.dirty):
            if isinstance(row, Event):
                self._changed.setdefault(row.id, set()).update(_changed(row))

    def write_down(self, session: Session) -> None:
        """Add the entries, if anything was written."""
        found = self._doing() if self._has_written else None
        self._has_written = False
        if found is not None:
            session.add_all(_entries(found, self._changed, now=self._clock()))
            self._changed.clear()


def note(session: Session, doing: Doing, *, now: datetime) -> None:
    """Write down what is done where nobody watches, such as by a page that is only read."""
    session.add_all(_entries(doing, {}, now=now))


@dataclass(frozen=True)
class Sum:
    """Failures of one kind, at one account or at none that exists, in one hour: one line.

    Listed one by one, whoever fails on purpose could make everything else hard to find.
    """

    what: str
    account_id: int | None
    at: datetime

    @property
    def name(self) -> str:
        """What is added up under."""
        return f"{self.what} {self.account_id or 'nobody'} {self.at:%Y-%m-%d %H}"


def note_failure(session: Session, summed: Sum, *, from_new_network: bool) -> None:
    """Add one failure to the line of its hour, in one statement, whoever else does at the moment.

    Args:
        session: writes; nobody need watch it.
        summed: what is added up.
        from_new_network: whether the first of this sum comes from there.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(AuditEntry)
    session.execute(
        insert.values(
            at=summed.at,
            what=summed.what,
            actor=Actor.NOBODY,
            account_id=summed.account_id,
            fields=[],
            touched=[],
            times=1,
            networks=1,
            sum_of=summed.name,
        ).on_conflict_do_update(
            index_elements=[AuditEntry.sum_of],
            set_={
                "at": summed.at,
                "times": AuditEntry.times + 1,
                "networks": AuditEntry.networks + int(from_new_network),
            },
        )
    )


def _changed(row: Event) -> set[str]:
    state: Any = inspect(row)
    if state.pending or not state.persistent:
        return set()  # a new event: all of it is new
    return {
        one.key for one in state.attrs if one.key not in NOT_NOTED and one.history.has_changes()
    }


def _entries(doing: Doing, changed: dict[int, set[str]], *, now: datetime) -> list[AuditEntry]:
    """Make an entry for each event that was made or changed, else one for what was done."""
    events: Sequence[tuple[int | None, set[str]]] = [
        (event_id, changed[event_id]) for event_id in sorted(changed)
    ]
    return [
        AuditEntry(
            at=now,
            what=doing.what[:60],
            actor=doing.actor,
            account_id=doing.account_id,
            event_id=event_id,
            batch_id=doing.batch_id,
            fields=sorted(fields),
            address=doing.address,
            touched=list(doing.touched),
        )
        for event_id, fields in events or [(doing.event_id, set())]
    ]


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are asked for; None and empty ask for all.

    Attributes:
        prefixes: of what was done, such as 'planning.'.
        on: a day, on the clocks of `zone`.
    """

    event_id: int | None = None
    account_id: int | None = None
    prefixes: tuple[str, ...] = ()
    on: date | None = None
    zone: str = "Europe/Amsterdam"


def list_entries(
    session: Session, wanted: AuditFilter, *, most: int | None = None, skip: int = 0
) -> list[AuditEntry]:
    """List what was done, the latest first, with the names it refers to; one query."""
    query = _filtered(select(AuditEntry), wanted).options(
        joinedload(AuditEntry.account),
        joinedload(AuditEntry.event).load_only(Event.title, Event.zone),
        joinedload(AuditEntry.batch).joinedload(Batch.intermediary),
    )
    query = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(most).offset(skip)
    return list(session.scalars(query))


@dataclass(frozen=True)
class Edited:
    """What somebody wants to know of who edited it.

    Attributes:
        address: of the form.
        event_id: the event whose columns the form edits, where it does.
        since: from when on.
    """

    address: str
    event_id: int | None
    since: datetime


def who_changed(
    session: Session, edited: Edited, columns: Mapping[str, str]
) -> dict[str, Account | None]:
    """Say who was the last to change each of some fields; one query.

    Args:
        session: reads.
        edited: what the form edits.
        columns: for each field the column of the event, which other forms may change too.

    Returns:
        for each field an account; None for whoever has none, such as a guest or a command.
    """
    theirs = AuditEntry.address == edited.address
    if edited.event_id is not None:
        theirs = or_(theirs, AuditEntry.event_id == edited.event_id)
    entries = session.scalars(
        select(AuditEntry)
        .where(theirs, AuditEntry.at >= edited.since)
        .options(joinedload(AuditEntry.account))
        .order_by(AuditEntry.at, AuditEntry.id)
    ).all()
    found: dict[str, Account | None] = {}
    for entry in entries:
        # Of the same form it is known which of its fields were changed; of others, which columns.
        is_same = bool(entry.touched) and entry.address == edited.address
        for name, column in columns.items():
            if name in entry.touched if is_same else column in entry.fields:
                found[name] = entry.account
    return found


def who_did_at(session: Session, address: str) -> Account | None:
    """Say who was the last to send a form to an address."""
    entry = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.address == address)
        .options(joinedload(AuditEntry.account))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return entry.account if entry else None


def people_in(session: Session) -> list[Account]:
    """List the accounts that did anything, by name."""
    known = select(AuditEntry.account_id).where(
        AuditEntry.account_id.is_not(None), AuditEntry.actor != Actor.NOBODY
    )
    return list(
        session.scalars(select(Account).where(Account.id.in_(known)).order_by(Account.name))
    )


def _filtered(query: Select[AuditEntry], wanted: AuditFilter) -> Select[AuditEntry]:
    if wanted.event_id is not None:
        query = query.where(AuditEntry.event_id == wanted.event_id)
    if wanted.account_id is not None:
        # What was tried at an account is not what its owner did.
        query = query.where(
            AuditEntry.account_id == wanted.account_id, AuditEntry.actor != Actor.NOBODY
        )
    if wanted.prefixes:
        query = query.where(or_(*(AuditEntry.what.startswith(one) for one in wanted.prefixes)))
    if wanted.on is not None:
        first = datetime.combine(wanted.on, time(), ZoneInfo(wanted.zone))
        last = datetime.combine(wanted.on + timedelta(days=1), time(), ZoneInfo(wanted.zone))
        query = query.where(AuditEntry.at >= first, AuditEntry.at < last)
    return query
