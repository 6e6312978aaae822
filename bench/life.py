"""The life of an event against a plain model, longer than the tests have time for."""

import sys
import tempfile
import time
from pathlib import Path

from planner.store import migrate
from planner.store.base import Store
from tests.life.machine import run

STEPS = 50


def measure(lives: int) -> None:
    """Let events live, and say how many steps they took; a difference from the model raises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planner.db"
        store = Store(f"sqlite:///{path}")
        migrate.upgrade(store)
        store.close()
        began = time.monotonic()
        run(empty_database=path, lives=lives, steps=STEPS)
        took = time.monotonic() - began
    sys.stdout.write(
        f"  {lives} events of up to {STEPS} steps each in {took:.0f} s: as the model says\n"
    )
