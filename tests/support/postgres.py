"""A PostgreSQL server for the tests: the one that is named, or one of our own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOW_TO_GET = (
    "No PostgreSQL server: install it (on Debian or Ubuntu: apt install postgresql), or name one "
    "with PLANNER_TEST_POSTGRES=postgresql://user@host/database."
)


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, the newest there is."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").is_file()), None)


@contextmanager
def running_server() -> Iterator[str | None]:
    """Give the address of a server, or None where there is none; ours lives in memory-like speed.

    A server refuses to run as root, so there it runs as the distribution's own user.
    """
    named = os.environ.get("PLANNER_TEST_POSTGRES")
    if named:
        yield named
        return
    programs = find_programs()
    if programs is None:
        yield None
        return
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="planner-pg-"))
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    try:
        _run([programs / "initdb", "-D", data, "-U", "planner", "-A", "trust", "-E", "UTF8"], user)
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=100"
        _run([programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], user)
        try:
            yield f"postgresql://planner@/postgres?host={folder}"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
