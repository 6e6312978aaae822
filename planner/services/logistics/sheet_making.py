"""Make a run sheet: from the last event of the series, or of the same sort, or from a set."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor, minutes_from, span_of
from planner.core.logistics.runsheet import (
    MOST_LINES,
    MOST_WHO,
)
from planner.core.logistics.starting_sheets import starting_sheet
from planner.services.answer.locking import lock_answers
from planner.services.logistics.earlier import last_with
from planner.services.logistics.owners import account_ids_for
from planner.services.logistics.sheet_rows import count_lines, find_line, lines_of, moment_of
from planner.services.programme_parts import counted_moment, matching_parts, moments_of
from planner.store.models import Event, ProgrammeItem, RunLine

MINUTE = timedelta(minutes=1)
_HAS_LINES = exists().where(RunLine.event_id == Event.id, RunLine.removed_at.is_(None))


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
    """A line that can be made in one press.

    Attributes:
        number: of the line it is taken from, or its place in the set; the same the next time.
        starts_at: when it would be.
    """

    number: int
    plan: LinePlan
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SheetProposal:
    """What a run sheet can begin with; `like` is the event whose lines they are, None for a set."""

    lines: tuple[ProposedSheetLine, ...]
    like: Event | None = None


def propose(
    session: Session, event: Event, *, words: Callable[[str], str], like_id: int | None = None
) -> SheetProposal:
    """Return what the run sheet of an event can begin with.

    Args:
        session: reads.
        event: for which.
        words: translates what stands in a set.
        like_id: the event whose lines they are; None for the last one that fits, `FROM_SET` for
            the set, whatever came before.
    """
    like = last_with(session, event, _HAS_LINES, like_id=like_id)
    if like is None:
        proposed = _of_set(event, words)
    else:
        items = matching_parts(like, event)
        ours = account_ids_for(session, event)
        plans = {line.id: _as_before(line, items, ours) for line in lines_of(session, like.id)}
        by_id = {item.id: item for item in event.programme}
        proposed = [
            ProposedSheetLine(number, plan, _moment(event, plan, by_id.get(plan.item_id or 0)))
            for number, plan in plans.items()
        ]
    return SheetProposal(
        tuple(sorted(proposed, key=lambda one: (one.starts_at, one.plan.length, one.number))), like
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
    """Change a line; None where it is not of the event.

    What is done keeps its moment, until somebody says that it was at another one.
    """
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return None
    shown, counted, had = _calendar_facts(line), _counted_from(line), line.account_id
    if plan.account_id != had and had is not None:
        _leave_behind(session, line, now=now)
    _apply(line, plan)
    session.flush()
    session.expire(line, ["item", "account"])
    if line.done_at is None:
        line.kept_at = counted_moment(line) if line.is_fixed else None
    elif _counted_from(line) != counted:
        line.kept_at = counted_moment(line)
    if _calendar_facts(line) != shown:
        line.sequence += 1
    line.version += 1
    line.changed_at = now
    session.flush()
    return line


def remove_line(session: Session, event_id: int, line_id: int, *, now: datetime) -> RunLine | None:
    """Take a line out, to be put back; None where it is not of the event."""
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return None
    line.removed_at = line.changed_at = now
    line.sequence += 1
    line.version += 1
    session.flush()
    return line


def put_line_back(session: Session, event_id: int, line_id: int, *, now: datetime) -> bool:
    """Put a line back that was taken out; False where it was not, or as many as fit are there."""
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id, is_removed=True)
    if line is None or count_lines(session, event_id) >= MOST_LINES:
        return False
    line.removed_at, line.changed_at = None, now
    line.sequence += 1
    line.version += 1
    session.flush()
    return True


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


def _counted_from(line: RunLine) -> tuple[object, ...]:
    return line.anchor, line.item_id, line.minutes


def _leave_behind(session: Session, line: RunLine, *, now: datetime) -> None:
    """Let the calendar of who had a line hear that it is theirs no more.

    It knew the line by its name there, so that stays with what is gone; no words of people do.
    """
    known_by = line.uid
    line.uid = str(uuid.uuid4())
    session.flush()  # its name is free before another row takes it
    session.add(
        RunLine(
            event_id=line.event_id,
            **{name: getattr(line, name) for name in LinePlan.__slots__ if name != "who"},
            kept_at=line.kept_at,
            uid=known_by,
            sequence=line.sequence + 1,
            changed_at=now,
            removed_at=now,
        )
    )


def _of_set(event: Event, words: Callable[[str], str]) -> list[ProposedSheetLine]:
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
    return [
        ProposedSheetLine(number, plan, _moment(event, plan, None))
        for number, plan in enumerate(plans)
    ]


def _as_before(
    line: RunLine, items: Mapping[int, ProgrammeItem], ours: Collection[int]
) -> LinePlan:
    """Return the same line for another event, counted from the same moment of it.

    Who is not of that event, by `ours`, has no calendar of it; the name says whom to ask.
    """
    plan = plan_of_line(line)
    if line.account is not None and line.account_id not in ours:
        who = line.who or line.account.name[:MOST_WHO]
        plan = replace(plan, account_id=None, who=who)
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
