"""What an organiser waits for: the list of guests, files, cards on paper; and the list for phones.

    python -m bench.desk

Pages are CPU time of the server's own process; papers, which another process makes, are seconds.
"""

import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from bench.pages import cpu_ms, token_of
from bench.sites import NOW, Site, make_site
from planner.core.enums import EventType, Reply
from planner.core.turnout import EventKind
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import issuing
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.store.base import Store
from planner.store.models import Event
from tests.support.organiser import Said, add_answers

GUESTS = 5_000
ANSWERS = 500
CARDS_AT_ONCE = 100
ROUNDS = 7
PATIENCE_SECONDS = 300


def main() -> None:
    """Print what each job took, next to what it may take."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        event_id, few, many = _fill(site)
        answered_id = _answer(site)
        desk = site.client()
        sign_in(desk, site)
        _pages(desk, event_id, answered_id)
        _papers(desk, event_id, few, many)


def sign_in(desk: FlaskClient, site: Site) -> None:
    """Sign the demonstration's organiser in."""
    page = desk.get("/sign-in").get_data(as_text=True)
    who = {
        "email": site.access.organiser_email,
        "password": site.access.organiser_password,
        "csrf_token": token_of(page),
    }
    if desk.post("/sign-in", data=who).status_code != 303:
        raise RuntimeError("the organiser could not sign in")


def _fill(site: Site) -> tuple[int, int, int]:
    """Make an evening with 5,000 guests by name; return it, a small stack and a large one."""
    settings = site.app.extensions["settings"]
    store = Store(settings.database_url)
    with store.transaction() as session:
        event = making.create_event(
            session,
            EventPlan(
                title="Bench",
                event_type=EventType.CASTLE,
                kind=EventKind.OPEN,
                starts_at=NOW + timedelta(days=9),
                ends_at=NOW + timedelta(days=9, hours=5),
            ),
            account_id=None,
            now=NOW,
        )
        key = settings.code_key
        small = issuing.BatchPlan(name="Small", count=CARDS_AT_ONCE)
        few = issuing.issue_batch(session, event, small, code_key=key, now=NOW).id
        guests = [
            NewGuest(GuestDetails(name=f"Gast {number:04} van de Straat"), 4)
            for number in range(GUESTS)
        ]
        named_guests.add_guests(session, event, guests, stack="Large", code_key=key, now=NOW)
        own = named_guests.own_batch(session, event.id, "Large")
        if own is None:
            raise RuntimeError("the stack was not made")
        return event.id, few, own.id


def _answer(site: Site) -> int:
    """Let 500 households answer to the coming barbecue, which has ten before it; return its id."""
    store = Store(site.app.extensions["settings"].database_url)
    coming = select(Event.id).where(Event.starts_at > NOW, Event.series_id.is_not(None))
    with store.reading() as session:
        event_id = session.scalars(coming.order_by(Event.starts_at)).first()
    if event_id is None:
        raise RuntimeError("the demonstration has no coming event in a series")
    said = (Said(Reply.YES, 1 + place % 5, days_before=1 + place % 25) for place in range(ANSWERS))
    add_answers(store, event_id, *said, name="Many")
    return event_id


def _pages(desk: FlaskClient, event_id: int, answered_id: int) -> None:
    base = f"/events/{event_id}/guests"
    sys.stdout.write("\nAt the organiser's desk, CPU time of the server (limit):\n")
    jobs = (
        ("guest list, 500 rows", f"{base}?long=1", "25 ms"),
        (f"search among {GUESTS:,}", f"{base}?q=gast+4321", "8 ms"),
        (f"event with {ANSWERS} answers", f"/events/{answered_id}", "25 ms"),
        (f"CSV of {GUESTS:,}", f"{base}/table.csv", "400 ms"),
        (f"workbook of {GUESTS:,}", f"{base}/table.xlsx", "no limit"),
    )
    for name, address, limit in jobs:
        took = cpu_ms(lambda address=address: _get(desk, address), rounds=ROUNDS)  # type: ignore[misc]
        sys.stdout.write(f"  {name:<28} {took:7.1f} ms  ({limit})\n")


def _papers(desk: FlaskClient, event_id: int, few: int, many: int) -> None:
    base = f"/events/{event_id}/invitations"
    sys.stdout.write("\nCards on paper, seconds (limit):\n")
    picture = min(
        _seconds(lambda: _get(desk, f"{base}/{few}/cards?give=picture")) for _ in range(3)
    )
    paper = min(_seconds(lambda: _get(desk, f"{base}/{few}/pdf/cards.pdf")) for _ in range(3))
    sys.stdout.write(f"  their first sheet to see {picture:9.2f} s  (0.8 s)\n")
    sys.stdout.write(f"  {CARDS_AT_ONCE} cards as a PDF {paper:10.2f} s  (0.8 s)\n")
    took, memory = print_many(desk, f"{base}/{many}/pdf")
    sys.stdout.write(f"  {GUESTS:,} cards, background {took:6.2f} s  (30 s)\n")
    sys.stdout.write(f"  memory of its processes {memory:5.0f} MB (200 MB)\n")


def print_many(desk: FlaskClient, address: str) -> tuple[float, float]:
    """Have a large stack printed in the background; return seconds, and the most MB it took."""
    page = desk.get(address).get_data(as_text=True)
    began, peak, over = time.perf_counter(), [0.0], threading.Event()
    watch = threading.Thread(target=_watch, args=(peak, over))
    watch.start()
    try:
        desk.post(f"{address}/cards", data={"csrf_token": token_of(page)})
        while time.perf_counter() - began < PATIENCE_SECONDS:
            answer = desk.get(f"{address}/cards.pdf")
            if answer.status_code == 200:
                answer.close()
                return time.perf_counter() - began, peak[0]
            time.sleep(0.2)
    finally:
        over.set()
        watch.join()
    raise RuntimeError("the cards were not printed")


def _watch(peak: list[float], over: threading.Event) -> None:
    """Note the most memory that our own child processes and theirs take together."""
    while not over.wait(0.2):
        peak[0] = max(peak[0], sum(map(_pss_mb, _descendants(os.getpid()))))


def _descendants(pid: int) -> list[int]:
    found = []
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, told.read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _pss_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    match = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(match.group(1)) / 1024 if match else 0.0


def _get(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return answer.get_data()


def _seconds(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
