"""What databases do to answer, and where they read a whole table for it.

SQLite explains each statement as it was asked. PostgreSQL writes down what it did while it did it
(auto_explain), so that nothing is missed, and counts the pages of tables that it touched
(pg_stat_statements).
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text

from planner.store.base import Store

OPTIONS = "-c shared_preload_libraries=pg_stat_statements,auto_explain"
"""How a server is started that can tell."""
TELLS = (
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_format = 'json'",
    "auto_explain.log_timing = off",
)
BLOCK_BYTES = 8192
PLAN = re.compile(r"^.*LOG: +duration: [\d.]+ ms +plan:$")
READS_ALL = frozenset({"Seq Scan", "Parallel Seq Scan"})
BY_INDEX = frozenset({"Index Scan", "Index Only Scan", "Bitmap Index Scan"})
READS = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b")
SCANS = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


@dataclass
class Asked:
    """What was asked of a database for one page or question.

    Attributes:
        blocks: pages of tables and indexes that were touched; PostgreSQL only.
        millis: for which PostgreSQL was at work.
        scans: tables that were read as a whole, each with the statement that did.
    """

    blocks: int = 0
    millis: float = 0.0
    scans: dict[str, str] = field(default_factory=dict)


class PostgresTells:
    """Hears from a server of ours what it did.

    Args:
        stats: to the database that is always there, committing by itself.
        name: of the database that is looked at.
        log: the server's.
        most_rows: tables with no more than these may be read as a whole.
    """

    def __init__(self, stats: Connection, name: str, log: Path, *, most_rows: int) -> None:
        self._stats, self._name, self._log = stats, name, log
        stats.execute(text("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"))
        for setting in TELLS:
            stats.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        self._most_rows = most_rows
        self._large: Mapping[str, int] = {}

    def begin(self, store: Store) -> None:
        """Connect anew, so that it tells, and look which tables are large."""
        store.engine.dispose()
        rows = "SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'"
        with store.engine.connect() as connection:
            found = connection.execute(text(rows)).all()
        self._large = {name: rows for name, rows in found if rows > self._most_rows}

    @contextmanager
    def telling(self) -> Iterator[Asked]:
        """Fill in what was asked within the block."""
        asked = Asked()
        self._stats.execute(text("SELECT pg_stat_statements_reset()"))
        began = self._log.stat().st_size
        yield asked
        row = self._stats.execute(
            text(
                "SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0),"
                " coalesce(sum(total_exec_time), 0) FROM pg_stat_statements"
                " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = :name)"
            ),
            {"name": self._name},
        ).one()
        asked.blocks, asked.millis = int(row[0]), float(row[1])
        for plan in _plans_of(self._log, began):
            for table in _read_whole(plan["Plan"]):
                if table in self._large:
                    asked.scans[table] = plan.get("Query Text", "")


def _plans_of(log: Path, began: int) -> Iterator[dict[str, Any]]:
    """Give the plans that were written down since the log had so many bytes."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(began)
        plan: list[str] | None = None
        for line in lines:
            if plan is not None and line.startswith("\t"):
                plan.append(line)
                continue
            if plan:
                yield json.loads("".join(plan).replace("\n\t", "\n"), strict=False)
            plan = [] if PLAN.match(line.rstrip("\n")) else None
        if plan:
            yield json.loads("".join(plan), strict=False)


def _read_whole(node: Mapping[str, Any]) -> Iterator[str]:
    """Give each table that a plan reads from its beginning to its end.

    An index that is read as far as a limit wants is no table that is read as a whole, unless what
    it finds is sifted afterwards.
    """
    kind = node["Node Type"]
    if kind in READS_ALL:
        yield node["Relation Name"]
    elif kind in BY_INDEX and "Index Cond" not in node and "Relation Name" in node:
        reaches_on = "Filter" in node or not node.get("is limited")
        yield from [node["Relation Name"]] * reaches_on
    for below in node.get("Plans", ()):
        is_limited = kind == "Limit" or (node.get("is limited") and kind == "LockRows")
        yield from _read_whole({**below, "is limited": is_limited})


@contextmanager
def explained(store: Store) -> Iterator[dict[str, str]]:
    """Give a dictionary that fills with what SQLite reads as a whole: what, and the statement."""
    found: dict[str, str] = {}
    known: set[str] = set()

    def explain(
        connection: Connection, cursor: Any, statement: str, given: Any, _context: Any, many: bool
    ) -> None:
        if statement in known or many or not READS.match(statement):
            return
        known.add(statement)
        driver: Any = connection.connection.dbapi_connection
        for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", given):
            match = SCANS.match(row[3])
            if match:
                found.setdefault(row[3], statement)

    event.listen(store.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", explain)
