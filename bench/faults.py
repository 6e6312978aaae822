"""What the gate does while something is wrong with the machine: only "try again", nothing lost.

    python -m bench.faults [--seconds 10]

Phones send each scan again until it is answered. While the cause lasts, every answer is a welcome
that is kept or 503 with Retry-After; when it is gone the phones go on within two seconds, without
a restart.
"""

import argparse
import resource
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import create_engine, text

from bench.gate_site import GateSite, Phone, Refused, gate_site

PHONES = 6
PAUSE_SECONDS = 0.03
MOST_PER_SECOND = PHONES / PAUSE_SECONDS
SMALLEST_WAL = 64 * 1024
Cause = Callable[[GateSite], AbstractContextManager[None]]


@dataclass
class Report:
    """What phones saw.

    Attributes:
        statuses: how often each status was answered; 0 stands for no connection.
        answered: when each scan that was taken was sent for the last time, by its nonce.
        unkind: answers 503 that did not say when to try again.
        wrong: answers that should not have been.
        back_after: seconds from the end of the cause until each phone was answered again.
        lost: scans that were answered and are not in the database.
        doubled: scans that are in it twice, or were answered wrongly.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    answered: dict[str, float] = field(default_factory=dict)
    unkind: int = 0
    wrong: list[str] = field(default_factory=list)
    back_after: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    @property
    def others(self) -> set[int]:
        """Statuses that should not have been."""
        return set(self.statuses) - {0, 200, 503}

    def __str__(self) -> str:
        said = ", ".join(f"{count} x {status or 'no answer'}" for status, count in self.pairs())
        return (
            f"{said}; {self.lost} lost, {self.doubled} doubled;"
            f" back after {max(self.back_after, default=float('nan')):.2f} s"
        )

    def pairs(self) -> list[tuple[int, int]]:
        """The statuses with their counts, in order."""
        return sorted(self.statuses.items())


class Crowd:
    """Phones that scan card after card, each until it is answered."""

    def __init__(self, site: GateSite, codes: Iterator[str]) -> None:
        self.report = Report()
        self._site, self._codes = site, codes
        self._over, self._lock = threading.Event(), threading.Lock()
        self._since = float("inf")
        self._back: dict[int, float] = {}
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(PHONES)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def wait_for(self, more: int, *, seconds: float = 60) -> None:
        """Wait until so many more scans were answered.

        Raises:
            TimeoutError: they were not, or there is no card left to scan.
        """
        wanted, ends = len(self.report.answered) + more, time.monotonic() + seconds
        while len(self.report.answered) < wanted:
            if time.monotonic() > ends or not any(thread.is_alive() for thread in self._threads):
                raise TimeoutError(f"{len(self.report.answered)} of {wanted} scans were answered")
            time.sleep(0.01)

    def wait_until_felt(self, *, seconds: float = 60) -> None:
        """Wait until somebody was not answered as usual."""
        ends = time.monotonic() + seconds
        while set(self.report.statuses) <= {200} and time.monotonic() < ends:
            time.sleep(0.01)

    def wait_until_back(self, *, seconds: float = 60) -> None:
        """Wait until every phone was answered after this moment, and note how long each waited."""
        self._since = time.monotonic()
        ends = self._since + seconds
        while len(self._back) < PHONES and time.monotonic() < ends:
            time.sleep(0.005)
        self.report.back_after = list(self._back.values())

    def _work(self, place: int) -> None:
        with closing(Phone(self._site.port, self._site.tokens[place])) as phone:
            while not self._over.is_set():
                with self._lock:
                    code = next(self._codes, None)
                if code is None:
                    return
                self._scan(phone, place, code)

    def _scan(self, phone: Phone, place: int, code: str) -> None:
        while not self._over.is_set():
            sent = time.monotonic()
            status, result = self._try(phone, code)
            with self._lock:
                self.report.statuses[status] += 1
                if result is not None:
                    waited = time.monotonic() - self._since
                    if waited > 0:
                        self._back.setdefault(place, waited)
                    if result["status"] == "ok":
                        self.report.answered[code] = sent
                    else:
                        self.report.wrong.append(str(result))
            time.sleep(PAUSE_SECONDS)
            if result is not None:
                return

    def _try(self, phone: Phone, code: str) -> tuple[int, dict[str, object] | None]:
        try:
            return 200, phone.scan(code, code)
        except Refused as error:
            self.report.unkind += error.status == 503 and not error.retry_after
            return error.status, None
        except OSError:
            return 0, None


def survive(site: GateSite, codes: Iterator[str], cause: Cause, *, seconds: float) -> Report:
    """Let phones scan before, during and after a cause, and look up what was answered.

    Args:
        site: what runs.
        codes: cards that nobody scanned yet; what is left over stays in it.
        cause: begins and ends it.
        seconds: how long it lasts.
    """
    with Crowd(site, codes) as crowd:
        crowd.wait_for(10)
        with cause(site):
            time.sleep(seconds)
            crowd.wait_until_felt()
        crowd.wait_until_back()
        crowd.wait_for(10)
    report = crowd.report
    kept = kept_nonces(site.url)
    report.lost = sum(nonce not in kept for nonce in report.answered)
    report.doubled = sum(kept[nonce] > 1 for nonce in report.answered) + len(report.wrong)
    return report


def kept_nonces(url: str) -> Counter[str]:
    """Count the scans in a database by what their phone called them."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = Counter(connection.execute(text("SELECT nonce FROM scan")).scalars())
    engine.dispose()
    return found


@contextmanager
def disk_full(site: GateSite) -> Iterator[None]:
    """Let no file of the server grow any more, as on a full disk."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in site.workers()}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALLEST_WAL, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def locked(site: GateSite) -> Iterator[None]:
    """Let another program hold the database's write lock."""
    path = site.folder / "planner.db"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def refusing_writes(site: GateSite) -> Iterator[None]:
    """Let every second scan that is written be refused by a trigger."""
    path = site.folder / "planner.db"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as other:
        other.execute(
            "CREATE TRIGGER refuse AFTER INSERT ON scan WHEN NEW.id % 2 = 0"
            " BEGIN SELECT RAISE(ABORT, 'on purpose'); END"
        )
        yield
        other.execute("DROP TRIGGER refuse")


CAUSES: dict[str, Cause] = {
    "disk full": disk_full,
    "database locked": locked,
    "every second write refused": refusing_writes,
}


def main() -> None:
    """Print what phones saw."""
    parser = argparse.ArgumentParser(description="Faults of the machine at the gate.")
    parser.add_argument("--seconds", type=float, default=10)
    measure(seconds=parser.parse_args().seconds)


def measure(*, seconds: float) -> dict[str, Report]:
    """Let each cause last so long; print and give what phones saw."""
    reports = {}
    enough = int(MOST_PER_SECOND * (seconds + 4) * len(CAUSES))
    with gate_site(cards=enough, phones=PHONES) as site:
        codes = iter(site.codes)
        for name, cause in CAUSES.items():
            report = reports[name] = survive(site, codes, cause, seconds=seconds)
            sys.stdout.write(f"  {name}, {seconds:.0f} s: {report}\n")
    return reports


if __name__ == "__main__":
    main()
