"""The server's processes: one that ends is begun again, and what is under way is finished."""

import http.client
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench.browser import Browser
from bench.gate_busy import EMAIL, PASSWORD, busy_site
from bench.gate_site import HOST, GateSite, Phone, children_of, stop


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the server keeps its sockets: short, as their names have to be."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        monkeypatch.setenv("TMPDIR", name)
        yield name


@pytest.fixture
def site(folder: str) -> Iterator[GateSite]:
    with busy_site(cards=20) as site:
        yield site


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_process_that_is_killed_is_begun_again(site: GateSite) -> None:
    """Two listen, and one makes organisers' pages behind them."""
    before = site.workers()
    assert len(before) == 3
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(site.workers()) == 3 and not {*before} & {*site.workers()})
    with closing(Phone(site.port, site.tokens[0])) as phone:
        assert phone.scan("after-a-kill", site.codes[0])["status"] == "ok"
    assert Browser(site.port).sign_in(EMAIL, PASSWORD) == 303


def test_a_page_that_was_under_way_when_its_process_died_says_that_it_is_busy(
    site: GateSite,
) -> None:
    desk = Browser(site.port)
    assert desk.sign_in(EMAIL, PASSWORD) == 303
    office = site.workers()[-1]
    os.kill(office, signal.SIGSTOP)
    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(desk.ask("/events")))
    asking.start()
    with closing(Phone(site.port, site.tokens[0])) as phone:
        assert phone.scan("while-it-stands-still", site.codes[1])["status"] == "ok"
    os.kill(office, signal.SIGKILL)
    asking.join(timeout=60)
    # It was not handed over yet, and the next process answers it; or it was, and is refused.
    assert [status for status, _page in answers] in ([200], [503])
    assert desk.ask("/events")[0] == 200


def test_what_is_under_way_is_answered_before_the_end(site: GateSite, folder: str) -> None:
    """A request of which the last line is sent after the server was told to end."""
    with (
        closing(socket.create_connection(("127.0.0.1", site.port), timeout=60)) as slow,
        closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as large,
    ):
        desk = Browser(site.port)
        assert desk.sign_in(EMAIL, PASSWORD) == 303
        answers: list[tuple[int, str]] = []
        office = site.workers()[-1]
        os.kill(office, signal.SIGSTOP)
        asking = threading.Thread(
            target=lambda: answers.append(desk.ask(f"/events/{site.event_id}"))
        )
        asking.start()
        large.request("GET", "/healthz", headers={"Host": HOST})
        assert large.getresponse().status == 200
        wait_until(lambda: is_waited_for(folder))
        site.process.send_signal(signal.SIGTERM)
        os.kill(office, signal.SIGCONT)
        asking.join(timeout=60)
        assert [status for status, _page in answers] == [200]
        assert site.process.wait(timeout=60) == 0
        assert slow.recv(1) == b"", "the connection that sent nothing was closed"


def is_waited_for(folder: str) -> bool:
    """Say whether somebody has handed a request over and waits for the answer."""
    lines = Path("/proc/net/unix").read_text().splitlines()
    return sum(folder in line for line in lines) > 1


def test_all_end_with_the_one_that_began_them(site: GateSite) -> None:
    workers = site.workers()
    site.process.kill()
    site.process.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in workers))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_that_nobody_asks_anything_ends_at_once(site: GateSite) -> None:
    began = children_of(site.process.pid)
    stop(site.process)
    assert site.process.returncode == 0
    assert not any(is_alive(pid) for pid in began)
