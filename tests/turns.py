"""A test with a database takes its turn: one of them on SQLite, the next one on PostgreSQL.

Both run each time where the database decides between two at once (`both_databases`), in the tests
of the store, and in what is named by hand on the command line. All of them run on both with `make
test ARGS=--both-databases`: whoever changes a query does that first.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import pytest

HERE = Path(__file__).parent
IN_TURN = (HERE / "web", HERE / "services", HERE / "attacks", HERE / "cli")
SIDES = re.compile(r"(sqlite|postgresql)")


def not_their_turn(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the other half of each pair."""
    pairs: dict[str, list[pytest.Item]] = {}
    for item in items:
        is_in_turn = not {*IN_TURN}.isdisjoint(item.path.parents)
        if is_in_turn and not item.get_closest_marker("both_databases"):
            pairs.setdefault(SIDES.sub("", item.nodeid), []).append(item)
    return [
        item
        for name, pair in pairs.items()
        if len(pair) == 2
        for turn, item in enumerate(sorted(pair, key=lambda each: each.nodeid))
        if turn != crc32(name.encode()) % 2
    ]
