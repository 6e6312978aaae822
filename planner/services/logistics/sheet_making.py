"""Make a run sheet: from the last event of the series, or of the same sort, or from a set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import EventAnchor, minutes_from, span_of
from planner.core.logistics.runsheet import (
    MOST_LINES,
    SheetLine,
    clashing,
    moved_from,
    past_end,
)
from planner.core.logistics.starting_sheets import starting_sheet
from planner.services.answer.locking import lock_answers
from planner.services.logistics.owners import account_ids_for
from planner.services.logistics.sheet_rows import (
    count_lines,
    counted_moment,
    find_line,
    lines_of,
    moment_of,
    moments_of,
    permitted_until,
    sheet_line,
)
from planner.services.programme_parts import matching_parts
from planner.store.models import Event, ProgrammeItem, RunLine

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlan:
    """A line as its organiser wants it.

    Attributes:
        minutes: after the anchor, by what clocks show.
        length: in real minutes; 0 for a moment.
        who: in words.
        account_id: whose calendar shows it.
        is_fixed: whether it stays when others move.
    """

    title: str
    anchor: EventAnchor
    minutes: int
    length: int = 0
    item_id: int | None = None
    place: str = ""
    who: str = ""
    account_id: int | None = None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class ProposedSheetLine:
    """A line that can be made in one press; `starts_at` says when it would be."""

    plan: LinePlan
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SheetProposal:
    """What a run sheet can begin with; `like` is the event whose lines they are, None for a set."""

    lines: tuple[ProposedSheetLine, ...]
    like: Event | None = None


@dataclass(frozen=True, slots=True)
class MovedLines:
    """What became of moving all that is open from one line on.

    Attributes:
        count: how many lines moved.
        minutes: by so much.
        past_end: lines that go on longer than is permitted.
        clashes: fixed lines, each with one that now goes on when it begins.
    """

    count: int
    minutes: int
    past_end: tuple[RunLine, ...] = ()
    clashes: tuple[tuple[RunLine, RunLine], ...] = ()


def propose(
    session: Session, event: Event, *, words: Callable[[str], str], from_set: bool = False
) -> SheetProposal:
    """Return what the run sheet of an event can begin with.

    Args:
        session: reads.
        event: for which.
        words: translates what stands in a set.
        from_set: from the set, whatever came before.
    """
    like = None if from_set else last_with_lines(session, event)
    if like is not None:
        items, ours = matching_parts(like, event), account_ids_for(session, event)
        plans = [_as_before(line, items, ours) for line in lines_of(session, like.id)]
    else:
        plans = [
            LinePlan(
                title=words(one.title),
                anchor=one.anchor,
                minutes=one.minutes,
                length=one.length,
                is_fixed=one.is_fixed,
            )
            for one in starting_sheet(event.event_type)
        ]
    by_id = {item.id: item for item in event.programme}
    proposed = [
        ProposedSheetLine(plan, _moment(event, plan, by_id.get(plan.item_id or 0)))
        for plan in plans
    ]
    return SheetProposal(
        tuple(sorted(proposed, key=lambda one: (one.starts_at, one.plan.length))), like
    )


def last_with_lines(session: Session, event: Event) -> Event | None:
    """Return the event whose sheet another one can take over.

    The latest of the series, before this one where there is such a one; else of the same sort.
    """
    in_series = (Event.series_id == event.series_id) & Event.series_id.is_not(None)
    return (
        session.scalars(
            select(Event)
            .where(
                Event.organisation_id == event.organisation_id,
                Event.id != event.id,
                in_series | (Event.event_type == event.event_type),
                select(RunLine.id).where(RunLine.event_id == Event.id).exists(),
            )
            .options(joinedload(Event.programme))
            .order_by(
                in_series.is_(True).desc(),
                (Event.starts_at < event.starts_at).desc(),
                Event.starts_at.desc(),
                Event.id,
            )
            .limit(1)
        )
        .unique()
        .first()
    )


def make_lines(session: Session, event_id: int, plans: Sequence[LinePlan], *, now: datetime) -> int:
    """Make the first lines of an event; return how many, none where somebody has made some."""
    event = lock_answers(session, event_id)
    if count_lines(session, event_id):
        return 0
    for plan in plans[:MOST_LINES]:
        _add(session, event, plan, now=now)
    session.flush()
    return min(len(plans), MOST_LINES)


def add_line(session: Session, event_id: int, plan: LinePlan, *, now: datetime) -> RunLine | None:
    """Add a line to an event; None where it has as many as fit."""
    event = lock_answers(session, event_id)
    if count_lines(session, event_id) >= MOST_LINES:
        return None
    return _add(session, event, plan, now=now)


def change_line(
    session: Session, event_id: int, line_id: int, plan: LinePlan, *, now: datetime
) -> RunLine | None:
    """Change a line; None where it is not of the event. What is done keeps its moment."""
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return None
    before = _calendar_facts(line)
    _apply(line, plan)
    session.flush()
    session.expire(line, ["item", "account"])
    if line.done_at is None:
        line.kept_at = counted_moment(line) if line.is_fixed else None
    if _calendar_facts(line) != before:
        line.sequence += 1
    line.version += 1
    line.changed_at = now
    session.flush()
    return line


def remove_line(session: Session, event_id: int, line_id: int) -> bool:
    """Take a line out; False where it is not of the event."""
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return False
    session.delete(line)
    session.flush()
    return True


def move_later(
    session: Session, event_id: int, line_id: int, minutes: int, *, now: datetime
) -> MovedLines | None:
    """Move all that is open and not fixed, from one line on; None where it is not of the event.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        line_id: the first line that moves.
        minutes: later; negative for earlier.
        now: the moment.
    """
    lock_answers(session, event_id)
    lines = {line.id: line for line in lines_of(session, event_id)}
    if line_id not in lines:
        return None
    as_read = [sheet_line(line) for line in lines.values()]
    moving = moved_from(as_read, sheet_line(lines[line_id]))
    for one in moving:
        line = lines[one.line_id]
        line.minutes += minutes
        line.sequence += 1
        line.version += 1
        line.changed_at = now
    session.flush()
    after = [sheet_line(line) for line in lines.values()]
    return MovedLines(
        len(moving),
        minutes,
        tuple(lines[one.line_id] for one in past_end(after, permitted_until(session, event_id))),
        tuple((lines[keeps.line_id], lines[moves.line_id]) for keeps, moves in _clashes(after)),
    )


def copy_lines(session: Session, event: Event, copied: Event, *, now: datetime) -> int:
    """Give the copy of an event the same lines, all of them open; return how many."""
    session.flush()
    items, ours = matching_parts(event, copied), account_ids_for(session, copied)
    kept = lines_of(session, event.id)
    for line in kept:
        _add(session, copied, _as_before(line, items, ours), now=now)
    session.flush()
    return len(kept)


def plan_of_line(line: RunLine) -> LinePlan:
    """Return a line as it is planned now."""
    return LinePlan(
        title=line.title,
        anchor=line.anchor,
        item_id=line.item_id,
        minutes=line.minutes,
        length=line.length,
        place=line.place,
        who=line.who,
        account_id=line.account_id,
        is_fixed=line.is_fixed,
    )


def _add(session: Session, event: Event, plan: LinePlan, *, now: datetime) -> RunLine:
    line = RunLine(event=event, changed_at=now)
    _apply(line, plan)
    session.add(line)
    session.flush()
    if line.is_fixed:
        line.kept_at = counted_moment(line)
        session.flush()
    return line


def _apply(line: RunLine, plan: LinePlan) -> None:
    for name in LinePlan.__slots__:
        setattr(line, name, getattr(plan, name))


def _calendar_facts(line: RunLine) -> tuple[object, ...]:
    return moment_of(line), line.length, line.title, line.place


def _clashes(lines: Sequence[SheetLine]) -> list[tuple[SheetLine, SheetLine]]:
    return clashing(lines)


def _as_before(line: RunLine, items: Mapping[int, ProgrammeItem], ours: frozenset[int]) -> LinePlan:
    """Return the same line for another event, counted from the same moment of it.

    Whoever is not of that event, by `ours`, does not have it there.
    """
    plan = plan_of_line(line)
    if plan.account_id not in ours:
        plan = replace(plan, account_id=None)
    item = items.get(line.item_id or 0)
    if line.anchor is EventAnchor.ITEM and item is None:
        # The programme is another one: as long after the beginning as it was.
        event = line.event
        minutes = minutes_from(event.starts_at, counted_moment(line), event.zone)
        return replace(plan, anchor=EventAnchor.START, minutes=minutes, item_id=None)
    return replace(plan, item_id=item.id if item else None)


def _moment(event: Event, plan: LinePlan, item: ProgrammeItem | None) -> datetime:
    anchor = moments_of(event, item).of(plan.anchor)
    return span_of(anchor, plan.minutes, 1, event.zone).starts_at
