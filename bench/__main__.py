"""`make bench`: how good the forecasts are, how quick the pages, and what it all stands up to.

Times are ratios within one run where they can be, because machines differ.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

from bench import (
    accidents,
    at_size,
    attack_load,
    calendars,
    community,
    desk,
    desk_pages,
    far_days,
    first_dinners,
    fuzz,
    fuzz_gate,
    gate_day,
    goals,
    growth,
    guesses,
    helpers,
    journeys,
    letters,
    life,
    logistics,
    mail,
    orders,
    pages,
    pieces,
    promises,
    remarks,
    reminders,
    roles,
    turnout,
    twice,
    two_servers,
    versions,
)
from tests.support import postgres


def grow_to_a_country() -> None:
    at_size.measure()
    at_size.measure(organisations=100, is_sqlite=True)
    two_servers.measure()


def live_and_be_fuzzed() -> None:
    life.measure(2_000)
    fuzz.measure(10_000)
    with postgres.own_server() as server:
        if server is not None:
            fuzz.measure(10_000, database_url=server.url)
    read_again_after_each_write()
    far_days.main()
    fuzz_gate.measure(2_000)


def read_again_after_each_write() -> None:
    fuzz.measure(150, seed=2, reads_again=1.0)
    with postgres.own_server() as server:
        if server is not None:
            fuzz.measure(150, seed=3, database_url=server.url, reads_again=1.0)


def post() -> None:
    mail.main()
    letters.main()
    reminders.main()


def try_every_pair(*tests: str) -> None:
    """Run tests with all that they can be asked, of which `make test` takes a part."""
    environment = {**os.environ, "PLANNER_EVERY_PAIR": "1"}
    subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], env=environment, check=True)


LOOKS = (
    "tests/browser/test_every_page.py",
    "tests/browser/test_gate_keys.py",
    "tests/browser/test_gate_words.py",
    "tests/browser/test_guest_list.py",
)
PARTS: dict[str, tuple[str, Callable[[], object]]] = {
    "forecast": ("Forecasts, on real counts where they are at hand", turnout.main_of_bench),
    "first dinners": ("First dinners, with enough food and with too little", first_dinners.run),
    "community": ("Events that answer weeks ahead, simulated", community.run),
    "pages": ("Pages, CPU time of the server", pages.main),
    "pieces": ("Forecasts, orders and charts alone", pieces.main),
    "helpers": ("Pages of helpers, with 40 helpers in 20 shifts", helpers.main),
    "logistics": ("Pages of logistics, with 60 lines, 40 tasks and 200 things", logistics.main),
    "journeys": ("What each journey costs: screens, taps, fields, seconds", journeys.main),
    "promises": ("Pages of promises, with 500 remarks and 100 promises", promises.main),
    "orders": ("What is bought, beside the cheapest of all packs", orders.main),
    "calendars": ("Calendars", calendars.main),
    "desk": ("At the organiser's desk", desk.main),
    "desk pages": ("Every page of organisers while 5,000 come, and 50,000", desk_pages.main),
    "growth": ("What ten times as many guests cost", growth.main),
    "goals": ("All goals, next to what was measured on an evening that goes on", goals.measure),
    "crashes": (
        "200 kills, 50 power cuts, a thousand cards on fifty phones each",
        goals.measure_crashes,
    ),
    "at size": ("A planner of a whole country, and two servers", grow_to_a_country),
    "attacks": ("The gate under attack", lambda: attack_load.measure(seconds=10)),
    "gate day": ("A long day at the gates, in browsers", gate_day.measure),
    "remarks": ("Six phones that lose half of their answers", remarks.run_on_both),
    "roles": ("What each role can read of one household", roles.main),
    "guesses": ("Guesses of codes", guesses.main),
    "mail": ("Mail: thousands queued, senders killed, scans beside it", post),
    "looks": (
        "Every page at every size, light and dark, and every screen of the gate",
        lambda: try_every_pair(*LOOKS),
    ),
    "papers": (
        "Every paper in every language, with a long title and a short one",
        lambda: try_every_pair("tests/exports/test_pdf_letters_on_paper.py"),
    ),
    "old": (
        "Every database of before, on both kinds",
        lambda: try_every_pair("tests/store/test_old.py"),
    ),
    "twice": ("Every form twice, and sixteen times at once", twice.main),
    "versions": ("Two people at every form that edits", versions.main),
    "accidents": ("Files that do harm, a rush, a storm", accidents.measure),
    "life": ("Whatever happens, whatever is sent", live_and_be_fuzzed),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part")
    parser.add_argument("--data", help="the folder with the counts that forecasts are scored on")
    told = parser.parse_args()
    if told.data:
        os.environ["PLANNER_TURNOUT_DATA"] = told.data
    chosen = told.only or list(PARTS)
    for name in chosen:
        title, measure = PARTS[name]
        sys.stdout.write(f"\n{title}:\n")
        sys.stdout.flush()
        measure()


if __name__ == "__main__":
    main()
