"""What each role can read of one household: every page, many questions, every code, three moments.

    python -m bench.roles

The same as `tests/attacks/test_each_role.py`, which takes a few addresses of each page.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from planner.app import create_app
from planner.store import migrate
from planner.store.base import Store
from tests.support import postgres
from tests.support.application import test_settings as settings_of
from tests.support.busy_evening import NOW, STARTS
from tests.support.clock import FixedClock
from tests.support.crawler import Crawl
from tests.support.households import FACTS
from tests.support.roles import RoleStage, set_roles_up
from tests.support.telling import BY_CODE, table, told_nowhere, told_too_much

MOST = 40
"""Addresses of one page with one set of questions behind it."""
MOMENTS: Sequence[tuple[str, datetime]] = (
    ("in the middle", NOW),
    ("two days before", STARTS - timedelta(days=2)),
    ("three days after", STARTS + timedelta(days=3)),
)


def main() -> None:
    """Say for each database how many pages were read and which of them tell too much."""
    _measure("SQLite", "")
    with postgres.own_server() as server:
        if server is not None:
            _measure("PostgreSQL", server.url)
    sys.stdout.flush()


def _measure(name: str, database_url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(database_url or f"sqlite:///{folder}/planner.db", Path(folder))
        store = Store(settings.database_url)
        migrate.upgrade(store)
        store.close()
        clock = FixedClock()
        app = create_app(settings, clock=clock)
        app.config["SERVER_NAME"] = settings.host
        stage = set_roles_up(app, settings, clock)
        for when, moment in MOMENTS:
            clock.now = moment
            if moment is not NOW:
                stage.sign_in_again()
            for role in table():
                if role == "administrator" and moment is not NOW:
                    continue  # reads what an organiser reads
                pages, wrong = _read(stage, role, is_now=moment is NOW)
                sys.stdout.write(f"  {name}, {when}, {role:<22} {pages:>5} pages, ")
                sys.stdout.write(f"{len(wrong)} that tell too much\n")
                sys.stdout.writelines(f"    {line}\n" for line in wrong)
        app.extensions["store"].close()


def _read(stage: RoleStage, role: str, *, is_now: bool) -> tuple[int, list[str]]:
    may = table()[role]
    crawl = stage.crawl(role, most=MOST)
    wrong = list(told_too_much(stage, role, crawl, [fact for fact in FACTS if not may[fact]]))
    if is_now:
        wrong += told_nowhere(stage, role, crawl, [fact for fact in FACTS if may[fact]])
    by_code = Crawl(stage.app, stage.roles[role].browser, most=MOST, within="invitee.")
    by_code.walk(list(_codes(stage)))
    shut = [fact for fact in FACTS if not may[fact] and fact not in BY_CODE]
    wrong += told_too_much(stage, role, by_code, shut)
    return len(crawl.seen) + len(by_code.seen), wrong


def _codes(stage: RoleStage) -> Iterator[str]:
    return (f"/{one.code}" for one in stage.households.all)


if __name__ == "__main__":
    main()
