"""An installation with settings in its environment, and a way to type commands."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock

Run = Callable[..., Result]
RECIPIENT = "age1gcelhue89p7awz6gufs32y73fh9dzvyrczrthvjtwh9lcddpdsvqu6zqhd"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder as instance folder; what a command did to the umask is undone."""
    folder = tmp_path / "instance"
    folder.mkdir()
    for name in list(os.environ):
        if name.startswith("PLANNER_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PLANNER_INSTANCE", str(folder))
    umask = os.umask(0o022)
    yield folder
    os.umask(umask)


@pytest.fixture
def installation(instance: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings as a small town would have them, with an empty, migrated database."""
    for name in ("secret_key", "code_key", "base_url", "database_url"):
        monkeypatch.setenv(f"PLANNER_{name.upper()}", getattr(settings, name))
    monkeypatch.setenv("PLANNER_INSECURE_HTTP", "1")
    return settings


def look_after(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give an installation what a check looks for: a contact, a key for backups, an account."""
    monkeypatch.setenv("PLANNER_SECURITY_CONTACT", "mailto:security@feest.example")
    monkeypatch.setenv("PLANNER_BACKUP_RECIPIENT", RECIPIENT)
    store = Store(database_url)
    with store.transaction() as session:
        signing_in.add_account(
            session, email="ann@feest.example", name="Ann", password=PASSWORD, now=FixedClock()()
        )
    store.close()


@pytest.fixture
def run() -> Run:
    """Type a command: `run("user", "list")`; what it says is in stdout and stderr."""

    def type_command(*words: str, stdin: str | bytes | None = None, status: int = 0) -> Result:
        result = CliRunner().invoke(main, list(words), input=stdin)
        assert result.exit_code == status, (result.stdout, result.stderr, result.exception)
        assert "Traceback" not in result.output
        return result

    return type_command


@pytest.fixture
def tables(installation: Settings) -> Iterator[Store]:
    """The database of the installation, to look behind the commands."""
    store = Store(installation.database_url)
    yield store
    store.close()
