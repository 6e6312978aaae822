"""`planner mail`: send what is in the outbox, and say how it stands."""

import signal
import sys
import threading
from typing import Any

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.settings import Settings

NO_SERVER = (
    "No mail server is set, so all mail stays where it is. Set PLANNER_MAIL_SERVER and "
    "PLANNER_MAIL_FROM in instance/settings.env; docs/operate.md says how."
)


@click.group()
def mail() -> None:
    """Send mail from the outbox, and say how it stands.

    `planner serve` sends by itself; these commands are for sending apart from it.
    """


@mail.command()
def run() -> None:
    """Send mail until it is stopped, such as beside `planner serve --no-mail`."""
    from planner.cli import mail_worker

    settings = _settings_with_server()
    with open_store(settings):
        pass  # say beforehand when the tables are of another version
    stop = threading.Event()

    def end(_signal: int, _frame: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    click.echo("Sending mail until you press Ctrl-C.", err=True)
    mail_worker.run(settings, stop)


@mail.command()
def send() -> None:
    """Send what is due now, once, and say what became of it."""
    from planner.app import create_app
    from planner.cli import mail_worker
    from planner.web.renewing import Renewal

    settings = _settings_with_server()
    check = Renewal(create_app(settings))
    with open_store(settings) as store, mail_worker.turn(store) as leader:
        if leader is None:
            raise Problem(
                "Another process is sending already, probably `planner serve`. Nothing was done."
            )
        done = mail_worker.send_once(
            store, settings, check, clock=right_now, wait=threading.Event().wait
        )
    click.echo(
        f"{done.sent} sent, {done.later} to try again, {done.failed} given up, "
        f"{done.overtaken} overtaken.",
        err=True,
    )
    if done.obstacle:
        raise Problem(
            f"Something keeps all mail from leaving: {done.obstacle}. Run `planner check`."
        )


@mail.command()
def status() -> None:
    """Say how many mails wait, were sent, were given up and were stopped."""
    from planner.services.outbox import counts

    settings = load_settings()
    with open_store(settings) as store, store.reading() as session:
        now = counts.count_states(session)
    click.echo(f"waiting  {now.waiting}")
    click.echo(f"sent     {now.sent}")
    click.echo(f"failed   {now.failed}")
    click.echo(f"stopped  {now.stopped}")
    if not settings.mail_leaves:
        click.echo(NO_SERVER, err=True)


@mail.command()
@click.option("--to", default="", help="Whom the mail server got it for, where it says so.")
def receive(to: str) -> None:
    """Take in one message from standard input, for a mail server that hands each one over.

    Exit status as in sysexits.h: 0 it was taken in, or is not for us; 65 it is too large; 70 it
    could not be understood; 75 the database is busy, so hand it over again later; 78 no way in is
    set.
    """
    from planner.cli import incoming_pipe

    sys.exit(incoming_pipe.receive(sys.stdin.buffer, to=to))


def _settings_with_server() -> Settings:
    settings = load_settings()
    if settings.smtp is None:
        raise Problem(NO_SERVER)
    return settings
