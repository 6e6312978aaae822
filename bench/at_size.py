"""What every page and question costs in a planner of a whole country, beside one of a town.

    python -m bench.at_size [--organisations 1000] [--place /var/tmp]
    python -m bench.at_size --sqlite [--organisations 100]

On PostgreSQL: pages of tables that were touched, time in the database, CPU time of the server, the
least of three rounds each; and which large tables were read as a whole. On SQLite: steps of its
virtual machine, and calls and lines of Python. Both databases are made by the same code, in the
same run, and hold the same evening of 5,000.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url

from bench import beside
from bench.country import country
from bench.goal import Goal
from tests.support import postgres
from tests.support.cost import counting
from tests.support.every_page import EveryPage
from tests.support.plans import OPTIONS, PostgresTells
from tests.support.questions import questions

ROUNDS = 3
MOST_TIMES = 2.0
A_LOOK = {"blocks": 400, "database ms": 2.0, "cpu ms": 4.0, "steps": 20_000, "python": 4_000}
"""So much more is no more: it is less than machines differ, or what deeper indexes take."""
FEW_ROWS = 3_000
"""Tables with no more are read as a whole in less time than an index takes."""
SERVER = (
    f"{OPTIONS} -c shared_buffers=1GB -c max_wal_size=8GB -c wal_level=minimal"
    " -c max_wal_senders=0 -c full_page_writes=off -c checkpoint_timeout=1h"
    " -c max_parallel_maintenance_workers=1"
)
ONCE = ("events.close_event, pressed",)
"""What changes something, and is not done again."""
Figures = Mapping[str, float]


@dataclass
class Opened:
    """What a page or a question cost.

    Attributes:
        figures: by name, the least of the rounds.
        scans: large tables that were read as a whole.
    """

    figures: dict[str, float]
    scans: Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """What was measured in a town and in a country, by the name of the page or question."""

    town: Mapping[str, Opened]
    country: Mapping[str, Opened]

    def dearer(self) -> dict[str, list[str]]:
        """Return which cost more than twice as much in the country, and of what."""
        found: dict[str, list[str]] = {}
        for name, opened in self.country.items():
            before = self.town[name].figures
            for what, after in opened.figures.items():
                if after > MOST_TIMES * before[what] + A_LOOK[what]:
                    found.setdefault(name, []).append(f"{what} {before[what]:,.1f} -> {after:,.1f}")
        return found

    def scanned(self) -> dict[str, Mapping[str, str]]:
        """Return which read a large table as a whole."""
        return {name: one.scans for name, one in self.country.items() if one.scans}


def measure(
    *, organisations: int = 1_000, place: Path | None = None, is_sqlite: bool = False
) -> Compared | None:
    """Make both, open everything in both and print what is dearer; None without a server."""
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        if is_sqlite:
            found = [_on_sqlite(folder / str(size), size) for size in (1, organisations)]
            compared = Compared(*found)
        else:
            folder.chmod(0o755)
            with postgres.own_server(place=place or Path("/var/tmp"), options=SERVER) as server:  # noqa: S108
                if server is None:
                    sys.stdout.write(f"{postgres.HOW_TO_GET}\n")
                    return None
                compared = Compared(
                    _on_postgres(server, folder / "town", "town", 1),
                    _on_postgres(server, folder / "country", "country", organisations),
                )
        report(compared)
        return compared


def goals_of(compared: Compared) -> list[Goal]:
    """Compare what was measured with the goals, as rows of the table of goals."""
    dearer, scanned, all_of = compared.dearer(), compared.scanned(), len(compared.country)
    return [
        Goal(
            "every page and question of a country against a town",
            "at most twice",
            f"{all_of - len(dearer)} of {all_of}",
            not dearer,
        ),
        Goal(
            "large tables read as a whole",
            "none",
            ", ".join(sorted({table for one in scanned.values() for table in one})) or "none",
            not scanned,
        ),
    ]


def report(compared: Compared) -> None:
    """Print what costs more than twice as much, and what reads a whole table."""
    say = sys.stdout.write
    dearer, scanned = compared.dearer(), compared.scanned()
    say(f"  {len(compared.country)} pages and questions; dearer than twice: {len(dearer)}\n")
    for name, words in sorted(dearer.items()):
        say(f"    {name:<50} {'; '.join(words)}\n")
    say(f"  that read a large table as a whole: {len(scanned)}\n")
    for name, tables in sorted(scanned.items()):
        for table, statement in tables.items():
            say(f"    {name:<50} {table}: {' '.join(statement.split())[-300:]}\n")
    for goal in goals_of(compared):
        say(f"{goal}\n")


def _on_sqlite(folder: Path, organisations: int) -> dict[str, Opened]:
    folder.mkdir()
    with country(f"sqlite:///{folder / 'planner.db'}", folder, organisations) as pages:

        @contextmanager
        def looked() -> Iterator[dict[str, float]]:
            figures: dict[str, float] = {}
            with counting() as cost:
                yield figures
            figures |= {"steps": cost.database, "python": cost.python}

        return {
            name: _least(name, open_it, looked, rounds=2) for name, open_it in everything(pages)
        }


def _on_postgres(
    server: postgres.Server, folder: Path, name: str, organisations: int
) -> dict[str, Opened]:
    folder.mkdir()
    with (
        postgres.new_database(server.url, name) as url,
        country(url, folder, organisations) as pages,
    ):
        found = costs_on_postgres(server.url, server.folder / "log", name, pages)
        if organisations > 1:
            sys.stdout.write("  what takes long:\n")
            beside.measure(pages)
        return found


def costs_on_postgres(url: str, log: Path, name: str, pages: EveryPage) -> dict[str, Opened]:
    """Open everything in a database on a server that tells."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        tells = PostgresTells(connection, name, log, most_rows=FEW_ROWS)
        tells.begin(pages.store)
        scans: dict[str, str] = {}

        @contextmanager
        def looked() -> Iterator[dict[str, float]]:
            figures: dict[str, float] = {}
            with tells.telling() as asked:
                began = time.thread_time()
                yield figures
                spent = time.thread_time() - began
            scans.update(asked.scans)
            figures |= {
                "blocks": asked.blocks,
                "database ms": asked.millis,
                "cpu ms": 1000 * spent,
            }

        found = {}
        for one, open_it in everything(pages):
            scans.clear()
            found[one] = _least(one, open_it, looked, rounds=ROUNDS)
            found[one].scans = dict(scans)
        return found


def everything(pages: EveryPage) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give what the server asks by itself, then every page."""
    yield from questions(pages)
    for visit in pages.visits():
        yield visit.name, visit.open


def _least(name: str, open_it: Callable[[], Any], looked: Any, *, rounds: int) -> Opened:
    rows: list[dict[str, float]] = []
    for _round in range(1 if name in ONCE else rounds):
        with looked() as figures:
            answer = open_it()
        status = getattr(answer, "status_code", 200)
        if status != 200:
            raise RuntimeError(f"{name}: {status}")
        rows.append(figures)
    return Opened({what: min(row[what] for row in rows) for what in rows[0]}, {})


def main(asked: Sequence[str] = ()) -> None:
    """Measure on PostgreSQL, or on SQLite."""
    parser = argparse.ArgumentParser(description="What pages cost in a whole country.")
    parser.add_argument("--organisations", type=int)
    parser.add_argument("--place", type=Path, help="a folder on a disk with room for 25 GB")
    parser.add_argument("--sqlite", action="store_true")
    told = parser.parse_args(asked)
    size = told.organisations or (100 if told.sqlite else 1_000)
    measure(organisations=size, place=told.place, is_sqlite=told.sqlite)


if __name__ == "__main__":
    main(sys.argv[1:])
