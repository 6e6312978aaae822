"""The worker that lets mail leave: in the background of the server, or as a command of its own."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask

from planner.app import create_app
from planner.cli.common import right_now
from planner.services.outbox import sending
from planner.services.outbox.mailbox import MailboxCarrier
from planner.services.outbox.sending import Check, Round, Stationery
from planner.services.outbox.smtp import Carrier, SmtpCarrier
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.leader import Leader
from planner.web.renewing import Renewal

POLL_SECONDS = 3.0
TURN_SECONDS = 15.0
"""After which who waits for the turn to send looks again whether it is free: so long no mail leaves
when the one that had it dies."""
PAUSES_SECONDS = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""While no mail can leave at all, such as when the mail server does not answer."""
LAST_MAIL_SECONDS = 15.0
LEADS = "mail"
log = logging.getLogger("planner")


class Worker:
    """A thread that sends mail until it is stopped."""

    def __init__(
        self,
        settings: Settings,
        *,
        app: Flask | None = None,
        clock: Callable[[], datetime] = right_now,
    ) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=run,
            args=(settings, self._stop),
            kwargs={"app": app, "clock": clock},
            name="mail",
            daemon=True,
        )
        self._thread.start()

    def stop(self, *, within_seconds: float = LAST_MAIL_SECONDS) -> None:
        """Let the mail that is under way be noted, and end."""
        self._stop.set()
        self._thread.join(within_seconds)


def start(settings: Settings, app: Flask | None = None) -> Worker | None:
    """Begin to send in the background; None where no mail leaves."""
    return Worker(settings, app=app) if settings.mail_leaves else None


def run(
    settings: Settings,
    stop: threading.Event,
    *,
    app: Flask | None = None,
    clock: Callable[[], datetime] = right_now,
    poll_seconds: float = POLL_SECONDS,
) -> None:
    """Send what is due, whenever it is our turn, until `stop` is set.

    Args:
        settings: of the installation.
        stop: ends it.
        app: writes letters anew; None to make one.
        clock: says what time it is.
        poll_seconds: how often to look whether something is due.
    """
    troubles, check = 0, Renewal(app or create_app(settings))
    while not stop.is_set():
        try:
            with closing(Store(settings.database_url)) as store, turn(store) as leader:
                # While the tables are of another version, nothing is sent.
                if leader is not None and migrate.is_current(store):
                    _send_while_it_lasts(store, leader, settings, check, stop, clock, poll_seconds)
            stop.wait(TURN_SECONDS)
            troubles = 0
        except Exception:
            # Whatever is wrong now may be right in a while; nothing that waits is lost.
            troubles += 1
            log.exception("mail could not be sent")
            stop.wait(pause_of(troubles))


def _send_while_it_lasts(
    store: Store,
    leader: Leader,
    settings: Settings,
    check: Check,
    stop: threading.Event,
    clock: Callable[[], datetime],
    poll_seconds: float,
) -> None:
    """Send until `stop` is set or the turn is lost, such as when PostgreSQL was restarted."""

    def wait(seconds: float) -> bool:
        return stop.wait(seconds) or not leader.is_ours()

    obstacles = 0
    while not stop.is_set() and leader.is_ours():
        done = send_once(store, settings, check, clock=clock, wait=wait)
        obstacles = obstacles + 1 if done.obstacle else 0
        stop.wait(pause_of(obstacles) if obstacles else poll_seconds)


def pause_of(troubles: int) -> float:
    """Return how many seconds to wait after so many obstacles in a row."""
    return PAUSES_SECONDS[min(troubles, len(PAUSES_SECONDS)) - 1]


def send_once(
    store: Store,
    settings: Settings,
    check: Check,
    *,
    clock: Callable[[], datetime],
    wait: Callable[[float], bool],
) -> Round:
    """Send what is due now."""
    return sending.send_due(
        store, carrier_of(settings), stationery_of(settings), clock=clock, wait=wait, check=check
    )


def carrier_of(settings: Settings) -> Carrier:
    """Return what takes mail away; only where `settings.mail_leaves`."""
    if settings.mailbox is not None:
        return MailboxCarrier(settings.mailbox)
    if settings.smtp is None:
        raise ValueError("no mail server is set")
    return SmtpCarrier(settings.smtp, host_name=host_of(settings))


def stationery_of(settings: Settings) -> Stationery:
    """Return what is the same on every mail."""
    name, address = settings.sender
    return Stationery(
        sender_name=name,
        sender_address=address,
        host=host_of(settings),
        per_minute=settings.mail_rate if settings.mailbox is None else 60_000,
        return_addresses=settings.return_addresses,
    )


def host_of(settings: Settings) -> str:
    """Return the host of the public address, without a port."""
    return urlsplit(settings.base_url).hostname or "localhost"


@contextmanager
def turn(store: Store) -> Iterator[Leader | None]:
    """Give the turn to send, or None while it is another's: of all servers on one database, one.

    So the rate holds for all of them together, and one connection is open. That no mail is sent
    twice does not hang on it: each mail is claimed.
    """
    leader = Leader(store, LEADS)
    try:
        yield leader if leader.is_ours() else None
    finally:
        leader.give_up()
