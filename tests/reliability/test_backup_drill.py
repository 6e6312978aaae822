"""The drill: back up while phones scan, restore elsewhere, find all that was answered before."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.gate_faults import scanning
from bench.gate_site import CODE_KEY, GateSite, gate_site
from planner.store.base import Store

BEFORE = 60
"""Scans that were answered before the backup began; more go on arriving meanwhile."""


def command(site: GateSite, instance: Path, *words: str, url: str = "") -> None:
    told = {
        **os.environ,
        "PLANNER_INSTANCE": str(instance),
        "PLANNER_SECRET_KEY": "a secret key of the drill, 0123456789abcdef",
        "PLANNER_CODE_KEY": CODE_KEY,
        "PLANNER_BASE_URL": "https://feest.example",
        "PLANNER_DATABASE_URL": url or f"sqlite:///{instance / 'planner.db'}",
    }
    subprocess.run(
        [sys.executable, "-c", "from planner.cli import main; main()", *words],
        env=told,
        check=True,
        capture_output=True,
        timeout=120,
    )


def copied_under_load(site: GateSite, copy: Path, *, url: str = "") -> tuple[set[str], int]:
    """Back up while phones scan; return what was answered before, and how many came meanwhile."""
    with scanning(site, iter(site.codes)) as tally:
        until = time.monotonic() + 60
        while len(tally.answered) < BEFORE and time.monotonic() < until:
            time.sleep(0.01)
        promised = set(tally.answered)
        command(site, site.folder, "backup", str(copy), url=url)
        made_while = len(tally.answered) - len(promised)
    assert not tally.wrong
    assert len(promised) >= BEFORE
    return promised, made_while


def test_what_was_answered_before_a_backup_under_load_is_in_it(tmp_path: Path) -> None:
    sealed = tmp_path / "elsewhere.db.age"
    with gate_site(cards=600, phones=8) as site:
        promised, made_while = copied_under_load(site, sealed)
        vault = (site.folder / "backup-identity.txt").rename(tmp_path / "vault.txt")
        command(site, tmp_path / "new", "restore", str(sealed), "--identity", str(vault), "--yes")
    with closing(sqlite3.connect(tmp_path / "new" / "planner.db")) as restored:
        kept = {row[0] for row in restored.execute("SELECT nonce FROM scan")}
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert restored.execute("PRAGMA foreign_key_check").fetchall() == []
    assert made_while > 0, "nobody wrote while the backup was made"
    assert promised <= kept


@pytest.mark.postgres
def test_the_same_on_postgresql_into_an_empty_database(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    sealed, served, elsewhere = tmp_path / "elsewhere.dump.age", new_database(), new_database()
    with gate_site(cards=600, phones=8, database_url=served) as site:
        promised, made_while = copied_under_load(site, sealed, url=served)
        vault = (site.folder / "backup-identity.txt").rename(tmp_path / "vault.txt")
        words = ("restore", str(sealed), "--identity", str(vault), "--yes")
        command(site, tmp_path / "new", *words, url=elsewhere)
        command(site, tmp_path / "new", "db", "check", url=elsewhere)
    store = Store(elsewhere)
    with store.reading() as session:
        kept = set(session.scalars(text("SELECT nonce FROM scan")))
        still_in = session.scalar(text("SELECT count(*) FROM sign_in WHERE ended_at IS NULL"))
    store.close()
    assert made_while > 0, "nobody wrote while the backup was made"
    assert promised <= kept
    assert still_in == 0
