"""Feeds joined from kept blocks, and what is known of one without reading a single event.

A feed remembers after how many changes it was built (see `store/changes.py`). While there were no
more, it is as it was, so `watermark` answers most readers with one small query.
Source: docs/decisions/0012-calendars.md.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, delete, exists, insert, select, tuple_, update
from sqlalchemy.orm import Session

from planner.exports.ics import render_calendar
from planner.services.calendars.blocks import Town
from planner.services.calendars.files import PLAIN, Feed, Variant, etag_of, plain_name
from planner.services.calendars.gathering import NewBlock, gather
from planner.services.calendars.own_work import work_blocks
from planner.services.calendars.promises import promise_blocks
from planner.services.calendars.words import reach_words
from planner.store.base import Base
from planner.store.changes import QUIET
from planner.store.models import (
    CalendarFeed,
    CalendarState,
    CalendarWording,
    Event,
    ProgrammeItem,
)
from planner.translations.reading import texts_in

_AT_ONCE = 300
_AS_IT_IS = {QUIET: True, "synchronize_session": False}


@dataclass(frozen=True)
class Watermark:
    """What a feed is now: its `ETag` without quotes, and since when, in whole seconds.

    Where it has no room for all events, `reaches_to` is when the last one in it begins.
    """

    etag: str
    last_modified: datetime
    reaches_to: datetime | None = None


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
        entries: how many stand in it.
        reaches_to: when its last event begins, where later ones had no room; else None.
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
    entries: int
    reaches_to: datetime | None
    is_new: bool


def watermark(
    session: Session, name: str, town: Town, *, variant: Variant = PLAIN, now: datetime
) -> Watermark | None:
    """Return what a feed is, as long as nothing has changed since; None when it must be built."""
    row = session.execute(
        select(CalendarFeed.etag, CalendarFeed.changed_at, CalendarFeed.reaches_to)
        .join(CalendarState, CalendarState.changes == CalendarFeed.built_after)
        .where(
            CalendarFeed.name == name + variant.suffix,
            CalendarState.made_for == town.mark,
            CalendarFeed.fresh_until.is_(None) | (CalendarFeed.fresh_until > now),
        )
    ).one_or_none()
    return row and Watermark(*row)


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
    beside, leaves_on = _beside(session, feed, town, now=now)
    found = gather(
        session,
        feed,
        town,
        variant=variant,
        may_use_kept=not has_other_town,
        beside=beside,
        now=now,
    )
    moments = [datetime.combine(day, time(), UTC) for day in leaves_on]
    fresh_until = min([*moments, *filter(None, [found.changes_at])], default=None)
    source = f"{town.base_url}{feed.path}" if feed.path else ""
    if source and variant.language:
        source += f"?l={variant.language}"
    body = render_calendar(
        [*found.blocks, *beside],
        name=plain_name(feed.title) or "Planner",
        description=reach_words(found.reaches_to, texts_in(variant.language or town.language)),
        source_url=source,
    )
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
        new_blocks=tuple(found.new),
        entries=found.entries + len(beside),
        reaches_to=found.reaches_to,
        is_new=bool(found.new) or has_other_town or not is_known,
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
    row.entries, row.size, row.reaches_to = file.entries, len(file.body), file.reaches_to


def _beside(
    session: Session, feed: Feed, town: Town, *, now: datetime
) -> tuple[list[bytes], list[date]]:
    """Write what a feed holds besides events, and the first days on which some of it goes."""
    blocks: list[bytes] = []
    leaving = []
    if feed.promises is not None:
        days, leaves_on = promise_blocks(session, feed.promises, town, today=now.date())
        blocks += days
        leaving.append(leaves_on)
    if feed.account_id is not None:
        own, leaves_on = work_blocks(session, feed.account_id, town, now=now)
        blocks += own
        leaving.append(leaves_on)
    return blocks, [day for day in leaving if day is not None]


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
            if (block.item_id is not None) is is_part and not block.language
        ]
        if rows:
            session.connection().execute(statement.values(calendar_block=bindparam("new")), rows)
    _keep_wordings(session, [block for block in blocks if block.language])


def _keep_wordings(session: Session, blocks: list[NewBlock]) -> None:
    """Keep what was rendered in another language; another reader may have kept some of it."""
    said = CalendarWording
    keys = [(block.event_id, block.language, block.is_parts) for block in blocks]
    for start in range(0, len(keys), _AT_ONCE):
        known = tuple_(said.event_id, said.language, said.is_parts)
        of_these = known.in_(keys[start : start + _AT_ONCE])
        session.execute(delete(said).where(of_these), execution_options=_AS_IT_IS)
    if blocks:
        session.execute(
            insert(said),
            [
                {
                    "event_id": block.event_id,
                    "language": block.language,
                    "is_parts": block.is_parts,
                    "content": block.content,
                }
                for block in blocks
            ],
        )


def _drop_blocks(session: Session) -> None:
    """Drop what was rendered with other settings."""
    for table in (Event, ProgrammeItem):
        session.execute(
            update(table).values(calendar_block=None),
            execution_options=_AS_IT_IS,
        )
    session.execute(delete(CalendarWording), execution_options=_AS_IT_IS)
