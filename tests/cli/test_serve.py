"""The server as it really runs: it starts, answers, keeps addresses out of its log, and stops."""

import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import QueuePool

from planner.cli.serve import try_lock
from planner.cli.server import leave_out_addresses, make_app
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.conftest import Run
from tests.support.application import test_settings
from tests.support.serving import free_port

TOKEN = "0123456789ABC"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@contextmanager
def running(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Start `planner` with these words as a process of its own; end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from planner.cli import main; main()", *words],
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(process: "subprocess.Popen[str]", words: str) -> None:
    """Read what the server says until it says this."""
    assert process.stderr is not None
    heard = []
    for line in process.stderr:
        heard.append(line)
        if words in line:
            return
    pytest.fail("".join(heard))


def ask(port: int, path: str, *, host: str) -> tuple[int, dict[str, str]]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())


def test_the_planner_serves_until_it_is_told_to_stop(
    instance: Path, installation: Settings
) -> None:
    port = free_port()
    environment = {"PLANNER_BIND": f"127.0.0.1:{port}", "PLANNER_WORKERS": "1"}
    with running(environment, "serve") as process:
        wait_for(process, "serves")
        assert ask(port, "/", host="feest.example")[0] == 200
        assert ask(port, f"/{TOKEN}?guest=Karin", host="feest.example")[0] == 404
        assert ask(port, "/", host="evil.example")[0] == 400
        with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as raw:
            raw.sendall(f"GET /{TOKEN} HTTP/9.9 nonsense\r\n\r\n".encode())
            assert b" 400 " in raw.recv(1000)
        process.send_signal(signal.SIGTERM)
        said = "".join(process.communicate(timeout=60))
    assert process.returncode == 0
    assert TOKEN not in said
    assert "Karin" not in said
    assert "127.0.0.1" not in said, "an address of a reader"


def test_what_the_server_itself_says_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("waitress")
    logger.addFilter(leave_out_addresses)
    try:
        raise RuntimeError
    except RuntimeError:
        logger.exception("Exception while serving %s", f"/{TOKEN}")
    finally:
        logger.removeFilter(leave_out_addresses)
    assert TOKEN not in caplog.text
    assert "RuntimeError" in caplog.text


def test_processes_share_one_application_and_no_connection(
    database_url: str, tmp_path: Path
) -> None:
    settings = test_settings(database_url, tmp_path)
    app = make_app(settings)
    pool = app.extensions["store"].engine.pool
    assert isinstance(pool, QueuePool)
    assert (pool.checkedin(), pool.checkedout()) == (0, 0)
    assert app.test_client().get("/healthz", base_url=settings.base_url).status_code == 200
    app.extensions["store"].close()


def test_serving_begins_only_with_tables_that_are_up_to_date(
    run: Run, instance: Path, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_DATABASE_URL", f"sqlite:///{instance / 'new.db'}")
    assert "Run `planner db upgrade`" in run("serve", status=1).stderr


def test_serving_begins_only_where_it_can_listen(
    run: Run, installation: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.server._prepare_logs", lambda *_given: None)
    monkeypatch.setattr("os.umask", lambda _mask: 0)
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PLANNER_BIND", f"127.0.0.1:{other.getsockname()[1]}")
        assert "can't listen on 127.0.0.1" in run("serve", status=1).stderr


def test_serving_begins_only_where_writers_can_queue(
    run: Run, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert "not on a network share" in run("serve", status=1).stderr


def test_where_writers_can_queue_nothing_is_said(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    try_lock(store)
    store.close()


def test_a_start_says_when_the_address_makes_the_codes_large(
    run: Run, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.server.run", lambda settings, **choices: None)
    assert "squares" not in run("serve").stderr
    monkeypatch.setenv("PLANNER_BASE_URL", "https://uitnodigingen.buurtfeest-heerlen.example")
    assert "the codes on cards get more and smaller squares" in run("serve").stderr
