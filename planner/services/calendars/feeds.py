"""Feeds joined from kept blocks, and what is known of one without reading a single event.

A feed remembers after how many changes it was built (see `store/changes.py`). While there were no
more, it is as it was, so `watermark` answers most readers with one small query.
Source: docs/decisions/0012-calendars.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState
from planner.exports.ics import render_calendar
from planner.services.calendars.blocks import Town, render_block, render_item
from planner.services.calendars.files import PLAIN, Feed, Variant, etag_of, plain_name
from planner.services.calendars.own_work import work_blocks
from planner.services.calendars.promises import promise_blocks
from planner.store.base import Base
from planner.store.changes import QUIET
from planner.store.models import CalendarFeed, CalendarState, Event, ProgrammeItem

KEPT_IN_FEEDS_FOR = timedelta(days=60)
CANCELLED_KEPT_FOR = timedelta(days=30)
_CONFIRMED, _CANCELLED = b"\r\nSTATUS:CONFIRMED\r\n", b"\r\nSTATUS:CANCELLED\r\n"
_AT_ONCE = 500


@dataclass(frozen=True)
class Watermark:
    """What a feed is now: its `ETag` without quotes, and since when, in whole seconds."""

    etag: str
    last_modified: datetime


@dataclass(frozen=True, kw_only=True)
class NewBlock:
    """A block that was rendered now and may be kept, if its event is still as it was."""

    event_id: int
    updated_at: datetime
    content: bytes
    item_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeedFile:
    """A feed as it is sent, and what there is to `keep` of it.

    Attributes:
        body: the file.
        etag: 64 hexadecimal digits, other ones for every other body.
        last_modified: a whole second; it never goes back.
        name: under which its age is kept.
        built_after: how many changes it holds.
        fresh_until: when an event gets too old for it.
        town_mark: with which settings its blocks were rendered.
        new_blocks: what was rendered for it.
        is_new: whether there is something to `keep`.
    """

    body: bytes
    etag: str
    last_modified: datetime
    name: str
    built_after: int
    fresh_until: datetime | None
    town_mark: str
    new_blocks: tuple[NewBlock, ...]
    is_new: bool


def watermark(
    session: Session, name: str, town: Town, *, variant: Variant = PLAIN, now: datetime
) -> Watermark | None:
    """Return what a feed is, as long as nothing has changed since; None when it must be built."""
    row = session.execute(
        select(CalendarFeed.etag, CalendarFeed.changed_at)
        .join(CalendarState, CalendarState.changes == CalendarFeed.built_after)
        .where(
            CalendarFeed.name == name + variant.suffix,
            CalendarState.made_for == town.mark,
            CalendarFeed.fresh_until.is_(None) | (CalendarFeed.fresh_until > now),
        )
    ).one_or_none()
    return row and Watermark(row[0], row[1])


def build_feed(
    session: Session, feed: Feed, town: Town, *, variant: Variant = PLAIN, now: datetime
) -> FeedFile:
    """Join a feed from the blocks of its events; render only those that are not kept."""
    # First of all the number of changes: what changes after it has the feed built once more.
    state = session.execute(select(CalendarState.changes, CalendarState.made_for)).one_or_none()
    changes, made_for = state or (0, "")
    name = feed.name + variant.suffix
    kept = session.get(CalendarFeed, name)
    has_other_town = made_for != town.mark
    blocks, new, fresh_until = _blocks(
        session, feed, town, variant=variant, may_use_kept=not has_other_town, now=now
    )
    if feed.promises is not None:
        days, leaves_on = promise_blocks(session, feed.promises, town, today=now.date())
        blocks += days
        if leaves_on is not None:
            leaves_at = datetime.combine(leaves_on, time(), UTC)
            fresh_until = min(fresh_until or leaves_at, leaves_at)
    if feed.account_id is not None:
        own, leaves_on = work_blocks(session, feed.account_id, feed.which, town, now=now)
        blocks += own
        if leaves_on is not None:
            leaves_at = datetime.combine(leaves_on, time(), UTC)
            fresh_until = min(fresh_until or leaves_at, leaves_at)
    source = f"{town.base_url}{feed.path}" if feed.path else ""
    body = render_calendar(blocks, name=plain_name(feed.title) or "Planner", source_url=source)
    etag = etag_of(body)
    changed_at = kept.changed_at if kept else now.replace(microsecond=0)
    if kept and kept.etag != etag:
        # The newest change of its events will not do: it goes back when an event goes, and who
        # asks by date alone would never hear of it.
        changed_at = max(now.replace(microsecond=0), kept.changed_at + timedelta(seconds=1))
    is_known = kept is not None and (kept.etag, kept.built_after, kept.fresh_until) == (
        etag,
        changes,
        fresh_until,
    )
    return FeedFile(
        body=body,
        etag=etag,
        last_modified=changed_at,
        name=name,
        built_after=changes,
        fresh_until=fresh_until,
        town_mark=town.mark,
        new_blocks=tuple(new),
        is_new=bool(new) or has_other_town or not is_known,
    )


def keep(session: Session, file: FeedFile) -> None:
    """Keep what was rendered for a feed, and since when it is as it is.

    Nothing is kept when anything changed while it was made: the next reader has it built again.
    """
    state = session.get(CalendarState, 1, with_for_update=True)
    if state is None:
        state = CalendarState(id=1, changes=0, made_for="")
        session.add(state)
    if state.changes != file.built_after:
        return
    if state.made_for != file.town_mark:
        _drop_blocks(session)
        state.made_for = file.town_mark
        state.changes += 1
    _keep_blocks(session, file.new_blocks)
    row = session.get(CalendarFeed, file.name, with_for_update=True)
    if row is None:
        row = CalendarFeed(name=file.name, etag=file.etag, changed_at=file.last_modified)
        session.add(row)
    elif row.etag != file.etag:
        row.etag, row.changed_at = file.etag, max(row.changed_at, file.last_modified)
    row.built_after, row.fresh_until = state.changes, file.fresh_until


def _blocks(
    session: Session,
    feed: Feed,
    town: Town,
    *,
    variant: Variant,
    may_use_kept: bool,
    now: datetime,
) -> tuple[list[bytes], list[NewBlock], datetime | None]:
    is_cancelled = Event.state == EventState.CANCELLED
    is_in = (
        *feed.which,
        (is_cancelled & (Event.ends_at > now - CANCELLED_KEPT_FOR))
        | (~is_cancelled & (Event.ends_at > now - KEPT_IN_FEEDS_FOR)),
    )
    first = {
        bool(cancelled): ends_at
        for cancelled, ends_at in session.execute(
            select(is_cancelled, func.min(Event.ends_at)).where(*is_in).group_by(is_cancelled)
        )
    }
    leaving = [
        first[cancelled] + kept_for
        for cancelled, kept_for in ((False, KEPT_IN_FEEDS_FOR), (True, CANCELLED_KEPT_FOR))
        if cancelled in first
    ]
    rows = session.execute(
        select(Event.id, Event.calendar_block, is_cancelled)
        .where(*is_in)
        .order_by(Event.starts_at, Event.id)
    ).all()
    found = {event_id: block for event_id, block, _is in rows if block and may_use_kept}
    new = _render_missing(session, [row[0] for row in rows if row[0] not in found], town)
    found.update({block.event_id: block.content for block in new})
    items: dict[int, list[bytes]] = {}
    if variant.items:
        items, new_items = _item_blocks(session, is_in, town, may_use_kept=may_use_kept)
        new += new_items
    blocks = []
    for event_id, _block, cancelled in rows:
        own = [found[event_id], *items.get(event_id, ())]
        if cancelled and variant.strict:
            # No text can hold this line: in a text, a line's end is written as \n.
            own = [block.replace(_CONFIRMED, _CANCELLED) for block in own]
        blocks += own
    return blocks, new, min(leaving, default=None)


def _render_missing(session: Session, event_ids: list[int], town: Town) -> list[NewBlock]:
    made = []
    for start in range(0, len(event_ids), _AT_ONCE):
        events = session.scalars(
            select(Event)
            .where(Event.id.in_(event_ids[start : start + _AT_ONCE]))
            .options(joinedload(Event.venue), selectinload(Event.programme))
        )
        made += [
            NewBlock(
                event_id=event.id, updated_at=event.updated_at, content=render_block(event, town)
            )
            for event in events
        ]
    return made


def _item_blocks(
    session: Session, is_in: tuple[ColumnElement[bool], ...], town: Town, *, may_use_kept: bool
) -> tuple[dict[int, list[bytes]], list[NewBlock]]:
    found: dict[int, list[bytes]] = {}
    new = []
    items = session.scalars(
        select(ProgrammeItem)
        .join(ProgrammeItem.event)
        .where(*is_in)
        .options(
            joinedload(ProgrammeItem.event).joinedload(Event.venue),
            joinedload(ProgrammeItem.event).selectinload(Event.programme),
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    )
    for item in items:
        block = item.calendar_block if may_use_kept else None
        if block is None:
            block = render_item(item, town)
            new.append(
                NewBlock(
                    event_id=item.event_id,
                    updated_at=item.event.updated_at,
                    content=block,
                    item_id=item.id,
                )
            )
        found.setdefault(item.event_id, []).append(block)
    return found, new


def _keep_blocks(session: Session, blocks: tuple[NewBlock, ...]) -> None:
    """Keep what was rendered; in one statement, because the first reader may bring thousands."""
    events, items = (Base.metadata.tables[name] for name in ("event", "programme_item"))
    is_as_it_was = (events.c.id == bindparam("of"), events.c.updated_at == bindparam("as_of"))
    own = update(events).where(*is_as_it_was)
    part = update(items).where(
        items.c.id == bindparam("item"),
        exists().where(*is_as_it_was, items.c.event_id == events.c.id),
    )
    for statement, is_part in ((own, False), (part, True)):
        rows = [
            {
                "of": block.event_id,
                "as_of": block.updated_at,
                "item": block.item_id,
                "new": block.content,
            }
            for block in blocks
            if (block.item_id is not None) is is_part
        ]
        if rows:
            session.connection().execute(statement.values(calendar_block=bindparam("new")), rows)


def _drop_blocks(session: Session) -> None:
    """Drop what was rendered with other settings."""
    for table in (Event, ProgrammeItem):
        session.execute(
            update(table).values(calendar_block=None),
            execution_options={QUIET: True, "synchronize_session": False},
        )
