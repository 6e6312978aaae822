"""The packages of frontend/, for tests that run something of Node.js."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from planner.paths import PACKAGE

FRONTEND = PACKAGE.parent / "frontend"


def installed_frontend() -> Path:
    """Return the sources with the packages of their lock; skip where that can't be, fail in CI."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        do_without("No Node.js with npm here, so what needs its packages is not tested.")
    with (Path(tempfile.gettempdir()) / "planner-frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers of pytest want the same folder
        if not _is_installed():
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts"], cwd=FRONTEND, capture_output=True, text=True
            )
            if done.returncode:
                do_without(f"npm could not get the packages of frontend/.\n{done.stderr[-2000:]}")
    return FRONTEND


def do_without(sentence: str) -> None:
    """Skip with a sentence; in CI nothing is skipped."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def _is_installed() -> bool:
    """Say whether the packages in node_modules are those of the lock."""
    lock, installed = FRONTEND / "package-lock.json", FRONTEND / "node_modules/.package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime
