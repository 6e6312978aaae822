"""One change for this event, for later ones or for the whole series: shown first, then done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import EventState, Reply
from planner.core.local_time import day_of
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import AuditEntry, Batch, Event, EventNotice
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, later
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

ZONE = "Europe/Amsterdam"


@pytest.fixture
def ids(store: Store) -> list[int]:
    """Five barbecues a week apart; the second has guests, the fourth is cancelled."""
    made = [
        add_event(store, title=f"BBQ {week}", series="Zomer", days=7 * week, venue_name="Veld")
        for week in range(5)
    ]
    add_answers(store, made[1], Said(Reply.YES, 3), Said(Reply.YES, 2), Said(Reply.NO, 1))
    with store.transaction() as session:
        for batch in session.scalars(select(Batch).where(Batch.event_id == made[1])):
            batch.printed_at = later()
        planning.cancel_event(session, session.get_one(Event, made[3]), reason="Storm", now=later())
    return made


def change(desk: PageClient, event_id: int, **typed: str) -> Page:
    url = f"/events/{event_id}/edit"
    desk.get("/events?l=en")
    return Page(desk.send(url, {**desk.page(url).sends(), **typed}))


def confirm(desk: PageClient, event_id: int, page: Page) -> Page:
    return Page(desk.post(f"/events/{event_id}/edit", data={**page.sends(), "do": "all"}))


def read(store: Store, ids: list[int], name: str) -> list[object]:
    with store.reading() as session:
        events = [session.get_one(Event, one) for one in ids]
        return [
            event.venue.name if name == "venue" and event.venue else getattr(event, name, None)
            for event in events
        ]


def test_what_a_change_touches_is_shown_before_anything_is_done(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    page = change(desk, ids[0], venue_name="Plein", scope="all")
    assert page.heading == "What this changes"
    assert "2 households said yes. 0 of them have an address for mail." in page.words
    assert "3 cards are printed, and say what it was." in page.words
    assert "1 event is over, closed or cancelled. It stays as it is." in page.words
    assert set(read(store, ids, "venue")) == {"Veld"}
    done = confirm(desk, ids[0], page)
    assert done.status == 303
    assert read(store, ids, "venue") == ["Plein", "Plein", "Plein", "Veld", "Plein"]


def test_this_and_later_leaves_the_earlier_ones(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    page = change(desk, ids[2], contact_name="Fatima", contact_phone="06 12345678", scope="later")
    confirm(desk, ids[2], page)
    assert read(store, ids, "contact_name") == ["Chris", "Chris", "Fatima", "Chris", "Fatima"]


def test_only_this_one_is_what_happens_without_a_choice(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    assert change(desk, ids[0], contact_name="Karin").status == 303
    assert read(store, ids, "contact_name") == ["Karin", "Chris", "Chris", "Chris", "Chris"]


def test_a_move_and_another_time_are_done_to_each_day_and_can_be_told(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    before = read(store, ids, "starts_at")
    with store.reading() as session:
        on = day_of(session.get_one(Event, ids[0]).starts_at, ZONE)
    moved = {"held_on": str(on + timedelta(days=1)), "starts": "16:00", "ends": "20:00"}
    page = change(desk, ids[0], **moved, scope="all")
    assert "1 day later" in page.words
    confirm(desk, ids[0], page)
    after = read(store, ids, "starts_at")
    hops = [new - old for new, old in zip(after, before, strict=True)]  # type: ignore[operator]
    assert hops[0] == hops[1] == hops[4] > timedelta(days=1)
    assert hops[3] == timedelta()
    assert read(store, ids, "sequence") == [1, 1, 1, 1, 1], "also the cancelled one, when it was"
    with store.reading() as session:
        assert session.scalars(select(EventNotice.event_id)).all() == [ids[1]]
        written = session.scalars(select(AuditEntry).where(AuditEntry.what == "planning.edit"))
        assert {entry.event_id for entry in written} == {ids[0], ids[1], ids[2], ids[4]}
    page = desk.page("/series/1?l=en")
    assert f"/events/{ids[1]}/tell/1" in page.links()
    assert f"/events/{ids[3]}/edit" not in page.links(), "what is cancelled is not changed"


def test_who_changed_something_meanwhile_is_seen_before_it_is_done(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    page = change(desk, ids[0], venue_name="Plein", scope="all")
    with store.transaction() as session:
        session.get_one(Event, ids[2]).updated_at = later(minutes=9)
    again = confirm(desk, ids[0], page)
    assert again.status == 200
    assert "Something changed while you looked." in again.words
    assert set(read(store, ids, "venue")) == {"Veld"}
    confirm(desk, ids[0], again)
    assert read(store, ids, "venue")[2] == "Plein"


def test_back_from_what_it_touches_keeps_what_was_typed(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    page = change(desk, ids[0], venue_name="Plein", scope="all")
    form = Page(desk.post(f"/events/{ids[0]}/edit", data={**page.sends(), "do": "back"}))
    assert form.sends()["venue_name"] == ["Plein"]
    assert form.sends()["scope"] == ["all"]
    assert set(read(store, ids, "venue")) == {"Veld"}


def test_who_would_end_before_it_starts_stays_and_is_said(
    desk: PageClient, store: Store, ids: list[int]
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, ids[2])
        event.ends_at = event.starts_at + timedelta(hours=1)
    page = change(desk, ids[0], starts="18:00", scope="all")
    assert "This one stays as it is: it would end before it starts." in page.words
    confirm(desk, ids[0], page)
    with store.reading() as session:
        event = session.get_one(Event, ids[2])
        assert event.ends_at - event.starts_at == timedelta(hours=1)
        assert event.state is EventState.PUBLISHED
        assert day_of(event.starts_at, ZONE) > date(2027, 1, 1)


def test_more_events_take_no_more_questions(desk: PageClient, store: Store, ids: list[int]) -> None:
    def questions() -> list[int]:
        found = []
        for url in ("/series/1", f"/events/{ids[0]}/edit"):
            with count_queries(store) as counted:
                desk.page(url)
            found.append(len(counted))
        return found

    questions()
    few = questions()
    for week in range(6, 16):
        add_event(store, title=f"BBQ {week}", series="Zomer", days=7 * week, venue_name=str(week))
    assert questions() == few


def test_the_series_shows_place_and_time_of_each(desk: PageClient, ids: list[int]) -> None:
    page = desk.page("/series/1?l=en")
    assert page.words.count("Veld") == 5
    assert "from 15:00 to 19:00" in page.words
    assert f"/events/{ids[1]}/edit" in page.links()


def test_who_would_be_over_already_or_is_going_on_stays_where_it_is(
    desk: PageClient, store: Store, ids: list[int], clock: FixedClock
) -> None:
    before = read(store, ids, "starts_at")
    with store.transaction() as session:
        going_on = session.get_one(Event, ids[0])
        going_on.starts_at = clock() - timedelta(hours=1)
        going_on.ends_at = clock() + timedelta(hours=1)
        on, first = (day_of(session.get_one(Event, ids[one]).starts_at, ZONE) for one in (4, 1))
        earlier = first - day_of(clock(), ZONE) + timedelta(days=1)
        begun_at = going_on.starts_at
    page = change(desk, ids[4], held_on=str(on - earlier), scope="all")
    assert "This one stays as it is: it is going on." in page.words
    assert "This one stays as it is: its new moment is over." in page.words
    confirm(desk, ids[4], page)
    after = read(store, ids, "starts_at")
    assert after[0] == begun_at
    assert after[1] == before[1], "it would have been held before today"
    assert after[2] < before[2]  # type: ignore[operator]


def test_another_number_to_call_goes_to_what_is_going_on_too(
    desk: PageClient, store: Store, ids: list[int], clock: FixedClock
) -> None:
    with store.transaction() as session:
        going_on = session.get_one(Event, ids[0])
        going_on.starts_at = clock() - timedelta(hours=1)
        going_on.ends_at = clock() + timedelta(hours=1)
    page = change(desk, ids[4], contact_name="Fatima", contact_phone="06 12345678", scope="all")
    confirm(desk, ids[4], page)
    assert read(store, ids, "contact_name")[0] == "Fatima"
