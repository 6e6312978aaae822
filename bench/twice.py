"""Send every form twice, and sixteen times at once: it makes as much as when it is sent once.

The forms are those of the pages themselves, filled in so that they are taken. Before each try the
database is what it was, so that the tries are alike.
"""

import os
import random
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, make_url, select, text
from werkzeug.test import TestResponse

from bench.filled import filled_in
from bench.fuzz import Form, Found, find_forms, note_forms, route_of
from bench.sites import Site, make_site
from planner.store.base import Base, Store
from planner.web import lanes
from tests.support import postgres

AT_ONCE = 16
ALWAYS = {
    "/events/new",
    "/events/<int:event_id>/copy",
    "/events/<int:event_id>/guests/new",
    "/events/<int:event_id>/invitations/new",
    "/events/<int:event_id>/menu/new",
    "/events/<int:event_id>/order",
}
"""Forms that every sample holds: most of them once made two."""
STEPS = ("/import", "/series/new")
"""Forms that lead to another one, which makes what they prepare."""
EACH_TIME = {
    "/account/calendar/make": "shows a secret this once: the last one works, and no other",
    "/gate/people": "two quick taps are two people",
}
"""Addresses where each press is meant, and why. All others make once what they make."""
LOGS = {"audit_entry", "calendar_state", "purge_record", "sent_form", "sign_in", "throttle"}
"""Tables that say that something was sent, however often."""


@dataclass
class Tried:
    """What a form made when it was sent once, twice and many times at once."""

    route: str
    names: tuple[str, ...]
    once: Counter[str]
    twice: Counter[str]
    at_once: Counter[str]
    answers: Counter[int] = field(default_factory=Counter)

    @property
    def is_right(self) -> bool:
        if any(status >= 500 for status in self.answers):
            return False
        return self.route in EACH_TIME or self.once == self.twice == self.at_once


class Snapshots:
    """The database of a site as it was at one moment, to be had again and again."""

    def __init__(self, store: Store, folder: Path, url: str) -> None:
        self._store, self._url = store, make_url(url)
        self._kept = folder / "kept.db"
        if store.is_sqlite:
            store.engine.dispose()
            shutil.copy(str(self._url.database), self._kept)
        else:
            self._on_server("CREATE DATABASE {name}_kept TEMPLATE {name}")

    def bring_back(self) -> None:
        """Make the database what it was."""
        if self._store.is_sqlite:
            self._store.engine.dispose()
            path = Path(str(self._url.database))
            for more in ("-wal", "-shm"):
                path.with_name(path.name + more).unlink(missing_ok=True)
            shutil.copy(self._kept, path)
        else:
            self._on_server("DROP DATABASE {name} WITH (FORCE)")
            self._on_server("CREATE DATABASE {name} TEMPLATE {name}_kept")

    def _on_server(self, statement: str) -> None:
        self._store.engine.dispose()
        server = self._url.set(drivername="postgresql+psycopg", database="postgres")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement.format(name=self._url.database)))
        engine.dispose()


def snapshots_of(site: Site, folder: Path) -> Snapshots:
    """Keep the database of a site as it is now."""
    settings = site.app.extensions["settings"]
    return Snapshots(site.app.extensions["store"], folder, settings.database_url)


def send_all(
    site: Site, snapshots: Snapshots, forms: Iterable[Form], note: Callable[[Tried], None]
) -> None:
    """Try each form in each way."""
    store: Store = site.app.extensions["store"]
    for form in forms:
        made: list[Counter[str]] = []
        answers: Counter[int] = Counter()
        for send in (_once, _twice, _at_once):
            snapshots.bring_back()
            if form.after is not None:
                _send(site.app, form.after)
            before = _rows(store)
            answers.update(one.status_code for one in send(site.app, form))
            made.append(_rows(store) - before)
        once, twice, at_once = made
        note(
            Tried(
                route_of(site.app, form.action), form.names, once, twice, at_once, answers=answers
            )
        )
    snapshots.bring_back()


def find_more(site: Site, snapshots: Snapshots, found: Found, forms: Iterable[Form]) -> list[Form]:
    """Find the forms that stand on the pages that others lead to, such as 'Is this right?'."""
    known = set(found.forms)
    for form in forms:
        snapshots.bring_back()
        answer, path = _send(site.app, form), form.action
        if answer.status_code == 303 and answer.location.startswith("/"):
            path = answer.location
            answer = browser_like(site.app, form.client).get(path)
        note_forms(site.app, form, answer, path, found)
    return [found.forms[key] for key in found.forms.keys() - known]


