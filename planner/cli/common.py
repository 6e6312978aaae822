"""What most commands begin with: the settings, the database, the moment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from planner.cli import Problem
from planner.core.enums import Actor
from planner.paths import instance_dir
from planner.services.privacy.audit import AuditWatch, Doing
from planner.settings import Settings, read_settings
from planner.store import migrate
from planner.store.base import Store
from planner.web.audit_words import SILENT


def load_settings() -> Settings:
    """Return the settings of this installation.

    Raises:
        UnsafeSettings: which `main` shows, a sentence for each fault.
    """
    return read_settings(os.environ, instance_dir())


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Give the database, its tables up to date.

    Raises:
        Problem: the tables are older or newer than this version of the planner.
    """
    store = Store(settings.database_url)
    try:
        require_current(store)
        store.new_watcher = _new_watch
        yield store
    finally:
        store.close()


@contextmanager
def pages(settings: Settings) -> Iterator[None]:
    """Give what a page has while it is made: texts in the town's language, addresses, a session."""
    from planner.app import create_app  # late: few commands need the pages

    app = create_app(settings)
    try:
        with app.test_request_context(base_url=settings.base_url):
            yield
    finally:
        app.extensions["store"].close()


def _new_watch() -> AuditWatch:
    """Return what notes which command changed something."""
    context = click.get_current_context(silent=True)
    words = context.command_path.split()[1:] if context else []
    what = " ".join(["command", *words])
    doing = None if what in SILENT else Doing(what, Actor.COMMAND)
    return AuditWatch(lambda: doing, clock=right_now)


def require_current(store: Store) -> None:
    """Refuse tables of another version: half of what is written could be lost.

    Raises:
        Problem: with the command that brings them up to date.
    """
    found = migrate.current_revision(store)
    if found == migrate.newest_revision():
        return
    if found is None:
        raise Problem("The database has no tables yet. Run `planner db upgrade`.")
    if found in migrate.all_revisions():
        raise Problem(
            f"The tables are at version {found}, and the planner needs {migrate.newest_revision()}."
            " Run `planner db upgrade`."
        )
    raise Problem(
        f"The tables are at version {found}, which this planner does not know. "
        "Install the newest planner."
    )


def right_now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)
