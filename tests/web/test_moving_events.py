"""An event that moves takes along what hangs on its day, also what is folded away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from planner.core.local_time import day_of
from planner.services.plan import programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event
from tests.support.organiser import later
from tests.support.pages import Page, PageClient
from tests.web.test_events import BARBECUE, english, make

ZONE = "Europe/Amsterdam"


@pytest.fixture
def moving(desk: PageClient, store: Store) -> int:
    """An event whose answers close two days before it, with a programme and a shop that closes."""
    event_id = make(desk, answers_close_on="2027-06-10", ends="01:00", ends_on="2027-06-13")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.shop_closes_at = event.starts_at + timedelta(hours=3)
        item = ItemPlan(title="Music", starts_at=event.starts_at + timedelta(hours=1))
        programmes.add_item(session, event, item, now=later())
    return event_id


def change(desk: PageClient, event_id: int, **typed: str) -> Page:
    url = f"/events/{event_id}/edit"
    return Page(desk.send(url, {**english(desk).page(url).sends(), **typed}))


@pytest.mark.parametrize("held_on", ["2027-06-05", "2027-06-19", "2027-10-31"])
def test_what_hangs_on_the_day_moves_along(
    desk: PageClient, store: Store, moving: int, held_on: str
) -> None:
    page = change(desk, moving, held_on=held_on)
    assert page.status == 303, page.errors()
    days = date.fromisoformat(held_on)
    with store.reading() as session:
        event = session.get_one(Event, moving)
        assert day_of(event.starts_at, ZONE) == days
        assert day_of(event.ends_at, ZONE) == days + timedelta(days=1)
        assert event.answers_close_at is not None
        assert event.shop_closes_at is not None
        assert day_of(event.answers_close_at, ZONE) == days - timedelta(days=2)
        assert day_of(event.shop_closes_at, ZONE) == days
        assert [day_of(item.starts_at, ZONE) for item in event.programme] == [days]


def test_a_day_to_answer_that_is_typed_stays_as_typed(
    desk: PageClient, store: Store, moving: int
) -> None:
    page = change(desk, moving, held_on="2027-06-19", answers_close_on="2027-06-12")
    assert page.status == 303, page.errors()
    with store.reading() as session:
        closes_at = session.get_one(Event, moving).answers_close_at
        assert closes_at == datetime(2027, 6, 12, 21, 59, tzinfo=UTC)


def test_a_fault_under_more_unfolds_it(desk: PageClient, moving: int) -> None:
    page = change(desk, moving, held_on="2027-06-05", answers_close_on="2027-06-09")
    assert page.status == 422
    assert page.errors() == ["Choose a day before the event, or the day itself."]
    assert any("open" in one.attrib for one in page.all("details"))
    assert page.sends()["answers_close_on"] == ["2027-06-09"], "what was typed stays"


def test_answers_that_close_when_it_begins_go_on_doing_so(desk: PageClient, store: Store) -> None:
    event_id = make(desk, answers_close_on=BARBECUE["held_on"])
    assert change(desk, event_id, starts="16:30").status == 303
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert event.answers_close_at == event.starts_at
