"""When shifts are, who may take them, who is asked next, and how many to ask."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.core.anchors import TimeSpan, minutes_from, span_of
from planner.core.enums import EventType
from planner.core.helpers.ages import AgeRefusal, HelperAge, judge_age
from planner.core.helpers.asking import MOST_EXTRA, ask_for, show_rate
from planner.core.helpers.offers import (
    EntryFacts,
    asked_next,
    heads_in,
    left_for_others,
    offer_until,
)
from planner.core.helpers.shifts import EntryState, can_say_here, clashes, minutes_helped
from planner.core.helpers.starting_sets import GROWN_UPS_ONLY, needed_for, starting_set

ZONE = "Europe/Amsterdam"


def at(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    """Return a moment of 2027 on the clocks of Amsterdam, in UTC."""
    return datetime(2027, month, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def test_a_shift_goes_along_with_its_event_by_what_clocks_show() -> None:
    before, after = at(30, 20, month=10), at(31, 20, month=10)
    assert span_of(before, -24 * 60, 60, ZONE).starts_at == at(29, 20, month=10)
    assert span_of(after, -24 * 60, 60, ZONE).starts_at == before
    assert after - before == timedelta(hours=25), "the night between has an hour more"


def test_the_night_the_clock_is_set_back_makes_no_shift_longer() -> None:
    found = span_of(at(30, 20, month=10), 2 * 60, 5 * 60, ZONE)
    assert (found.minutes, found.ends_at) == (300, at(30, 22, month=10) + timedelta(hours=5))
    assert found.ends_at.astimezone(ZoneInfo(ZONE)).hour == 2


def test_a_time_that_the_clock_jumps_over_is_the_hour_after_it() -> None:
    found = span_of(at(27, 22, month=3), 4 * 60 + 30, 60, ZONE)
    assert found.starts_at == at(28, 3, 30, month=3)


@pytest.mark.parametrize(
    "moment", [at(4, 13), at(6, 2), at(5, 15), at(28, 3, month=3), at(31, 4, month=10)]
)
def test_a_distance_leads_back_to_its_moment(moment: datetime) -> None:
    anchor = at(5, 15)
    assert span_of(anchor, minutes_from(anchor, moment, ZONE), 60, ZONE).starts_at == moment


@pytest.mark.parametrize(("minutes", "is_clash"), [(0, False), (15, False), (16, True), (30, True)])
def test_a_quarter_of_an_hour_is_no_overlap(minutes: int, is_clash: bool) -> None:
    first = TimeSpan(at(5, 15), at(5, 17))
    second = TimeSpan(at(5, 17) - timedelta(minutes=minutes), at(5, 19))
    assert clashes(first, second) is clashes(second, first) is is_clash


def test_here_can_be_said_from_half_an_hour_before_until_the_end() -> None:
    found = TimeSpan(at(5, 15), at(5, 17))
    said = [can_say_here(found, now=now) for now in (at(5, 14, 29), at(5, 14, 30), at(5, 17))]
    assert said == [False, True, False]


def test_hours_are_those_of_the_shift_where_nobody_noted_when_they_left() -> None:
    found = TimeSpan(at(5, 15), at(5, 17))
    assert minutes_helped(found, None, None) == 0
    assert minutes_helped(found, at(5, 15, 20), None) == 120
    assert minutes_helped(found, at(5, 14, 40), at(5, 16)) == 60
    assert minutes_helped(found, at(5, 16), at(5, 15)) == 0


@pytest.mark.parametrize(
    ("hours_before", "offered"),
    [(49, 24.0), (48, 2.0), (6, 2.0), (4, 1.0), (3.5, 0.5), (3.4, None), (1, None)],
)
def test_who_is_asked_has_a_day_then_two_hours_and_at_the_end_all_are(
    hours_before: float, offered: float | None
) -> None:
    now = at(5, 15) - timedelta(hours=hours_before)
    until = offer_until(now=now, starts_at=at(5, 15))
    assert (None if until is None else (until - now) / timedelta(hours=1)) == offered


def entry(key: int, state: EntryState = EntryState.WAITING, **more: object) -> EntryFacts:
    return EntryFacts(key=key, heads=more.pop("heads", 1), state=state, line=key, **more)  # type: ignore[arg-type]


def test_a_pair_does_not_keep_one_place_from_who_stands_behind_them() -> None:
    line = [entry(1, heads=2), entry(2), entry(3)]
    now = at(1, 12)
    assert asked_next(line, most=1, now=now, starts_at=at(5, 15)) == [2]
    assert asked_next(line, most=3, now=now, starts_at=at(5, 15)) == [1, 2]
    assert left_for_others(line, most=1, now=now, starts_at=at(5, 15)) == 0
    assert left_for_others(line, most=9, now=now, starts_at=at(5, 15)) == 5


def test_an_offer_that_ran_out_keeps_no_place_and_is_not_made_again() -> None:
    now = at(1, 12)
    line = [entry(1, offered_until=now), entry(2, offered_until=now + timedelta(minutes=1))]
    assert heads_in(line, now=now) == 1
    assert asked_next(line, most=5, now=now, starts_at=at(5, 15)) == []


def test_what_is_set_aside_keeps_no_place() -> None:
    aside = [entry(1, EntryState.STANDING, is_set_aside=True), entry(2, is_set_aside=True)]
    assert heads_in(aside, now=at(1, 12)) == 0
    assert asked_next(aside, most=5, now=at(1, 12), starts_at=at(5, 15)) == []


@pytest.mark.parametrize(
    ("age", "starts", "minutes", "least", "refused"),
    [
        (HelperAge.CHILD, at(5, 15), 120, 13, ()),
        (HelperAge.CHILD, at(5, 15), 120, 18, (AgeRefusal.TOO_YOUNG,)),
        (HelperAge.YOUTH, at(5, 15), 120, 18, (AgeRefusal.TOO_YOUNG,)),
        (HelperAge.CHILD, at(4, 15), 121, 13, (AgeRefusal.LONG_ON_SCHOOL_DAY,)),
        (HelperAge.CHILD, at(4, 15), 120, 13, ()),
        (HelperAge.CHILD, at(4, 17, 30), 120, 13, (AgeRefusal.LATE,)),
        (HelperAge.CHILD, at(5, 19), 120, 13, ()),
        (HelperAge.CHILD, at(5, 19), 121, 13, (AgeRefusal.LATE,)),
        (HelperAge.YOUTH, at(5, 22), 61, 13, (AgeRefusal.NIGHT,)),
        (HelperAge.YOUTH, at(5, 5, 30), 120, 13, (AgeRefusal.NIGHT,)),
        (HelperAge.ADULT, at(5, 22), 600, 18, ()),
    ],
)
def test_the_young_have_rules(
    age: HelperAge,
    starts: datetime,
    minutes: int,
    least: int,
    refused: tuple[AgeRefusal, ...],
) -> None:
    found = TimeSpan(starts, starts + timedelta(minutes=minutes))
    verdict = judge_age(age, found, least_age=least, zone=ZONE, is_holiday=False)
    assert verdict.refusals == refused


def test_seven_hours_on_a_free_day_are_warned_of_and_need_a_grown_up() -> None:
    found = TimeSpan(at(5, 10), at(5, 18))
    verdict = judge_age(HelperAge.CHILD, found, least_age=13, zone=ZONE, is_holiday=False)
    assert (verdict.may, verdict.needs_grown_up, verdict.is_long) == (True, True, True)
    holiday = TimeSpan(at(4, 10), at(4, 16))
    assert judge_age(HelperAge.CHILD, holiday, least_age=13, zone=ZONE, is_holiday=True).may


@pytest.mark.parametrize(("needed", "asked"), [(0, 0), (1, 1), (2, 2), (6, 7), (20, 23)])
def test_before_anything_was_counted_nine_of_ten_are_taken_to_come(needed: int, asked: int) -> None:
    rate = show_rate(signed=0, came=0)
    assert (ask_for(needed, rate), rate.is_own) == (asked, False)


def test_as_many_as_a_town_needs_are_asked_too() -> None:
    rate = show_rate(signed=0, came=0)
    assert ask_for(1_500, rate) == 1_678
    assert ask_for(100_000, rate) == 100_000 + MOST_EXTRA


def test_who_counted_fewer_asks_more() -> None:
    rate = show_rate(signed=40, came=24)
    assert rate.is_own
    assert ask_for(6, rate) == 11
    with pytest.raises(ValueError, match="cannot have come"):
        show_rate(signed=3, came=4)


@pytest.mark.parametrize("event_type", EventType)
def test_each_sort_of_event_has_shifts_to_begin_with(event_type: EventType) -> None:
    for shift in starting_set(event_type):
        assert needed_for(shift, None) == shift.least
        assert needed_for(shift, 5_000) >= shift.least
        assert (shift.least_age == 18) is (shift.kind in GROWN_UPS_ONLY)
