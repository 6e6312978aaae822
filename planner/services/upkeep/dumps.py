"""Copy a PostgreSQL database with its own programs while it is in use, and put a copy back."""

import os
import re
import subprocess
from pathlib import Path

from sqlalchemy import URL, MetaData, inspect

from planner.services.upkeep.refusals import (
    DamagedBackup,
    DatabaseIsFilled,
    NoProgram,
    ProgramFailed,
)
from planner.store import migrate
from planner.store.base import Store

DUMP, RESTORE = "pg_dump", "pg_restore"
SIGNATURE = b"PGDMP"
OF_SQLITE = b"SQLite format 3\x00"
"""How every file of SQLite begins."""
LOCK_PATIENCE = "--lock-wait-timeout=5min"
OURS = frozenset(
    {
        "CONSTRAINT",
        "DEFAULT",
        "FK CONSTRAINT",
        "INDEX",
        "SEQUENCE",
        "SEQUENCE OWNED BY",
        "SEQUENCE SET",
        "TABLE",
        "TABLE DATA",
    }
)
"""What a database of ours is made of; a function or a trigger would act by itself."""
LISTED = re.compile(r"^\d+; \d+ \d+ ([A-Z][A-Z ]*[A-Z]) (.*)$", re.M)
REVISION = re.compile(r"^COPY \S*alembic_version .*;\n(\S+)\n\\\.$", re.M)


def copy_database(store: Store, target: Path) -> str:
    """Write one moment of the database to a file, check it, and return the version of its tables.

    Raises:
        NoProgram, ProgramFailed: PostgreSQL's own.
        DamagedBackup: what was written is not whole.
    """
    address, secret = _reached(store.url)
    # Tables alone: what a server adds to each of its databases is not ours to take along.
    words = ["--format=custom", "--no-owner", "--no-privileges", LOCK_PATIENCE, "--table=public.*"]
    _run(DUMP, *words, f"--file={target}", f"--dbname={address}", secret=secret)
    return check_dump(target)


def check_dump(path: Path) -> str:
    """Read all of a copy and return the version of its tables.

    Raises:
        DamagedBackup: it is none of ours, is damaged, or is of a newer planner.
        NoProgram: PostgreSQL's own programs are not there.
    """
    with path.open("rb") as file:
        begins = file.read(len(OF_SQLITE))
    if begins == OF_SQLITE:
        raise DamagedBackup(
            f"{path} is a copy of SQLite, and PLANNER_DATABASE_URL names PostgreSQL. Restore it "
            "into SQLite first; `planner db copy` brings it over."
        )
    if not begins.startswith(SIGNATURE):
        raise DamagedBackup(f"{path} is no copy of a PostgreSQL database.")
    try:
        held = LISTED.findall(_run(RESTORE, "--list", str(path)))
        said = _run(RESTORE, "--data-only", "--table=alembic_version", "--file=-", str(path))
        _run(RESTORE, "--file=/dev/null", str(path))
    except ProgramFailed as error:
        raise DamagedBackup(f"{path} is damaged: {error}.") from None
    for kind, name in held:
        if kind not in OURS:
            raise DamagedBackup(f"{path} was changed: it holds a {kind.lower()} named {name}.")
    revision = REVISION.search(said)
    if revision is None:
        raise DamagedBackup(f"{path} is not a database of the planner.")
    if revision[1] not in migrate.all_revisions():
        raise DamagedBackup(f"{path} is of a newer planner. Install that one first.")
    return revision[1]


def restore_dump(store: Store, source: Path) -> None:
    """Put a copy into an empty database and bring its tables up to date: all of it or nothing.

    Raises:
        DamagedBackup: see `check_dump`, or its rows do not fit together.
        DatabaseIsFilled: there are tables already.
        NoProgram: see `check_dump`.
    """
    check_dump(source)
    if inspect(store.engine).get_table_names():
        raise DatabaseIsFilled(store.url.database)
    address, secret = _reached(store.url)
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    try:
        _run(RESTORE, *words, f"--dbname={address}", str(source), secret=secret)
    except ProgramFailed as error:
        raise DamagedBackup(f"{source} can't be put back: {error}.") from None
    try:
        migrate.upgrade(store)
    except Exception:
        _drop_everything(store)
        raise


def server_is_newer(store: Store) -> bool:
    """Say whether the server is of a newer version than the programs here, which it then refuses.

    Raises:
        NoProgram: there are none.
    """
    found = re.search(r"(\d+)", _run(DUMP, "--version"))
    with store.engine.connect() as connection:
        major = int((connection.dialect.server_version_info or (0,))[0])
    return found is not None and int(found[1]) < major


def _drop_everything(store: Store) -> None:
    found = MetaData()
    found.reflect(store.engine)
    found.drop_all(store.engine)


def _reached(url: URL) -> tuple[str, str]:
    """Return an address that everybody on the machine may see, and the password, which they can't.

    Whoever lists processes sees what they were started with.
    """
    query = {name: value for name, value in url.query.items() if name != "password"}
    seen = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=query,
    )
    secret = url.password or url.query.get("password") or ""
    return seen.render_as_string(), str(secret)


def _run(program: str, *words: str, secret: str = "") -> str:
    told = {**os.environ, "LC_ALL": "C"}
    if secret:
        told["PGPASSWORD"] = secret
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
            [program, *words], env=told, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise NoProgram(program) from None
    if done.returncode:
        raise ProgramFailed(_first_line(program, done.stderr.decode(errors="replace")))
    return done.stdout.decode(errors="replace")


def _first_line(program: str, said: str) -> str:
    """Return what it said without what follows: that may quote a row."""
    lines = [line.removeprefix(f"{program}: ") for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error:")]
    details = [line for line in lines if "server version" in line]
    return "; ".join([*(errors or lines)[:1], *details[:1]]).rstrip(".") or "it said nothing"
