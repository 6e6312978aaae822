"""A run sheet moves with its event, is taken from the last one, and ticked by many at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.logistics.permits import PermitKind, PermitState
from planner.services.logistics import sheet_making
from planner.services.logistics.permits import PermitPlan, keep_permit
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.sheet_rows import is_left_behind, lines_of, moment_of
from planner.services.logistics.ticking import Ticked, tick, untick
from planner.services.plan import event_plan, making, planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event, RunLine
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE

MINUTE = timedelta(minutes=1)
FIRE = LinePlan(title="Vuur aan", anchor=EventAnchor.START, minutes=-45, length=15)
WELCOME = LinePlan(title="Welkom", anchor=EventAnchor.START, minutes=0, length=10)
LIGHTS = LinePlan(title="Lichtshow", anchor=EventAnchor.START, minutes=60, length=20, is_fixed=True)
CLEAR = LinePlan(title="Opruimen", anchor=EventAnchor.END, minutes=0, length=60)
SHEET = [FIRE, WELCOME, LIGHTS, CLEAR]


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, series="Zomer")


def make(store: Store, event_id: int, plans: list[LinePlan] | None = None) -> dict[str, int]:
    with store.transaction() as session:
        sheet_making.make_lines(session, event_id, plans or SHEET, now=WEEK_BEFORE)
        return {line.title: line.id for line in lines_of(session, event_id)}


def in_one(store: Store, event_id: int, do: Callable[[Session, Event], object]) -> None:
    with store.transaction() as session:
        do(session, session.get_one(Event, event_id))


def minutes_of(store: Store, event_id: int) -> dict[str, int]:
    """Return after how many minutes of last Saturday's beginning each line is."""
    with store.reading() as session:
        return {
            line.title: round((moment_of(line) - SATURDAY) / MINUTE)
            for line in lines_of(session, event_id)
        }


def move(store: Store, event_id: int, by: timedelta) -> None:
    def do(session: Session, event: Event) -> None:
        plan = event_plan.plan_of(event)
        moved = replace(plan, starts_at=plan.starts_at + by, ends_at=plan.ends_at + by)
        making.change_event(session, event, moved, now=WEEK_BEFORE)

    in_one(store, event_id, do)


def tick_line(store: Store, event_id: int, line_id: int, minutes: int = 0) -> Ticked:
    at = SATURDAY + minutes * MINUTE
    with store.transaction() as session:
        return tick(session, event_id, line_id, at=at, now=SATURDAY + 600 * MINUTE)


def test_what_is_open_moves_along_and_what_is_done_or_fixed_stays(
    store: Store, event_id: int
) -> None:
    ids = make(store, event_id)
    before = minutes_of(store, event_id)
    assert tick_line(store, event_id, ids["Vuur aan"], -40) is Ticked.DONE
    move(store, event_id, timedelta(days=7, hours=1))
    later = 7 * 24 * 60 + 60
    after = minutes_of(store, event_id)
    assert {name: after[name] - before[name] for name in after} == {
        "Vuur aan": 0,
        "Welkom": later,
        "Lichtshow": 0,
        "Opruimen": later,
    }
    with store.reading() as session:
        left = {line.title for line in lines_of(session, event_id) if is_left_behind(line)}
    assert left == {"Lichtshow"}


def test_opened_again_a_line_moves_along_again(store: Store, event_id: int) -> None:
    ids = make(store, event_id)
    before = minutes_of(store, event_id)
    tick_line(store, event_id, ids["Welkom"])
    move(store, event_id, timedelta(hours=2))
    assert minutes_of(store, event_id)["Welkom"] == before["Welkom"]
    with store.transaction() as session:
        now = SATURDAY + 30 * MINUTE
        assert untick(session, event_id, ids["Welkom"], at=now, now=now) is Ticked.OPEN
    assert minutes_of(store, event_id)["Welkom"] == before["Welkom"] + 120


def test_the_sheet_of_the_last_event_is_taken_whole_and_open(store: Store, event_id: int) -> None:
    ids = make(store, event_id)
    for name in ids:
        tick_line(store, event_id, ids[name])
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=14),
            now=WEEK_BEFORE,
            account_id=None,
        )
        found = sheet_making.propose(session, copied, words=str)
        assert found.like is event
        plans = [one.plan for one in found.lines]
        assert sheet_making.make_lines(session, copied.id, plans, now=WEEK_BEFORE) == 4
        assert sheet_making.make_lines(session, copied.id, plans, now=WEEK_BEFORE) == 0
        lines = lines_of(session, copied.id)
        assert not any(line.done_at or line.ticked_at for line in lines)
        assert not any(is_left_behind(line) for line in lines)
        copied_id = copied.id
    before, after = minutes_of(store, event_id), minutes_of(store, copied_id)
    assert {after[name] - before[name] for name in after} == {14 * 24 * 60}


