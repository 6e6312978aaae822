"""Which events fit in a feed, and what is written of each: kept blocks, and new ones where not.

Google shows nothing of a feed above some size, without a word to anybody, so a feed bounds itself:
what comes first is in it first. Source: docs/decisions/0060-calendars-that-leave.md.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState
from planner.services.calendars.blocks import Town, render_block, render_item
from planner.services.calendars.files import Feed, Variant
from planner.store.models import CalendarWording, Event, ProgrammeItem

MOST_ENTRIES = 1_000
"""In one feed. Google drops subscriptions of about 1,100 and more."""
MOST_BYTES = 1_000_000
"""Of one feed. Google drops what is larger than about a megabyte."""
HEAD_BYTES = 2_000
"""What stands around the entries: the name, the time zone."""
KEPT_IN_FEEDS_FOR = timedelta(days=60)
CANCELLED_KEPT_FOR = timedelta(days=30)
_CONFIRMED, _CANCELLED = b"\r\nSTATUS:CONFIRMED\r\n", b"\r\nSTATUS:CANCELLED\r\n"
# No text begins a line: where one is folded, the next line begins with a blank.
_BETWEEN_PARTS = re.compile(rb"(?<=\r\n)(?=BEGIN:VEVENT\r\n)")
_AT_ONCE = 500
_IS_CANCELLED = Event.state == EventState.CANCELLED


@dataclass(frozen=True, kw_only=True)
class NewBlock:
    """What was rendered now and may be kept, if its event is still as it was.

    Attributes:
        item_id: of the part of the programme; None for the event itself, or all parts together.
        language: where it is not the town's own; then parts are kept together.
        is_parts: whether it holds the parts of the programme in such a language.
    """

    event_id: int
    updated_at: datetime
    content: bytes
    item_id: int | None = None
    language: str = ""
    is_parts: bool = False


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The entries of a feed.

    Attributes:
        blocks: in the order of time.
        new: those that were not kept.
        entries: how many there are; a block may hold several.
        changes_at: when there will be others without anybody changing anything; None for never.
        reaches_to: when the last one begins, where later ones had no room; None where all are in.
    """

    blocks: list[bytes]
    new: list[NewBlock]
    entries: int
    changes_at: datetime | None
    reaches_to: datetime | None


def gather(
    session: Session,
    feed: Feed,
    town: Town,
    *,
    variant: Variant,
    may_use_kept: bool,
    beside: Sequence[bytes] = (),
    now: datetime,
) -> Gathered:
    """Choose what a feed has room for, what comes first before what is over, and write it.

    Args:
        session: reads.
        feed: which events.
        town: in the town's own language.
        variant: how the reader wants it.
        may_use_kept: whether kept blocks were made with the settings of now.
        beside: entries that are in it whatever else is, such as promises.
        now: the moment.
    """
    is_in = _in_feed(feed, now)
    changes_at = _leaves_at(session, is_in)
    found = _nearest(session, is_in, variant, now=now)
    written, new = _write(
        session, found, town.speaking(variant.language), town, variant, may_use_kept
    )
    room, bytes_left = MOST_ENTRIES - len(beside), MOST_BYTES - HEAD_BYTES - sum(map(len, beside))
    chosen: list[Row[*tuple[Any, ...]]] = []
    left_out: Row[*tuple[Any, ...]] | None = None
    for row in found:
        own = written[row.id]
        room, bytes_left = room - len(own), bytes_left - sum(map(len, own))
        if room < 0 or bytes_left < 0:
            left_out = row
            break
        chosen.append(row)
    is_cut = left_out is not None and left_out.ends_at > now
    if is_cut and chosen:
        # As soon as one is over there is room for a later one.
        ends_at = min(row.ends_at for row in chosen)
        changes_at = min(changes_at or ends_at, ends_at)
    in_order = sorted(chosen, key=lambda row: (row.starts_at, row.id))
    blocks = [
        block.replace(_CONFIRMED, _CANCELLED) if row.is_off and variant.strict else block
        # No text can hold that line: in a text, a line's end is written as \n.
        for row in in_order
        for block in written[row.id]
    ]
    return Gathered(
        blocks=blocks,
        new=new,
        entries=sum(len(written[row.id]) for row in chosen),
        changes_at=changes_at,
        reaches_to=in_order[-1].starts_at if is_cut and in_order else None,
    )


def _in_feed(feed: Feed, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        *feed.which,
        (_IS_CANCELLED & (Event.ends_at > now - CANCELLED_KEPT_FOR))
        | (~_IS_CANCELLED & (Event.ends_at > now - KEPT_IN_FEEDS_FOR)),
    )


def _leaves_at(session: Session, is_in: tuple[ColumnElement[bool], ...]) -> datetime | None:
    """Return when the first event gets too old; None where there is none."""
    first = {
        bool(cancelled): ends_at
        for cancelled, ends_at in session.execute(
            select(_IS_CANCELLED, func.min(Event.ends_at)).where(*is_in).group_by(_IS_CANCELLED)
        )
    }
    leaving = [
        first[cancelled] + kept_for
        for cancelled, kept_for in ((False, KEPT_IN_FEEDS_FOR), (True, CANCELLED_KEPT_FOR))
        if cancelled in first
    ]
    return min(leaving, default=None)


