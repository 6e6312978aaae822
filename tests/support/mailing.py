"""The application of a town whose mail leaves, for tests that take `app` from here."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from planner.core.enums import MailState
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import OutboxMail
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


def all_arrive(town: Town, state: MailState = MailState.SENT) -> None:
    """Let all mail that waits be sent, or come to something else."""
    with town.world.store.transaction() as session:
        session.execute(
            update(OutboxMail).where(OutboxMail.state == MailState.WAITING).values(state=state)
        )
