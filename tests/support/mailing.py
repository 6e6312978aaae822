"""The application of a town whose mail leaves, for tests that take `app` from here."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.settings import Settings
from planner.store.base import Store
from tests.support.application import running_app
from tests.support.cards import make_world
from tests.support.clock import FixedClock
from tests.support.messages import Town, with_mail


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    yield from running_app(with_mail(settings), clock)


@pytest.fixture
def town(app: Flask, store: Store) -> Town:
    """An event there."""
    return Town(app, make_world(store, app.extensions["settings"]))
