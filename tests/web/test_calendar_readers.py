"""Every calendar program sees the same: the same events, at the same moments, without a warning."""

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from planner.app import create_app
from planner.core.enums import EventState
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Event
from tests.support import calendar_readers as readers
from tests.support.application import test_settings
from tests.support.calendar_readers import Seen
from tests.support.calendar_samples import add_33_events
from tests.support.cards import MADE_AT
from tests.support.serving import served


@dataclass(frozen=True)
class Served:
    """The address of a feed of 33 events, and what was planned, straight from the tables."""

    url: str
    planned: list[Seen]


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A feed from a real server."""
    folder = tmp_path_factory.mktemp("town")
    settings = test_settings(f"sqlite:///{folder / 'planner.db'}", folder)
    store = Store(settings.database_url)
    migrate.upgrade(store)
    with store.transaction() as session:
        planned = sorted(_planned(event) for event in add_33_events(session))
    store.close()
    assert len(planned) == 33

    def make(base_url: str) -> Flask:
        return create_app(replace(settings, base_url=base_url), clock=lambda: MADE_AT)

    with served(make, host="127.0.0.1") as base_url:
        yield Served(f"{base_url}/calendar.ics", planned)


@pytest.fixture(scope="module")
def body(feed: Served) -> bytes:
    with urllib.request.urlopen(feed.url) as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        content: bytes = answer.read()
    return content


def _planned(event: Event) -> Seen:
    is_off = event.state is EventState.CANCELLED
    title = f"AFGELAST: {event.title}" if is_off else event.title
    return Seen(event.uid, event.starts_at, event.ends_at, title)


@pytest.mark.parametrize(
    "read",
    [readers.by_icalendar, readers.by_ical_js, readers.by_libical],
    ids=lambda one: one.__name__,
)
def test_a_program_that_reads_the_file_sees_what_was_planned(
    feed: Served, body: bytes, read: Callable[[bytes], list[Seen]]
) -> None:
    assert read(body) == feed.planned


def test_a_program_that_subscribes_sees_what_was_planned(feed: Served, tmp_path: Path) -> None:
    planned = sorted(replace(one, uid="") for one in feed.planned)
    assert readers.by_vdirsyncer_and_khal(feed.url, tmp_path) == planned


def test_a_calendar_server_keeps_what_was_planned(
    feed: Served, body: bytes, tmp_path: Path
) -> None:
    assert readers.by_radicale(body, tmp_path) == feed.planned
