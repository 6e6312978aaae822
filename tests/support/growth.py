"""What every page of an evening costs, with few guests and with many."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from planner.app import create_app
from planner.settings import Settings
from planner.store import reading_time
from planner.store.base import Store
from tests.support.application import signed_in
from tests.support.application import test_settings as settings_of
from tests.support.busy_evening import NOW, fill_evening
from tests.support.clock import FixedClock
from tests.support.cost import Cost, count_steps_of, counting
from tests.support.every_page import ORGANISER, EveryPage, add_organiser
from tests.support.many_events import fill_years

A_FEW = 60
"""Guests of an evening that is opened first, for what a process compiles or reads once."""


LISTS = (
    "/",
    "/calendar.ics",
    "/events",
    "/events?page=2",
    "/events/new",
    "/kept",
    "/past-events",
    "/past-events/record",
    "/past-events?page=2",
)
"""Pages on which events are listed, or named to choose from."""


@contextmanager
def pages_of(url: str, folder: Path, guests: int) -> Iterator[EveryPage]:
    """Serve an evening with so many guests on a migrated, empty database."""
    with served(url, folder) as (app, settings, clock, store):
        evening = fill_evening(store, guests, code_key=settings.code_key)
        yield EveryPage(app, settings, clock, evening)


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[Flask, Settings, FixedClock, Store]]:
    settings = replace(
        settings_of(url, folder),
        mailbox=folder / "mailbox",
        mail_from="Bureau Noord <post@feest.example>",
    )
    clock = FixedClock()
    app = create_app(settings, clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    store: Store = app.extensions["store"]
    count_steps_of(store)
    try:
        # Counting makes everything slow, and a machine may be: nothing is stopped for that.
        with patch.object(reading_time, "may_read_for", lambda _seconds: None):
            yield app, settings, clock, store
    finally:
        store.close()


def costs_of(pages: EveryPage) -> dict[str, Cost]:
    """Open every page once and count: nothing of this evening was remembered before."""
    costs = {}
    for visit in pages.visits():
        with counting() as cost:
            answer = visit.open()
            cost.sent = len(answer.get_data())
        assert answer.status_code == 200, f"{visit.name}: {answer.status_code} {answer.location}"
        cost.is_page = answer.mimetype == "text/html"
        costs[visit.name] = cost
    return costs


def costs_by_size(template: Path, folder: Path, *sizes: int) -> list[dict[str, Cost]]:
    """Return what every page costs with so many guests, from copies of an empty SQLite file."""
    found = []
    for guests in (A_FEW, *sizes):
        place = folder / str(guests)
        with pages_of(_copy(template, place), place, guests) as pages:
            found.append(costs_of(pages))
    return found[1:]


def costs_of_lists(template: Path, folder: Path, *sizes: int) -> list[dict[str, Cost]]:
    """Return what the lists of events cost with so many events to come, and as many counted.

    What a forecast costs is left out: the first visit makes them, and each is made once.
    """
    found = []
    for events in sizes:
        place = folder / f"events-{events}"
        with served(_copy(template, place), place) as (app, _settings, clock, store):
            fill_years(store, events)
            clock.now = NOW
            add_organiser(store)
            browser, costs = signed_in(app, ORGANISER), {}
            for url in LISTS:
                browser.get(url)
                with counting() as costs[url]:
                    answer = browser.get(url)
                    costs[url].sent = len(answer.get_data())
                assert answer.status_code == 200, f"{url}: {answer.status_code}"
            found.append(costs)
    return found


def _copy(template: Path, folder: Path) -> str:
    folder.mkdir()
    shutil.copy(template, folder / "planner.db")
    return f"sqlite:///{folder / 'planner.db'}"
