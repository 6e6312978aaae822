"""A level of service under attack: each attack beside scans, with a baseline of the same minute.

    python -m bench.attack_load [--seconds 10] [--rounds 3] [--only "sign-in flood"]

Scans arrive at 50 a second from 12 phones. An organiser whose browser was in before signs in again
and again meanwhile, from an address of their own. Attackers share the machine with all of them.
"""

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from bench import attackers
from bench.attackers import Attack, Seen, Visitor, address_of, attacked
from bench.gate_busy import EMAIL, GATES, PASSWORD, busy_site
from bench.gate_load import Run, paced
from bench.gate_site import CODE_KEY, SECRET_KEY, GateSite
from planner.services.invite import intermediaries
from planner.services.people import factors, signing_in
from planner.store.base import Store
from planner.store.models import Batch, Event
from planner.web.clock import set_clock
from planner.web.stamp import make_stamp
from tests.support import postgres

SCANS_PER_SECOND = 50
CONNECTIONS = 40
ORGANISERS = 16
HIGHEST_MS = 250.0
HONEST_WITHIN_MS = 3_000.0
BEHIND_A_PROXY = {"PLANNER_TRUSTED_PROXIES": "1"}
WITH_APP = "app@bench.example"
OWN_ADDRESS = "203.0.113.7"


@dataclass(frozen=True)
class Measured:
    """One attack: scans before and meanwhile, and what became of everybody else."""

    name: str
    alone: Run
    meanwhile: Run
    honest: Seen
    attackers: Seen

    @property
    def holds(self) -> bool:
        """Whether the level of service was kept."""
        came_in = self.honest.statuses[303]
        return (
            self.meanwhile.level(0.99) <= HIGHEST_MS
            and max(self.honest.millis, default=0.0) <= HONEST_WITHIN_MS
            and came_in == self.honest.statuses.total() > 0
            and not self.attackers.faults
        )

    def __str__(self) -> str:
        return (
            f"  {self.name}{'' if self.holds else ': NOT KEPT'}\n"
            f"    scans alone:      {levels(self.alone)}\n"
            f"    scans meanwhile:  {levels(self.meanwhile)}\n"
            f"    honest sign-ins:  {self.honest}\n"
            f"    attackers:        {self.attackers}\n"
        )


def levels(run: Run) -> str:
    """Say how long scans took."""
    p50, p95, p99 = (run.level(part) for part in (0.5, 0.95, 0.99))
    return f"p50 {p50:.0f}  p95 {p95:.0f}  p99 {p99:.0f}  worst {run.millis[-1]:.0f} ms"


class Evening:
    """A served evening with everything that is attacked, and an organiser's own browser."""

    def __init__(self, site: GateSite, *, seconds: float) -> None:
        self.site, self.event = site, f"/events/{site.event_id}"
        self._seconds, self._used = seconds, 0
        self.slug, self.links = _prepare(site)
        self._own = Visitor(site.port, OWN_ADDRESS, Seen())
        if self._own.sign_in(EMAIL, PASSWORD) != 303:
            raise RuntimeError("nobody could sign in")

    def desks(self, count: int) -> list[Visitor]:
        """Return browsers of organisers who are signed in."""
        made = [Visitor(self.site.port, address_of(place), Seen()) for place in range(count)]
        for each in made:
            if each.sign_in(EMAIL, PASSWORD) != 303:
                raise RuntimeError("nobody could sign in")
        return made

    def under(self, name: str, attack: Attack, *, by: int) -> Measured:
        """Measure scans alone, and then with an attack beside them."""
        alone = self._scans(f"alone-{self._used}")
        honest = Seen()
        with attacked(attack, by=by) as seen:
            time.sleep(1)  # until all of them are at it
            with self._signing_in_again(honest):
                meanwhile = self._scans(f"attacked-{self._used}")
        measured = Measured(name, alone, meanwhile, honest, seen)
        sys.stdout.write(str(measured))
        sys.stdout.flush()
        return measured

    def _scans(self, name: str) -> Run:
        count = int(SCANS_PER_SECOND * self._seconds)
        codes = self.site.codes[self._used : self._used + count]
        self._used += count
        tokens = self.site.tokens[:GATES]
        return paced(self.site.port, tokens, codes, name, per_second=SCANS_PER_SECOND)

    @contextmanager
    def _signing_in_again(self, honest: Seen) -> Iterator[None]:
        over = threading.Event()

        def sign_in() -> None:
            own = self._own
            while not over.is_set():
                own.forget("planner")  # as after a night; that the browser is known stays
                began, status = time.perf_counter(), attackers.NO_ANSWER
                with suppress(OSError, ValueError):
                    status = own.sign_in(EMAIL, PASSWORD)
                took = 1000 * (time.perf_counter() - began)
                honest.note(status, own.answered.get("retry-after"), took)
                over.wait(1)

        thread = threading.Thread(target=sign_in)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _prepare(site: GateSite) -> tuple[str, list[str]]:
    """Make an account with a second step, and private links; return the event's slug and those."""
    now, store, links = datetime.now(UTC), Store(site.url), []
    with store.transaction() as session:
        account = signing_in.add_account(
            session, email=WITH_APP, name="With an app", password=PASSWORD, now=now
        )
        factors.begin_app(session, account.id, now=now).confirmed_at = now
        batch = session.query(Batch).order_by(Batch.id).first()
        if batch is None:
            raise RuntimeError("there are no cards")
        secret = intermediaries.make_link(session, batch, code_key=CODE_KEY, now=now)
        link = intermediaries.link_of(session, batch)
        if link is None:
            raise RuntimeError("there is no link")
        intermediaries.make_code(session, link, secret_key=SECRET_KEY)
        links.append(f"/hand-out/link/{secret}")
        slug = session.get_one(Event, site.event_id).slug
    store.close()
    return slug, links


