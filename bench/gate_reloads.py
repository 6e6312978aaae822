"""The gate while an impatient organiser reloads the heaviest page and two lists are exported.

    python -m bench.gate_reloads [--seconds 10] [--page /invitations]

The evening goes on: half of 5,000 cards have come. A reload in a browser leaves the request before
it running, so sixteen of them are under way at any moment, and two exports.
"""

import argparse
import http.client
import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from typing import Any

from bench.browser import Browser
from bench.gate_busy import EMAIL, GATES, PASSWORD, busy_site
from bench.gate_load import Run, paced
from bench.gate_site import CODE_KEY, PARTY, GateSite
from planner.core.admission import People
from planner.core.enums import ScanKind
from planner.services.gate import scanning
from planner.services.gate.items import MOST_ITEMS, ScanBatch, ScanItem
from planner.services.gate.phones import find_phone
from planner.store.base import Store

CARDS, COME = 5_000, 2_500
RELOADS, EXPORTS = 16, 2
SCANS_PER_SECOND = 50
HEAVIEST = "/invitations"


@dataclass
class Beside:
    """What the organiser's browsers saw: statuses, and how long answers took."""

    statuses: Counter[int] = field(default_factory=Counter)
    millis: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        said = ", ".join(
            f"{count} x {status or 'no answer'}" for status, count in sorted(self.statuses.items())
        )
        slowest = max(self.millis, default=float("nan"))
        return f"{said or 'none answered'}; slowest {slowest:.0f} ms"


@dataclass(frozen=True)
class Reloaded:
    """The scans, and what became of the pages and exports beside them."""

    scans: Run
    pages: Beside
    exports: Beside


def let_half_in(site: GateSite) -> None:
    """Take a scan for each of the first cards, as if they had come over the last hour."""
    store = Store(site.url)
    now = datetime.now(UTC)
    for first in range(0, COME, MOST_ITEMS):
        batch = ScanBatch(
            [
                ScanItem(
                    nonce=f"came-{code}",
                    kind=ScanKind.ENTRY,
                    phone_at=now,
                    people=People(adults=PARTY),
                    code=code,
                )
                for code in site.codes[first : first + MOST_ITEMS]
            ],
            device_now=now,
        )
        with store.transaction() as session:
            phone = find_phone(session, site.tokens[0], code_key=CODE_KEY, now=now)
            if phone is None:
                raise RuntimeError("the phone is not enrolled")
            scanning.take_scans(session, phone, batch, code_key=CODE_KEY, now=now)
    store.close()


def while_pages_reload(site: GateSite, codes: list[str], *, page: str = HEAVIEST) -> Reloaded:
    """Let 50 scans a second arrive from 12 phones beside reloads and exports.

    Args:
        site: where half of the cards have come.
        codes: cards that nobody scanned yet.
        page: what is reloaded, of those of the event.
    """
    event = f"/events/{site.event_id}"
    desk = Browser(site.port)
    if desk.sign_in(EMAIL, PASSWORD) != 303:
        raise RuntimeError("nobody could sign in")
    paths = [f"{event}{page}"] * RELOADS + [f"{event}/guests/table.csv"] * EXPORTS
    with _asking(desk, paths) as seen:
        time.sleep(1)  # until all of them are under way
        scans = paced(site.port, site.tokens[:GATES], codes, "reload", per_second=SCANS_PER_SECOND)
    return Reloaded(scans, seen[paths[0]], seen[paths[-1]])


@contextmanager
def _asking(desk: Browser, paths: list[str]) -> Iterator[dict[str, Beside]]:
    """Ask for pages again and again, in a process of its own: phones are timed in this one."""
    processes = multiprocessing.get_context("fork")
    over, results = processes.Event(), processes.SimpleQueue()
    asking = processes.Process(target=_ask_all, args=(desk, paths, over, results))
    asking.start()
    seen: dict[str, Beside] = {}
    try:
        yield seen
    finally:
        over.set()
        seen |= results.get()
        asking.join()


def _ask_all(desk: Browser, paths: list[str], over: Event, results: Any) -> None:
    seen = {path: Beside() for path in paths}
    lock = threading.Lock()

    def ask(path: str) -> None:
        while not over.is_set():
            began = time.perf_counter()
            try:
                status, _text = desk.ask(path)
            except (OSError, http.client.HTTPException):
                status = 0
            with lock:
                seen[path].statuses[status] += 1
                seen[path].millis.append(1000 * (time.perf_counter() - began))
            if status != 200:
                over.wait(1)  # nobody presses faster than that at a page that says why

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(seen)


def measure(*, seconds: int, page: str = HEAVIEST) -> Reloaded:
    """Measure and print."""
    with busy_site(cards=CARDS + 2 * SCANS_PER_SECOND * seconds) as site:
        let_half_in(site)
        rest = site.codes[CARDS:]
        half = SCANS_PER_SECOND * seconds
        alone = paced(
            site.port, site.tokens[:GATES], rest[:half], "alone", per_second=SCANS_PER_SECOND
        )
        sys.stdout.write(f"  scans, nothing else:      {alone}\n")
        found = while_pages_reload(site, rest[half:], page=page)
        sys.stdout.write(f"  scans while pages reload: {found.scans}\n")
        sys.stdout.write(f"  {RELOADS} reloads of {page}: {found.pages}\n")
        sys.stdout.write(f"  {EXPORTS} exports: {found.exports}\n")
        return found


def main() -> None:
    """Print what phones and browsers saw."""
    parser = argparse.ArgumentParser(description="The gate while pages are reloaded.")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--page", default=HEAVIEST, help="what is reloaded, of the event's pages")
    chosen = parser.parse_args()
    measure(seconds=chosen.seconds, page=chosen.page)


if __name__ == "__main__":
    main()
