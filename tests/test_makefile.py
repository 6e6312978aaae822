"""What `make` says when it can't install: the right cause, with its cure."""

import shutil
import subprocess
from pathlib import Path

import pytest

from planner.paths import PACKAGE

ROOT = PACKAGE.parent
GOOD = 'if [ "$1" = -c ]; then exit 0; fi\n'
MAKES_ONE = 'if [ "$2" = venv ]; then mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit 0; fi\n'


def install(folder: Path, python: str) -> str:
    """Run `make` beside a Python of our own; return what it complained of."""
    shutil.copy(ROOT / "Makefile", folder / "Makefile")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    program = folder / "our-python"
    program.write_text(f"#!/bin/sh\n{python}")
    program.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={program}", ".venv/.run-installed"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize(
    ("python", "cause"),
    [
        pytest.param("exit 1\n", "needs Python 3.11 or newer", id="an old Python"),
        pytest.param(
            'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac\n',
            "apt install python3-venv",
            id="no venv module",
        ),
        pytest.param(f"{GOOD}echo gone >&2; exit 1\n", "what is wrong stands above", id="broken"),
        pytest.param(
            f'{GOOD}{MAKES_ONE}case "$*" in *uninstall*) exit 0;; esac\nexit 1\n',
            "The packages could not be fetched",
            id="no network",
        ),
    ],
)
def test_make_names_the_cause(tmp_path: Path, python: str, cause: str) -> None:
    said = install(tmp_path, python)
    assert cause in said
    others = ["3.11", "python3-venv", "stands above. W", "We can't write", "what is wrong"]
    assert sum(other in said for other in others) == 1, said


def test_make_says_when_the_folder_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / ".venv").touch()  # as much in the way as a disk that can only be read
    said = install(tmp_path, GOOD)
    assert f"We can't write in {tmp_path}." in said
    assert "python3-venv" not in said
