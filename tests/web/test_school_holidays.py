"""The list of school holidays: taken over with its source, changed, taken out."""

import itertools

import pytest

from planner.store.base import Store
from planner.store.models import Event, SchoolHoliday
from tests.support.pages import Page, PageClient
from tests.web.test_events import make

PAGE = "/school-holidays"


@pytest.fixture
def off(desk: PageClient) -> PageClient:
    desk.get("/events?l=nl")
    answer = desk.send(f"{PAGE}/take-over", {"region": "Zuid"}, form_on=PAGE)
    assert answer.status_code == 303
    return desk


def test_a_region_is_taken_over_with_its_source_and_once(off: PageClient, store: Store) -> None:
    page = off.page(f"{PAGE}?l=en")
    assert "Zomervakantie" in page.words
    assert "Compared on" in page.words
    assert any(link.startswith("https://zoek.officielebekendmakingen.nl") for link in page.links())
    with store.reading() as session:
        count = session.query(SchoolHoliday).count()
    off.send(f"{PAGE}/take-over", {"region": "Zuid"}, form_on=PAGE)
    off.send(f"{PAGE}/take-over", {"region": "Noord"}, form_on=PAGE)
    with store.reading() as session:
        rows = session.query(SchoolHoliday).order_by(SchoolHoliday.first_on).all()
    assert all(one.last_on < two.first_on for one, two in itertools.pairwise(rows))
    assert count <= len(rows)


def test_days_are_added_changed_and_taken_out(desk: PageClient, store: Store) -> None:
    desk.get("/events?l=en")
    typed = {"name": "Study day", "first_on": "2027-06-14", "last_on": "2027-06-13"}
    page = Page(desk.send(f"{PAGE}/new", typed))
    assert page.errors() == ["Choose a day after the first one."]
    assert desk.send(f"{PAGE}/new", {**typed, "last_on": "2027-06-14"}).status_code == 303
    with store.reading() as session:
        (row,) = session.query(SchoolHoliday).all()
    changed = desk.page(f"{PAGE}/{row.id}").sends()
    desk.send(f"{PAGE}/{row.id}", {**changed, "name": "Two days", "last_on": "2027-06-15"})
    assert "Two days" in desk.page(PAGE).words
    desk.send(f"{PAGE}/{row.id}/remove", form_on=f"{PAGE}/{row.id}")
    assert "Nothing is written down yet" in desk.page(PAGE).words
    assert desk.get(f"{PAGE}/{row.id}").status_code == 404


def test_a_region_that_is_none_is_asked_again(desk: PageClient, store: Store) -> None:
    desk.get("/events?l=en")
    answer = desk.send(f"{PAGE}/take-over", {"region": "x"}, form_on=PAGE)
    assert "Choose one." in desk.page(answer.location).words
    with store.reading() as session:
        assert session.query(SchoolHoliday).count() == 0


def test_an_event_in_the_holidays_says_so_and_ticks_nothing(off: PageClient, store: Store) -> None:
    off.get("/events?l=en")
    event_id = make(off, held_on="2027-07-31")
    said = off.page(f"/events/{event_id}?l=en").words
    assert "Schools are off (Zomervakantie): some people are away." in said
    form = off.page(f"/events/{event_id}/edit?l=en")
    assert "Our calendar says that it is one. Tick this" in form.words
    assert "is_holiday" not in {name for name, values in form.sends().items() if values}
    with store.reading() as session:
        assert session.get_one(Event, event_id).is_holiday is False
