"""Databases as earlier versions left them, and the way to store the next ones.

Each version of the tables since 0015, and 0009 and 0013, has two files here, such as
`0009.sqlite.sql.gz` and `0009.postgresql.sql.gz`. They hold what that version's own code made: its
tables, its demonstration data, a partner, a phone at a gate and a letter that waits. Nobody in them
exists. Made again, the rows are the same; SQLite's tables may name constraints in another order.

    python -m tests.store.old                  stores the versions that are missing
    python -m tests.store.old --tree FOLDER    the same with the code of another checkout

A version that was never the newest of a checkout (0013 as it is now, 0020, and those that came
together) is what the next one that was leaves when it goes down.
"""

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url

from planner.store import migrate

FOLDER = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")
FIRST = {"0009", "0013", "0015"}
"""Versions that are in use; every later one is stored too."""
PASSED_THROUGH = {
    *("0031", "0032", "0033", "0034", "0035"),
    *("0042", "0043", "0044", "0045"),
    *("0047", "0048", "0049", "0050", "0051"),
}
"""But for these: each came together with the next, and no database stays at them."""


@dataclass(frozen=True)
class Old:
    """A stored database: its version, and what was kept outside it."""

    revision: str
    engine: str
    sql: str
    code: str
    """Of a card of the event with the phone's gate, which nobody answered yet."""
    token: str
    """Of a phone at that gate."""


def wanted() -> list[str]:
    """Return the versions that are to be stored, the newest first."""
    known = migrate.all_revisions()
    later = known[: known.index(max(FIRST))]
    return [one for one in known if one in FIRST or (one in later and one not in PASSED_THROUGH)]


def file_of(revision: str, engine: str) -> Path:
    """Return where a database is stored."""
    return FOLDER / f"{revision}.{engine}.sql.gz"


def stored() -> list[str]:
    """Return the versions that are stored, the oldest first; those of no version at the end."""
    order = list(reversed(migrate.all_revisions()))
    found = {path.name.partition(".")[0] for path in FOLDER.glob("*.sql.gz")}
    return [*(one for one in order if one in found), *sorted(found - set(order))]


def read(revision: str, engine: str) -> Old:
    """Read a stored database; its first line holds what was kept outside."""
    text = gzip.decompress(file_of(revision, engine).read_bytes()).decode()
    first, _, sql = text.partition("\n")
    kept = json.loads(first.removeprefix("-- "))
    return Old(revision, engine, sql, code=kept["code"], token=kept["token"])


def put_into(old: Old, url: str) -> None:
    """Make an empty database as it was then."""
    if old.engine == "sqlite":
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            connection.executescript(old.sql)
        return
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(old.sql)
    finally:
        engine.dispose()