def _rows(store: Store) -> Counter[str]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in LOGS]
    # One question for all of them: it is asked six times for each form.
    counted = (
        select(func.count()).select_from(table).scalar_subquery().label(table.name)
        for table in tables
    )
    with store.reading() as session:
        return Counter(dict(session.execute(select(*counted)).one()._mapping))


def _once(app: Flask, form: Form) -> list[TestResponse]:
    return [_send(app, form)]


def _twice(app: Flask, form: Form) -> list[TestResponse]:
    return [_send(app, form), _send(app, form)]


def _at_once(app: Flask, form: Form) -> list[TestResponse]:
    answers: list[TestResponse] = []
    ready = threading.Barrier(AT_ONCE)

    def press() -> None:
        ready.wait()
        answers.append(_send(app, form))

    threads = [threading.Thread(target=press) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def browser_like(app: Flask, other: FlaskClient) -> FlaskClient:
    """Return a browser of its own that has the same cookies."""
    browser = app.test_client()
    if browser._cookies is not None and other._cookies:
        browser._cookies.update(other._cookies)
    return browser


def _send(app: Flask, form: Form) -> TestResponse:
    return browser_like(app, form.client).post(
        form.action, data=filled_in(form), headers={"Referer": "http://localhost/"}
    )


def _sorted(forms: Iterable[Form]) -> list[Form]:
    return sorted(forms, key=lambda form: (form.action, form.names))


@contextmanager
def wide_lanes() -> Iterator[None]:
    """Let all that are sent at once be at work at once, as in many processes."""
    usual = dict(lanes._queues)
    wide = {lane: lanes.Queue(lanes.Width(AT_ONCE)) for lane in usual}
    lanes._queues.update(wide)
    try:
        yield
    finally:
        lanes._queues.update(usual)


def measure(*, database_url: str = "", sample: int = 0, seed: int = 1) -> None:
    """Try all forms, or so many of them, and say what was made more than once.

    Raises:
        AssertionError: a page broke, or made something twice.
    """
    with tempfile.TemporaryDirectory() as folder, wide_lanes():
        site = make_site(Path(folder), database_url=database_url)
        found = find_forms(site)
        tried = try_forms(site, found, snapshots_of(site, Path(folder)), sample=sample, seed=seed)
        site.app.extensions["store"].close()
    wrong = [one for one in tried if not one.is_right]
    makes = sum(bool(+one.once) for one in tried)
    sys.stdout.write(f"  {len(tried)} forms, {makes} of which make something\n")
    for one in wrong:
        sys.stdout.write(f"  {one.route} {' '.join(one.names)}\n")
        sys.stdout.write(f"    {+one.once}, twice {+one.twice}, at once {+one.at_once}\n")
        sys.stdout.write(f"    {dict(one.answers)}\n")
    assert not wrong


def try_forms(
    site: Site,
    found: Found,
    snapshots: Snapshots,
    *,
    sample: int = 0,
    always: Collection[str] = ALWAYS,
    seed: int = 1,
) -> list[Tried]:
    """Try all forms that were found, or so many of them and those that every sample holds."""
    forms = _sorted(found.forms.values())
    steps = [form for form in forms if form.action.endswith(STEPS)] if sample else forms
    more = _sorted(find_more(site, snapshots, found, steps))
    if sample:
        named = [form for form in forms if route_of(site.app, form.action) in always]
        others = [form for form in forms if form not in named]
        forms = [*named, *random.Random(seed).sample(others, sample)]
    forms += more
    tried: list[Tried] = []
    send_all(site, snapshots, forms, tried.append)
    return tried


@contextmanager
def a_database(server_url: str) -> Iterator[str]:
    """Give the address of an empty database of its own on a server."""
    name = f"twice_{os.getpid()}"  # tests of several processes may share a server
    try:
        with postgres.new_database(server_url, name) as url:
            yield url
    finally:
        postgres.drop_database(server_url, f"{name}_kept")


def main() -> None:
    """Try all of them on both databases."""
    measure()
    with postgres.own_server() as server:
        if server is not None:
            with a_database(server.url) as url:
                measure(database_url=url)
