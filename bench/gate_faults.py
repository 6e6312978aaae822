"""What the gate loses when a process is killed or the power is cut: nothing that was answered.

    python -m bench.gate_faults [--kills 200] [--cuts 50]

Phones scan and send the same scan again until it is answered, as they do at a gate, while workers
are killed. A power cut leaves only what was synced to disk (lossy_disk.c). The control, a database
that does not sync at every commit, must lose, or the cut would prove nothing.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.gate_site import GateSite, Phone, gate_site

PHONES = 8
SEED = 20270612


@dataclass
class Tally:
    """What was answered.

    Attributes:
        answered: the nonce of each scan with its card.
        wrong: answers that should not have been.
    """

    answered: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """What became of the scans that were answered."""

    answered: int
    lost: int
    doubled: int

    def __str__(self) -> str:
        return f"{self.answered:6} answered, {self.lost} lost, {self.doubled} doubled"


@contextmanager
def scanning(site: GateSite, codes: Iterator[str]) -> Iterator[Tally]:
    """Let all phones scan card after card, each until it is answered, while the block runs."""
    tally, lock, over = Tally(), threading.Lock(), threading.Event()

    def work(place: int) -> None:
        with closing(Phone(site.port, site.tokens[place])) as phone:
            while not over.is_set():
                with lock:
                    code = next(codes, None)
                if code is None:
                    return
                _scan_until_answered(phone, code, tally, over)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(PHONES)]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)


def _scan_until_answered(phone: Phone, code: str, tally: Tally, over: threading.Event) -> None:
    nonce = f"fault-{code}"
    while not over.is_set():
        try:
            result = phone.scan(nonce, code)
        except (OSError, ValueError):
            time.sleep(0.02)
            continue
        if result["status"] == "ok":
            tally.answered[nonce] = code
        else:
            tally.wrong.append(str(result))
        return


def check(path: Path, tally: Tally) -> Verdict:
    """Look each answered scan up in the database."""
    with closing(sqlite3.connect(path)) as database:
        rows = dict(database.execute("SELECT nonce, count(*) FROM scan GROUP BY nonce"))
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise RuntimeError("the database is damaged")
    lost = sum(nonce not in rows for nonce in tally.answered)
    doubled = sum(rows.get(nonce, 0) > 1 for nonce in tally.answered) + len(tally.wrong)
    return Verdict(len(tally.answered), lost, doubled)


def kill_workers(kills: int, *, at_least: int = 10_000, pause: float = 0.3) -> Verdict:
    """Kill a worker again and again while phones scan.

    Args:
        kills: how many times.
        at_least: go on scanning until so many scans were answered.
        pause: seconds from one kill to the next, on average.
    """
    dice = random.Random(SEED)
    with gate_site(cards=max(2 * at_least, 200), phones=PHONES) as site:
        with scanning(site, iter(site.codes)) as tally:
            done = 0
            while done < kills or len(tally.answered) < at_least:
                time.sleep(pause * dice.uniform(0.3, 1.7))
                if len(tally.answered) >= len(site.codes) - PHONES:
                    break
                workers = site.workers()
                if done < kills and workers:
                    os.kill(dice.choice(workers), signal.SIGKILL)
                    done += 1
        return check(site.folder / "planner.db", tally)


def cut_power(cuts: int, *, shim: Path, is_control: bool = False) -> list[Verdict]:
    """Cut the power again and again while phones scan, and start again each time.

    Args:
        cuts: how many times.
        shim: `lossy_disk.c`, compiled.
        is_control: lose the log too, as a database that does not sync at every commit would.
    """
    dice = random.Random(SEED)
    verdicts = []
    for _cut in range(cuts):
        environment = {"LD_PRELOAD": str(shim)}
        if is_control:
            environment["LOSSY_LOG"] = "yes"
        verdicts.append(_cut_once(environment, dice.randint(20, 400)))
    return verdicts


def _cut_once(environment: Mapping[str, str], after: int) -> Verdict:
    with gate_site(cards=600, phones=PHONES, environment=environment) as site:
        path = site.folder / "planner.db"
        with scanning(site, iter(site.codes)) as tally:
            ends = time.monotonic() + 60
            while len(tally.answered) < after and time.monotonic() < ends:
                time.sleep(0.002)
            for pid in (site.process.pid, *site.workers()):
                os.kill(pid, signal.SIGKILL)
        answered = Tally(dict(tally.answered), list(tally.wrong))
        site.process.wait()
        _pull_the_plug(path)
        return check(path, answered)


def _pull_the_plug(path: Path) -> None:
    """Put what was synced in place of what was written."""
    for name in (path, Path(f"{path}-wal")):
        kept = Path(f"{name}.synced")
        if kept.is_file():
            shutil.copyfile(kept, name)
        elif name != path:
            name.unlink(missing_ok=True)
    Path(f"{path}-shm").unlink(missing_ok=True)


def build_shim(folder: Path) -> Path | None:
    """Compile the lossy disk; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    made = folder / "lossy.so"
    source = Path(__file__).with_name("lossy_disk.c")
    subprocess.run(
        [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True
    )
    return made


def main() -> None:
    """Print what was lost."""
    parser = argparse.ArgumentParser(description="Kills and power cuts at the gate.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=50)
    chosen = parser.parse_args()
    measure(kills=chosen.kills, cuts=chosen.cuts)


def measure(*, kills: int, cuts: int) -> tuple[Verdict, Verdict | None]:
    """Kill and cut so often, print what became of the scans, and give it; None without a compiler.

    Args:
        kills: of a worker.
        cuts: of the power.
    """
    killed = kill_workers(kills)
    print(f"  {kills} kills of a worker: {killed}")
    with tempfile.TemporaryDirectory(prefix="planner-shim-") as name:
        shim = build_shim(Path(name))
        if shim is None:
            print("  power cuts: no C compiler here; install gcc for them")
            return killed, None
        cut = _sum(cut_power(cuts, shim=shim))
        print(f"  {cuts} power cuts: {cut}")
        control = _sum(cut_power(5, shim=shim, is_control=True))
        print(f"  control, 5 cuts without syncing every commit: {control}")
        return killed, cut


def _sum(verdicts: list[Verdict]) -> Verdict:
    return Verdict(
        sum(each.answered for each in verdicts),
        sum(each.lost for each in verdicts),
        sum(each.doubled for each in verdicts),
    )


if __name__ == "__main__":
    main()
