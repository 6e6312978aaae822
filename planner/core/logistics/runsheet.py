"""The run sheet: when each line is, what goes on now and next, and what moves when a part overruns.

A line is kept as a distance from its anchor by what clocks show, as a shift is: an event that moves
takes its open lines along. What is fixed, such as a light show that begins at six whatever happens,
and what is done, keep their moment. Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.core.local_time import day_of, time_of

MOST_LINES = 200
MOST_TITLE = 120
MOST_PLACE = 120
MOST_WHO = 80
MOST_LENGTH = 24 * 60
STEPS_LATER = (5, 15, 30)
"""By so many minutes what is open moves in one press."""
NIGHT_ENDS = time(6)
"""What begins before it belongs to the evening before, where the event was on by then."""
SAME_EVENING = timedelta(hours=8)
"""What begins longer after the permitted end is of another day, such as bringing tables back."""
SHOWN_NEXT = 3
"""So many lines are read as *next*; more are nobody's next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line as the rules read it.

    Attributes:
        line_id: by which it is told apart.
        starts_at: when it is to begin.
        length: in real minutes; 0 for what is a moment.
        is_fixed: whether it keeps its moment when others move.
        done_at: when somebody ticked it; None while it is open.
    """

    line_id: int
    starts_at: datetime
    length: int
    is_fixed: bool = False
    done_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is to be over: four real hours from half past eleven, whatever clocks do."""
        return self.starts_at + timedelta(minutes=self.length)

    @property
    def is_open(self) -> bool:
        """Whether nobody ticked it."""
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class NowAndNext:
    """What a phone shows first.

    Attributes:
        late: open lines that should be over, the oldest first.
        now: open lines that go on, or begin at this moment.
        next: the first few open lines after them.
    """

    late: tuple[SheetLine, ...]
    now: tuple[SheetLine, ...]
    next: tuple[SheetLine, ...]


def in_order(lines: Iterable[SheetLine]) -> list[SheetLine]:
    """Sort lines by when they begin; of two at once the shorter one, then the one made first."""
    return sorted(lines, key=lambda one: (one.starts_at, one.length, one.line_id))


def now_and_next(lines: Iterable[SheetLine], *, now: datetime) -> NowAndNext:
    """Say what goes on and what comes, of what is open.

    Of moments that take no time the one that has just passed is late.
    """
    open_ones = [one for one in in_order(lines) if one.is_open]
    begun = [one for one in open_ones if one.starts_at <= now]
    is_over = {one.line_id for one in begun if one.ends_at <= now and one.starts_at < now}
    return NowAndNext(
        late=tuple(one for one in begun if one.line_id in is_over),
        now=tuple(one for one in begun if one.line_id not in is_over),
        next=tuple(one for one in open_ones if one.starts_at > now)[:SHOWN_NEXT],
    )


def moved_from(lines: Sequence[SheetLine], first: SheetLine) -> list[SheetLine]:
    """List the lines that move when everything from one line on becomes later.

    What is done keeps its moment, and so does what is fixed: a fixed line that is itself pressed
    moves nothing but what comes after it.
    """
    order = in_order(lines)
    after = order[next(at for at, one in enumerate(order) if one.line_id == first.line_id) :]
    return [one for one in after if one.is_open and not one.is_fixed]


def stayed(lines: Iterable[SheetLine], moved: Collection[int], *, minutes: int) -> list[SheetLine]:
    """List what is open and fixed, and so stayed where others were moved.

    Args:
        lines: of the day, as they are after the move.
        moved: the numbers of those that moved.
        minutes: by so much.
    """
    order = in_order(lines)
    were = [one.starts_at - timedelta(minutes=minutes) for one in order if one.line_id in moved]
    if not were:
        return []
    return [one for one in order if one.is_open and one.is_fixed and one.starts_at >= min(were)]


def past_end(lines: Iterable[SheetLine], until: datetime | None) -> list[SheetLine]:
    """List open lines of the evening that go on longer than is permitted, or begin after it."""
    if until is None:
        return []
    return [
        one
        for one in in_order(lines)
        if one.is_open and one.ends_at > until and one.starts_at < until + SAME_EVENING
    ]


def clashing(lines: Sequence[SheetLine]) -> list[tuple[SheetLine, SheetLine]]:
    """List each fixed open line with an open line that moves and now goes on when it begins."""
    order = [one for one in in_order(lines) if one.is_open]
    fixed = [one for one in order if one.is_fixed]
    return [
        (keeps, moves)
        for keeps in fixed
        for moves in order
        if not moves.is_fixed and moves.starts_at < keeps.starts_at < moves.ends_at
    ]


def evening_of(moment: datetime, *, event_starts_at: datetime, zone: str) -> date:
    """Return under which day a moment stands: what follows midnight is of the evening before.

    Args:
        moment: such as when a line begins.
        event_starts_at: an event at dawn has no evening before it.
        zone: whose days and clocks count.
    """
    shown = day_of(moment, zone)
    is_night = time_of(moment, zone) < NIGHT_ENDS
    return (
        shown - timedelta(days=1) if is_night and shown > day_of(event_starts_at, zone) else shown
    )
