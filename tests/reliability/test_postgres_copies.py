"""PostgreSQL's own programs make a copy and put it back, as docs/operate.md says."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.paths import PACKAGE
from planner.services import demonstration
from planner.store import migrate
from planner.store.base import Store
from tests.support import postgres
from tests.support.application import MAY_SKIP, test_settings
from tests.support.clock import FixedClock

pytestmark = pytest.mark.postgres
NOW = FixedClock().now


def test_a_dump_of_postgresql_comes_back_whole(tmp_path: Path) -> None:
    with postgres.own_server() as server:
        if server is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        store = Store(server.url)
        migrate.upgrade(store)
        access = demonstration.load(store, settings=test_settings(server.url, tmp_path), now=NOW)
        before = counts(store)
        assert before["invitation"] > 100, access
        run(server, commands()[0], tmp_path)
        with store.writer.begin() as connection:
            connection.execute(text("DELETE FROM answer_change"))
            connection.execute(text("UPDATE event SET title = 'lost'"))
        store.engine.dispose()
        run(server, commands()[1], tmp_path)
        assert counts(store) == before
        with store.reading() as session:
            assert "lost" not in session.scalars(text("SELECT title FROM event")).all()
        assert migrate.is_current(store)
        store.close()


def commands() -> list[str]:
    """Return the two commands of the documentation."""
    text = (PACKAGE.parent / "docs" / "operate.md").read_text(encoding="utf-8")
    return re.findall(r"^(pg_(?:dump|restore) .*)$", text, flags=re.M)


def run(server: postgres.Server, command: str, folder: Path) -> None:
    words = command.replace("/srv/backups/planner.dump", str(folder / "planner.dump")).split()
    database = {"PGHOST": str(server.folder), "PGUSER": "planner"}
    words = [word.replace("dbname=planner", "dbname=postgres") for word in words]
    programs = postgres.find_programs()
    assert programs is not None
    done = subprocess.run(
        [programs / words[0], *words[1:]],
        env={**os.environ, **database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        names = session.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                "'public'::regnamespace"
            )
        ).all()
        found = {}
        for name in names:
            rows = session.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608 - ours
            found[str(name)] = int(rows or 0)
        return found
