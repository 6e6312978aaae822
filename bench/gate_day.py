"""A long day at the gates in real browsers: phones move, lose the network, are killed.

    python -m bench.gate_day [--phones 5] [--steps 600] [--seed 20270612]

What is seen is whether every scan stands once, at the gate where it was made; see
tests/support/gate_day.py. The tests have a short one.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from planner.store import migrate
from planner.store.base import Store
from tests.browser.conftest import find_chromium
from tests.browser.gate_phone import LastingPhone
from tests.support.application import test_settings
from tests.support.gate_day import Gates, Volunteer, finish
from tests.support.gate_server import GateServer


def measure(phones: int = 5, steps: int = 600, seed: int = 20270612) -> None:
    """Let phones work for so many steps, and see that everything stands where it was."""
    if find_chromium() is None:
        print("gate day: no Chromium here")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        url = f"sqlite:///{folder}/planner.db"
        store = Store(url)
        migrate.upgrade(store)
        store.close()
        server = GateServer(test_settings(url, folder), cards=60)
        server.start()
        taken = [
            LastingPhone(playwright.chromium, folder / f"phone-{each}") for each in range(phones)
        ]
        try:
            _live_the_day(taken, Gates(server), random.Random(seed), steps)
        finally:
            for phone in taken:
                phone.close()
            server.close()


def _live_the_day(
    taken: list[LastingPhone], gates: Gates, chance: random.Random, steps: int
) -> None:
    begun, did = time.monotonic(), Counter[str]()
    volunteers = [Volunteer(phone, gates, chance) for phone in taken]
    for volunteer in volunteers:
        volunteer.begin()
    for _ in range(steps):
        did[chance.choice(volunteers).act()] += 1
    finish(volunteers)
    words = ", ".join(f"{count} {what}" for what, count in did.most_common())
    took = time.monotonic() - begun
    print(
        f"gate day: {len(taken)} phones, {len(gates.server.scans())} scans, each once and in place"
    )
    print(f"          {words}; {took:.0f} s")


def main() -> None:
    """Read what is wished, and do it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=5)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=20270612)
    wish = parser.parse_args()
    measure(wish.phones, wish.steps, wish.seed)


if __name__ == "__main__":
    main()
