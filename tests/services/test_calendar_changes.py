"""A calendar that comes in again after its series moved, or after it called something off."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from planner.core.enums import EventState
from planner.exports.ics_found import Reading
from planner.exports.ics_reading import read_calendar
from planner.services.calendars import imports
from planner.services.calendars.imports import Comparison, Fate, Taken
from planner.services.calendars.matching import dated, match
from planner.services.plan import event_plan, planning, publishing
from planner.store.base import Store
from planner.store.models import Event
from tests.support import calendar_odd
from tests.support.calendar_files import calendar, entry
from tests.support.cards import MADE_AT

ZONE = "Europe/Amsterdam"
SOURCE = "Wijkkrant"
SERIES = entry(**calendar_odd.SERIES)


def read(*entries: str, extra: str = "") -> Reading:
    return read_calendar(calendar(*entries, extra=extra).decode(), zone=ZONE, now=MADE_AT)


def series_at(start: str, end: str, **lines: str) -> str:
    times = {
        "DTSTART": f"{calendar_odd.AMSTERDAM}{start}",
        "DTEND": f"{calendar_odd.AMSTERDAM}{end}",
    }
    return entry(**{**calendar_odd.SERIES, **times, "SEQUENCE": "1", **lines})


def look(store: Store, reading: Reading) -> Comparison:
    with store.reading() as session:
        return imports.compare(session, SOURCE, reading, zone=ZONE, now=MADE_AT)


def fates(store: Store, reading: Reading) -> list[Fate]:
    return [one.fate for one in look(store, reading).proposals]


def take(store: Store, reading: Reading, *, all_of_it: bool = False) -> Taken:
    with store.transaction() as session:
        seen = imports.compare(session, SOURCE, reading, zone=ZONE, now=MADE_AT)
        chosen = {n for n, one in enumerate(seen.proposals) if all_of_it or one.is_taken_unasked}
        return imports.take(
            session,
            SOURCE,
            reading,
            chosen=chosen,
            removed=(),
            zone=ZONE,
            account_id=None,
            now=MADE_AT,
        )


def publish_all(store: Store) -> None:
    with store.transaction() as session:
        for event in session.scalars(select(Event).order_by(Event.id)):
            publishing.publish(session, event, {}, now=MADE_AT)


def starts(store: Store) -> list[str]:
    with store.reading() as session:
        return [
            f"{one:%d-%H}" for one in session.scalars(select(Event.starts_at).order_by("starts_at"))
        ]


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        pytest.param(
            series_at("20270612T180000", "20270612T200000"),
            ["12-16", "19-16", "26-16", "03-16"],
            id="another time",
        ),
        pytest.param(
            series_at("20270613T150000", "20270613T170000"),
            ["13-13", "20-13", "27-13", "04-13"],
            id="another day",
        ),
        pytest.param(
            series_at("20270623T150000", "20270623T170000", RRULE="FREQ=MONTHLY;COUNT=4"),
            ["23-13", "23-13", "23-13", "23-13"],
            id="another rule",
        ),
    ],
)
def test_a_series_that_moved_is_not_there_twice(
    store: Store, moved: str, expected: list[str]
) -> None:
    assert take(store, read(SERIES)) == Taken(made=4)
    assert fates(store, read(moved)) == [Fate.CHANGED] * 4
    assert look(store, read(moved)).missing == ()
    assert take(store, read(moved)) == Taken(changed=4)
    assert sorted(starts(store)) == sorted(expected)
    assert fates(store, read(moved)) == [Fate.SAME] * 4


def test_what_guests_see_of_a_series_that_moved_is_proposed_and_never_done_by_itself(
    store: Store,
) -> None:
    take(store, read(SERIES))
    publish_all(store)
    moved = read(series_at("20270612T180000", "20270612T200000"))
    assert fates(store, moved) == [Fate.PUBLISHED] * 4
    assert look(store, moved).missing == ()
    assert take(store, moved) == Taken()
    assert take(store, moved, all_of_it=True) == Taken(changed=4)
    assert starts(store)[0] == "12-16"


def test_a_change_of_all_later_dates_changes_those(store: Store) -> None:
    take(store, read(SERIES))
    later = read_calendar(calendar_odd.this_and_future.decode(), zone=ZONE, now=MADE_AT)
    assert fates(store, later) == [Fate.SAME, Fate.CHANGED, Fate.CHANGED, Fate.CHANGED]
    take(store, later)
    assert starts(store) == ["12-13", "19-16", "26-16", "03-16"]


def test_one_date_that_is_left_out_while_the_others_move_is_the_one_that_is_gone(
    store: Store,
) -> None:
    take(store, read(SERIES))
    rest = read(
        series_at(
            "20270613T150000",
            "20270613T170000",
            EXDATE=f"{calendar_odd.AMSTERDAM}20270620T150000",
        )
    )
    seen = look(store, rest)
    assert [one.fate for one in seen.proposals] == [Fate.CHANGED] * 3
    assert [one.starts_at.day for one in seen.missing] == [19]


def test_an_event_that_begins_to_repeat_is_the_first_of_its_dates(store: Store) -> None:
    single = entry(DTSTART=calendar_odd.SERIES["DTSTART"], DTEND=calendar_odd.SERIES["DTEND"])
    take(store, read(single))
    assert fates(store, read(SERIES)) == [Fate.SAME, Fate.NEW, Fate.NEW, Fate.NEW]


@pytest.mark.parametrize("way", ["a status", "a method", "a whole series"])
def test_what_is_called_off_there_is_proposed_here(store: Store, way: str) -> None:
    take(store, read(SERIES if way == "a whole series" else entry()))
    off = {
        "a status": read(entry(STATUS="CANCELLED", SEQUENCE="1")),
        "a method": read(entry(SUMMARY="", SEQUENCE="1"), extra="METHOD:CANCEL\r\n"),
        "a whole series": read(entry(STATUS="CANCELLED", SEQUENCE="1", DTSTART="")),
    }[way]
    seen = look(store, off)
    assert not seen.proposals
    assert seen.missing
    assert all(one.is_called_off and one.may_go for one in seen.missing)
    publish_all(store)
    assert not any(one.may_go for one in look(store, off).missing), "guests see it: cancel it"
    with store.transaction() as session:
        for event in session.scalars(select(Event).order_by(Event.id)):
            planning.cancel_event(session, event, reason="", now=MADE_AT)
    assert look(store, off).missing == (), "it is done"


def test_a_cancellation_that_is_older_than_the_event_says_nothing(store: Store) -> None:
    take(store, read(entry(SEQUENCE="3")))
    assert look(store, read(entry(STATUS="CANCELLED", SEQUENCE="1"))).missing == ()


def test_one_date_of_a_series_is_called_off(store: Store) -> None:
    take(store, read(SERIES))
    off = entry(
        RECURRENCE_ID=f"{calendar_odd.AMSTERDAM}20270619T150000",
        STATUS="CANCELLED",
        SEQUENCE="1",
        DTSTART=f"{calendar_odd.AMSTERDAM}20270619T150000",
        DTEND="",
    )
    seen = look(store, read(SERIES, off))
    assert [(one.starts_at.day, one.is_called_off) for one in seen.missing] == [(19, True)]


def test_what_guests_see_and_is_gone_there_is_said(store: Store) -> None:
    take(store, read(entry(), entry("2", SUMMARY="Soep")))
    publish_all(store)
    (gone,) = look(store, read(entry())).missing
    assert (gone.title, gone.is_called_off, gone.may_go) == ("Soep", False, False)


def test_nothing_is_gone_from_a_file_that_stops_halfway(store: Store) -> None:
    take(store, read(entry(), entry("2", SUMMARY="Soep"), entry("3", SUMMARY="Taart")))
    half = read_calendar(calendar_odd.cut_off.decode(), zone=ZONE, now=MADE_AT)
    assert look(store, half).missing == ()
    broken = read(entry(), entry("2", SUMMARY=""), entry("3", DTSTART="morgen", SUMMARY="Taart"))
    assert look(store, broken).missing == (), "they are in it, and can't be read"


def test_a_message_that_calls_one_thing_off_says_nothing_of_the_rest(store: Store) -> None:
    take(store, read(entry(), entry("2", SUMMARY="Soep")))
    off = read(entry(SUMMARY="", SEQUENCE="1"), extra="METHOD:CANCEL\r\n")
    assert [(one.title, one.is_called_off) for one in look(store, off).missing] == [
        ("Lentefeest", True)
    ]


def test_a_date_that_is_over_here_and_to_come_there_takes_no_other_ones_name(
    store: Store,
) -> None:
    series = series_at("20270612T150000", "20270612T170000", RRULE="FREQ=WEEKLY;COUNT=2")
    take(store, read(series))
    with store.transaction() as session:
        for event in session.scalars(select(Event).order_by(Event.starts_at).limit(1)):
            plan = event_plan.move_plan(
                event_plan.plan_of(event),
                starts_at=MADE_AT - timedelta(hours=5),
                ends_at=MADE_AT - timedelta(hours=1),
            )
            planning.change_event(session, event, plan, now=MADE_AT)
    only = entry(
        RECURRENCE_ID=f"{calendar_odd.AMSTERDAM}20270612T150000",
        DTSTART=f"{calendar_odd.AMSTERDAM}20270614T150000",
        DTEND=f"{calendar_odd.AMSTERDAM}20270614T170000",
        SEQUENCE="1",
    )
    off = series_at(
        "20270612T150000",
        "20270612T170000",
        RRULE="FREQ=WEEKLY;COUNT=2",
        EXDATE=f"{calendar_odd.AMSTERDAM}20270619T150000",
    )
    assert len(read(off, only).entries) == 1
    assert take(store, read(off, only), all_of_it=True) == Taken(changed=1)
    assert [one.title for one in look(store, read(off, only)).missing] == ["Lentefeest"]


def test_what_changed_last_there_counts_where_the_numbers_are_the_same(store: Store) -> None:
    take(store, read(entry(LAST_MODIFIED="20270502T100000Z")))
    assert fates(store, read(entry(SUMMARY="Oud", LAST_MODIFIED="20270501T100000Z"))) == [
        Fate.OLDER
    ]
    newer = read(entry(SUMMARY="Nieuw", LAST_MODIFIED="20270503T100000Z"))
    assert fates(store, newer) == [Fate.CHANGED]


def test_what_is_private_there_is_not_taken_unasked(store: Store) -> None:
    private = read_calendar(calendar_odd.private.decode(), zone=ZONE, now=MADE_AT)
    assert take(store, private) == Taken(made=1)
    with store.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 1


def test_a_removed_draft_has_no_way_back_into_what_guests_see(store: Store) -> None:
    take(store, read(entry(), entry("2", SUMMARY="Soep")))
    publish_all(store)
    with store.transaction() as session:
        removed = {one.event_id for one in look(store, read(entry())).missing}
        taken = imports.take(
            session, SOURCE, read(entry()), chosen=(), removed=removed,
            zone=ZONE, account_id=None, now=MADE_AT,
        )  # fmt: skip
        assert taken == Taken(), "an event that guests see is cancelled, not removed"
        states = set(session.scalars(select(Event.state)))
        assert states == {EventState.PUBLISHED}


DATES = st.lists(st.integers(0, 400), unique=True, max_size=12)


@given(known=DATES, said=DATES)
def test_no_date_is_matched_twice(known: list[int], said: list[int]) -> None:
    first = datetime(2027, 6, 1, tzinfo=UTC)

    def dates(hours: list[int]) -> list[tuple[str, datetime]]:
        return [(f"{first + timedelta(hours=6 * n):%Y%m%dT%H%M%SZ}", first) for n in hours]

    found = match(
        [dated(("u", name), at) for name, at in dates(known)],
        [dated(("u", name), at) for name, at in dates(said)],
        zone=ZONE,
    )
    assert len(set(found.values())) == len(found)
    same = set(dates(known)) & set(dates(said))
    assert all(found["u", name] == ("u", name) for name, _at in same)
