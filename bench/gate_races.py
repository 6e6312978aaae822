"""A thousand cards, each shown by fifty phones at the same moment: exactly its party comes in.

    python -m bench.gate_races [--cards 1000] [--url postgresql://…]

The database of `--url` is emptied. The same race without the guard is run for a few cards, too: it
must go wrong, or all of this would prove nothing.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy.exc import OperationalError

from bench.gate_site import CODE_KEY, PARTY, fill_evening
from planner.core.admission import People
from planner.core.enums import ScanKind
from planner.services.gate import parties, phones, scanning, statements
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.phones import Phone
from planner.store import migrate
from planner.store.base import Store
from planner.store.prepared import PreparedConnection
from tests.support import postgres

PHONES = 50
STORES = 10
CARDS = 1_000
CONTROL_CARDS = 5
PATIENCE_SECONDS = 60


def main() -> None:
    """Race on SQLite, or on the database that the command names."""
    parser = argparse.ArgumentParser(description="Races for one card.")
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--url", help="an empty PostgreSQL database")
    told = parser.parse_args()
    if run(cards=told.cards, url=told.url):
        sys.exit(1)


def run(*, cards: int = CARDS, url: str | None = None) -> int:
    """Print how many cards let in another number of people than their party, and return it.

    Raises:
        RuntimeError: the race without the guard went well.
    """
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as folder, ExitStack() as open_ones:
        address = url or f"sqlite:///{Path(folder) / 'planner.db'}"
        stores = [Store(address, patience_seconds=PATIENCE_SECONDS) for _ in range(STORES)]
        for each in stores:
            open_ones.enter_context(closing(each))
        if url:
            migrate.downgrade(stores[0], revision="base")
        migrate.upgrade(stores[0])
        _event, tokens, codes = fill_evening(stores[0], cards=cards + CONTROL_CARDS, phones=PHONES)
        phones = [_phone(stores[0], token) for token in tokens]
        began = time.perf_counter()
        wrong = race(stores, phones, codes[:cards])
        took = time.perf_counter() - began
        with without_guard(stores):
            wrong_without = race(stores, phones, codes[cards:])
    kind = "PostgreSQL" if url else "SQLite"
    sys.stdout.write(
        f"  {kind}: {cards} cards, each shown {PHONES} times at once: {wrong} let in too many or"
        f" too few ({cards * PHONES / took:.0f} scans/s);"
        f" without the guard {wrong_without} of {CONTROL_CARDS}\n"
    )
    if not wrong_without:
        raise RuntimeError("the control of the race went well: it would prove nothing")
    return wrong


def on_both(*, cards: int) -> dict[str, int]:
    """Race on both kinds of database; return how many cards went wrong, by kind."""
    found = {"SQLite": run(cards=cards)}
    with postgres.own_server() as server:
        if server is not None:
            with postgres.new_database(server.url, "race") as url:
                found["PostgreSQL"] = run(cards=cards, url=url)
    return found


def race(stores: Sequence[Store], phones: Sequence[Phone], codes: Sequence[str]) -> int:
    """Show each card on all phones at once; return how many did not let in just their party."""
    let_in = [0] * len(codes)
    start, adding = threading.Barrier(len(phones)), threading.Lock()

    def show(place: int) -> None:
        for card, code in enumerate(codes):
            start.wait()
            heads = _scan(stores[place % len(stores)], phones[place], code, f"{place}-{code}")
            with adding:
                let_in[card] += heads

    with ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(show, range(len(phones))))
    return sum(heads != PARTY for heads in let_in)


@contextmanager
def without_guard(stores: Sequence[Store]) -> Iterator[None]:
    """Read, then write, as one does without thinking; everybody reads before anybody writes."""
    together = threading.Barrier(PHONES)
    find, insert = parties.find_cards, statements.insert_scan

    def find_without_lock(*given: Any, **named: Any) -> parties.PresentedCards:
        return find(*given, **{**named, "lock": False})

    def insert_after_all(connection: PreparedConnection, values: dict[str, object]) -> bool:
        together.wait()
        return insert(connection, values)

    for store in stores:
        store.writer = store.engine.execution_options(sqlite_begin="DEFERRED")
    with (
        mock.patch.object(scanning, "find_cards", find_without_lock),
        mock.patch.object(scanning, "insert_scan", insert_after_all),
    ):
        yield


def _scan(store: Store, phone: Phone, code: str, nonce: str) -> int:
    """Let one person in; return how many the server let in, nobody when it gave up."""
    now = datetime.now(UTC)
    item = ScanItem(
        nonce=nonce, kind=ScanKind.ENTRY, phone_at=now, people=People(adults=1), code=code
    )
    try:
        with store.transaction() as session:
            batch = ScanBatch([item])
            (result,) = scanning.take_scans(session, phone, batch, code_key=CODE_KEY, now=now)
    except OperationalError:
        return 0
    return result.let_in.heads


def _phone(store: Store, token: str) -> Phone:
    with store.transaction() as session:
        found = phones.find_phone(session, token, code_key=CODE_KEY, now=datetime.now(UTC))
    if found is None:
        raise RuntimeError("a phone is not enrolled")
    return found


if __name__ == "__main__":
    main()
