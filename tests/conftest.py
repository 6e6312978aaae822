"""Tests of rules and formats start in a moment: the application is loaded for the others only."""

import gc
from pathlib import Path

import pytest
from hypothesis import settings

from tests.turns import not_their_turn

HERE = Path(__file__).parent
WITHOUT_APPLICATION = (HERE / "core", HERE / "exports")


# Chance is seeded and a busy machine fails nothing, here as where the project is checked.
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--both-databases", action="store_true", help="each test that takes turns on both databases"
    )


def pytest_collectstart(collector: pytest.Collector) -> None:
    # Not `pytest_plugins`, which would load it for every file under this folder.
    plugins = collector.config.pluginmanager
    is_file = isinstance(collector, pytest.Module)
    if not is_file or not {*WITHOUT_APPLICATION}.isdisjoint(collector.path.parents):
        return
    if not plugins.has_plugin("application"):
        from tests.support import application

        plugins.register(application, "application")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half of each pair of tests that take turns."""
    if config.getoption("--both-databases") or any("[" in each for each in config.args):
        return
    waits = not_their_turn(items)
    left_out = set(map(id, waits))
    config.hook.pytest_deselected(items=waits)
    items[:] = [item for item in items if id(item) not in left_out]


def pytest_collection_finish() -> None:
    # A fifth of the time of all tests went into looking for garbage among what every test needs:
    # each makes an application, and half a million objects of libraries were looked at again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
