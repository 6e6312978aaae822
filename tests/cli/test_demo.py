"""`planner demo`: one command to a running planner, on this machine only."""

import os
import re
import shutil
import signal
import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from planner.cli import demo, main
from planner.services import demonstration
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.cli.conftest import Run
from tests.cli.test_serve import ask, running
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.serving import free_port


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration as the command makes it, to copy."""
    folder = tmp_path_factory.mktemp("made")
    umask = os.umask(0o022)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PLANNER_")]:
            patch.delenv(name)
        patch.setenv("PLANNER_INSTANCE", str(folder))
        CliRunner().invoke(main, ["demo", "--no-serve"], catch_exceptions=False)
    os.umask(umask)
    return folder / "demo"


@pytest.fixture
def was_made(made: Path, instance: Path) -> None:
    """The demonstration was made before, and nothing changed in it."""
    put_back(made, instance)


def put_back(made: Path, instance: Path) -> None:
    shutil.copytree(made, instance / "demo")


def titles(instance: Path) -> list[str]:
    store = Store(f"sqlite:///{instance / 'demo' / 'planner.db'}")
    with store.reading() as session:
        found = list(session.scalars(select(Event.title)))
    store.close()
    return found


def rename_all(instance: Path) -> None:
    store = Store(f"sqlite:///{instance / 'demo' / 'planner.db'}")
    with store.transaction() as session:
        for event in session.scalars(select(Event)):
            event.title = "Changed"
    store.close()


def test_it_tells_each_kind_of_user_how_to_get_in(was_made: None, run: Run) -> None:
    said = run("demo", "--no-serve", "--port", "8123").stdout
    assert "demonstration data" in said
    assert "password: " in said
    for pattern in (
        r"/events$", r"Guest of the barbecue +http://localhost:8123/[0-9A-Z]{13}$",
        r"Guest of the dinner +http://localhost:8123/[0-9A-Z]{13}$",
        r"http://localhost:8123/gate/[0-9A-Z]{26}$", r"http://localhost:8123/e/[a-z0-9-]+$",
        r"http://localhost:8123/calendar\.ics$",
    ):  # fmt: skip
        assert re.search(pattern, said, flags=re.M), pattern


def lasting(shown: str) -> list[str]:
    """All but the private page, of which only hashes are kept: it is made anew each time."""
    new = ("/hand-out/", "code told by phone")
    return [line for line in shown.splitlines() if not any(each in line for each in new)]


def test_what_was_changed_stays_until_a_reset(was_made: None, run: Run, instance: Path) -> None:
    first = lasting(run("demo", "--no-serve").stdout)
    rename_all(instance)
    assert lasting(run("demo", "--no-serve").stdout) == first, "the same cards and links"
    assert set(titles(instance)) == {"Changed"}
    assert lasting(run("demo", "--no-serve", "--reset").stdout) != first
    assert "Changed" not in titles(instance)


def test_a_reset_throws_nothing_else_away(run: Run, instance: Path) -> None:
    (instance / "demo").mkdir()
    (instance / "demo" / "letters.txt").write_text("something dear")
    assert "Move it away first" in run("demo", "--no-serve", "--reset", status=1).stderr
    assert (instance / "demo" / "letters.txt").exists()


@ON_SQLITE
def test_it_is_apart_from_the_installation_and_for_nobody_else(
    run: Run, installation: Settings, instance: Path, tables: Store
) -> None:
    run("demo", "--no-serve")
    with tables.reading() as session:
        assert not demonstration.is_loaded(session)
    folder = instance / "demo"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.iterdir()} == {0}


def test_a_port_that_is_taken_is_left_alone() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert demo.free_port(port) in range(port + 1, port + demo.PORTS_TO_TRY)


def test_it_serves_on_this_machine_only_and_stops_when_told(was_made: None) -> None:
    port = free_port()
    with running({}, "demo", "--port", str(port)) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert f"http://localhost:{port}" in said
        status, headers = ask(port, "/sign-in", host=f"localhost:{port}")
        assert status == 200
        assert "Strict-Transport-Security" not in headers
        with closing(socket.socket()) as outside:
            assert outside.connect_ex(("127.0.0.2", port)) != 0
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_demonstration_data_can_be_removed_from_an_installation(
    run: Run, installation: Settings, instance: Path, tables: Store
) -> None:
    demonstration.load(tables, settings=installation, now=FixedClock()())
    tables.engine.dispose()
    assert "rows of demonstration data are gone" in run("demo", "--remove").stderr
    with tables.reading() as session:
        assert not demonstration.is_loaded(session)


def test_without_an_installation_it_is_the_demonstration_that_is_emptied(
    made: Path, run: Run, instance: Path
) -> None:
    assert "PLANNER_SECRET_KEY is missing" in run("demo", "--remove", status=1).stderr
    put_back(made, instance)
    assert titles(instance)
    run("demo", "--remove")
    assert titles(instance) == []
