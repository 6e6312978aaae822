"""`planner mail receive`: one message, handed over by the mail server."""

import logging
import os
from typing import IO

import click

from planner.app import create_app
from planner.cli.common import load_settings, right_now
from planner.cli.incoming_worker import begin_pipe
from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming import state
from planner.services.incoming.sorting import LARGEST, is_ours
from planner.store import migrate
from planner.store.base import Store
from planner.store.locks import DATABASE_TROUBLE
from planner.web.mail_incoming import take_in

log = logging.getLogger("planner")
NO_WAY_IN = (
    "No way in is set, so nothing is taken in. Write PLANNER_MAIL_IN=pipe in "
    "instance/settings.env; docs/operate.md says how."
)
TOO_LARGE = "The message is too large to be an answer. It was not read."
NOT_OURS = "The message is not for us. Nothing was done with it."
FAILED = "The message could not be understood. Nothing was done with it."
BUSY = "The database is busy, or of another version. Hand the message over again later."


def receive(message: IO[bytes], *, to: str) -> int:
    """Take a message in and return the exit status."""
    settings = load_settings()
    if settings.way_in is None:
        click.echo(NO_WAY_IN, err=True)
        return os.EX_CONFIG
    raw = message.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return _say_too_large(raw, settings.return_addresses, to)
    app = create_app(settings)
    store: Store = app.extensions["store"]
    try:
        if not migrate.is_current(store):
            click.echo(BUSY, err=True)
            return os.EX_TEMPFAIL
        begin_pipe(store, now=right_now())
        is_ours = take_in(app, raw, to=to, now=right_now())
        with store.transaction() as session:
            state.note_heard(session, now=right_now())
    except DATABASE_TROUBLE:
        click.echo(BUSY, err=True)
        return os.EX_TEMPFAIL
    except Exception as error:
        # Without what it says: whoever sent the message gets it back with these words.
        log.error("a message came in that we failed at: %s", type(error).__name__)
        click.echo(FAILED, err=True)
        return os.EX_SOFTWARE
    finally:
        store.close()
    if not is_ours:
        click.echo(NOT_OURS, err=True)
    return os.EX_OK


def _say_too_large(raw: bytes, addresses: ReturnAddresses | None, to: str) -> int:
    """Refuse what is ours; whoever mails people their pictures must not get them back."""
    if addresses is None or not is_ours(raw, addresses, to=to):
        click.echo(NOT_OURS, err=True)
        return os.EX_OK
    click.echo(TOO_LARGE, err=True)
    return os.EX_DATAERR
