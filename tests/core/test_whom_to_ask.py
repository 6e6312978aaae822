"""Who is short of hands now, and whom of today's helpers somebody could ask."""

from datetime import UTC, datetime, timedelta

from planner.core.anchors import TimeSpan
from planner.core.helpers.whom_to_ask import (
    MOST_ASKED,
    AskedBecause,
    HelperToday,
    ShiftToday,
    short_by,
    whom_to_ask,
)

NOON = datetime(2027, 6, 12, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def shift(key: int, starts: int, ends: int, *helpers: HelperToday, needed: int = 2) -> ShiftToday:
    return ShiftToday(
        key=key, span=TimeSpan(at(starts), at(ends)), needed=needed, helpers=tuple(helpers)
    )


def helper(person: int, **known: bool | int) -> HelperToday:
    return HelperToday(person=person, **known)  # type: ignore[arg-type]


def asked(one: ShiftToday, *others: ShiftToday, now: int = 0) -> list[tuple[int, str]]:
    every = sorted([one, *others], key=lambda each: each.span.starts_at)
    return [(each.person, each.because.value) for each in whom_to_ask(one, every, now=at(now))]


def test_before_it_begins_empty_places_are_missing_and_after_a_while_who_is_not_there() -> None:
    one = shift(1, 0, 120, helper(1, is_here=True), helper(2), needed=2)
    assert [short_by(one, now=at(minutes)) for minutes in (-60, 0, 9, 10, 119, 120)] == [
        *(0, 0, 0, 1, 1, 0)
    ]
    assert short_by(shift(1, 0, 60, helper(1, heads=2)), now=at(-5)) == 0
    assert short_by(shift(1, 0, 60, helper(1, waits=True)), now=at(-5)) == 2


def test_first_who_waits_then_who_is_free_soon_then_who_comes_later() -> None:
    short = shift(1, 0, 120, helper(5, waits=True))
    ending = shift(2, -120, 20, helper(6, is_here=True), helper(7))
    later = shift(3, 120, 240, helper(8))
    assert asked(short, later, ending) == [(5, "waits"), (6, "ends_soon"), (8, "later")]


def test_nobody_is_asked_who_did_not_come_or_is_needed_elsewhere() -> None:
    short = shift(1, 0, 120, helper(5, waits=True))
    stayed_away = shift(2, -120, 20, helper(7))
    elsewhere = shift(3, 30, 200, helper(5, is_here=True), helper(8))
    assert asked(short, stayed_away, elsewhere) == []


def test_who_ends_soon_and_has_another_one_then_is_not_free() -> None:
    short = shift(1, 0, 120)
    ending = shift(2, -120, 20, helper(6, is_here=True))
    next_one = shift(3, 20, 90, helper(6))
    assert asked(short, ending, next_one) == []


def test_who_is_in_it_already_and_who_was_named_before_is_not_named_again() -> None:
    short = shift(1, 0, 120, helper(1), helper(2, waits=True))
    ending = shift(2, -120, 0, helper(1, is_here=True), helper(2, is_here=True))
    assert asked(short, ending) == [(2, AskedBecause.WAITS)]


def test_a_list_to_go_through_is_short() -> None:
    short = shift(1, 0, 120, *(helper(each, waits=True) for each in range(20)))
    assert len(asked(short)) == MOST_ASKED
