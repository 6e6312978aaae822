"""The wheel holds all that a page needs, and works in a folder of its own."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from planner.paths import PACKAGE

ROOT = PACKAGE.parent
NAME = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
# Debian's python has no network here: what the build needs is installed already.
BUILD = ("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", *BUILD, "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        text=True,
    )
    return next(folder.glob(f"{NAME}-*.whl"))


def test_the_wheel_holds_pages_styles_texts_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for source, target in (("templates", "planner/templates"), ("static", "planner/static")):
        for path in (ROOT / source).rglob("*"):
            if path.is_file():
                assert f"{target}/{path.relative_to(ROOT / source).as_posix()}" in names
    for ending in ("*.po", "*.mako", "0001_begin.py"):
        for path in PACKAGE.rglob(ending):
            assert path.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if name.startswith(("tests/", "instance/", "bench/"))]


def test_an_installed_wheel_serves_a_page_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    code = """
import os, pathlib, sys
import planner
assert pathlib.Path(planner.__file__).is_relative_to(sys.argv[1]), planner.__file__
from planner.app import create_app
from planner.settings import Settings
from planner.store import migrate
here = pathlib.Path.cwd()
settings = Settings(secret_key='k' * 40, code_key='c' * 40, base_url='http://localhost',
                    database_url=f'sqlite:///{here}/planner.db', instance=here, insecure_http=True)
app = create_app(settings)
migrate.upgrade(app.extensions['store'])
client = app.test_client()
assert client.get('/sign-in').status_code == 200
assert 'Log in' in client.get('/sign-in?l=nl').text
assert client.get('/static/css/organiser.css').status_code == 200
app.extensions['store'].close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_nothing_here_has_the_name_of_somebody_elses_package() -> None:
    """`planner` on the index is somebody else's: who updates by that name gets theirs."""
    assert metadata.distribution(NAME).read_text("entry_points.txt") == (
        "[console_scripts]\nplanner = planner.cli:main\n"
    )
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for path in [*texts, ROOT / "Makefile", *PACKAGE.rglob("*.py")]:
        found = re.findall(r"pip3? install[^\n]*\bplanner\b.*|planner\[\w+\]", path.read_text())
        assert not found, (path, found)


def test_locks_carry_hashes_and_name_no_index() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        assert "--index" not in text, lock.name
        packages = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert packages
        assert text.count("--hash=sha256:") >= len(packages)


def test_vendored_files_are_listed_with_their_licence() -> None:
    listed = (ROOT / "static" / "vendor" / "LICENCES.md").read_text(encoding="utf-8")
    for font in (ROOT / "static" / "fonts").glob("*.woff2"):
        assert font.name in listed, font.name
