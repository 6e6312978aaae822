"""How quick the pages are while an evening goes on: CPU time of the server, without a network."""

import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench import guest_page
from bench.sites import Site, busy_evening, make_site
from planner.app import create_app
from planner.services.forecast.forecast_json import forecast_reply
from tests.support.actors import enrol
from tests.support.busy_evening import NOW as BUSY
from tests.support.busy_evening import BusyEvening
from tests.support.many_events import fill_years
from tests.support.pages import page_client

ROUNDS = 15
GUESTS = 5_000
TEN_BARBECUES = {
    "cases": [
        {
            "id": "eleventh",
            "event_kind": "open",
            "expected": 30,
            "answers": {"yes_heads": 41, "maybe_heads": 9},
            "past": [
                {"came": came, "yes_heads": 26, "expected": 30}
                for came in (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
            ],
        }
    ]
}


def main() -> None:
    """Print each page as a ratio to the quickest of the same run."""
    with tempfile.TemporaryDirectory() as folder:
        measure_pages(make_site(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        measure_lists(make_site(Path(folder)))
    guest_page.main()


def measure_pages(site: Site) -> None:
    """Measure with people who answered, came and went: an evening of 5,000 guests."""
    evening, settings = busy_evening(site, GUESTS), site.app.extensions["settings"]
    app = create_app(settings, clock=lambda: BUSY)
    desk, guest = signed_in_desk(app, site), app.test_client()
    came = set(evening.arrived)
    event, code = f"/events/{evening.event_id}", evening.codes[evening.arrived[0]]
    silent = [evening.codes[number] for number in evening.codes if number not in came]
    invitation = site.access.invitation_url.removeprefix("http://localhost")
    pages: dict[str, Callable[[], object]] = {
        "sign of life": lambda: guest.get("/healthz"),
        "a guest's first page": lambda: site.client().get(invitation),
        "page of who has come": lambda: guest.get(f"/{code}"),
        "public page": lambda: guest.get("/"),
        "calendar feed": lambda: guest.get("/calendar.ics"),
        "list of events": lambda: desk.get("/events"),
        "page of the event": lambda: desk.get(event),
        "live page": lambda: desk.get(f"{event}/live"),
        "past events": lambda: desk.get("/past-events"),
        "a forecast, anew": lambda: forecast_reply(TEN_BARBECUES),
        "a scan at the gate": scanner(app, evening, silent),
    }
    times = {name: cpu_ms(ask) for name, ask in pages.items()}
    least = min(times.values())
    sys.stdout.write(
        f"\nPages while {GUESTS:,} guests come, CPU time of the server (the quickest is 1.0):\n"
    )
    for name, took in times.items():
        sys.stdout.write(f"  {name:<22} {took:6.1f} ms  {took / least:6.1f}\n")


def measure_lists(site: Site) -> None:
    """Measure the lists of a town that has planned 200 events, and has as many behind it."""
    settings = site.app.extensions["settings"]
    fill_years(site.app.extensions["store"], 200)
    desk = signed_in_desk(create_app(settings, clock=lambda: BUSY), site)
    urls = ("/events", "/events?page=2", "/events?phase=invite", "/events/month", "/past-events")
    times = {url: cpu_ms(partial(desk.get, url)) for url in urls}
    times["search"] = cpu_ms(search_of(desk))
    sys.stdout.write("\nLists of 200 events to come, CPU time of the server (goal: 25 ms):\n")
    for name, took in times.items():
        sys.stdout.write(f"  {name:<22} {took:6.1f} ms\n")


def search_of(desk: FlaskClient) -> Callable[[], object]:
    """Look for the events of a series: there are two hundred titles to compare."""
    token = token_of(desk.get("/search").get_data(as_text=True))
    return lambda: desk.post("/search", data={"sought": "event 17", "csrf_token": token})


def signed_in_desk(app: Flask, site: Site) -> FlaskClient:
    """Return the browser of the demonstration's organiser."""
    desk = app.test_client()
    desk.post(
        "/sign-in",
        data={
            "email": site.access.organiser_email,
            "password": site.access.organiser_password,
            "csrf_token": token_of(desk.get("/sign-in").get_data(as_text=True)),
        },
    )
    return desk


def scanner(app: Flask, evening: BusyEvening, codes: Iterable[str]) -> Callable[[], object]:
    """Enrol a phone while the evening goes on; each call scans the next card."""
    phone = page_client(app)
    enrol(app.extensions["store"], app.extensions["settings"], evening.event_id, phone)
    nonces, left = itertools.count(), iter(codes)

    def scan() -> object:
        entry = {
            "nonce": f"n{next(nonces)}",
            "kind": "entry",
            "code": next(left),
            "admit": {"adults": 1, "children": 0},
            "scanned_at": BUSY.isoformat(),
        }
        answer = phone.post("/gate/scans", json={"device_now": BUSY.isoformat(), "scans": [entry]})
        if answer.status_code != 200:
            raise RuntimeError(answer.get_data(as_text=True))
        return answer

    return scan


def token_of(page: str) -> str:
    """Return the CSRF token of a page."""
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def cpu_ms(ask: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The least CPU time of some rounds, after one to warm up: what the page itself costs."""
    ask()
    best = float("inf")
    for _round in range(rounds):
        start = time.process_time()
        ask()
        best = min(best, time.process_time() - start)
    return best * 1000


def print_page(client: FlaskClient, name: str, address: str, *, rounds: int = 15) -> None:
    """Print what an organiser's or partner's page took, next to what it may take."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    took = cpu_ms(lambda: client.get(address), rounds=rounds)
    sys.stdout.write(f"  {name:<28} {took:7.1f} ms  (25 ms)\n")


if __name__ == "__main__":
    main()
