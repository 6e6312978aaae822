"""The gate while the rest of the planner is busy: guests read, cards print, lists are exported.

python -m bench.gate_busy [--seconds 10]
"""

import argparse
import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.browser import Browser
from bench.gate_load import Run, paced
from bench.gate_site import HOST, GateSite, gate_site
from planner.services.people import signing_in
from planner.store.base import Store

GATES = 12
READERS = 8
PAGES_PER_SECOND = 200
EMAIL, PASSWORD = "bench@bench.example", "only for measuring"


@dataclass(frozen=True)
class Busy:
    """The scans, and what went on beside them."""

    scans: Run
    beside: Run | None
    memory_mb: float


def while_guests_read(site: GateSite, codes: list[str], *, seconds: float) -> Busy:
    """Let 100 scans and 200 invitation pages a second arrive.

    Args:
        site: what runs.
        codes: cards that nobody scanned yet, 100 for each second.
        seconds: how long.
    """
    pages: list[float] = []
    with _beside(lambda over: _read(site, pages, over)) as begun:
        scans = paced(site.port, site.tokens[:GATES], codes, "read", per_second=100)
        took = time.perf_counter() - begun
    return Busy(scans, Run(len(pages), took, tuple(sorted(pages))), site.memory_mb())


def while_cards_print(site: GateSite, codes: list[str]) -> Busy:
    """Let 50 scans a second arrive while 5,000 cards are typeset and a table is exported."""
    desk = Browser(site.port)
    if desk.sign_in(EMAIL, PASSWORD) != 303:
        raise RuntimeError("nobody could sign in")
    event = f"/events/{site.event_id}"
    token = desk.token_on(f"{event}/invitations/1/pdf")
    status, page = desk.ask(f"{event}/invitations/1/pdf/cards", csrf_token=token)
    if status != 303:
        raise RuntimeError(f"no cards are made: {status} {page[:200]}")

    def export(over: threading.Event) -> None:
        while not over.is_set():
            status, _table = desk.ask(f"{event}/guests/table.csv")
            if status != 200:
                raise RuntimeError(f"no table: {status}")

    with _beside(export):
        scans = paced(site.port, site.tokens[:GATES], codes, "print", per_second=50)
    return Busy(scans, None, site.memory_mb())


@contextmanager
def busy_site(
    *, cards: int, environment: Mapping[str, str] | None = None, database_url: str = ""
) -> Iterator[GateSite]:
    """Serve an evening with cards, and an organiser who may sign in; see `gate_site`."""
    with gate_site(
        cards=cards, phones=16, environment=environment, database_url=database_url
    ) as site:
        store = Store(site.url)
        with store.transaction() as session:
            signing_in.add_account(
                session, email=EMAIL, name="Bench", password=PASSWORD, now=datetime.now(UTC)
            )
        store.close()
        yield site


@contextmanager
def _beside(work: Callable[[threading.Event], None]) -> Iterator[float]:
    over = threading.Event()
    thread = threading.Thread(target=work, args=(over,))
    begun = time.perf_counter()
    thread.start()
    try:
        yield begun
    finally:
        over.set()
        thread.join(timeout=120)


def _read(site: GateSite, millis: list[float], over: threading.Event) -> None:
    def reader(place: int) -> None:
        pause = READERS / PAGES_PER_SECOND
        due = time.perf_counter() + pause * place / READERS
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as connection:
            turn = 0
            while not over.is_set():
                time.sleep(max(0.0, due - time.perf_counter()))
                code = site.codes[(turn * READERS + place) % len(site.codes)]
                connection.request("GET", f"/{code}", headers={"Host": HOST})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"an invitation was answered with {answer.status}")
                millis.append(1000 * (time.perf_counter() - due))
                due, turn = due + pause, turn + 1

    readers = [threading.Thread(target=reader, args=(place,)) for place in range(READERS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description="The gate while the rest is busy.")
    parser.add_argument("--seconds", type=int, default=10)
    seconds = parser.parse_args().seconds
    with busy_site(cards=5_000 + 150 * seconds) as site:
        rest = site.codes[5_000:]
        printing = while_cards_print(site, rest[: 50 * seconds])
        sys.stdout.write(f"  scans while cards print:  {printing.scans}\n")
        reading = while_guests_read(site, rest[50 * seconds :], seconds=seconds)
        sys.stdout.write(f"  scans while guests read:  {reading.scans}\n")
        sys.stdout.write(f"  invitation pages:         {reading.beside}\n")
        sys.stdout.write(f"  memory afterwards:        {reading.memory_mb:.0f} MB\n")


if __name__ == "__main__":
    main()
