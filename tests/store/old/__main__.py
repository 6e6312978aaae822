"""Store the databases that are missing; see `tests.store.old`."""

import argparse
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from planner.paths import PACKAGE
from planner.store import migrate
from planner.store.base import Store
from tests.store.old import ENGINES, FOLDER, file_of, wanted
from tests.support import postgres

FILL = FOLDER / "fill.py"
LEFT_OUT = re.compile(r"^(-- Dumped .*|\\.*|SET .*)\n", re.MULTILINE)
"""What names the programs that wrote it, is for psql alone, or is not known to older servers."""


def main() -> None:
    """Fill a database on each engine with the code of a checkout, and go down from there."""
    asked = argparse.ArgumentParser(prog="python -m tests.store.old", description=__doc__)
    asked.add_argument("--tree", type=Path, default=PACKAGE.parent, help="another checkout")
    tree: Path = asked.parse_args().tree
    with tempfile.TemporaryDirectory() as folder:
        for engine in ENGINES:
            with empty_database(engine, Path(folder)) as url:
                store_all(engine, url, tree=tree.absolute(), folder=folder)


def store_all(engine: str, url: str, *, tree: Path, folder: str) -> None:
    """Fill one database, and write it down at each version that is missing."""
    kept = json.loads(
        subprocess.run(
            [sys.executable, str(FILL), url, folder],
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"},
        ).stdout
    )
    store = Store(url)
    known = migrate.all_revisions()
    newest = migrate.current_revision(store)
    assert newest in known, f"{newest} is not known here"
    for revision in known[known.index(newest) :]:
        target = file_of(revision, engine)
        if revision not in wanted() or target.exists():
            continue
        if revision != newest:
            migrate.downgrade(store, revision=revision)
        store.engine.dispose()
        sql = f"-- {json.dumps(kept, sort_keys=True)}\n{dump(engine, url)}"
        target.write_bytes(gzip.compress(sql.encode(), compresslevel=9, mtime=0))
        print(f"{target.name}: {target.stat().st_size:,} bytes")  # noqa: T201
    store.close()


@contextmanager
def empty_database(engine: str, folder: Path) -> Iterator[str]:
    """Give a database without tables."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'old.db'}"
        return
    with postgres.running_server() as server:
        if server is None:
            raise SystemExit(postgres.HOW_TO_GET)
        with postgres.new_database(server, "planner_old") as url:
            yield url


def dump(engine: str, url: str) -> str:
    """Write a database as statements, in an order that is the same each time."""
    if engine == "sqlite":
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            return "\n".join([*connection.iterdump(), ""])
    programs = postgres.find_programs()
    assert programs is not None
    options = ("--no-owner", "--no-privileges", "--rows-per-insert=50", "--no-comments")
    written = subprocess.run(
        [str(programs / "pg_dump"), *options, f"--dbname={url}"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout
    return LEFT_OUT.sub("", written)


if __name__ == "__main__":
    main()
