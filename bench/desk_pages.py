"""What every page of an organiser costs while 5,000 guests come, and while 50,000 do.

    python -m bench.desk_pages [--guests 5000 --many 50000 --of guests.]

Pages of cooks, contact persons and partners count among them; what a part of the process does for
them all (to sign in, to find the event) is in each. CPU time of the server, the least of several
rounds, and bytes before they are compressed. What misses its goal is marked; exports and papers
have everybody in them and are printed without a goal.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from werkzeug.test import TestResponse

from planner.app import create_app
from planner.store import migrate, reading_time
from planner.store.base import Store
from planner.web.access import Access, guards_of
from tests.support import busy_evening
from tests.support.application import signed_in
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.support.every_page import ORGANISER, EveryPage, add_organiser
from tests.support.growth import LISTS
from tests.support.many_events import fill_years

GUESTS, MANY = 5_000, 50_000
EVENTS = 2_000
ARRIVED = 1.0
"""Of the cards that work and are not taken back: about 4,600 of 5,000."""
MOST_MS, MOST_BYTES = 60.0, 100_000
MOST_TIMES = 10
MOST_MS_OF_LISTS = 20.0
ROUNDS = 9
ENOUGH_SECONDS = 0.6
"""A page that takes long is asked fewer times."""
PEOPLE = frozenset({Access.ORGANISER, Access.INTERMEDIARY, Access.PARTNER})
LISTS_OF_EVENTS = tuple(url for url in LISTS if url.startswith(("/events", "/past-events")))
PRESSED = ", pressed"
WHOLE = ("day.print_gate_list",)
"""Paper with everybody on it."""


@dataclass(frozen=True)
class Took:
    """What a page cost.

    Attributes:
        ms: of CPU.
        sent: bytes, before they are compressed.
        is_page: it is looked at, and no file or paper with everybody in it.
    """

    ms: float
    sent: int
    is_page: bool = True

    def misses(self, most_ms: float, most_bytes: int = MOST_BYTES) -> bool:
        """Whether it is a page, and costs more than it may."""
        return self.is_page and (self.ms > most_ms or self.sent > most_bytes)


Costs = dict[str, Took]


def main(asked: Sequence[str] = ()) -> None:
    """Print a line for each page, the slowest first."""
    parser = argparse.ArgumentParser(description="What every page of an organiser costs.")
    parser.add_argument("--guests", type=int, default=GUESTS)
    parser.add_argument("--many", type=int, default=MANY, help="0 leaves it out")
    parser.add_argument("--events", type=int, default=EVENTS, help="0 leaves it out")
    parser.add_argument("--of", default="", help="how the names of the pages begin")
    told = parser.parse_args(asked)
    few = measure(told.guests, of=told.of)
    many = measure(told.many, of=told.of) if told.many else {}
    say = sys.stdout.write
    say(f"\n{told.guests:,} guests who came, and {told.many:,}:\n")
    for name in sorted(few, key=lambda name: -few[name].ms):
        say(f"  {line_of(name, few[name], many.get(name))}\n")
    if told.events and not told.of:
        say(f"\n{told.events:,} events to come, and as many past:\n")
        for name, took in measure_lists(told.events).items():
            marked = "  MISSED" if took.misses(MOST_MS_OF_LISTS) else ""
            say(f"  {name:<40} {took.ms:8.1f} ms {took.sent:>10,}{marked}\n")


def line_of(name: str, few: Took, many: Took | None) -> str:
    """Say what a page cost, and whether that is more than it may."""
    misses = few.misses(MOST_MS)
    line = f"{name:<46} {few.ms:8.1f} ms {few.sent:>10,}"
    if many is not None:
        misses = misses or many.misses(MOST_TIMES * few.ms + 1)
        line += f" {many.ms:9.1f} ms {many.sent:>11,}"
    return line + ("  MISSED" if misses else "" if few.is_page else "  (whole)")


def missed(few: Costs, many: Costs) -> list[str]:
    """Name the pages that cost more than they may: for the table of goals."""
    return [
        name
        for name, took in few.items()
        if took.misses(MOST_MS) or (name in many and many[name].misses(MOST_TIMES * took.ms + 1))
    ]


def measure(guests: int, *, of: str = "") -> Costs:
    """Open every page of an evening to which nearly all of its guests came."""
    with tempfile.TemporaryDirectory() as folder, pages_of(Path(folder), guests) as pages:
        return dict(_costs(pages, of))


@contextmanager
def pages_of(folder: Path, guests: int) -> Iterator[EveryPage]:
    """Serve the evening on a database in the folder."""
    url = f"sqlite:///{folder / 'planner.db'}"
    store = Store(url)
    migrate.upgrade(store)
    settings = replace(
        settings_of(url, folder),
        mailbox=folder / "mailbox",
        mail_from="Bureau Noord <post@feest.example>",
    )
    with patch.object(busy_evening, "ARRIVED", ARRIVED):
        evening = busy_evening.fill_evening(store, guests, code_key=settings.code_key)
    store.close()
    clock = FixedClock()
    app = create_app(settings, clock=clock)
    app.testing, app.config["SERVER_NAME"] = True, settings.host
    try:
        # A machine may be busy: no page is stopped for that.
        with patch.object(reading_time, "may_read_for", lambda _seconds: None):
            yield EveryPage(app, settings, clock, evening)
    finally:
        app.extensions["store"].close()


def _costs(pages: EveryPage, of: str) -> Iterator[tuple[str, Took]]:
    guards = guards_of(pages.app)
    for visit in pages.visits():
        endpoint = visit.name.split("?")[0]
        if visit.name.endswith(PRESSED):
            visit.open()
        elif guards[endpoint].access in PEOPLE and endpoint.startswith(of):
            yield visit.name, took_by(visit.open, is_whole=endpoint in WHOLE)


def measure_lists(events: int) -> Costs:
    """Open the lists of a town with so many events to come, and as many past and counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_of(f"sqlite:///{folder / 'planner.db'}", folder)
        app = create_app(settings, clock=lambda: busy_evening.NOW)
        app.testing, app.config["SERVER_NAME"] = True, settings.host
        store: Store = app.extensions["store"]
        migrate.upgrade(store)
        fill_years(store, events)
        add_organiser(store)
        browser = signed_in(app, ORGANISER)
        urls = (*LISTS_OF_EVENTS, "/events?phase=invite", "/events/month")
        with patch.object(reading_time, "may_read_for", lambda _seconds: None):
            found = {url: took_by(partial(browser.get, url)) for url in urls}
        store.close()
        return found


def took_by(ask: Callable[[], TestResponse], *, is_whole: bool = False) -> Took:
    """Ask for a page until its least CPU time is known; the first time warms up."""
    answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request.path} answered {answer.status_code}")
    sent = len(answer.get_data())
    best, since = float("inf"), time.process_time()
    for _round in range(ROUNDS):
        start = time.process_time()
        ask()
        best = min(best, time.process_time() - start)
        if time.process_time() - since > ENOUGH_SECONDS:
            break
    return Took(best * 1000, sent, is_page=answer.mimetype == "text/html" and not is_whole)


if __name__ == "__main__":
    main(sys.argv[1:])
