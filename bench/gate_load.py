"""How fast the gate is: scans through the real server, next to the least that could do the job.

    python -m bench.gate_load

The evening goes on: of 5,000 cards nearly all have come. Every scan is durable when it is answered.
The clients run on the same machine and take their share.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.bare import fill
from bench.evening import GUESTS, let_it_go_on
from bench.gate_site import (
    GateSite,
    Phone,
    cpu_seconds_of,
    gate_site,
    wait_until_up,
)
from tests.support import postgres
from tests.support.serving import free_port

SCANS = 2_000
ROUNDS = 3
PACED_PER_SECOND = 200
PACED_SECONDS = 5
PACED_GATES = 12


@dataclass(frozen=True)
class Run:
    """One load: what it took, in seconds and milliseconds.

    The processor's time is that of the server alone, and says the same on a busy machine.
    """

    scans: int
    seconds: float
    millis: tuple[float, ...]
    cpu_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Scans a second."""
        return self.scans / self.seconds

    def level(self, part: float) -> float:
        """The time below which this part of the scans was answered, in ms."""
        return self.millis[min(len(self.millis) - 1, int(part * len(self.millis)))]

    @property
    def cpu_millis(self) -> float:
        """Time of a processor for one scan, in ms."""
        return 1000 * self.cpu_seconds / self.scans

    def __str__(self) -> str:
        spent = f"  cpu {self.cpu_millis:4.2f} ms" if self.cpu_seconds else ""
        return (
            f"{self.per_second:6.0f}/s  p50 {self.level(0.5):5.1f} ms"
            f"  p99 {self.level(0.99):6.1f} ms  worst {self.millis[-1]:6.1f} ms{spent}"
        )


def flat_out(port: int, tokens: Sequence[str], codes: Sequence[str], name: str) -> Run:
    """Let every phone scan its share of the cards as fast as it can."""
    shares = [codes[place :: len(tokens)] for place in range(len(tokens))]
    return _run(port, tokens, shares, name, pause=None)


def paced(
    port: int,
    tokens: Sequence[str],
    codes: Sequence[str],
    name: str,
    *,
    per_second: float = PACED_PER_SECOND,
) -> Run:
    """Let so many scans a second arrive, evenly over the phones."""
    shares = [codes[place :: len(tokens)] for place in range(len(tokens))]
    return _run(port, tokens, shares, name, pause=len(tokens) / per_second)


def _run(
    port: int,
    tokens: Sequence[str],
    shares: Sequence[Sequence[str]],
    name: str,
    *,
    pause: float | None,
) -> Run:
    millis: list[list[float]] = [[] for _ in tokens]
    faults: list[str] = []
    ready = threading.Barrier(len(tokens) + 1)

    def work(place: int) -> None:
        phone = Phone(port, tokens[place])
        ready.wait()
        due = time.perf_counter() + (pause or 0) * place / len(tokens)
        for number, code in enumerate(shares[place]):
            if pause is not None:
                time.sleep(max(0.0, due - time.perf_counter()))
                began, due = due, due + pause
            else:
                began = time.perf_counter()
            try:
                result = phone.scan(f"{name}-{place}-{number}", code)
            except (OSError, ValueError) as error:
                faults.append(repr(error))
                break
            millis[place].append(1000 * (time.perf_counter() - began))
            if result["status"] != "ok":
                faults.append(str(result))
        phone.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(tokens))]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if faults:
        raise RuntimeError(f"{len(faults)} scans went wrong, the first: {faults[0]}")
    every = sorted(each for one in millis for each in one)
    return Run(len(every), took, tuple(every))


def main() -> None:
    """Print the load figures and the ratio to the bare endpoint."""
    measure()
    measure_on_postgres()


@dataclass(frozen=True)
class Load:
    """What the gate does alone: flat out next to the bare endpoint, and at a fixed pace."""

    ours: dict[int, Run]
    """By the number of phones."""
    bare: dict[int, Run]
    paced: Run
    memory_mb: float


def measure() -> Load:
    """Measure and print everything."""
    flat = ROUNDS * SCANS * 2
    with gate_site(cards=GUESTS + flat + PACED_PER_SECOND * PACED_SECONDS, phones=16) as site:
        codes = let_it_go_on(site)
        ours, bare = _against_bare(site, codes[:flat])
        steady = paced(site.port, site.tokens[:PACED_GATES], codes[flat:], "paced")
        memory = site.memory_mb()
        print(f"  {PACED_PER_SECOND}/s over {PACED_GATES} phones: {steady}")
        print(f"  memory of the whole service afterwards: {memory:.0f} MB")
        return Load(ours, bare, steady, memory)


def measure_on_postgres() -> Run | None:
    """Let 16 phones scan flat out on a PostgreSQL that syncs as ours must; None without one."""
    on_disk = Path(tempfile.gettempdir())  # where SQLite's file is
    with postgres.own_server(place=on_disk, options="-c fsync=on") as server:
        if server is None:
            print(f"  {postgres.HOW_TO_GET}")
            return None
        with (
            postgres.new_database(server.url, "bench") as url,
            gate_site(cards=GUESTS + ROUNDS * SCANS, phones=16, database_url=url) as site,
        ):
            codes = let_it_go_on(site)
            runs = []
            for turn in range(ROUNDS):
                some = codes[turn * SCANS : (turn + 1) * SCANS]
                before = site.cpu_seconds()
                run = flat_out(site.port, site.tokens, some, f"flat-{turn}")
                runs.append(replace(run, cpu_seconds=site.cpu_seconds() - before))
            found = _middle(runs)
            print(f"  16 phones, planner on PostgreSQL:  {found}")
            return found


def _against_bare(site: GateSite, cards: Sequence[str]) -> tuple[dict[int, Run], dict[int, Run]]:
    all_ours, all_bare = dict[int, Run](), dict[int, Run]()
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as name:
        path = str(Path(name) / "bare.db")
        fill(path, tokens=site.tokens, codes=list(cards))
        port = free_port()
        bare = subprocess.Popen(
            [sys.executable, "-m", "bench.bare", str(port)],
            env={**os.environ, "BARE_DB": path},
        )
        try:
            wait_until_up(port)
            for phones in (4, 16):
                ours, theirs = list[Run](), list[Run]()
                for turn in range(ROUNDS):
                    first = (turn + (ROUNDS if phones == 16 else 0)) * SCANS
                    codes = cards[first : first + SCANS]
                    label = f"flat-{phones}-{turn}"
                    for runs, at, pid in (
                        (theirs, port, bare.pid),
                        (ours, site.port, site.process.pid),
                    ):
                        before = cpu_seconds_of(pid)
                        run = flat_out(at, site.tokens[:phones], codes, label)
                        runs.append(replace(run, cpu_seconds=cpu_seconds_of(pid) - before))
                best, least = _middle(ours), _middle(theirs)
                all_ours[phones], all_bare[phones] = best, least
                print(f"  {phones:2} phones, planner:  {best}")
                print(f"  {phones:2} phones, bare:     {least}")
                ratio = best.per_second / least.per_second
                cost = best.cpu_millis / least.cpu_millis
                print(f"  {phones:2} phones, ratio:    {ratio:.2f}, cpu {cost:.1f} times")
        finally:
            bare.terminate()
            bare.wait()
    return all_ours, all_bare


def _middle(runs: Sequence[Run]) -> Run:
    return sorted(runs, key=lambda each: each.per_second)[len(runs) // 2]


if __name__ == "__main__":
    main()
