"""Notice every change that calendars show, whoever makes it.

Calendar feeds are asked for all day and change seldom, so each keeps with how many changes it was
built. The number rises once in every transaction that touches a column marked `IN_CALENDAR`: no
service has to remember it, and a feed can never be older than it says.
Source: docs/decisions/0012-calendars.md.
"""

from functools import cache
from typing import Any, cast

from sqlalchemy import FromClause, Update, inspect, select, text, update
from sqlalchemy.orm import Mapper, ORMExecuteState, RelationshipDirection, Session

from planner.store.base import Base

QUIET = "calendars_stay_as_they_are"
"""Execution option of a statement that only keeps what calendars already show."""
_CHANGED = "calendars_changed"
_FORGET_WORDINGS = text(
    "DELETE FROM calendar_wording WHERE NOT EXISTS (SELECT 1 FROM event WHERE"
    " event.id = calendar_wording.event_id AND event.calendar_block IS NOT NULL)"
)
_COUNT = text(
    "INSERT INTO calendar_state (id, changes, made_for) VALUES (1, 1, '')"
    " ON CONFLICT (id) DO UPDATE SET changes = calendar_state.changes + 1"
)


def see_objects(session: Session) -> None:
    """Note whether calendars show something of what is about to be written."""
    for one in {*session.new, *session.dirty, *session.deleted}:
        if not _is_shown(one):
            continue
        session.info[_CHANGED] = True
        if one.__tablename__ in {"event", "programme_item"}:
            one.calendar_block = None
        if one.__tablename__ == "programme_item" and one.event is not None:
            one.event.calendar_block = None
        if one.__tablename__ == "event" and one not in session.new:
            _forget_blocks(session, "programme_item", event_id=one.id)
        if one.__tablename__ == "venue" and one not in session.new:
            _forget_blocks(session, "event", venue_id=one.id)
            _forget_blocks(session, "programme_item", venue_id=one.id)


def see_statement(state: ORMExecuteState) -> None:
    """Note whether a statement changes something that calendars show."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    table = getattr(state.statement, "table", None)
    is_quiet = state.execution_options.get(QUIET, False)
    if table is None or is_quiet or not _has_shown(table):
        return
    state.session.info[_CHANGED] = True
    if state.is_update and "calendar_block" in table.c:
        state.statement = cast(Update, state.statement).values(calendar_block=None)


def count(session: Session) -> None:
    """Count the transaction, if calendars show anything of what it changed."""
    if session.info.pop(_CHANGED, False):
        session.connection().execute(_COUNT)
        # After the count, whose row a reader holds who keeps what it rendered.
        session.connection().execute(_FORGET_WORDINGS)


def forget(session: Session) -> None:
    """Forget what was undone."""
    session.info.pop(_CHANGED, None)


def _is_shown(one: Any) -> bool:
    state = inspect(one)
    shown = _shown(state.mapper)
    if not shown:
        return False
    if not state.persistent or one in (state.session.deleted if state.session else ()):
        return True
    return any(one.key in shown and one.history.has_changes() for one in state.attrs)


@cache
def _has_shown(table: FromClause) -> bool:
    return any("in_calendar" in column.info for column in table.c)


@cache
def _shown(mapper: Mapper[Any]) -> frozenset[str]:
    """Return the attributes that calendars show: columns, and the rows that they refer to."""
    columns = {column for column in mapper.columns if "in_calendar" in column.info}
    referred = {
        one.key
        for one in mapper.relationships
        if one.direction is RelationshipDirection.MANYTOONE and one.local_columns <= columns
    }
    return frozenset(mapper.get_property_by_column(one).key for one in columns) | referred


def _forget_blocks(
    session: Session, name: str, *, event_id: int | None = None, venue_id: int | None = None
) -> None:
    """Forget what was rendered for an event or its programme, or for all events at a venue."""
    tables = Base.metadata.tables
    table, events = tables[name], tables["event"]
    at_venue = select(events.c.id).where(events.c.venue_id == venue_id)
    key = table.c.id if name == "event" else table.c.event_id
    is_it = key == event_id if venue_id is None else key.in_(at_venue)
    session.connection().execute(update(table).where(is_it).values(calendar_block=None))
