"""`planner mail` sends once or until stopped, and says how it stands; `planner check` tries it."""

import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.cli import mail_worker
from planner.cli.common import right_now
from planner.core.mail_server import MailServer
from planner.services.outbox import counts, posting
from planner.services.outbox.counts import Progress
from planner.services.outbox.sending import Round
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.conftest import Run, look_after
from tests.cli.test_serve import running, wait_for
from tests.services.test_outbox import letter
from tests.support.mail_server import Script, mail_server
from tests.support.serving import free_port


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server, named in the settings of the installation."""
    with mail_server(script) as server:
        url = f"smtp://{server.host}:{server.port}?starttls=off"
        monkeypatch.setenv("PLANNER_MAIL_SERVER", url)
        monkeypatch.setenv("PLANNER_MAIL_FROM", "post@feest.example")
        monkeypatch.setenv("PLANNER_MAIL_RATE", "60000")
        yield server


def queue(tables: Store, count: int) -> None:
    with tables.transaction() as session:
        letters = [letter(number) for number in range(count)]
        posting.queue(session, letters, now=right_now())


def states(tables: Store) -> Progress:
    with tables.reading() as session:
        return counts.count_states(session)


def wait_until_sent(tables: Store, count: int, *, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while states(tables).sent < count and time.monotonic() < ends:
        time.sleep(0.05)
    assert states(tables) == Progress(sent=count)


def test_what_is_due_is_sent_once(
    run: Run, tables: Store, server: MailServer, script: Script
) -> None:
    queue(tables, 3)
    assert run("mail", "send").stderr == "3 sent, 0 to try again, 0 given up, 0 overtaken.\n"
    assert run("mail", "send").stderr == "0 sent, 0 to try again, 0 given up, 0 overtaken.\n"
    assert len(script.arrived) == 3
    assert run("mail", "status").stdout == "waiting  0\nsent     3\nfailed   0\nstopped  0\n"


def test_without_a_mail_server_the_cure_is_told(run: Run, tables: Store) -> None:
    queue(tables, 2)
    for command in ("send", "run"):
        assert "Set PLANNER_MAIL_SERVER" in run("mail", command, status=1).stderr
    status = run("mail", "status")
    assert "waiting  2" in status.stdout
    assert "No mail server is set" in status.stderr
    assert "Note: No mail server is set" in run("check", status=1).stderr


def test_a_mail_server_that_is_away_is_found_by_check_and_told(
    run: Run, tables: Store, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    look_after(str(tables.url), monkeypatch)
    assert run("check").stderr.endswith("All is in order.\n")
    monkeypatch.setenv("PLANNER_MAIL_SERVER", "smtp://post:geheim@127.0.0.1:1?starttls=off")
    queue(tables, 1)
    said = run("check", status=1).stderr
    assert "The mail server 127.0.0.1:1 does not answer." in said
    assert "geheim" not in said
    assert "keeps all mail from leaving: no-answer" in run("mail", "send", status=1).stderr
    assert states(tables) == Progress(waiting=1)


def test_a_mail_server_without_encryption_is_found_by_check(
    run: Run, tables: Store, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    monkeypatch.setenv("PLANNER_MAIL_SERVER", f"smtp://127.0.0.1:{server.port}")
    assert "offers no encryption that we trust" in run("check", status=1).stderr


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("530 5.7.0 must issue STARTTLS first", "It said 530 5.7.0."),
        ("530 5.7.0 authentication required", "takes no mail from post@feest.example"),
        ("550 5.7.60 not your address", "It said 550 5.7.60."),
        ("451 4.7.1 later", "takes nothing now"),
    ],
)
def test_a_mail_server_that_takes_nothing_from_our_address_is_found_by_check(
    run: Run, tables: Store, server: MailServer, script: Script, answer: str, words: str
) -> None:
    script.at_sender = lambda address: answer
    assert words in run("check", status=1).stderr
    assert not script.asked, "nobody's address is named, and no mail begun"
    assert not script.arrived


def test_one_process_sends(run: Run, tables: Store, server: MailServer) -> None:
    queue(tables, 1)
    with mail_worker.turn(tables) as duty:
        assert duty is not None
        assert "sending already" in run("mail", "send", status=1).stderr
    assert run("mail", "send").stderr.startswith("1 sent")


def test_a_worker_in_the_background_sends_and_stops(
    settings: Settings, tables: Store, server: MailServer, script: Script
) -> None:
    url = f"smtp://{server.host}:{server.port}?starttls=off"
    worker = mail_worker.start(replace(settings, mail_server=url, mail_rate=60_000))
    assert worker is not None
    queue(tables, 5)
    wait_until_sent(tables, 5)
    worker.stop()
    assert not any(thread.name == "mail" for thread in threading.enumerate())
    assert len(script.arrived) == 5
    assert mail_worker.start(settings) is None, "no mail leaves from here"


def test_a_worker_goes_on_when_something_is_wrong(
    settings: Settings, tables: Store, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, faults = mail_worker.send_once, [RuntimeError("on purpose")]

    def send_once(*args: Any, **kw: Any) -> Round:
        if faults:
            raise faults.pop()
        return real(*args, **kw)

    monkeypatch.setattr(mail_worker, "send_once", send_once)
    monkeypatch.setattr(mail_worker, "pause_of", lambda troubles: 0.01)
    url = f"smtp://{server.host}:{server.port}?starttls=off"
    queue(tables, 1)
    worker = mail_worker.Worker(replace(settings, mail_server=url))
    wait_until_sent(tables, 1)
    worker.stop()


def test_pauses_grow_while_no_mail_can_leave() -> None:
    pauses = [mail_worker.pause_of(troubles) for troubles in range(1, 10)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 10
    assert pauses[-1] == 600


def test_the_server_sends_by_itself_and_so_does_the_command(
    run: Run, tables: Store, server: MailServer, script: Script, instance: Path
) -> None:
    queue(tables, 2)
    with running({}, "mail", "run") as process:
        wait_for(process, "Sending mail")
        wait_until_sent(tables, 2)
        process.send_signal(signal.SIGTERM)
        said = "".join(process.communicate(timeout=60))
    assert process.returncode == 0
    assert "guest" not in said
    port = free_port()
    with tables.transaction() as session:
        posting.queue(session, [letter(7)], now=right_now())
    with running({"PLANNER_BIND": f"127.0.0.1:{port}", "PLANNER_WORKERS": "2"}, "serve") as process:
        wait_for(process, "serves")
        wait_until_sent(tables, 3)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert len(script.arrived) == 3
