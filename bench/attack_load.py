"""The gate under attack: each attack beside scans, with a baseline of the same minute.

    python -m bench.attack_load [--seconds 10] [--rounds 3] [--only sign-in]

Scans arrive at 50 a second from 12 phones. An organiser whose browser was in before signs in again
and again meanwhile, from an address of their own.
"""

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import URLSafeSerializer  # noqa: F401

from bench import attackers
from bench.attackers import Attack, Seen, Visitor, attacked
from bench.gate_busy import EMAIL, GATES, PASSWORD, busy_site
from bench.gate_load import Run, paced
from bench.gate_site import GateSite
from planner.store.base import Store

SCANS_PER_SECOND = 50
CONNECTIONS = 40
HIGHEST_MS = 250.0
HONEST_WITHIN_MS = 3_000.0
BEHIND_A_PROXY = {"PLANNER_TRUSTED_PROXIES": "1"}
GUESSED, GUESSED_PASSWORD = "guessed@bench.example", "only for guessing at"


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
        slowest = max(self.honest.millis, default=0.0)
        refused = sum(self.honest.statuses[status] for status in attackers.REFUSED)
        return (
            self.meanwhile.level(0.99) <= HIGHEST_MS
            and slowest <= HONEST_WITHIN_MS
            and not refused
            and not self.honest.statuses[attackers.NO_ANSWER]
            and not self.attackers.faults
        )

    def __str__(self) -> str:
        return (
            f"  {self.name}{'' if self.holds else '  (NOT KEPT)'}\n"
            f"    scans alone:      {_levels(self.alone)}\n"
            f"    scans meanwhile:  {_levels(self.meanwhile)}\n"
            f"    honest sign-ins:  {self.honest}\n"
            f"    attackers:        {self.attackers}\n"
        )


def _levels(run: Run) -> str:
    p50, p95, p99 = (run.level(part) for part in (0.5, 0.95, 0.99))
    return f"p50 {p50:.0f}  p95 {p95:.0f}  p99 {p99:.0f}  worst {run.millis[-1]:.0f} ms"


class Evening:
    """A served evening, its cards that nobody scanned yet, and an organiser's own browser."""

    def __init__(self, site: GateSite, *, seconds: float) -> None:
        self.site, self._seconds, self._used = site, seconds, 0
        self._own = Visitor(site.port, "203.0.113.7", Seen())
        if self._own.sign_in(EMAIL, PASSWORD) != 303:
            raise RuntimeError("nobody could sign in")

    def scans(self, name: str) -> Run:
        """Let scans arrive for a while."""
        count = int(SCANS_PER_SECOND * self._seconds)
        codes = self.site.codes[self._used : self._used + count]
        self._used += count
        tokens = self.site.tokens[:GATES]
        return paced(self.site.port, tokens, codes, name, per_second=SCANS_PER_SECOND)

    def under(self, name: str, attack: Attack, *, by: int = CONNECTIONS) -> Measured:
        """Measure scans alone, and then with an attack beside them."""
        label = name.replace(" ", "-")
        alone = self.scans(f"{label}-alone-{self._used}")
        honest = Seen()
        with attacked(attack, by=by) as seen:
            time.sleep(1)  # until all of them are at it
            with self._signing_in_again(honest):
                meanwhile = self.scans(f"{label}-{self._used}")
        measured = Measured(name, alone, meanwhile, honest, seen)
        sys.stdout.write(str(measured))
        sys.stdout.flush()
        return measured

    @contextmanager
    def _signing_in_again(self, honest: Seen) -> Iterator[None]:
        over = threading.Event()

        def sign_in() -> None:
            self._own._seen = honest
            self._own.forget("planner")
            while not over.is_set():
                began = time.perf_counter()
                token = self._own.token_sooner_or_later("/sign-in?l=en", over)
                if not token:
                    return
                status, _page = self._own.ask(
                    "/sign-in", email=EMAIL, password=PASSWORD, csrf_token=token
                )
                took = 1000 * (time.perf_counter() - began)
                honest.note(status, self._own.answered.get("retry-after"), took)
                self._own.forget("planner")
                over.wait(1)

        thread = threading.Thread(target=sign_in)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="The gate under attack.")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", action="append")
    chosen = parser.parse_args()
    with busy_site(
        cards=int(SCANS_PER_SECOND * chosen.seconds * 2 * 12 * chosen.rounds),
        environment=BEHIND_A_PROXY,
    ) as site:
        evening = Evening(site, seconds=chosen.seconds)
        for _round in range(chosen.rounds):
            for name, (make, by) in ATTACKS.items():
                if chosen.only and name not in chosen.only:
                    continue
                evening.under(name, make(site), by=by)


def wasm() -> str:
    return "/" + str(next(Path("static").rglob("zxing_reader*.wasm")))


def stamp_of() -> str:
    import hashlib
    import hmac

    seconds = str(int(time.time()) - 60)
    secret = "a secret key of the bench, 0123456789abcdef"
    return (
        seconds
        + "."
        + hmac.new(secret.encode(), f"stamp:{seconds}".encode(), hashlib.sha256).hexdigest()[:32]
    )


def slug_of(site: GateSite) -> str:
    from planner.store.models import Event

    store = Store(site.url)
    with store.transaction() as session:
        event = session.get(Event, site.event_id)
        slug = event.slug
        print(event.is_public, event.answers_without_card, event.kind)
    store.close()
    return slug


ATTACKS = {
    "nothing": (lambda site: lambda place, over, seen: over.wait() and None, 1),
    "sign-in": (lambda site: attackers.signing_in(site.port), 40),
    "sign-in again": (lambda site: attackers.signing_in(site.port), 40),
    "one account": (lambda site: attackers.signing_in(site.port, EMAIL), 40),
    "answers": (lambda site: attackers.answering(site.port, slug_of(site), stamp_of()), 40),
    "home": (
        lambda site: attackers.asking(
            [Visitor(site.port, attackers.address_of(n), Seen()) for n in range(40)], ["/"]
        ),
        40,
    ),
    "sign-in page": (
        lambda site: attackers.asking(
            [Visitor(site.port, attackers.address_of(n), Seen()) for n in range(40)], ["/sign-in"]
        ),
        40,
    ),
    "slow senders": (lambda site: attackers.sending_slowly(site.port), 20),
    "never reading": (lambda site: attackers.never_reading(site.port, wasm()), 40),
}

if __name__ == "__main__":
    main()
