"""Several servers on one database: one of them sends, so that the rate holds for all together, and
another goes on when it dies."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from planner.cli.common import right_now
from planner.services.outbox import counts, posting
from planner.store.base import Store
from tests.cli.test_serve import running
from tests.services.test_outbox import letter
from tests.support.mail_server import Script, mail_server

MAILS = 80
FIRST = 15
PATIENCE_SECONDS = 90


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


def sender_of(script: Script) -> list[str]:
    """Return who sent each mail, in order."""
    return [mail.headers()["From"].partition("@")[0].rpartition("<")[2] for mail in script.arrived]


@pytest.fixture
def script() -> Script:
    return Script(slow_seconds=0.02)


@pytest.fixture
def servers(
    tables: Store, script: Script, tmp_path: Path
) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Two servers' senders, each with a folder and an address of its own, and mail that waits."""
    with tables.transaction() as session:
        letters = [letter(number) for number in range(MAILS)]
        posting.queue(session, letters, now=right_now())
    with mail_server(script) as server, ExitStack() as stack:
        yield {
            name: stack.enter_context(
                running(
                    {
                        "PLANNER_INSTANCE": str(tmp_path / name),
                        "PLANNER_MAIL_SERVER": f"smtp://127.0.0.1:{server.port}?starttls=off",
                        "PLANNER_MAIL_FROM": f"{name}@feest.example",
                        "PLANNER_MAIL_RATE": "1200",
                    },
                    "mail",
                    "run",
                )
            )
            for name in ("one", "two")
        }


def test_one_of_all_servers_sends_and_another_goes_on_when_it_is_killed(
    tables: Store, script: Script, servers: dict[str, "subprocess.Popen[str]"]
) -> None:
    wait_until(lambda: len(script.arrived) >= FIRST)
    (first,) = set(sender_of(script))  # however many there are: the rate is that of one
    servers.pop(first).kill()
    (second,) = servers

    def is_done() -> bool:
        with tables.reading() as session:
            return counts.count_states(session).sent >= MAILS - 1

    wait_until(is_done)
    by = sender_of(script)
    assert by == sorted(by, key=[first, second].index), "never both at a time"
    assert second in by
    # The one that the first had in hand when it died comes back when its claim has run out.
    assert set(Counter(mail.to for mail in script.arrived).values()) == {1}