def test_a_copy_has_the_same_sheet_where_that_is_asked(store: Store, event_id: int) -> None:
    make(store, event_id)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=14),
            now=WEEK_BEFORE,
            account_id=None,
            with_logistics=True,
        )
        assert [line.title for line in lines_of(session, copied.id)] == [one.title for one in SHEET]


def test_without_an_event_before_it_begins_with_a_set(store: Store, event_id: int) -> None:
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        found = sheet_making.propose(session, event, words=str.upper)
        assert found.like is None
        assert len(found.lines) > 12
        assert all(one.plan.title.isupper() for one in found.lines)
        assert [one.starts_at for one in found.lines] == sorted(
            one.starts_at for one in found.lines
        )


def test_a_quarter_later_from_here(store: Store, event_id: int) -> None:
    ids = make(store, event_id)
    tick_line(store, event_id, ids["Vuur aan"], -50)
    before = minutes_of(store, event_id)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        plan = PermitPlan(
            state=PermitState.GRANTED,
            title="Vergunning",
            kind=PermitKind.PERMIT,
            until=event.ends_at + 70 * MINUTE,
        )
        keep_permit(session, event_id, plan)
        moved = sheet_making.move_later(session, event_id, ids["Welkom"], 15, now=SATURDAY)
        assert moved is not None
        assert moved.count == 2
        assert [line.title for line in moved.past_end] == ["Opruimen"]
    after = minutes_of(store, event_id)
    assert {name: after[name] - before[name] for name in after} == {
        "Vuur aan": 0,
        "Welkom": 15,
        "Lichtshow": 0,
        "Opruimen": 15,
    }
    with store.transaction() as session:
        back = sheet_making.move_later(session, event_id, ids["Welkom"], -15, now=SATURDAY)
        assert back is not None
        assert not back.past_end
    assert minutes_of(store, event_id) == before


def test_a_line_of_the_programme_moves_with_it_and_stays_when_it_goes(
    store: Store, event_id: int
) -> None:
    def add(session: Session, event: Event) -> None:
        at = event.starts_at + 30 * MINUTE
        programmes.add_item(session, event, ItemPlan(title="Muziek", starts_at=at), now=WEEK_BEFORE)
        session.flush()
        item = event.programme[0]
        plan = LinePlan(title="Geluid", anchor=EventAnchor.ITEM, minutes=-10, item_id=item.id)
        sheet_making.add_line(session, event_id, plan, now=WEEK_BEFORE)

    in_one(store, event_id, add)
    first = minutes_of(store, event_id)["Geluid"]

    def shift(session: Session, event: Event) -> None:
        item = event.programme[0]
        wish = ItemPlan(title="Muziek", starts_at=item.starts_at + 20 * MINUTE)
        programmes.change_item(session, item, wish, now=WEEK_BEFORE)

    in_one(store, event_id, shift)
    assert minutes_of(store, event_id)["Geluid"] == first + 20

    def remove(session: Session, event: Event) -> None:
        programmes.remove_item(session, event.programme[0], by_id=None, now=WEEK_BEFORE)

    in_one(store, event_id, remove)
    assert minutes_of(store, event_id)["Geluid"] == first + 20


@pytest.mark.both_databases
def test_ticked_by_two_phones_in_one_second_it_is_done_once(store: Store, event_id: int) -> None:
    line_id = make(store, event_id)["Welkom"]
    ready, found = threading.Barrier(8), list[Ticked]()

    def press(number: int) -> None:
        ready.wait()
        found.append(tick_line(store, event_id, line_id, number))

    threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Ticked.DONE] * 8
    with store.reading() as session:
        line = session.scalars(select(RunLine).where(RunLine.id == line_id)).one()
        assert line.done_at == SATURDAY, "the first moment counts, whichever came in first"


def test_a_line_of_another_event_is_not_ticked(store: Store, event_id: int) -> None:
    line_id = make(store, event_id)["Welkom"]
    other = add_event(store, title="Ander feest")
    assert tick_line(store, other, line_id) is Ticked.UNKNOWN
    assert tick_line(store, event_id, line_id) is Ticked.DONE
