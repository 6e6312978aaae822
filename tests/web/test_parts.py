"""A part of a page that fails says so in its place; the page stands, and the rest is right."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from planner.services.day import agenda
from planner.services.plan.series import add_series
from planner.store.base import Store
from planner.store.models import Account, Event
from planner.store.reading_time import ReadTookTooLong
from planner.web.db import reading_session
from planner.web.figures import the_figures
from planner.web.organiser.desk import event_page
from planner.web.organiser.desk.event_page import COLUMNS, HEAD
from planner.web.organiser.desk.panels import Panel
from planner.web.organiser.events import event_list, series
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.organiser import add_event
from tests.support.pages import PageClient

SENTENCE = "This part can't be shown now. The rest is right."
ROW = "This event can't be shown here now. The rest is right."
PANELS = {panel.name: panel for panels in COLUMNS for panel in panels}
ENGLISH = {"Accept-Language": "en"}
ODD_YEARS = (1, 1000, 4053, 7202, 9999)


def breaks(*_given: object, **_named: object) -> Any:
    raise OverflowError("date value out of range")


def asks_nonsense(*_given: object, **_named: object) -> Any:
    """Ask the database what it refuses: PostgreSQL then refuses all that follow."""
    reading_session().execute(text("SELECT nothing FROM nowhere_at_all"))


def use_instead(monkeypatch: pytest.MonkeyPatch, name: str, work: Callable[..., Any]) -> None:
    """Let one panel do something else."""
    columns = tuple(
        tuple(replace(panel, values=work) if panel.name == name else panel for panel in panels)
        for panels in COLUMNS
    )
    monkeypatch.setattr(event_page, "COLUMNS", columns)


@pytest.fixture
def url(store: Store, organiser: Account) -> str:
    return f"/events/{add_event(store)}"


@pytest.mark.parametrize("work", [breaks, asks_nonsense])
@pytest.mark.parametrize("name", PANELS)
def test_a_panel_that_fails_says_so_and_all_others_stand(
    desk: PageClient,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    work: Callable[..., Any],
) -> None:
    usual = desk.page(url, headers=ENGLISH)
    headings = {one.get("id") for one in usual.all("h2")}
    use_instead(monkeypatch, name, work)
    with caplog.at_level(logging.ERROR, "planner"):
        page = desk.page(url, headers=ENGLISH)
    assert page.words.count(SENTENCE) == 1
    left = {one.get("id") for one in page.all("h2")}
    own = {"no_menu": "shopping"}.get(name, name)
    assert headings - left <= {own, "amounts", "todo"}
    assert [record.getMessage() for record in caplog.records] == [
        f"a part failed on /events/<int:event_id>: {name}"
    ]
    assert "Nothing waits for you" not in page.words


@ON_SQLITE
@pytest.mark.parametrize("name", [*PANELS, *HEAD])
def test_a_part_whose_template_fails_says_so_too(
    desk: PageClient, app: Flask, url: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for panel in PANELS.values():
        if panel.name == name:
            use_instead(monkeypatch, name, lambda desk: {"whatever": desk})
    found = app.jinja_env.get_template

    def broken(template: str, *given: Any, **named: Any) -> Any:
        if template == f"organiser/events/page/{name}.html":
            return app.jinja_env.from_string("{{ this_is_nowhere }}")
        return found(template, *given, **named)

    monkeypatch.setattr(app.jinja_env, "get_template", broken)
    page = desk.page(url, headers=ENGLISH)
    if name == "buttons":
        assert f"{url}/edit" in page.links(), "who can put it right gets there"
    else:
        assert page.words.count(SENTENCE) == 1


def test_where_nothing_can_be_reckoned_the_way_to_put_it_right_stays(
    desk: PageClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_page, "event_head", asks_nonsense)
    monkeypatch.setattr(agenda, "forecast_day_by_day", breaks)
    page = desk.page(url, headers=ENGLISH)
    assert f"{url}/edit" in page.links()
    assert page.words.count(SENTENCE) > 3


def test_a_row_that_fails_takes_no_list_down(
    desk: PageClient, store: Store, organiser: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where all rows are reckoned together, nor where one of them is made."""
    broken, whole = add_event(store), add_event(store)
    with store.transaction() as session:
        session.get_one(Event, whole).title = "The other one"
    made = agenda.entries_of

    def all_but_one(session: Any, events: Any, **named: Any) -> Any:
        if broken in {event.id for event in events}:
            asks_nonsense()
        return made(session, events, **named)

    monkeypatch.setattr(agenda, "entries_of", all_but_one)
    page = desk.page("/events", headers=ENGLISH)
    assert page.words.count(ROW) == 1
    assert {f"/events/{broken}", f"/events/{whole}"} <= set(page.links())
    assert "0 to 24" not in page.words


@pytest.mark.parametrize(
    ("place", "name", "address"),
    [
        (event_list, "_line", "/events"),
        (event_list, "_past_line", "/events"),
        (series, "_line", "/series/{series}"),
    ],
)
def test_the_maker_of_a_row_may_fail(
    desk: PageClient,
    store: Store,
    clock: FixedClock,
    organiser: Account,
    monkeypatch: pytest.MonkeyPatch,
    place: Any,
    name: str,
    address: str,
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.series = add_series(session, "Summer", now=clock())
        session.flush()
        series_id = event.series_id
        if name == "_past_line":
            event.starts_at, event.ends_at = clock() - timedelta(hours=4), clock()
    monkeypatch.setattr(place, name, breaks)
    page = desk.page(address.format(series=series_id), headers=ENGLISH)
    assert page.words.count(ROW) == 1
    assert f"/events/{event_id}" in page.links()


@pytest.mark.parametrize("year", ODD_YEARS)
def test_an_event_of_an_odd_year_that_is_stored_already_breaks_nothing(
    desk: PageClient, store: Store, organiser: Account, clock: FixedClock, year: int
) -> None:
    odd, other = add_event(store), add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, odd)
        moments = {
            name: getattr(event, name).replace(year=year) for name in ("starts_at", "ends_at")
        }
        session.execute(update(Event).where(Event.id == odd).values(**moments))
    for address in ("/events", f"/events/{odd}", f"/events/{other}", f"/events/{odd}/edit", "/"):
        page = desk.page(address, headers=ENGLISH)
        assert "can't be shown" not in page.words, address


def test_that_it_is_busy_is_no_fault_of_a_part(
    desk: PageClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(_desk: object) -> object:
        raise ReadTookTooLong

    use_instead(monkeypatch, "answers", too_long)
    assert desk.get(url).status_code == 503


def test_a_panel_needs_no_more_than_its_line_here() -> None:
    assert all(isinstance(panel, Panel) for panel in PANELS.values())
    assert len(PANELS) == sum(map(len, COLUMNS))


@ON_SQLITE
def test_what_failed_is_counted_for_whoever_watches(
    app: Flask, desk: PageClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = the_figures().failed_parts.labels("/events/<int:event_id>", "answers")
    before = counted._value.get()
    monkeypatch.setitem(app.extensions, "figures", the_figures())
    use_instead(monkeypatch, "answers", breaks)
    desk.page(url)
    assert counted._value.get() == before + 1
