"""What every page costs at an evening that goes on, with few guests and with many.

    python -m bench.growth [--few 500 --many 5000]

In steps of SQLite's virtual machine, in calls and lines of Python, and in bytes, each with how many
times it is that of few guests. The heaviest pages come first.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from planner.store import migrate
from planner.store.base import Store
from tests.support.cost import Cost
from tests.support.growth import costs_by_size

WEIGHT = 0.1
"""A step of the database takes about a tenth of the time of one of Python."""


def main(asked: Sequence[str] = ()) -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description="How the cost of pages grows.")
    parser.add_argument("--few", type=int, default=500)
    parser.add_argument("--many", type=int, default=5_000)
    told = parser.parse_args(asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(f"sqlite:///{folder / 'empty.db'}")
        migrate.upgrade(store)
        store.close()
        few, many = costs_by_size(folder / "empty.db", folder, told.few, told.many)
    sys.stdout.write(f"\n{told.many:,} guests, and how many times what {told.few:,} cost:\n")
    for page in sorted(many, key=lambda page: -_work(many[page])):
        sys.stdout.write(f"  {page:<58} {_line(few[page], many[page])}\n")


def _work(cost: Cost) -> float:
    return WEIGHT * cost.database + cost.python


def _line(few: Cost, many: Cost) -> str:
    pairs = (
        (few.database, many.database),
        (few.python, many.python),
        (few.sent, many.sent),
    )
    return "  ".join(f"{after:>11,} {after / max(1, before):6.1f}x" for before, after in pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
