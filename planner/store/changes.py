"""Notice every change that calendars show, whoever makes it.

Calendar feeds are asked for all day and change seldom, so each keeps with how many changes it was
built. The number rises once in every transaction that touches one of the columns below: no
service has to remember it, and a feed can never be older than it says.
Source: docs/decisions/0012-calendars.md.
"""

from typing import Any, cast

from sqlalchemy import Update, inspect, select, text, update
from sqlalchemy.orm import ORMExecuteState, Session

from planner.store.base import Base

SHOWN: dict[str, frozenset[str]] = {
    "event": frozenset(
        (
            *("uid", "sequence", "slug", "title", "description", "state", "is_public"),
            *("starts_at", "ends_at", "zone", "venue_id", "venue", "series_id", "series"),
            *("neighbourhood_id", "neighbourhood", "contact_name", "contact_phone"),
            *("cancelled_reason", "created_at", "updated_at", "organisation_id"),
        )
    ),
    "programme_item": frozenset(
        ("event_id", "uid", "sequence", "position", "starts_at", "ends_at", "title", "place")
    ),
    "venue": frozenset(("name", "address", "latitude", "longitude")),
    "neighbourhood": frozenset(("name", "slug")),
    "series": frozenset(("name", "slug")),
    # Whose own calendar an event is in.
    "team_member": frozenset(("event_id", "account_id")),
}
QUIET = "calendars_stay_as_they_are"
"""Execution option of a statement that only keeps what calendars already show."""
_CHANGED = "calendars_changed"
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
    if table is None or table.name not in SHOWN or is_quiet:
        return
    state.session.info[_CHANGED] = True
    if state.is_update and "calendar_block" in table.c:
        state.statement = cast(Update, state.statement).values(calendar_block=None)


def count(session: Session) -> None:
    """Count the transaction, if calendars show anything of what it changed."""
    if session.info.pop(_CHANGED, False):
        session.connection().execute(_COUNT)


def forget(session: Session) -> None:
    """Forget what was undone."""
    session.info.pop(_CHANGED, None)


def _is_shown(one: Any) -> bool:
    shown = SHOWN.get(getattr(one, "__tablename__", ""))
    if shown is None:
        return False
    state = inspect(one)
    if not state.persistent or one in (state.session.deleted if state.session else ()):
        return True
    return any(one.key in shown and one.history.has_changes() for one in state.attrs)


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
