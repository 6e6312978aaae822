"""How the service starts, and how much memory it keeps: import, first page, each stage of a day.

    python -m bench.start [--cards 5000]

Compile the sources first (`python -m compileall -q planner`), as an installation has them.
"""

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.browser import Browser
from bench.gate_busy import EMAIL, PASSWORD, busy_site
from bench.gate_load import flat_out
from bench.gate_site import GateSite, start, stop, wait_until_up

ROUNDS = 7
STARTS = 3
SCANS = 1_500
PAGES_OF_GUESTS = 500
ROUNDS_OF_PAGES = 3
PRINTS_WITHIN_SECONDS = 900
ORGANISER_PAGES = (
    "",
    "/live",
    "/guests",
    "/invitations",
    "/gates",
    "/guests/table.csv",
    "/guests/table.xlsx",
)
_IMPORT = (
    "import time; began = time.process_time(); import planner.app; "
    "print(time.process_time() - began)"
)


@dataclass(frozen=True)
class Started:
    """What starting costs, and what is kept.

    Attributes:
        import_seconds: of a processor, for `import planner.app`; the least of several rounds.
        first_page_seconds: from the command to the first answer; the least of some starts.
        memory_mb: of all processes together, after each stage of a day.
    """

    import_seconds: float
    first_page_seconds: float
    memory_mb: dict[str, float]


def measure(*, cards: int = 5_000) -> Started:
    """Measure and print everything."""
    importing = min(_import_once() for _ in range(ROUNDS))
    sys.stdout.write(f"  import planner.app: {importing:.2f} s of a processor (0.6)\n")
    with busy_site(cards=cards + SCANS) as site:
        memory = _day(site, cards)
        stop(site.process)
        page = min(_first_page(site) for _ in range(STARTS))
    sys.stdout.write(f"  first page after {page:.2f} s (1.0)\n")
    return Started(importing, page, memory)


def _import_once() -> float:
    command = [sys.executable, "-c", _IMPORT]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _first_page(site: GateSite) -> float:
    began = time.perf_counter()
    process = start(site.folder, site.port, workers=2, environment={})
    try:
        wait_until_up(site.port, path="/")
        return time.perf_counter() - began
    finally:
        stop(process)


def _day(site: GateSite, cards: int) -> dict[str, float]:
    memory = dict[str, float]()

    def note(stage: str) -> None:
        memory[stage] = site.memory_mb()
        parts = ", ".join(f"{name} {size:.0f}" for name, size in parts_mb(site).items())
        sys.stdout.write(f"  {stage:18} {memory[stage]:4.0f} MB ({parts})\n")

    note("idle")
    flat_out(site.port, site.tokens, site.codes[cards:], "start")
    note("after scans")
    desk = Browser(site.port)
    if desk.sign_in(EMAIL, PASSWORD) != 303:
        raise RuntimeError("nobody could sign in")
    _print_cards(site, desk)
    note("after printing")
    _read_pages(site, desk)
    note("after pages")
    return memory


def parts_mb(site: GateSite) -> dict[str, float]:
    """Give the share of each process: the first, those that listen, and the office."""
    children = site.workers()
    names = ["master", *(f"front {number + 1}" for number in range(len(children) - 1)), "office"]
    return {
        name: _pss_mb(pid) for name, pid in zip(names, (site.process.pid, *children), strict=True)
    }


def _pss_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def _print_cards(site: GateSite, desk: Browser) -> None:
    page = f"/events/{site.event_id}/invitations/1/pdf"
    status, _answer = desk.ask(f"{page}/cards", csrf_token=desk.token_on(page))
    if status != 303:
        raise RuntimeError(f"no cards are made: {status}")
    until = time.monotonic() + PRINTS_WITHIN_SECONDS
    while not list((site.folder / "prints").glob("*.pdf")):
        if time.monotonic() > until:
            raise RuntimeError("the cards are not printed")
        time.sleep(0.2)


def _read_pages(site: GateSite, desk: Browser) -> None:
    for _ in range(ROUNDS_OF_PAGES):
        for page in ORGANISER_PAGES:
            _read(desk, f"/events/{site.event_id}{page}")
    guest = Browser(site.port)
    for code in site.codes[:PAGES_OF_GUESTS]:
        _read(guest, f"/{code}")


def _read(reader: Browser, page: str) -> None:
    status = reader.ask_until_served(page)
    if status != 200:
        raise RuntimeError(f"{page} was answered with {status}")


def main() -> None:
    """Print how the service starts and what it keeps."""
    parser = argparse.ArgumentParser(description="Start and memory.")
    parser.add_argument("--cards", type=int, default=5_000)
    measure(cards=parser.parse_args().cards)


if __name__ == "__main__":
    main()
