"""A test of a page takes its turn: one of them on SQLite, the next one on PostgreSQL.

What pages ask is asked by services, whose tests run on both databases each time; so do tests of
pages where two come at once (`both_databases`), and what is named by hand on the command line.
Whoever changes a query tries the pages on both with `make test ARGS=--both-databases`.
"""

import re
from pathlib import Path
from zlib import crc32

import pytest

HERE = Path(__file__).parent
SIDES = re.compile(r"(sqlite|postgresql)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half of each pair."""
    if config.getoption("--both-databases") or any("[" in each for each in config.args):
        return
    pairs: dict[str, list[pytest.Item]] = {}
    for item in items:
        if HERE in item.path.parents and not item.get_closest_marker("both_databases"):
            pairs.setdefault(SIDES.sub("", item.nodeid), []).append(item)
    left_out = {
        id(item)
        for name, pair in pairs.items()
        if len(pair) == 2
        for turn, item in enumerate(sorted(pair, key=lambda each: each.nodeid))
        if turn != crc32(name.encode()) % 2
    }
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left_out])
    items[:] = [item for item in items if id(item) not in left_out]
