"""The drill: back up while phones scan, restore elsewhere, find all that was answered before."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from bench.gate_faults import scanning
from bench.gate_site import CODE_KEY, GateSite, gate_site

BEFORE = 60
"""Scans that were answered before the backup began; more go on arriving meanwhile."""


def command(site: GateSite, instance: Path, *words: str) -> None:
    told = {
        **os.environ,
        "PLANNER_INSTANCE": str(instance),
        "PLANNER_SECRET_KEY": "a secret key of the drill, 0123456789abcdef",
        "PLANNER_CODE_KEY": CODE_KEY,
        "PLANNER_BASE_URL": "https://feest.example",
    }
    subprocess.run(
        [sys.executable, "-c", "from planner.cli import main; main()", *words],
        env=told,
        check=True,
        capture_output=True,
        timeout=60,
    )


def test_what_was_answered_before_a_backup_under_load_is_in_it(tmp_path: Path) -> None:
    sealed = tmp_path / "elsewhere.db.age"
    with gate_site(cards=600, phones=8) as site:
        with scanning(site, iter(site.codes)) as tally:
            until = time.monotonic() + 60
            while len(tally.answered) < BEFORE and time.monotonic() < until:
                time.sleep(0.01)
            promised = set(tally.answered)
            command(site, site.folder, "backup", str(sealed))
            made_while = len(tally.answered) - len(promised)
        assert not tally.wrong
        vault = (site.folder / "backup-identity.txt").rename(tmp_path / "vault.txt")
        command(site, tmp_path / "new", "restore", str(sealed), "--identity", str(vault), "--yes")
    with closing(sqlite3.connect(tmp_path / "new" / "planner.db")) as restored:
        kept = {row[0] for row in restored.execute("SELECT nonce FROM scan")}
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert restored.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(promised) >= BEFORE
    assert made_while > 0, "nobody wrote while the backup was made"
    assert promised <= kept
