"""What an organiser waits for: lists, tables and pages on the evening itself, cards on paper.

    python -m bench.desk [--guests 5000]

Pages are CPU time of the server's own process; papers, which another process makes, are seconds.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select

from bench.pages import cpu_ms, token_of
from bench.sites import NOW, Site, busy_evening, make_site
from planner.app import create_app
from planner.core.enums import EventType, Reply
from planner.core.turnout import EventKind
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import issuing
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.settings import Settings
from planner.store import reading_time
from planner.store.base import Store
from planner.store.models import Event
from tests.support.actors import enrol
from tests.support.busy_evening import NOW as BUSY
from tests.support.busy_evening import BusyEvening
from tests.support.every_page import LIST as QUERY
from tests.support.organiser import Said, add_answers
from tests.support.pages import PageClient, page_client

GUESTS = 5_000
ANSWERS = 500
CARDS_AT_ONCE = 100
ROUNDS = 7
PATIENCE_SECONDS = 300
LIST = f"/gate/list{QUERY}"


def main(asked: Sequence[str] = ()) -> None:
    """Print what each job took, next to what it may take."""
    parser = argparse.ArgumentParser(description="At the organiser's desk.")
    parser.add_argument("--guests", type=int, default=GUESTS)
    parser.add_argument("--pages", action="store_true", help="no cards on paper")
    told = parser.parse_args(asked)
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        event_id, few, many = _fill(site)
        answered_id = _answer(site)
        desk = site.client()
        sign_in(desk, site)
        _before(desk, event_id, answered_id)
        _during(site, busy_evening(site, told.guests), told.guests)
        if not told.pages:
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


def _before(desk: FlaskClient, event_id: int, answered_id: int) -> None:
    base = f"/events/{event_id}/guests"
    sys.stdout.write(
        f"\nPython {platform.python_version()}, {GUESTS:,} guests by name before their evening,"
        " CPU time of the server (limit):\n"
    )
    _print(
        desk,
        ("guest list, 200 rows", f"{base}?long=1", "25 ms"),
        (f"search among {GUESTS:,}", f"{base}?q=gast+4321", "8 ms"),
        (f"event with {ANSWERS} answers", f"/events/{answered_id}", "25 ms"),
        (f"CSV of {GUESTS:,}", f"{base}/table.csv", "400 ms"),
    )


def _during(site: Site, evening: BusyEvening, guests: int) -> None:
    """Measure the pages of an evening that goes on: 60 in 100 answered, 40 came."""
    settings = site.app.extensions["settings"]
    app = create_app(settings, clock=lambda: BUSY)
    store, event_id = app.extensions["store"], evening.event_id
    desk, phone = app.test_client(), page_client(app)
    sign_in(desk, site)
    enrol(store, settings, event_id, phone)
    base = f"/events/{event_id}"
    sys.stdout.write(f"\n{guests:,} guests while their evening goes on (limit):\n")
    _print(
        desk,
        ("guest list, 100 rows", f"{base}/guests", "25 ms"),
        ("guest list, 200 rows", f"{base}/guests?long=1", "25 ms"),
        ("who came", f"{base}/guests?state=come", "25 ms"),
        ("search by name", f"{base}/guests?q=oksana+van", "25 ms"),
        ("guests as CSV", f"{base}/guests/table.csv", "400 ms"),
        ("guests as a workbook", f"{base}/guests/table.xlsx", "no limit"),
        ("invitations", f"{base}/invitations", "60 ms"),
        ("list for a gate on paper", f"{base}/gates/paper/list", "60 ms"),
        ("page of the event", base, "60 ms"),
        ("live page", f"{base}/live", "60 ms"),
        ("gates", f"{base}/gates", "60 ms"),
        ("who has two cards", f"{base}/guests/doubles", "60 ms"),
        ("kitchen", f"{base}/kitchen", "60 ms"),
    )
    _print(phone, ("list for phones", LIST, "no limit"))
    first = 1000 * first_list_seconds(settings, phone)
    sys.stdout.write(f"  {'the same, after a restart':<28} {first:7.1f} ms  (100 ms)\n")
    store.close()


def first_list_seconds(settings: Settings, phone: PageClient) -> float:
    """Return what the list costs of a processor that a phone is first to ask of a new worker.

    What one worker remembers, the next one after a restart does not.
    """
    firsts = []
    for _round in range(3):
        fresh = create_app(settings, clock=lambda: BUSY)
        again = fresh.test_client()
        again.set_cookie("planner-gate", phone.get_cookie("planner-gate").decoded_value)  # type: ignore[union-attr]
        _get(again, "/gate")  # a phone that is at work looks at this first
        began = time.process_time()
        _get(again, LIST)
        firsts.append(time.process_time() - began)
        fresh.extensions["store"].close()
    return min(firsts)


def measure_papers() -> tuple[float, float]:
    """Give the seconds of a processor for the phones' first list of 5,000, and for 5,000 cards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        # A machine may be busy: no list is stopped for that.
        patch.object(reading_time, "may_read_for", lambda _seconds: None),
    ):
        site = make_site(Path(folder))
        event_id, _few, many = _fill(site)
        evening = busy_evening(site, GUESTS)
        settings = site.app.extensions["settings"]
        app = create_app(settings, clock=lambda: BUSY)
        phone = page_client(app)
        enrol(app.extensions["store"], settings, evening.event_id, phone)
        first = first_list_seconds(settings, phone)
        desk = site.client()
        sign_in(desk, site)
        before = sum(os.times()[:4])
        print_many(desk, f"/events/{event_id}/invitations/{many}/pdf")
        cards = sum(os.times()[:4]) - before
        sys.stdout.write(f"  first list of {GUESTS:,}: {first:.2f} s; on paper: {cards:.1f} s\n")
        return first, cards


def _print(client: FlaskClient, *jobs: tuple[str, str, str]) -> None:
    for name, address, limit in jobs:
        took = cpu_ms(lambda address=address: _get(client, address), rounds=ROUNDS)  # type: ignore[misc]
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
    main(sys.argv[1:])
