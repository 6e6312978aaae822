"""When the lines of a run sheet are, what goes on now, and what moves when a part overruns."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.core.anchors import AnchorMoments, EventAnchor, span_of
from planner.core.enums import EventType
from planner.core.logistics.runsheet import (
    SheetLine,
    clashing,
    evening_of,
    in_order,
    moved_from,
    now_and_next,
    past_end,
    stayed,
)
from planner.core.logistics.starting_sheets import (
    starting_sheet,
    starting_tasks,
    starting_things,
)

ZONE = "Europe/Amsterdam"
FOUR = datetime(2027, 6, 12, 14, tzinfo=UTC)  # on the clocks of Heerlen


def line(line_id: int, minutes: int, length: int = 10, **fields: object) -> SheetLine:
    return SheetLine(
        line_id=line_id,
        starts_at=FOUR + timedelta(minutes=minutes),
        length=length,
        **fields,  # type: ignore[arg-type]
    )


def ids(lines: object) -> list[int]:
    return [one.line_id for one in lines]  # type: ignore[attr-defined]


def test_now_is_what_goes_on_and_late_what_should_be_over() -> None:
    lines = [
        line(1, -60, 30),
        line(2, -10, 30),
        line(3, 0, 0),
        line(4, 15),
        line(5, 20),
        line(6, 25),
        line(7, 30),
        line(8, -50, 10, done_at=FOUR),
    ]
    found = now_and_next(lines, now=FOUR)
    assert ids(found.late) == [1]
    assert ids(found.now) == [2, 3], "a moment is now in its own minute"
    assert ids(found.next) == [4, 5, 6]


def test_an_evening_past_midnight_begins_with_its_first_line() -> None:
    evening = datetime(2027, 6, 12, 21, tzinfo=UTC)
    lines = [
        SheetLine(line_id=1, starts_at=evening + timedelta(hours=2), length=30),
        SheetLine(line_id=2, starts_at=evening, length=30),
    ]
    assert ids(in_order(lines)) == [2, 1]
    found = now_and_next(lines, now=evening - timedelta(hours=1))
    assert (ids(found.now), ids(found.next)) == ([], [2, 1])


def test_a_quarter_later_moves_what_is_open_and_not_fixed() -> None:
    done = line(4, 20, done_at=FOUR)
    lines = [line(1, -30), line(2, 0), line(3, 15, is_fixed=True), done, line(5, 60)]
    assert ids(moved_from(lines, lines[1])) == [2, 5]
    assert ids(moved_from(lines, lines[2])) == [5], "what is fixed does not move when it is pressed"


def test_what_goes_past_the_permitted_end_is_named() -> None:
    lines = [line(1, 0, 30), line(2, 50, 20), line(3, 70), line(4, 65, done_at=FOUR)]
    until = FOUR + timedelta(minutes=60)
    assert ids(past_end(lines, until)) == [2, 3]
    assert not past_end(lines, None)
    assert not past_end([line(1, 30, 30)], until), "until then it may go on"


def test_what_runs_into_a_fixed_line_is_named_with_it() -> None:
    keeps, moves, after = line(1, 30, is_fixed=True), line(2, 20, 15), line(3, 30)
    assert clashing([keeps, moves, after]) == [(keeps, moves)]


def test_four_hours_in_the_night_the_clock_goes_back_end_at_half_past_two() -> None:
    ends_at = datetime(2027, 10, 30, 21, 30, tzinfo=UTC)  # half past eleven
    moments = AnchorMoments(starts_at=ends_at - timedelta(hours=5), ends_at=ends_at, zone=ZONE)
    span = span_of(moments.of(EventAnchor.END), 0, 4 * 60, ZONE)
    shown = span.ends_at.astimezone(ZoneInfo(ZONE))
    assert (shown.hour, shown.minute) == (2, 30)
    clearing = SheetLine(line_id=1, starts_at=span.starts_at, length=span.minutes)
    assert clearing.ends_at == span.ends_at
    assert clearing.starts_at.astimezone(ZoneInfo(ZONE)).day == 30


def test_without_its_part_of_the_programme_a_line_counts_from_the_beginning() -> None:
    moments = AnchorMoments(starts_at=FOUR, ends_at=FOUR + timedelta(hours=3), zone=ZONE)
    assert moments.of(EventAnchor.ITEM) == FOUR
    assert moments.of(EventAnchor.END) == FOUR + timedelta(hours=3)


@pytest.mark.parametrize("event_type", EventType)
def test_every_sort_of_event_has_a_sheet_tasks_and_things_to_begin_with(
    event_type: EventType,
) -> None:
    sheet = starting_sheet(event_type)
    assert 7 <= len(sheet) <= 40
    assert len({one.title for one in sheet}) == len(sheet)
    tasks, things = starting_tasks(event_type), starting_things(event_type)
    assert len({one.title for one in tasks}) == len(tasks) > 1
    assert len({one.name for one in things}) == len(things) > 1
    assert all((one.per is None) != (one.count is None) for one in things)


@pytest.mark.parametrize(
    ("day", "hour", "under"),
    [
        pytest.param(12, 23, 12, id="before midnight"),
        pytest.param(13, 2, 12, id="clearing up at night"),
        pytest.param(13, 9, 13, id="bringing things back in the morning"),
        pytest.param(12, 4, 12, id="before dawn on the day itself"),
        pytest.param(14, 1, 13, id="the second night of a weekend"),
    ],
)
def test_what_follows_midnight_stands_under_the_evening(day: int, hour: int, under: int) -> None:
    zone = ZoneInfo(ZONE)
    moment = datetime(2027, 6, day, hour, tzinfo=zone)
    starts_at = datetime(2027, 6, 12, 20, tzinfo=zone)
    assert evening_of(moment, event_starts_at=starts_at, zone=ZONE).day == under


def test_bringing_things_back_tomorrow_is_not_longer_than_is_permitted() -> None:
    until = FOUR + timedelta(hours=2)
    lines = [line(1, 0, 60), line(2, 100, 60), line(3, 130, 60), line(4, 20 * 60, 60)]
    assert ids(past_end(lines, until)) == [2, 3]


def test_what_is_fixed_stayed_when_others_moved() -> None:
    before = line(1, -30, is_fixed=True)
    after = [line(3, 30, is_fixed=True), line(4, 40, is_fixed=True, done_at=FOUR)]
    assert ids(stayed([before, line(2, 45), *after], [2], minutes=15)) == [3]
    assert stayed([before], [], minutes=15) == []
