"""Move all that is open from one line of the run sheet on, where a part overruns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.logistics.runsheet import clashing, moved_from, past_end, stayed
from planner.services.answer.locking import lock_answers
from planner.services.logistics.sheet_rows import (
    day_of_line,
    lines_of,
    permitted_until,
    sheet_line,
    sorted_lines,
    times_mark,
)
from planner.store.models import RunLine


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLines:
    """What became of moving all that is open from one line on.

    Attributes:
        moved: the lines that moved.
        minutes: by so much; negative for earlier.
        mark: of the times as they are now; see `times_mark`.
        stayed: fixed lines that kept their time while others moved.
        past_end: lines that now go on longer than is permitted.
        clashes: fixed lines, each with one that now goes on when it begins.
    """

    moved: tuple[RunLine, ...]
    minutes: int
    mark: str
    stayed: tuple[RunLine, ...] = ()
    past_end: tuple[RunLine, ...] = ()
    clashes: tuple[tuple[RunLine, RunLine], ...] = ()


@dataclass(frozen=True, slots=True)
class MovedMeanwhile:
    """Nothing moved: somebody else gave lines another time since the page was made."""


def move_later(
    session: Session,
    event_id: int,
    line_id: int,
    minutes: int,
    *,
    now: datetime,
    mark: str | None = None,
    only: Collection[int] | None = None,
) -> MovedLines | MovedMeanwhile | None:
    """Move what is open and not fixed on one day, from one line on; None where it is not there.

    What is held on another day does not wait for what overruns on this one.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        line_id: the first line that moves.
        minutes: later; negative for earlier.
        now: the moment.
        mark: of the times that whoever moves them has seen; None for whatever they are.
        only: move these lines and no others, to undo a move.
    """
    lock_answers(session, event_id)
    lines = {line.id: line for line in lines_of(session, event_id)}
    if line_id not in lines:
        return None
    if mark is not None and mark != times_mark(lines.values()):
        return MovedMeanwhile()
    first = lines[line_id]
    if only is None:
        that_day = [one for one in lines.values() if day_of_line(one) == day_of_line(first)]
        moving = moved_from([sheet_line(one) for one in that_day], sheet_line(first))
    else:
        asked = [sheet_line(one) for one in lines.values() if one.id in only]
        moving = [one for one in asked if one.is_open and not one.is_fixed]
    for one in moving:
        line = lines[one.line_id]
        line.minutes += minutes
        line.sequence += 1
        line.version += 1
        line.changed_at = now
    session.flush()
    until = permitted_until(session, event_id)
    return seen_move(lines.values(), [one.line_id for one in moving], minutes, until)


def seen_move(
    lines: Iterable[RunLine], moved: Collection[int], minutes: int, until: datetime | None
) -> MovedLines:
    """Say what became of a move, from the lines of an event as they are after it.

    Args:
        lines: all of the event.
        moved: the numbers of those that moved; others are nothing.
        minutes: by so much.
        until: how long the event may go on; None for no end.
    """
    by_id = {line.id: line for line in sorted_lines(lines)}
    after = [sheet_line(line) for line in by_id.values()]
    ids = [number for number in by_id if number in moved]
    days = {day_of_line(by_id[number]) for number in ids}
    that_day = [sheet_line(line) for line in by_id.values() if day_of_line(line) in days]
    return MovedLines(
        moved=tuple(by_id[number] for number in ids),
        minutes=minutes,
        mark=times_mark(by_id.values()),
        stayed=tuple(by_id[one.line_id] for one in stayed(that_day, ids, minutes=minutes)),
        past_end=tuple(by_id[one.line_id] for one in past_end(after, until)),
        clashes=tuple(
            (by_id[keeps.line_id], by_id[moves.line_id]) for keeps, moves in clashing(after)
        ),
    )
