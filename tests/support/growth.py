"""What every page of an evening costs, with few guests and with many."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from planner.app import create_app
from planner.store.base import Store
from tests.support.application import test_settings as settings_of
from tests.support.busy_evening import fill_evening
from tests.support.clock import FixedClock
from tests.support.cost import Cost, count_steps_of, counting
from tests.support.every_page import EveryPage

A_FEW = 60
"""Guests of an evening that is opened first, for what a process compiles or reads once."""


@contextmanager
def pages_of(url: str, folder: Path, guests: int) -> Iterator[EveryPage]:
    """Serve an evening with so many guests on a migrated, empty database."""
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
        evening = fill_evening(store, guests, code_key=settings.code_key)
        yield EveryPage(app, settings, clock, evening)
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
        place.mkdir()
        shutil.copy(template, place / "planner.db")
        with pages_of(f"sqlite:///{place / 'planner.db'}", place, guests) as pages:
            found.append(costs_of(pages))
    return found[1:]
