"""How quick the pages are: CPU time of the server's own process, without a network."""

import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import guest_page
from bench.sites import DURING, Site, make_site
from planner.app import create_app
from planner.services.forecast.forecast_json import forecast_reply

ROUNDS = 15
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
    guest_page.main()


def measure_pages(site: Site) -> None:
    desk = site.client()
    desk.post(
        "/sign-in",
        data={
            "email": site.access.organiser_email,
            "password": site.access.organiser_password,
            "csrf_token": token_of(desk.get("/sign-in").get_data(as_text=True)),
        },
    )
    guest = site.client()
    invitation = site.access.invitation_url.removeprefix("http://localhost")
    event = next(
        href.split('"', 1)[0]
        for href in desk.get("/events").get_data(as_text=True).split('href="')[1:]
        if href.removeprefix("/events/").split('"', 1)[0].isdigit()
    )
    pages: dict[str, Callable[[], object]] = {
        "sign of life": lambda: guest.get("/healthz"),
        "a guest's first page": lambda: guest.get(invitation),
        "public page": lambda: guest.get("/"),
        "calendar feed": lambda: guest.get("/calendar.ics"),
        "list of events": lambda: desk.get("/events"),
        "page of an event": lambda: desk.get(event),
        "past events": lambda: desk.get("/past-events"),
        "a forecast, anew": lambda: forecast_reply(TEN_BARBECUES),
        "a scan at the gate": scanner(site),
    }
    times = {name: cpu_ms(ask) for name, ask in pages.items()}
    least = min(times.values())
    sys.stdout.write("\nPages, CPU time of the server (the quickest is 1.0):\n")
    for name, took in times.items():
        sys.stdout.write(f"  {name:<22} {took:6.1f} ms  {took / least:6.1f}\n")


def scanner(site: Site) -> Callable[[], object]:
    """Enrol a phone while the barbecue goes on; each call lets one more person in."""
    app = create_app(site.app.extensions["settings"], clock=lambda: DURING)
    phone = app.test_client()
    link = site.access.gate_url.removeprefix("http://localhost")
    phone.post(link, data={"csrf_token": token_of(phone.get(link).get_data(as_text=True))})
    nonces = itertools.count()

    def scan() -> object:
        entry = {
            "nonce": f"n{next(nonces)}",
            "kind": "entry",
            "walk_in": True,
            "admit": {"adults": 1, "children": 0},
            "scanned_at": DURING.isoformat(),
        }
        answer = phone.post(
            "/gate/scans", json={"device_now": DURING.isoformat(), "scans": [entry]}
        )
        assert b'"status":"ok"' in answer.get_data(), answer.get_data(as_text=True)
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


if __name__ == "__main__":
    main()
