"""What a server tells whoever watches over it: readiness, figures, lines of the log."""

import http.client
import json
import logging
import re
import signal
import socket
import urllib.request
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from planner.app import create_app
from planner.cli.log_lines import JsonLines
from planner.cli.metrics_server import make_server
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.test_serve import ask, running, wait_for
from tests.support.cards import make_world
from tests.support.clock import FixedClock
from tests.support.serving import free_port

HOST = "feest.example"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def value(figures: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", figures, flags=re.M)
    assert found, f"{name} is not in:\n{figures}"
    return float(found[1])


def test_a_real_server_tells_figures_and_logs_lines_and_names_nobody(
    instance: Path, installation: Settings, tables: Store
) -> None:
    code = make_world(tables, installation).cards()[0].code
    port, figures_port = free_port(), free_port()
    environment = {
        "PLANNER_BIND": f"127.0.0.1:{port}",
        "PLANNER_WORKERS": "2",
        "PLANNER_METRICS_BIND": f"127.0.0.1:{figures_port}",
        "PLANNER_LOG_FORMAT": "json",
    }
    with running(environment, "serve") as process:
        wait_for(process, "serves")
        for _request in range(6):
            status, headers = ask(port, f"/{code}", host=HOST)
            assert status == 200
        assert "Server" not in headers, "the server names itself unless it is told not to"
        assert ask(port, "/nowhere/at/all", host=HOST)[0] == 404
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("POST", f"/{code}", "answer=no", {
                "Host": HOST, "Content-Type": "application/x-www-form-urlencoded",
            })  # fmt: skip
            assert connection.getresponse().status == 303
        told = urllib.request.urlopen(f"http://127.0.0.1:{figures_port}/metrics", timeout=60)
        with told:
            figures = told.read().decode()
            assert "Python" not in told.headers["Server"]
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    seen = 'planner_requests_total{method="GET",route="/<code:code>",status="200"}'
    assert value(figures, seen) == 6, "both workers count together"
    assert value(figures, 'planner_request_seconds_count{route="/<code:code>"}') == 7
    assert value(figures, "planner_ready") == 1
    assert value(figures, "planner_database_bytes") > 100_000
    assert value(figures, "planner_writer_wait_seconds_count") >= 1
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["message"] == "request"]
    assert len(requests) == 8
    assert {line["route"] for line in requests} == {"/<code:code>", "an unknown address"}
    assert all(re.fullmatch(r"[0-9a-f]{16}", line["request"]) for line in requests)
    for words in (figures, said):
        assert code not in words
        assert "127.0.0.1" not in words.replace(f"listens on 127.0.0.1:{port}", "")


def test_figures_are_told_on_a_socket_that_a_killed_server_left(
    installation: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "metrics.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    known = replace(installation, metrics_bind=f"unix:{path}")
    with make_server(known), pytest.raises(OSError):
        make_server(known)


@pytest.mark.parametrize(
    ("trusted", "given", "is_kept"),
    [(1, "a1b2c3d4-from-the-proxy", True), (1, "x\nforged: line", False), (0, "a1b2c3d4", False)],
)
def test_a_number_of_the_proxy_is_kept_where_the_proxy_is_trusted(
    settings: Settings,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
    trusted: int,
    given: str,
    is_kept: bool,
) -> None:
    known = replace(settings, log_format="json", trusted_proxies=trusted)
    app = create_app(known, clock=clock)
    numbers: list[object] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            numbers.append(json.loads(JsonLines().format(record))["request"])

    logger, handler = logging.getLogger("planner.requests"), Keep()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    headers = {"Host": HOST} if "\n" in given else {"Host": HOST, "X-Request-Id": given}
    environ = {"HTTP_X_REQUEST_ID": given}
    app.test_client().get("/healthz", headers=headers, environ_overrides=environ)
    logger.removeHandler(handler)
    app.extensions["store"].close()
    assert (numbers == [given]) is is_kept
    assert len(numbers) == 1
