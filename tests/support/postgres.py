"""A PostgreSQL server for the tests: the one that is named, or one of our own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, make_url, text

HOW_TO_GET = (
    "No PostgreSQL server: install it (on Debian or Ubuntu: apt install postgresql), or name one "
    "with PLANNER_TEST_POSTGRES=postgresql://user@host/database."
)
ROOMY = 4 * 1024**3


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, the newest there is."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").is_file()), None)


class Server:
    """A server of our own in a temporary folder, in memory if there is much; it never syncs.

    A server refuses to run as root, so there it runs as the distribution's own user.

    Args:
        place: a folder for it on a disk, where it will hold more than memory does.
        options: more of the server's own, such as `-c shared_buffers=1GB`.

    Attributes:
        user: who that is; None for ourselves.
    """

    def __init__(self, programs: Path, *, place: Path | None = None, options: str = "") -> None:
        self._programs, self.user, self._options = programs, _unprivileged_user(), options
        self.folder = Path(tempfile.mkdtemp(prefix="planner-pg-", dir=place or _in_memory()))
        if self.user:
            shutil.chown(self.folder, self.user)
        data = self.folder / "data"
        self._do("initdb", "-D", data, "-U", "planner", "-A", "trust", "-E", "UTF8", "-N")

    @property
    def url(self) -> str:
        """The address of the database that is always there."""
        return f"postgresql://planner@/postgres?host={self.folder}"

    def start(self) -> None:
        """Listen on a socket in the folder."""
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=100"
        options = f"{options} {self._options}"
        log = self.folder / "log"
        self._do("pg_ctl", "-D", self.folder / "data", "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop without a word to whoever is connected, as in a crash."""
        self._do("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Delete all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _do(self, program: str, *words: object) -> None:
        _run([self._programs / program, *words], self.user)


@contextmanager
def own_server(*, place: Path | None = None, options: str = "") -> Iterator[Server | None]:
    """Give a server that may be stopped and started, or None where there is none installed."""
    programs = find_programs()
    if programs is None:
        yield None
        return
    server = Server(programs, place=place, options=options)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        server.remove()


@contextmanager
def running_server() -> Iterator[str | None]:
    """Give the address of a server, the one that is named or one of our own; None without."""
    named = os.environ.get("PLANNER_TEST_POSTGRES")
    if named:
        yield named
        return
    with own_server() as server:
        yield server.url if server else None


@contextmanager
def new_database(server: str, name: str, *, template: str = "template0") -> Iterator[str]:
    """Make a database on a server for a while, empty or a copy of another; give its address."""
    with _administering(server) as connection:
        made = f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}"
        connection.execute(text(made))
    address = make_url(server).set(drivername="postgresql", database=name)
    try:
        yield address.render_as_string(hide_password=False)
    finally:
        drop_database(server, name)


def drop_database(server: str, name: str) -> None:
    """Throw a database away, if it is there."""
    with _administering(server) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextmanager
def _administering(server: str) -> Iterator[Connection]:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _in_memory() -> str | None:
    """Name a folder that no disk is behind, where a few servers leave room; None without one.

    Each database is 10 MB that are written and deleted again, and a busy disk makes tests wait.
    """
    folder = Path("/dev/shm")  # noqa: S108
    if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < ROOMY:
        return None
    return str(folder)


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")
