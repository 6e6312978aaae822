"""The least that could redeem a card: bare WSGI and sqlite3, durable, without any of our checks.

The gate's bench compares with it in the same run; served as the planner is.

    python -m bench.bare PORT
"""

import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from planner.cli.connections import listen
from planner.cli.processes import Processes
from planner.cli.server import serve

_local = threading.local()


def connection() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(_local, "db"):
        _local.db = sqlite3.connect(os.environ["BARE_DB"], isolation_level=None, timeout=30)
        _local.db.execute("PRAGMA journal_mode=WAL")
        _local.db.execute("PRAGMA synchronous=FULL")
    db: sqlite3.Connection = _local.db
    return db


def app(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Look the phone up, mark the card unless it is marked, write the scan down, commit."""
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    scan = body["scans"][0]
    token = environ["HTTP_COOKIE"].partition("=")[2]
    db = connection()
    db.execute("BEGIN IMMEDIATE")
    phone = db.execute("SELECT id FROM phone WHERE token = ?", (token,)).fetchone()
    marked = db.execute(
        "UPDATE card SET came = ? WHERE code = ? AND came IS NULL RETURNING id",
        (scan["scanned_at"], scan["code"]),
    ).fetchone()
    db.execute("INSERT INTO scan VALUES (?, ?, ?)", (scan["nonce"], scan["code"], phone[0]))
    db.execute("COMMIT")
    status = "ok" if marked else "refused"
    answer = json.dumps({"results": [{"nonce": scan["nonce"], "status": status}]}).encode()
    start_response(
        "200 OK",
        [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))],
    )
    return [answer]


def fill(path: str, *, tokens: list[str], codes: list[str]) -> None:
    """Make the tables with the same phones and cards."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE phone (id INTEGER PRIMARY KEY, token TEXT UNIQUE)")
    db.execute("CREATE TABLE card (id INTEGER PRIMARY KEY, code TEXT UNIQUE, came TEXT)")
    db.execute("CREATE TABLE scan (nonce TEXT PRIMARY KEY, code TEXT, phone INTEGER)")
    db.executemany("INSERT INTO phone (token) VALUES (?)", [(each,) for each in tokens])
    db.executemany("INSERT INTO card (code) VALUES (?)", [(each,) for each in codes])
    db.commit()
    db.close()


def main() -> None:
    """Serve it with two processes."""
    with listen(f"127.0.0.1:{sys.argv[1]}") as listener:
        Processes([partial(serve, app, listener)] * 2, grace_seconds=5).run()


if __name__ == "__main__":
    main()