def _nearest(
    session: Session,
    is_in: tuple[ColumnElement[bool], ...],
    variant: Variant,
    *,
    now: datetime,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read the events with what is kept of them: to come, the nearest first, then back in time."""
    is_over = Event.ends_at <= now
    columns = [
        *(Event.id, Event.starts_at, Event.ends_at, Event.calendar_block),
        _IS_CANCELLED.label("is_off"),
    ]
    question: Select[*tuple[Any, ...]] = select(*columns)
    if variant.language:
        said = CalendarWording
        of_event = and_(
            said.event_id == Event.id, said.language == variant.language, ~said.is_parts
        )
        question = select(*columns, said.content.label("said")).outerjoin(said, of_event)
    return session.execute(
        question.where(*is_in)
        .order_by(
            case((is_over, 1), else_=0),
            case((~is_over, Event.starts_at)),
            case((is_over, Event.starts_at)).desc(),
            Event.id,
        )
        .limit(MOST_ENTRIES + 1)
    ).all()


def _write(
    session: Session,
    rows: Sequence[Row[*tuple[Any, ...]]],
    spoken: Town,
    town: Town,
    variant: Variant,
    may_use_kept: bool,
) -> tuple[dict[int, list[bytes]], list[NewBlock]]:
    """Return the entries of each event, and what of them was not kept."""
    is_other = bool(variant.language)
    kept = {row.id: row.calendar_block for row in rows if row.calendar_block and may_use_kept}
    said = {row.id: row.said for row in rows if is_other and row.said and may_use_kept}
    new = []
    found = said if is_other else kept
    missing = [row.id for row in rows if row.id not in found or row.id not in kept]
    for event in _events(session, missing):
        # What is kept in another language stands beside what is kept in the town's own.
        if event.id not in kept:
            kept[event.id] = render_block(event, town)
            new.append(_new(event, kept[event.id]))
        if is_other and event.id not in said:
            said[event.id] = render_block(event, spoken)
            new.append(_new(event, said[event.id], language=variant.language))
    written = {row.id: [found[row.id]] for row in rows}
    if variant.items:
        write_parts = _parts_said if is_other else _parts
        ids = [row.id for row in rows]
        parts, new_parts = write_parts(session, ids, spoken, may_use_kept=may_use_kept)
        new += new_parts
        for event_id, blocks in parts.items():
            written[event_id] += blocks
    return written, new


def _events(session: Session, event_ids: Sequence[int]) -> Iterable[Event]:
    for start in range(0, len(event_ids), _AT_ONCE):
        yield from session.scalars(
            select(Event)
            .where(Event.id.in_(event_ids[start : start + _AT_ONCE]))
            .options(joinedload(Event.venue), selectinload(Event.programme))
            .order_by(Event.id)
        )


def _parts(
    session: Session, event_ids: Sequence[int], town: Town, *, may_use_kept: bool
) -> tuple[dict[int, list[bytes]], list[NewBlock]]:
    """Return the parts of programmes in the town's own language."""
    found: dict[int, list[bytes]] = {}
    new = []
    for item in _items(session, event_ids):
        block = item.calendar_block if may_use_kept else None
        if block is None:
            block = render_item(item, town)
            new.append(_new(item.event, block, item_id=item.id))
        found.setdefault(item.event_id, []).append(block)
    return found, new


def _parts_said(
    session: Session, event_ids: Sequence[int], town: Town, *, may_use_kept: bool
) -> tuple[dict[int, list[bytes]], list[NewBlock]]:
    """Return the parts of programmes in another language, which are kept together."""
    said = CalendarWording
    rows = session.execute(
        select(said.event_id, said.content).where(
            said.event_id.in_(event_ids), said.language == town.language, said.is_parts
        )
    )
    found = {event_id: _BETWEEN_PARTS.split(content) for event_id, content in rows if may_use_kept}
    missing = [event_id for event_id in event_ids if event_id not in found]
    new = []
    rendered: dict[int, list[bytes]] = {}
    events: dict[int, Event] = {}
    for item in _items(session, missing):
        events[item.event_id] = item.event
        rendered.setdefault(item.event_id, []).append(render_item(item, town))
    for event_id, blocks in rendered.items():
        joined = b"".join(blocks)
        new.append(_new(events[event_id], joined, language=town.language, is_parts=True))
    return found | rendered, new


def _items(session: Session, event_ids: Sequence[int]) -> Iterable[ProgrammeItem]:
    return session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.event_id.in_(event_ids))
        .options(
            joinedload(ProgrammeItem.event).joinedload(Event.venue),
            joinedload(ProgrammeItem.event).selectinload(Event.programme),
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
    )


def _new(
    event: Event,
    content: bytes,
    *,
    item_id: int | None = None,
    language: str = "",
    is_parts: bool = False,
) -> NewBlock:
    return NewBlock(
        event_id=event.id,
        updated_at=event.updated_at,
        content=content,
        item_id=item_id,
        language=language,
        is_parts=is_parts,
    )