def _stamps(event_id: int) -> Callable[[], str]:
    """Return what makes the stamps of forms that were opened a minute ago, a new one each time."""
    app = Flask("bench")
    app.config["SECRET_KEY"] = SECRET_KEY
    set_clock(app, lambda: datetime.fromtimestamp(time.time() - 60, UTC))

    def stamp() -> str:
        with app.app_context():
            return make_stamp(event_id)

    return stamp


def _largest() -> str:
    files = [path for path in Path("static").rglob("*") if path.is_file()]
    return f"/{max(files, key=lambda path: path.stat().st_size)}"


Attacks = dict[str, tuple[int, Callable[[Evening], Attack]]]
ATTACKS: Attacks = {
    "sign-in flood": (CONNECTIONS, lambda here: attackers.signing_in(here.site.port)),
    "one account": (CONNECTIONS, lambda here: attackers.signing_in(here.site.port, EMAIL)),
    "second steps": (
        CONNECTIONS,
        lambda here: attackers.guessing_codes(here.site.port, WITH_APP, PASSWORD),
    ),
    "PINs": (CONNECTIONS, lambda here: attackers.guessing_pins(here.site.port, here.links)),
    "answer flood": (
        CONNECTIONS,
        lambda here: attackers.answering(here.site.port, here.slug, _stamps(here.site.event_id)),
    ),
    "sign-in page": (CONNECTIONS, lambda here: attackers.reading(here.site.port, "/sign-in")),
    "home page": (CONNECTIONS, lambda here: attackers.reading(here.site.port, "/")),
    "slow senders": (20, lambda here: attackers.sending_slowly(here.site.port)),
    "slow readers": (
        CONNECTIONS,
        lambda here: attackers.never_reading(here.site.port, _largest()),
    ),
    "organisers at once": (
        ORGANISERS,
        lambda here: attackers.saving(here.desks(ORGANISERS), here.event),
    ),
    "exports": (
        ORGANISERS,
        lambda here: attackers.exporting(
            here.desks(ORGANISERS),
            [
                *(f"{here.event}/guests/table.{kind}" for kind in ("csv", "xlsx", "ods")),
                f"{here.event}/invitations/1/pdf/list.pdf",
            ],
        ),
    ),
}
ON_POSTGRES = ("sign-in flood", "answer flood", "organisers at once", "exports")


def measure(*, seconds: float, rounds: int = 1, only: list[str] | None = None) -> list[Measured]:
    """Measure and print each attack, on SQLite and where there is one on PostgreSQL."""
    wanted = [name for name in ATTACKS if not only or name in only]
    sys.stdout.write(" On SQLite:\n")
    found = _measure(wanted, seconds=seconds, rounds=rounds)
    on_postgres = [name for name in wanted if name in ON_POSTGRES]
    with postgres.own_server() as server:
        if server is not None and on_postgres:
            sys.stdout.write(" On PostgreSQL:\n")
            found += _measure(on_postgres, seconds=seconds, rounds=rounds, url=server.url)
    return found


def _measure(names: list[str], *, seconds: float, rounds: int, url: str = "") -> list[Measured]:
    scans = int(SCANS_PER_SECOND * seconds) * 2 * len(names) * rounds
    with busy_site(cards=scans, environment=BEHIND_A_PROXY, database_url=url) as site:
        here, found = Evening(site, seconds=seconds), []
        for _round in range(rounds):
            for name in names:
                by, make = ATTACKS[name]
                found.append(here.under(name, make(here), by=by))
        return found


def main() -> None:
    """Print what phones, an honest organiser and attackers saw."""
    parser = argparse.ArgumentParser(description="The gate under attack.")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=ATTACKS, action="append")
    chosen = parser.parse_args()
    measure(seconds=chosen.seconds, rounds=chosen.rounds, only=chosen.only)


if __name__ == "__main__":
    main()
