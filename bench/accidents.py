"""What ten years bring along: files made to do harm, a rush on few places, a storm at the gate.

    python -m bench.accidents [--rounds 20]

Rounds are played on SQLite and, where it is installed, on PostgreSQL. What does not end as it was
promised ends the run.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from planner.core.admission import Reason, Status
from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.exports.tables import TableFault
from planner.exports.tables_workbook import read_workbook
from planner.services.answer import answering, room, waiting_list
from planner.services.calendars.reading import Refusal, read_file
from planner.services.gate import counting
from planner.services.gate.items import ScanResult
from planner.services.plan import planning
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Event, Invitation
from tests.support import postgres
from tests.support.application import test_settings
from tests.support.bombs import CALENDARS, WORKBOOKS
from tests.support.cards import MADE_AT, make_world
from tests.support.gate import (
    STARTS,
    entry,
    make_cards,
    make_event,
    make_gate,
    make_phone,
    scan_with,
)

ROUNDS = 20
HOUSEHOLDS, PLACES, HEADS = 24, 20, 4
PHONES, CARDS = 8, 160
NOW = datetime(2027, 6, 3, 8, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description="Accidents and files that do harm.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    measure(rounds=parser.parse_args().rounds)


def measure(*, rounds: int = ROUNDS) -> None:
    """Print what became of each.

    Raises:
        RuntimeError: something did not end as it was promised.
    """
    for kind, reads, files in (
        ("workbook", _refuses_workbook, WORKBOOKS),
        ("calendar", _refuses_calendar, CALENDARS),
    ):
        for name, data in files.items():
            _open(kind, reads, name, data)
    for engine, store, folder in _stores():
        _rush(engine, store, folder, rounds)
        _storm(engine, store, rounds)
        store.close()


def _refuses_workbook(data: bytes) -> bool:
    return isinstance(read_workbook(data, max_rows=5_000, max_cell=500), TableFault)


def _refuses_calendar(data: bytes) -> bool:
    found = read_file(data, zone="Europe/Amsterdam", now=NOW)
    return isinstance(found, Refusal) or not found.entries


def _open(kind: str, refuses: Callable[[bytes], bool], name: str, data: bytes) -> None:
    """Open a file in a process of its own, so that the memory is that of this file alone."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_try, args=(there, refuses, data))
    process.start()
    refused, took, megabytes = here.recv()
    process.join()
    sys.stdout.write(
        f"  {kind}, {name} ({len(data) / 1024:.0f} kB): "
        f"{'nothing read' if refused else 'READ'} in {took:.1f} s and {megabytes:.0f} MB\n"
    )
    if not refused:
        raise RuntimeError(f"{kind} {name} was read")


def _try(there: Connection, refuses: Callable[[bytes], bool], data: bytes) -> None:
    began = time.perf_counter()
    refused = refuses(data)
    took = time.perf_counter() - began
    largest = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    )
    there.send((refused, took, largest / 1024))


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as folder:
        yield Path(folder)


def _stores() -> Iterator[tuple[str, Store, Path]]:
    with _temporary() as folder:
        store = Store(f"sqlite:///{folder / 'planner.db'}", patience_seconds=60)
        migrate.upgrade(store)
        yield "SQLite", store, folder
    with _temporary() as folder, postgres.own_server() as server:
        if server is None:
            sys.stdout.write("  PostgreSQL is not installed, so it is left out.\n")
            return
        store = Store(server.url, patience_seconds=60)
        migrate.upgrade(store)
        yield "PostgreSQL", store, folder


def _rush(engine: str, store: Store, folder: Path, rounds: int) -> None:
    """Let 24 households at once press yes, tell, wait and give up, for 20 places."""
    became: Counter[str] = Counter()
    for _round in range(rounds):
        world = make_world(store, test_settings(str(store.engine.url), folder))
        world.change(capacity=PLACES)
        cards = world.cards(HOUSEHOLDS, largest_party=6)

        ids = [world.invitation(card).id for card in cards]
        with ThreadPoolExecutor(HOUSEHOLDS) as guests:
            became.update(guests.map(partial(_answer, store), ids, range(HOUSEHOLDS)))
        with store.transaction() as session:
            waiting_list.serve_every_waiting_list(session, now=MADE_AT)
            taken = room.said_yes(session, world.event_id)
        if taken > PLACES:
            raise RuntimeError(f"{taken} people for {PLACES} places")
    said = ", ".join(f"{count} {what}" for what, count in sorted(became.items()))
    sys.stdout.write(
        f"  {engine}: {rounds} rushes of {HOUSEHOLDS} households on {PLACES} places: {said};"
        " never one too many\n"
    )


def _answer(store: Store, invitation_id: int, turn: int) -> str:
    with store.transaction() as session:
        card = session.get_one(Invitation, invitation_id)
        if not answering.give_reply(session, card, Reply.YES, now=MADE_AT).is_kept:
            waiting_list.join_waiting_list(session, card, heads=HEADS, now=MADE_AT)
            return "waited"
    with store.transaction() as session:
        card = session.get_one(Invitation, invitation_id)
        if turn % 3 == 0:
            answering.give_reply(session, card, Reply.NO, now=MADE_AT)
            return "gave up again"
        told = answering.give_details(session, card, PartyDetails(adults=HEADS), now=MADE_AT)
        return "came" if told.is_kept else "were too many"


def _storm(engine: str, store: Store, rounds: int) -> None:
    """Call an event off while eight phones scan, and let it go on."""
    welcome = sent_away = 0
    for _round in range(rounds):
        with store.transaction() as session:
            event = make_event(session)
            event_id, gate = event.id, make_gate(session, event)
            codes = make_cards(session, event, count=CARDS, party=2)
            tokens = [make_phone(session, gate).token for _ in range(PHONES)]

        with ThreadPoolExecutor(PHONES + 1) as pool:
            piles = [
                pool.submit(_show_all, store, token, codes[place::PHONES])
                for place, token in enumerate(tokens)
            ]
            pool.submit(_call_off, store, event_id).result()
            results = [result for pile in piles for result in pile.result()]
        let_in = sum(result.status is Status.OK for result in results)
        refused = sum(result.reason is Reason.EVENT_CANCELLED for result in results)
        with store.reading() as session:
            inside = counting.head_count(session, event_id).inside
        if let_in + refused != CARDS or inside != 2 * let_in:
            raise RuntimeError(f"{let_in} let in, {refused} not, {inside} inside")
        welcome, sent_away = welcome + let_in, sent_away + refused
    sys.stdout.write(
        f"  {engine}: {rounds} events called off while {PHONES} phones scanned: {welcome} cards"
        f" let in and counted, {sent_away} told that it is off, none in between\n"
    )


def _show_all(store: Store, token: str, codes: list[str]) -> list[ScanResult]:
    return [_show(store, token, code) for code in codes]


def _show(store: Store, token: str, code: str) -> ScanResult:
    return scan_with(store, token, entry(code, 2))


def _call_off(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        planning.cancel_event(session, session.get_one(Event, event_id), reason="Storm", now=STARTS)


if __name__ == "__main__":
    main()
