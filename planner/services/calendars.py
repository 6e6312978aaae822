"""Calendar files of one event, of a series and of all public events, honest about their age."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.words import EventState
from planner.exports.ics import render_calendar
from planner.services.calendar_blocks import NewBlock, Town, blocks_of, render_block
from planner.store.models import CalendarFeed, Event, Series

KEPT_IN_FEEDS_FOR = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class CalendarFile:
    """A calendar as it is sent.

    Attributes:
        body: the file.
        etag: 64 hexadecimal digits, other ones for every other body.
        last_modified: a whole second; it never goes back.
        feed_name: under which the age of a feed is kept; empty for one event, which has its own.
        new_blocks: what was rendered for this file.
        is_new: whether there is something to `keep`.
    """

    body: bytes
    etag: str
    last_modified: datetime
    feed_name: str = ""
    new_blocks: tuple[NewBlock, ...] = ()
    is_new: bool = False


def refresh(session: Session, event: Event, *, base_url: str, language: str = "nl") -> None:
    """Render the block of an event now; otherwise the next reader of a calendar does it."""
    event.calendar_block = render_block(event, Town(base_url=base_url, language=language))
    session.flush()


def event_calendar(session: Session, slug: str, town: Town) -> CalendarFile | None:
    """Give the file of one public event; None where there is no such event."""
    event = session.scalar(
        select(Event).where(Event.slug == slug, *IS_PUBLIC).options(joinedload(Event.venue))
    )
    return file_of(event, town) if event else None


def file_of(event: Event, town: Town) -> CalendarFile:
    """Give the file of an event, also of one that is not public, for whoever holds a card.

    It is the same file for everybody.
    """
    blocks, new = blocks_of([event], town)
    body = render_calendar(blocks)
    return CalendarFile(
        body=body,
        etag=_etag(body),
        last_modified=_whole_second(event.updated_at),
        new_blocks=new,
        is_new=bool(new),
    )


def series_calendar(
    session: Session, slug: str, town: Town, *, now: datetime
) -> CalendarFile | None:
    """Give the feed of a series; None where there is no such series."""
    series = session.scalar(select(Series).where(Series.slug == slug))
    if series is None:
        return None

    def join(blocks: Sequence[bytes]) -> bytes:
        source = f"{town.base_url}/series/{series.slug}.ics"
        return render_calendar(blocks, name=_plain(series.name), source_url=source)

    which = (Event.series_id == series.id, *IS_PUBLIC)
    return _feed(session, f"series/{series.id}", which, join, town, now=now)


def public_calendar(session: Session, town: Town, *, now: datetime) -> CalendarFile:
    """Give the feed of all public events."""

    def join(blocks: Sequence[bytes]) -> bytes:
        source = f"{town.base_url}/calendar.ics"
        return render_calendar(blocks, name=_plain(town.organisation), source_url=source)

    return _feed(session, "public", IS_PUBLIC, join, town, now=now)


def keep(session: Session, file: CalendarFile) -> None:
    """Keep what was rendered for a file, and when a feed changed.

    A block of an event that has changed meanwhile is left out.
    """
    for block in file.new_blocks:
        session.execute(
            update(Event)
            .where(Event.id == block.event_id, Event.updated_at == block.updated_at)
            .values(calendar_block=block.content)
        )
    if not file.feed_name:
        return
    feed = session.get(CalendarFeed, file.feed_name, with_for_update=True)
    if feed is None:
        session.add(
            CalendarFeed(name=file.feed_name, etag=file.etag, changed_at=file.last_modified)
        )
    else:
        feed.etag, feed.changed_at = file.etag, max(feed.changed_at, file.last_modified)


# A draft has no public page; a cancelled event stays, or people would stand before a closed gate.
IS_PUBLIC: tuple[ColumnElement[bool], ...] = (
    Event.is_public.is_(True),
    Event.state != EventState.DRAFT,
)


def _feed(
    session: Session,
    name: str,
    which: tuple[ColumnElement[bool], ...],
    join: Callable[[Sequence[bytes]], bytes],
    town: Town,
    *,
    now: datetime,
) -> CalendarFile:
    events = session.scalars(
        select(Event)
        .where(*which, Event.ends_at > now - KEPT_IN_FEEDS_FOR)
        .options(joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
    )
    blocks, new = blocks_of(events, town)
    body = join(blocks)
    etag = _etag(body)
    feed = session.get(CalendarFeed, name)
    changed_at = feed.changed_at if feed else _whole_second(now)
    if feed and feed.etag != etag:
        # The newest change of its events will not do: it goes back when an event goes, and who
        # asks by date alone would never hear of it.
        changed_at = max(_whole_second(now), feed.changed_at + timedelta(seconds=1))
    return CalendarFile(
        body=body,
        etag=etag,
        last_modified=changed_at,
        feed_name=name,
        new_blocks=new,
        is_new=bool(new) or feed is None or feed.etag != etag,
    )


def _etag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _plain(name: str) -> str:
    """Leave out what some readers of calendars show with a backslash before it."""
    return " ".join(name.translate(str.maketrans(",;\\", "   ")).split())
