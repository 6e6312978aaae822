"""An application with demonstration data, for the benches of pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from planner.app import create_app
from planner.services import demonstration
from planner.services.demonstration import DemoAccess
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from tests.support.busy_evening import BusyEvening, fill_evening

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
DURING = NOW + timedelta(days=9, hours=5, minutes=10)
"""Ten minutes after the coming barbecue of the demonstration data began."""


@dataclass(frozen=True)
class Site:
    """An application with demonstration data, and how to get in."""

    app: Flask
    access: DemoAccess

    def client(self) -> FlaskClient:
        return self.app.test_client()


def busy_evening(site: Site, guests: int) -> BusyEvening:
    """Add an evening that goes on, beside the demonstration."""
    settings = site.app.extensions["settings"]
    return fill_evening(site.app.extensions["store"], guests, code_key=settings.code_key)


def make_site(folder: Path, *, database_url: str = "") -> Site:
    """Make one on an empty database: SQLite in the folder, unless another is named."""
    settings = Settings(
        secret_key="a secret key for measuring, 0123456789",
        code_key="a key for codes when measuring, 9876543210",
        base_url="http://localhost",
        database_url=database_url or f"sqlite:///{folder / 'planner.db'}",
        instance=folder,
        insecure_http=True,
    )
    store = Store(settings.database_url)
    migrate.upgrade(store)
    access = demonstration.load(store, settings=settings, now=NOW)
    with store.transaction() as session:
        access = demonstration.open_hand_out(session, access, settings, now=NOW)
    store.close()
    return Site(create_app(settings, clock=lambda: NOW), access)
