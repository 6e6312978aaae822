"""A served planner with one evening, phones at its gates and cards, for the gate's benches."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.core.enums import EventType
from planner.core.turnout import EventKind
from planner.services.gate import gates
from planner.services.gate.phones import enrol
from planner.services.invite import issuing
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.store import migrate
from planner.store.base import Store
from tests.support.serving import free_port
from tests.support.template import copy_migrated

CODE_KEY = "a key for codes of the bench, 0123456789abcdef"
SECRET_KEY = "a secret key of the bench, 0123456789abcdef"
HOST = "bench.example"
PARTY = 2
MOST_IN_BATCH = 5_000
BEGAN = timedelta(hours=-1)


@dataclass(frozen=True)
class GateSite:
    """A running server.

    Attributes:
        tokens: one for each phone.
        codes: of cards for two people each.
        url: of the database.
    """

    folder: Path
    port: int
    event_id: int
    tokens: list[str]
    codes: list[str]
    process: subprocess.Popen[bytes]
    url: str

    def workers(self) -> list[int]:
        """The process ids of the server's workers."""
        return children_of(self.process.pid)

    def cpu_seconds(self) -> float:
        """How long the server's processes have used a processor."""
        return cpu_seconds_of(self.process.pid)

    def memory_mb(self) -> float:
        """The proportional set size of all processes of the server."""
        total = 0
        for pid in (self.process.pid, *self.workers()):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024


class Refused(ValueError):
    """The server answered with something else than 200."""

    def __init__(self, status: int, retry_after: str | None, text: bytes) -> None:
        super().__init__(f"{status}: {text[:200]!r}")
        self.status, self.retry_after = status, retry_after


class Phone:
    """A phone that keeps its connection, as a browser does."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.connection: http.client.HTTPConnection | None = None

    def scan(self, nonce: str, code: str, *, adults: int = PARTY) -> dict[str, object]:
        """Send one scan and return its result.

        Raises:
            OSError: the server is not there; the scan may or may not have been taken.
            Refused: it answered with something else than 200.
        """
        entry = {
            "nonce": nonce,
            "kind": "entry",
            "code": code,
            "admit": {"adults": adults, "children": 0},
            "offline": False,
        }
        return self.send([entry])[0]

    def send(self, scans: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
        """Send some scans that were made just now and return their results; see `scan`."""
        at = datetime.now(UTC).isoformat()
        body = json.dumps(
            {"device_now": at, "scans": [{"scanned_at": at, **each} for each in scans]}
        )
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self.connection.request(
                "POST",
                "/gate/scans",
                body,
                {
                    "Host": HOST,
                    "Content-Type": "application/json",
                    "Cookie": f"planner-gate={self.token}",
                },
            )
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise OSError(str(error)) from error
        if answer.status != 200:
            self.close()
            raise Refused(answer.status, answer.getheader("Retry-After"), text)
        results: list[dict[str, object]] = json.loads(text)["results"]
        return results

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@contextmanager
def gate_site(
    *,
    cards: int,
    phones: int,
    workers: int = 2,
    environment: Mapping[str, str] | None = None,
    database_url: str = "",
    begins_in: timedelta = BEGAN,
) -> Iterator[GateSite]:
    """Serve an evening that began an hour ago, or begins at another time.

    Args:
        cards: how many to make, for two people each.
        phones: how many to enrol.
        workers: processes of the server.
        environment: what the server is told besides.
        database_url: an empty database; a SQLite file of its own unless told.
        begins_in: so long from now.
    """
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder / 'planner.db'}"
        if not database_url:
            copy_migrated(folder / "planner.db")
        store = Store(url)
        migrate.upgrade(store)
        event_id, tokens, codes = fill_evening(
            store, cards=cards, phones=phones, begins_in=begins_in
        )
        store.close()
        for path in folder.glob("planner.db*"):
            path.chmod(0o600)  # as the planner makes it itself, or it would not start
        if not database_url:
            shutil.copyfile(folder / "planner.db", folder / "planner.db.synced")
        port = free_port()
        told = {"PLANNER_DATABASE_URL": url, **(environment or {})}
        process = start(folder, port, workers=workers, environment=told)
        try:
            wait_until_up(port)
            yield GateSite(folder, port, event_id, tokens, codes, process, url)
        finally:
            stop(process)


def children_of(pid: int) -> list[int]:
    """Return the process ids of the children of a process."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in found.split()]


def cpu_seconds_of(pid: int) -> float:
    """Return how long a process and its children have used a processor."""
    ticks = 0
    for one in (pid, *children_of(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # in the program, and in the kernel for it
    return ticks / os.sysconf("SC_CLK_TCK")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server as a service manager does: politely, then not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start(
    folder: Path, port: int, *, workers: int, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start `planner serve` on a folder."""
    told = {
        **os.environ,
        "PLANNER_INSTANCE": str(folder),
        "PLANNER_SECRET_KEY": SECRET_KEY,
        "PLANNER_CODE_KEY": CODE_KEY,
        "PLANNER_BASE_URL": f"http://{HOST}",
        "PLANNER_INSECURE_HTTP": "yes",
        "PLANNER_BIND": f"127.0.0.1:{port}",
        "PLANNER_WORKERS": str(workers),
        "LOSSY_FOLDER": str(folder),
        "PLANNER_DATABASE_URL": f"sqlite:///{folder / 'planner.db'}",
        **environment,
    }
    return subprocess.Popen(
        [sys.executable, "-c", "from planner.cli import main; main()", "serve"],
        env=told,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL,
    )


def wait_until_up(port: int, *, path: str = "/healthz", seconds: float = 90) -> None:
    """Wait until a server answers.

    Raises:
        TimeoutError: it did not within that time.
    """
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", path, headers={"Host": HOST})
                if connection.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the server did not come up")


def fill_evening(
    store: Store, *, cards: int, phones: int, begins_in: timedelta = BEGAN
) -> tuple[int, list[str], list[str]]:
    """Make an evening; return it, tokens of phones at gates, and codes of cards."""
    now = datetime.now(UTC)
    tokens: list[str] = []
    codes: list[str] = []
    with store.transaction() as session:
        event = making.create_event(
            session,
            EventPlan(
                title="Bench",
                event_type=EventType.BARBECUE,
                kind=EventKind.OPEN,
                starts_at=now + begins_in,
                ends_at=now + begins_in + timedelta(hours=6),
            ),
            account_id=None,
            now=now - timedelta(days=30),
        )
        while len(codes) < cards:
            batch = issuing.issue_batch(
                session,
                event,
                issuing.BatchPlan(
                    name=f"Stack {len(codes)}",
                    count=min(MOST_IN_BATCH, cards - len(codes)),
                    largest_party=PARTY,
                ),
                code_key=CODE_KEY,
                now=now,
            )
            codes += [each.code for each in issuing.codes_of(session, batch, code_key=CODE_KEY)]
        at = None
        for number in range(phones):
            if number % 4 == 0:
                at = gates.open_gate(
                    session, event, f"Gate {number // 4 + 1}", code_key=CODE_KEY, now=now
                )
            enrolled = enrol(session, at, code_key=CODE_KEY, now=now) if at else None
            if enrolled is None:
                raise RuntimeError("no phone could be enrolled")
            tokens.append(enrolled.token)
        return event.id, tokens, codes
