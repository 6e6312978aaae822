"""Shifts are made in one press, change with the event, and who was in one reads what became."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.helpers.asking import show_rate
from planner.core.helpers.shifts import EntryState
from planner.core.helpers.starting_sets import TaskKind
from planner.services import deleted
from planner.services.helpers import helper_secrets, shift_making
from planner.services.helpers.shift_making import Removed, ShiftPlan, plan_of_shift
from planner.services.helpers.shift_rows import find_shift, shifts_of, span
from planner.services.plan import event_plan, planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event, ProgrammeItem, Shift
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, entries_of, sign_up

ASSUMED = show_rate(signed=0, came=0)
WORDS = {kind: f"Klus {kind.value}" for kind in TaskKind}
GRILL = ShiftPlan(
    task="Grillen", anchor=EventAnchor.START, minutes=-30, length=150, needed=2, most=3
)
HOUR = timedelta(hours=1)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store, series="Zomer")


def in_one(store: Store, event_id: int, do: Callable[[Session, Event], object]) -> object:
    with store.transaction() as session:
        return do(session, session.get_one(Event, event_id))


def proposed(store: Store, event_id: int, *, expected: int | None = 60) -> list[ShiftPlan]:
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        found = shift_making.propose(session, event, expected=expected, words=WORDS, rate=ASSUMED)
        return [one.plan for one in found.shifts]


def make(store: Store, event_id: int, plans: list[ShiftPlan]) -> int:
    with store.transaction() as session:
        return shift_making.make_shifts(session, event_id, plans, now=WEEK_BEFORE)


def starts_of(store: Store, event_id: int) -> list[datetime]:
    with store.reading() as session:
        return [span(one).starts_at for one in shifts_of(session, event_id)]


def test_a_set_begins_with_what_a_barbecue_of_so_many_takes(store: Store) -> None:
    event_id = add_event(store)
    plans = proposed(store, event_id)
    assert [(one.kind, one.needed, one.most) for one in plans] == [
        (TaskKind.SET_UP, 3, 4),
        (TaskKind.GRILL, 2, 2),
        (TaskKind.SERVE, 2, 2),
        (TaskKind.CHILDREN, 1, 1),
        (TaskKind.CLEAR_UP, 3, 4),
    ]
    grill = plans[1]
    assert (grill.task, grill.least_age) == ("Klus grill", 18)
    assert grill.length == 30 + 240, "from half an hour before until the event ends"
    assert make(store, event_id, plans) == 5
    with store.reading() as session:
        code = session.get_one(Event, event_id).help_code
    assert code is not None
    assert make(store, event_id, plans) == 0, "somebody else has made them meanwhile"
    with store.reading() as session:
        assert session.get_one(Event, event_id).help_code == code
        assert session.scalar(select(func.count(Shift.id))) == 5


def test_the_next_of_a_series_begins_with_the_shifts_of_the_last_and_nobody_in_them(
    store: Store, event_id: int
) -> None:
    make(store, event_id, [GRILL, replace(GRILL, task="Opruimen", anchor=EventAnchor.END)])
    with store.reading() as session:
        first = session.scalars(select(Shift.id).order_by(Shift.id)).first()
    assert first is not None
    sign_up(store, event_id, first)
    other = add_event(store, series="Zomer", days=14)
    assert proposed(store, other) == [
        GRILL,
        replace(GRILL, task="Opruimen", anchor=EventAnchor.END),
    ]
    make(store, other, proposed(store, other))
    later = timedelta(days=14)
    assert starts_of(store, other) == [one + later for one in starts_of(store, event_id)]
    with store.reading() as session:
        assert [list(one.entries) for one in shifts_of(session, other)] == [[], []]


def test_a_copy_takes_shifts_along_also_those_of_a_part_of_the_programme(
    store: Store, event_id: int
) -> None:
    show = ItemPlan(title="Lichtshow", starts_at=SATURDAY + 2 * HOUR)
    in_one(store, event_id, lambda s, e: programmes.add_item(s, e, show, now=WEEK_BEFORE))
    with store.reading() as session:
        item_id = session.scalars(select(ProgrammeItem.id)).one()
    plan = replace(GRILL, anchor=EventAnchor.ITEM, item_id=item_id, minutes=-15)
    make(store, event_id, [plan])
    when = SATURDAY + timedelta(days=7)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=when,
            now=WEEK_BEFORE,
            account_id=None,
            with_shifts=True,
        )
        copied_id, code = copied.id, copied.help_code
        assert code not in (None, event.help_code)
    assert starts_of(store, copied_id) == [when + 2 * HOUR - timedelta(minutes=15)]
    with store.reading() as session:
        (shift,) = shifts_of(session, copied_id)
        assert shift.anchor is EventAnchor.ITEM
        assert shift.item is not None
        assert shift.item.event_id == copied_id


def test_a_part_that_goes_leaves_its_shifts_at_their_moment(store: Store, event_id: int) -> None:
    show = ItemPlan(title="Lichtshow", starts_at=SATURDAY + 2 * HOUR)
    in_one(store, event_id, lambda s, e: programmes.add_item(s, e, show, now=WEEK_BEFORE))
    with store.reading() as session:
        item_id = session.scalars(select(ProgrammeItem.id)).one()
    shift_id = add_shift(store, event_id, anchor=EventAnchor.ITEM, item_id=item_id, minutes=-15)
    with store.transaction() as session:
        item = session.get_one(ProgrammeItem, item_id)
        moved = replace(show, starts_at=SATURDAY + 3 * HOUR)
        programmes.change_item(session, item, moved, now=WEEK_BEFORE)
    with store.transaction() as session:
        shift = session.get_one(Shift, shift_id)
        assert (shift.sequence, shift.changed_at) == (1, WEEK_BEFORE)
        before = starts_of(store, event_id)
        item = session.get_one(ProgrammeItem, item_id)
        programmes.remove_item(session, item, by_id=None, now=WEEK_BEFORE)
    assert starts_of(store, event_id) == before == [SATURDAY + 3 * HOUR - timedelta(minutes=15)]
    with store.reading() as session:
        assert session.get_one(Shift, shift_id).anchor is EventAnchor.START


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        pytest.param({"minutes": 0}, 1, id="another time"),
        pytest.param({"place": "Voorplein"}, 1, id="another place"),
        pytest.param({"task": "Bakken"}, 1, id="another task"),
        pytest.param({"note": "Schort mee"}, 0, id="a note"),
        pytest.param({"needed": 1, "most": 1}, 0, id="fewer needed"),
        pytest.param({"anchor": EventAnchor.END, "minutes": -270}, 0, id="only counted otherwise"),
    ],
)
def test_calendars_look_again_at_another_time_place_or_task(
    store: Store, event_id: int, change: dict[str, Any], sequence: int
) -> None:
    make(store, event_id, [GRILL])
    with store.transaction() as session:
        (shift,) = shifts_of(session, event_id)
        wish = replace(plan_of_shift(shift), **change)
        changed = shift_making.change_shift(session, event_id, shift.id, wish, now=WEEK_BEFORE)
        assert changed is not None
        assert (changed.sequence, changed.version) == (sequence, 2)
        assert plan_of_shift(changed) == wish


def test_more_places_are_offered_to_who_waits(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "in it")
    sign_up(store, event_id, shift_id, "waits", waits=True)
    with store.transaction() as session:
        shift = session.get_one(Shift, shift_id)
        wish = replace(plan_of_shift(shift), needed=2, most=2)
        shift_making.change_shift(session, event_id, shift_id, wish, now=WEEK_BEFORE)
    assert entries_of(store, shift_id)[1].offered_until is not None


def test_a_shift_that_nobody_was_in_is_gone_another_stays_as_called_off(
    store: Store, event_id: int
) -> None:
    empty, taken = add_shift(store, event_id), add_shift(store, event_id, minutes=60)
    sign_up(store, event_id, taken)

    def remove(shift_id: int) -> Removed | None:
        with store.transaction() as session:
            return shift_making.remove_shift(session, event_id, shift_id, now=WEEK_BEFORE)

    assert remove(empty) is Removed.GONE
    assert remove(empty) is None
    assert remove(taken) is Removed.CALLED_OFF
    assert remove(taken) is None
    with store.reading() as session:
        assert list(shifts_of(session, event_id)) == []
        shift = find_shift(session, event_id, taken)
        assert shift is not None
        assert (shift.removed_at, shift.sequence) == (WEEK_BEFORE, 1)
        assert [one.state for one in shift.entries] == [EntryState.STANDING]
        assert session.get_one(Event, event_id).helpers_eating == 0, "nobody eats for it"
    with store.transaction() as writing:
        assert shift_making.put_shift_back(writing, event_id, taken, now=WEEK_BEFORE)
        assert not shift_making.put_shift_back(writing, event_id, taken, now=WEEK_BEFORE)
    with store.reading() as session:
        assert session.get_one(Event, event_id).helpers_eating == 1


def test_a_shift_of_another_event_is_not_touched(store: Store, event_id: int) -> None:
    other = add_shifts_event(store, title="Ander feest")
    shift_id = add_shift(store, other)
    with store.transaction() as session:
        assert shift_making.remove_shift(session, event_id, shift_id, now=WEEK_BEFORE) is None
        wish = replace(GRILL, task="Van ons")
        changed = shift_making.change_shift(session, event_id, shift_id, wish, now=WEEK_BEFORE)
        assert changed is None


def test_a_code_that_is_taken_is_drawn_again(
    store: Store, event_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.reading() as session:
        taken = session.get_one(Event, event_id).help_code
    assert taken is not None
    drawn = iter([taken, taken, "newcode2"])
    monkeypatch.setattr(shift_making, "new_help_code", lambda: next(drawn))
    other = add_event(store, days=3)
    make(store, other, [GRILL])
    with store.reading() as session:
        assert session.get_one(Event, other).help_code == "newcode2"
    assert len("newcode2") == helper_secrets.CODE_SIGNS


def test_a_draft_goes_and_comes_back_with_its_shifts(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session, event, starts_at=SATURDAY + timedelta(days=7), now=WEEK_BEFORE, account_id=None
        )
        draft_id = copied.id
    make(store, draft_id, [GRILL])
    with store.transaction() as session:
        draft = session.get_one(Event, draft_id)
        kept = planning.delete_draft(session, draft, by_id=None, now=WEEK_BEFORE)
        assert session.scalar(select(func.count(Shift.id))) == 0
        assert deleted.put_back(session, kept)
        assert session.scalars(select(Shift.task)).all() == ["Grillen"]


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "to", "minutes", "was", "becomes"),
    [
        pytest.param(
            at(2026, 6, 6, 16),
            at(2026, 6, 6, 22),
            at(2026, 6, 13, 16),
            240,
            (at(2026, 6, 6, 20), at(2026, 6, 7, 0)),
            (at(2026, 6, 13, 20), at(2026, 6, 14, 0)),
            id="22:00 to 02:00 stays so",
        ),
        pytest.param(
            at(2026, 10, 17, 16),
            at(2026, 10, 17, 21),
            at(2026, 10, 24, 16),
            330,
            (at(2026, 10, 17, 21, 30), at(2026, 10, 18, 1, 30)),
            # 23:30 in summer time; four real hours end at 02:30, which comes twice.
            (at(2026, 10, 24, 21, 30), at(2026, 10, 25, 1, 30)),
            id="the night the clock goes back",
        ),
        pytest.param(
            at(2027, 3, 20, 19),
            at(2027, 3, 20, 23),
            at(2027, 3, 27, 19),
            390,
            (at(2027, 3, 21, 1, 30), at(2027, 3, 21, 5, 30)),
            # 02:30 is skipped: an hour later by the clock, and four real hours from there.
            (at(2027, 3, 28, 1, 30), at(2027, 3, 28, 5, 30)),
            id="the night the clock goes forward",
        ),
    ],
)
def test_a_copy_keeps_what_clocks_show_also_in_the_nights_that_they_change(
    store: Store,
    starts_at: datetime,
    ends_at: datetime,
    to: datetime,
    minutes: int,
    was: tuple[datetime, datetime],
    becomes: tuple[datetime, datetime],
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        wish = event_plan.move_plan(event_plan.plan_of(event), starts_at=starts_at, ends_at=ends_at)
        planning.change_event(session, event, wish, now=WEEK_BEFORE)
    add_shift(store, event_id, minutes=minutes, length=240)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session, event, starts_at=to, now=WEEK_BEFORE, account_id=None, with_shifts=True
        )
        (before,), (after,) = shifts_of(session, event_id), shifts_of(session, copied.id)
        assert (span(before).starts_at, span(before).ends_at) == was
        assert (span(after).starts_at, span(after).ends_at) == becomes
