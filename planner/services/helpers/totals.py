"""What became of the shifts of an event, by task: numbers that stay when helpers are forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.asking import ShowRate, show_rate
from planner.core.helpers.shifts import EntryState, minutes_helped
from planner.core.helpers.starting_sets import TaskKind
from planner.services.helpers.shift_rows import heads_standing, shifts_of, span
from planner.store.models import Event, Shift, ShiftEntry, ShiftTotal


@dataclass(frozen=True, slots=True)
class TaskTotal:
    """What became of one task.

    Attributes:
        needed: people, of all its shifts.
        signed: people who were in them.
        came: of those; None where nobody noted who came to any of them.
        minutes: that they helped, all together; None as well.
        is_partly_known: whether nobody noted it for some of its shifts.
    """

    task: str
    kind: TaskKind | None
    needed: int
    signed: int
    came: int | None
    minutes: int | None
    is_partly_known: bool = False


def freeze(session: Session, event: Event, *, is_final: bool = False) -> None:
    """Write down what became of each task; done again, it replaces what was written before.

    Args:
        session: writes.
        event: whose shifts are added up.
        is_final: somebody is about to be forgotten, so that it can't be known again: what is
            written down now stays, whatever is corrected later.
    """
    session.flush()
    shifts = shifts_of(session, event.id)
    if is_final_of(session, event.id):
        return
    session.execute(delete(ShiftTotal).where(ShiftTotal.event_id == event.id))
    # What was noted and what was not stay apart: the part that comes is learned from the first.
    for total in count_totals(shifts):
        session.add(
            ShiftTotal(
                event_id=event.id,
                task=total.task,
                kind=total.kind,
                needed=total.needed,
                signed=total.signed,
                came=total.came,
                minutes=total.minutes,
                is_final=is_final,
            )
        )
    session.flush()


def is_final_of(session: Session, event_id: int) -> bool:
    """Say whether somebody of an event was forgotten: then nothing of it is counted again."""
    written = exists().where(ShiftTotal.event_id == event_id, ShiftTotal.is_final)
    return bool(session.scalar(select(written)))


def count_again(session: Session, event_id: int) -> None:
    """Write down anew what became of each task, where an event was closed already."""
    session.flush()
    event = session.get(Event, event_id)
    if event is not None and event.state is EventState.CLOSED:
        freeze(session, event)


def count_totals(shifts: Sequence[Shift]) -> list[TaskTotal]:
    """Add up what became of shifts, by task and by whether somebody noted who came."""
    counted: dict[tuple[str, TaskKind | None, bool], TaskTotal] = {}
    for shift in shifts:
        one = _of_shift(shift)
        key = (one.task, one.kind, one.came is None)
        counted[key] = _together(counted[key], one) if key in counted else one
    return list(counted.values())


def by_task(totals: Sequence[TaskTotal]) -> list[TaskTotal]:
    """Put the two halves of a task together, for people to read."""
    found: dict[tuple[str, TaskKind | None], TaskTotal] = {}
    for one in totals:
        key = (one.task, one.kind)
        found[key] = _together(found[key], one) if key in found else one
    return list(found.values())


def totals_of(session: Session, event_id: int) -> list[TaskTotal]:
    """Return what was written down when the event was closed, by task."""
    rows = session.scalars(
        select(ShiftTotal).where(ShiftTotal.event_id == event_id).order_by(ShiftTotal.id)
    )
    return by_task(
        [
            TaskTotal(row.task, row.kind, row.needed, row.signed, row.came, row.minutes)
            for row in rows
        ]
    )


def learned_rate(session: Session, organisation_id: int) -> ShowRate:
    """Return which part of who signs up comes, from what an organisation has counted."""
    row = session.execute(
        select(
            func.coalesce(func.sum(ShiftTotal.signed), 0),
            func.coalesce(func.sum(ShiftTotal.came), 0),
        )
        .join(Event, Event.id == ShiftTotal.event_id)
        .where(Event.organisation_id == organisation_id, ShiftTotal.came.is_not(None))
    ).one()
    signed, came = int(row[0] or 0), int(row[1] or 0)
    return show_rate(signed=signed, came=min(came, signed))


def is_noted(entry: ShiftEntry) -> bool:
    """Say whether somebody noted that they came, or that they did not."""
    return entry.came_at is not None or entry.outcome is not None


def _of_shift(shift: Shift) -> TaskTotal:
    standing = [
        one
        for one in shift.entries
        if one.state is EntryState.STANDING and one.set_aside_until is None
    ]
    came = minutes = None
    if any(is_noted(one) for one in standing):
        when = span(shift)
        came = sum(one.heads for one in standing if one.came_at is not None)
        minutes = sum(
            one.heads * minutes_helped(when, one.came_at, one.left_at) for one in standing
        )
    return TaskTotal(shift.task, shift.kind, shift.needed, heads_standing(shift), came, minutes)


def _together(one: TaskTotal, other: TaskTotal) -> TaskTotal:
    return TaskTotal(
        one.task,
        one.kind,
        one.needed + other.needed,
        one.signed + other.signed,
        _sum(one.came, other.came),
        _sum(one.minutes, other.minutes),
        is_partly_known=one.is_partly_known
        or other.is_partly_known
        or (one.came is None) is not (other.came is None),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
