"""A run sheet moves with its event, is taken from the last one, and ticked by many at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.logistics.permits import PermitKind, PermitState
from planner.core.roles import AccountRole, TeamRole
from planner.services.logistics import sheet_anchoring, sheet_making, sheet_moving
from planner.services.logistics.permits import PermitPlan, keep_permit
from planner.services.logistics.sheet_anchoring import LinesOfPart
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.sheet_moving import MovedLines, MovedMeanwhile
from planner.services.logistics.sheet_rows import find_line, is_left_behind, lines_of, times_mark
from planner.services.logistics.ticking import Ticked, tick, untick
from planner.services.people import colleagues
from planner.services.plan import event_plan, making, planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event, RunLine
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.run_sheets import FIRE, MINUTE, SHEET, WELCOME, line_of, make_sheet, minutes_of
from tests.support.shifts import WEEK_BEFORE


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, series="Zomer")


def in_one(store: Store, event_id: int, do: Callable[[Session, Event], object]) -> None:
    with store.transaction() as session:
        do(session, session.get_one(Event, event_id))


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
    ids = make_sheet(store, event_id)
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
    ids = make_sheet(store, event_id)
    before = minutes_of(store, event_id)
    tick_line(store, event_id, ids["Welkom"])
    move(store, event_id, timedelta(hours=2))
    assert minutes_of(store, event_id)["Welkom"] == before["Welkom"]
    with store.transaction() as session:
        now = SATURDAY + 30 * MINUTE
        assert untick(session, event_id, ids["Welkom"], at=now, now=now) is Ticked.OPEN
    assert minutes_of(store, event_id)["Welkom"] == before["Welkom"] + 120


def test_the_sheet_of_the_last_event_is_taken_whole_and_open(store: Store, event_id: int) -> None:
    ids = make_sheet(store, event_id)
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
    make_sheet(store, event_id)
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
    ids = make_sheet(store, event_id)
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
        moved = sheet_moving.move_later(session, event_id, ids["Welkom"], 15, now=SATURDAY)
        assert isinstance(moved, MovedLines)
        assert [line.title for line in moved.moved] == ["Welkom", "Opruimen"]
        assert [line.title for line in moved.stayed] == ["Lichtshow"]
        assert [line.title for line in moved.past_end] == ["Opruimen"]
    after = minutes_of(store, event_id)
    assert {name: after[name] - before[name] for name in after} == {
        "Vuur aan": 0,
        "Welkom": 15,
        "Lichtshow": 0,
        "Opruimen": 15,
    }
    with store.transaction() as session:
        back = sheet_moving.move_later(session, event_id, ids["Welkom"], -15, now=SATURDAY)
        assert isinstance(back, MovedLines)
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
    line_id = make_sheet(store, event_id)["Welkom"]
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
    assert line_of(store, line_id).done_at == SATURDAY, "the first moment counts"


def test_a_line_of_another_event_is_not_ticked(store: Store, event_id: int) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    other = add_event(store, title="Ander feest")
    assert tick_line(store, other, line_id) is Ticked.UNKNOWN
    assert tick_line(store, event_id, line_id) is Ticked.DONE


def change(store: Store, event_id: int, line_id: int, **fields: object) -> RunLine:
    """Change a line, as who saves its form does."""
    with store.transaction() as session:
        line = find_line(session, event_id, line_id)
        assert line is not None
        plan = replace(sheet_making.plan_of_line(line), **fields)  # type: ignore[arg-type]
        changed = sheet_making.change_line(session, event_id, line_id, plan, now=WEEK_BEFORE)
        assert changed is not None
    return line_of(store, line_id)


def test_what_is_done_keeps_its_moment_until_somebody_says_it_was_at_another(
    store: Store, event_id: int
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    tick_line(store, event_id, line_id)
    move(store, event_id, timedelta(days=7))
    assert change(store, event_id, line_id, title="Welkomstwoord").kept_at == SATURDAY
    said = change(store, event_id, line_id, minutes=5)
    assert said.kept_at == SATURDAY + timedelta(days=7) + 5 * MINUTE


def test_a_fixed_line_that_stayed_is_right_once_it_is_saved_there(
    store: Store, event_id: int
) -> None:
    line_id = make_sheet(store, event_id)["Lichtshow"]
    move(store, event_id, 60 * MINUTE)
    assert minutes_of(store, event_id)["Lichtshow"] == 60
    change(store, event_id, line_id, minutes=0)
    with store.reading() as session:
        assert not any(is_left_behind(line) for line in lines_of(session, event_id))


def test_a_calendar_hears_of_another_time_title_or_place_and_of_nothing_else(
    store: Store, event_id: int
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    assert change(store, event_id, line_id, who="Mo").sequence == 0
    assert change(store, event_id, line_id, place="Plein").sequence == 1
    assert change(store, event_id, line_id, title="Hallo").sequence == 2
    assert change(store, event_id, line_id, minutes=5).sequence == 3
    tick_line(store, event_id, line_id)
    assert line_of(store, line_id).sequence == 3
    move(store, event_id, 60 * MINUTE)
    with store.transaction() as session:
        untick(session, event_id, line_id, at=SATURDAY + MINUTE, now=SATURDAY + MINUTE)
    assert line_of(store, line_id).sequence == 4, "it is at another time than while it was done"


def test_what_is_taken_out_can_be_put_back(store: Store, event_id: int) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    with store.transaction() as session:
        assert sheet_making.remove_line(session, event_id, line_id, now=WEEK_BEFORE) is not None
        assert sheet_making.remove_line(session, event_id, line_id, now=WEEK_BEFORE) is None
    assert "Welkom" not in minutes_of(store, event_id)
    assert tick_line(store, event_id, line_id) is Ticked.UNKNOWN
    with store.transaction() as session:
        assert sheet_making.put_line_back(session, event_id, line_id, now=WEEK_BEFORE)
        assert not sheet_making.put_line_back(session, event_id, line_id, now=WEEK_BEFORE)
    assert "Welkom" in minutes_of(store, event_id)


@pytest.mark.both_databases
def test_two_who_move_the_same_lines_at_once_move_them_once(store: Store, event_id: int) -> None:
    line_id = make_sheet(store, event_id)["Vuur aan"]
    with store.reading() as session:
        seen = times_mark(lines_of(session, event_id))
    ready, found = threading.Barrier(4), list[object]()

    def press() -> None:
        ready.wait()
        with store.transaction() as session:
            found.append(
                type(
                    sheet_moving.move_later(session, event_id, line_id, 15, now=SATURDAY, mark=seen)
                )
            )

    threads = [threading.Thread(target=press) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == sorted(map(str, [MovedLines, *[MovedMeanwhile] * 3]))
    assert minutes_of(store, event_id) == {
        "Vuur aan": -30,
        "Welkom": 15,
        "Lichtshow": 60,
        "Opruimen": 255,
    }


def test_what_is_on_another_day_does_not_wait_for_this_one(store: Store, event_id: int) -> None:
    back = replace(WELCOME, title="Terugbrengen", minutes=18 * 60)
    night = replace(WELCOME, title="Laatste rondje", minutes=10 * 60)
    ids = make_sheet(store, event_id, [FIRE, night, back])
    with store.transaction() as session:
        moved = sheet_moving.move_later(session, event_id, ids["Vuur aan"], 30, now=SATURDAY)
        assert isinstance(moved, MovedLines)
        assert [line.title for line in moved.moved] == ["Vuur aan", "Laatste rondje"]


def test_a_move_is_undone_for_the_same_lines_and_no_others(store: Store, event_id: int) -> None:
    ids = make_sheet(store, event_id, [FIRE, WELCOME])
    with store.transaction() as session:
        later = sheet_moving.move_later(session, event_id, ids["Welkom"], -30, now=SATURDAY)
        assert isinstance(later, MovedLines)
        assert [line.title for line in later.moved] == ["Welkom"]
        for only, count in ((ids["Welkom"], 1), (999, 0)):
            back = sheet_moving.move_later(
                session, event_id, ids["Welkom"], 30, now=SATURDAY, only=[only]
            )
            assert isinstance(back, MovedLines)
            assert len(back.moved) == count
    assert minutes_of(store, event_id) == {"Vuur aan": -45, "Welkom": 0}


def test_who_is_not_in_the_team_of_the_next_event_stands_there_by_name(
    store: Store, event_id: int
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        els = colleagues.invite(
            session,
            email="els@feest.example",
            name="Els",
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=WEEK_BEFORE,
        )
        assert els is not None
        colleagues.put_in_team(session, event, els, TeamRole.CREW, now=WEEK_BEFORE)
        els_id = els.id
    change(store, event_id, line_id, account_id=els_id)
    with store.transaction() as session:
        copied = planning.copy_event(
            session,
            session.get_one(Event, event_id),
            starts_at=SATURDAY + timedelta(days=14),
            now=WEEK_BEFORE,
            account_id=None,
            with_logistics=True,
        )
        whose = {line.title: (line.account_id, line.who) for line in lines_of(session, copied.id)}
    assert whose["Welkom"] == (None, "Els")
    assert line_of(store, line_id).account_id == els_id


def test_the_lines_of_a_part_of_the_programme_are_counted(store: Store, event_id: int) -> None:
    def add(session: Session, event: Event) -> None:
        programmes.add_item(
            session, event, ItemPlan(title="Muziek", starts_at=SATURDAY), now=WEEK_BEFORE
        )
        session.flush()
        item = event.programme[0]
        counted = replace(FIRE, anchor=EventAnchor.ITEM, item_id=item.id)
        for plan in (counted, replace(counted, is_fixed=True)):
            sheet_making.add_line(session, event_id, plan, now=WEEK_BEFORE)
        assert sheet_anchoring.lines_of_part(session, item) == LinesOfPart(moving=1, fixed=1)

    in_one(store, event_id, add)
