"""Mail: how quickly thousands are queued, what kills cost, and whether the gate notices.

    python -m bench.mail [--quick]

Mail goes to a real SMTP server on the same machine, which takes its share of it.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import gate_load
from bench.gate_site import gate_site
from planner.core.enums import MailKind
from planner.services.outbox import counts, posting, unsubscribing
from planner.services.outbox.posting import Letter
from planner.store import migrate
from planner.store.base import Store
from tests.support.mail_server import Script, mail_server

LETTERS = 5_000
KILLS = 100
GATE_MAILS = 1_000
GATE_SECONDS = 20
SCANS_PER_SECOND = 50
PHONES = 8
CODE_KEY = "a key for codes of the bench, 0123456789abcdef"
NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
TEXT = "Tot zaterdag! Neem gerust iemand mee, er is genoeg voor iedereen.\n" * 12


def letter(number: int, kind: MailKind = MailKind.CHANGE) -> Letter:
    """Return a letter of the usual size."""
    to = f"guest{number}@buurt.example"
    url = unsubscribing.unsubscribe_url(
        to, event_id=None, base_url="https://feest.example", code_key=CODE_KEY
    )
    return Letter(
        kind, to, "nl", "Zaterdag is het zover", TEXT, f"<p>{TEXT}</p>", f"{kind}:{number}",
        unsubscribe_url=url,
    )  # fmt: skip


@contextmanager
def new_store() -> Iterator[Store]:
    """Give an empty database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as name:
        store = Store(f"sqlite:///{Path(name) / 'planner.db'}")
        migrate.upgrade(store)
        try:
            yield store
        finally:
            store.close()


def measure_queueing(*, rounds: int = 3) -> None:
    """Queue thousands of reminders in one transaction, next to the barest insert of such rows."""
    ours, theirs, cpu = [], [], []
    for _round in range(rounds):
        letters = [letter(number, MailKind.REMINDER) for number in range(LETTERS)]
        with new_store() as store:
            began, worked = time.perf_counter(), time.process_time()
            with store.transaction() as session:
                new = posting.queue(session, letters, now=NOW)
            cpu.append(time.process_time() - worked)
            ours.append(time.perf_counter() - began)
            if new != LETTERS:
                raise RuntimeError(f"{new} of {LETTERS} letters were new")
        theirs.append(_bare_insert(letters))
    print(
        f"  {LETTERS:,} letters queued in {min(ours):.2f} s ({min(cpu):.2f} s of work);"
        f" the barest insert {min(theirs):.2f} s, ratio {min(ours) / min(theirs):.1f}"
    )


def _bare_insert(letters: list[Letter]) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="planner-bench-") as name,
        closing(sqlite3.connect(Path(name) / "bare.db")) as connection,
    ):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE mail (id INTEGER PRIMARY KEY, key TEXT UNIQUE, address TEXT,"
            " subject TEXT, text TEXT, html TEXT)"
        )
        began = time.perf_counter()
        with connection:
            connection.executemany(
                "INSERT INTO mail (key, address, subject, text, html) VALUES (?, ?, ?, ?, ?)",
                [(each.key, each.to, each.subject, each.text, each.html) for each in letters],
            )
        return time.perf_counter() - began


def measure_kills(kills: int) -> None:
    """Kill who sends, in and outside of the one moment that can double a mail."""
    script = Script()
    with new_store() as store, mail_server(script) as server:
        total = 2 * kills
        with store.transaction() as session:
            posting.queue(session, [letter(number) for number in range(total)], now=NOW)
        ways = ["accepted" if number % 2 else "claimed" for number in range(total)]
        victims = [f"{way}=guest{number}@buurt.example" for number, way in enumerate(ways)]
        url = store.url.render_as_string(hide_password=False)
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "tests.support.mail_sender"),
                *(url, str(server.port), NOW.isoformat(), *victims),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        with store.reading() as session:
            progress = counts.count_states(session)
    killed = ran.stdout.split().count("-9")
    received = Counter(mail.to for mail in script.arrived)
    ids = {mail.message_id for mail in script.arrived}
    doubled = {to for to, count in received.items() if count > 1}
    in_window = {f"guest{number}@buurt.example" for number in range(1, total, 2)}
    print(
        f"  {killed} kills ({kills} between acceptance and note): {len(received)} of {total} mails"
        f" arrived, {len(doubled)} twice, {len(doubled - in_window)} of them outside that moment,"
        f" {max(received.values())} at most, {len(ids)} Message-IDs, noted as sent {progress.sent}"
    )
    if len(received) != total or doubled - in_window or len(ids) != total:
        raise RuntimeError("a mail was lost or doubled where it must not be")


def measure_gate(*, mails: int = GATE_MAILS, seconds: int = GATE_SECONDS) -> None:
    """Scan at an even pace, without and with mail leaving from the same server."""
    scans = SCANS_PER_SECOND * seconds
    script = Script()
    with mail_server(script) as server:
        environment = {
            "PLANNER_MAIL_SERVER": f"smtp://127.0.0.1:{server.port}?starttls=off",
            "PLANNER_MAIL_FROM": "post@feest.example",
            "PLANNER_MAIL_RATE": str(mails * 60 // seconds),
        }
        with gate_site(cards=2 * scans, phones=PHONES, environment=environment) as site:
            quiet = gate_load.paced(
                site.port, site.tokens, site.codes[:scans], "quiet", per_second=SCANS_PER_SECOND
            )
            store = Store(site.url)
            with store.transaction() as session:
                letters = [letter(number) for number in range(mails)]
                posting.queue(session, letters, now=datetime.now(UTC))
            _wait_for_first(script)
            before = len(script.arrived)
            busy = gate_load.paced(
                site.port, site.tokens, site.codes[scans:], "busy", per_second=SCANS_PER_SECOND
            )
            left = len(script.arrived) - before
            store.close()
    print(f"  {SCANS_PER_SECOND}/s without mail:    {quiet}")
    print(f"  {SCANS_PER_SECOND}/s, {left} mails leave: {busy}")
    print(
        f"  ratio of p50 {busy.level(0.5) / quiet.level(0.5):.2f},"
        f" of p99 {busy.level(0.99) / quiet.level(0.99):.2f}"
    )


def _wait_for_first(script: Script, *, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not script.arrived:
        if time.monotonic() > ends:
            raise TimeoutError("no mail left")
        time.sleep(0.01)


def main(*, quick: bool = False) -> None:
    """Print what was measured."""
    measure_queueing(rounds=1 if quick else 3)
    measure_kills(10 if quick else KILLS)
    measure_gate(mails=200, seconds=4) if quick else measure_gate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    main(quick=parser.parse_args().quick)
