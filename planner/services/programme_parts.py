"""Parts of a programme: those of another that are the same, and what is counted from one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import AnchorMoments, EventAnchor, minutes_from, span_of
from planner.store.models import Event, ProgrammeItem, RunLine, Shift

COUNTED: tuple[type[Shift] | type[RunLine], ...] = (Shift, RunLine)
"""What can be counted from a part of the programme."""


def matching_parts(like: Event, event: Event) -> dict[int, ProgrammeItem]:
    """Return the part of an event for each of another one: for the second *Music* the second.

    Args:
        like: with its programme.
        event: with its programme; the parts of it are returned, by the numbers of the other's.
    """
    named = {key: item for item, key in _named(event)}
    return {item.id: named[key] for item, key in _named(like) if key in named}


def moments_of(event: Event, item: ProgrammeItem | None) -> AnchorMoments:
    """Return the moments from which something of an event can be counted."""
    return AnchorMoments(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        item_starts_at=item.starts_at if item else None,
    )


def counted_moment(row: Shift | RunLine) -> datetime:
    """Return the moment to which the anchor of a shift or a line leads; its event is loaded."""
    anchor = moments_of(row.event, row.item).of(row.anchor)
    return span_of(anchor, row.minutes, 1, row.event.zone).starts_at


def count_from_start(session: Session, item: ProgrammeItem) -> None:
    """Count what is counted from a part that goes from the beginning, at the same moment."""
    for row in _counted_from(session, item):
        row.minutes = minutes_from(row.event.starts_at, counted_moment(row), row.event.zone)
        row.anchor, row.item = EventAnchor.START, None
        row.version += 1
    session.flush()


def note_moved(session: Session, item: ProgrammeItem, *, now: datetime) -> None:
    """Let calendars look again at what is counted from a part that begins at another time."""
    for row in _counted_from(session, item):
        row.sequence += 1
        row.changed_at = now
    session.flush()


def _counted_from(session: Session, item: ProgrammeItem) -> list[Shift | RunLine]:
    session.flush()
    found: list[Shift | RunLine] = []
    for model in COUNTED:
        rows = session.scalars(
            select(model)
            .where(model.item_id == item.id)
            .options(joinedload(model.event), joinedload(model.item))
            .order_by(model.id)
        ).all()
        found += cast("Sequence[Shift | RunLine]", rows)
    return found


def _named(event: Event) -> Iterable[tuple[ProgrammeItem, tuple[str, int]]]:
    """Give the parts of a programme by name, and how many of that name came before."""
    often: Counter[str] = Counter()
    for item in sorted(event.programme, key=lambda one: (one.starts_at, one.position)):
        name = item.title.casefold()
        yield item, (name, often[name])
        often[name] += 1
