"""What both ways to put a backup back end with, and what they say about it."""

import click

from planner.cli.common import open_store, right_now
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.restored import put_right
from planner.services.privacy.unreadable import make_unreadable
from planner.settings import Settings


def put_right_after(settings: Settings) -> None:
    """Erase again what was erased since, hold mail that may have left, sign everybody out."""
    log = ErasureLog(settings.instance, settings.code_key)
    with open_store(settings) as store:
        with store.transaction() as session:
            done = put_right(session, keep=settings.retention, log=log, now=right_now())
        make_unreadable(store)
    click.echo(f"{done.due} rows that were due were erased again.", err=True)
    if done.asked:
        click.echo(
            f"{done.asked} rows that somebody had asked to erase were erased again.", err=True
        )
    if done.held:
        click.echo(
            f"Mail that waited in it is not sent by itself, it may have left since: {done.held}. "
            "Organisers can try each again.",
            err=True,
        )
    if done.signed_out:
        click.echo(f"Everybody was signed out, in {done.signed_out} browsers.", err=True)
    click.echo(
        "Cards voided, phones shut out, roles and passwords changed after the backup was made are "
        "as they were before. Do those again.",
        err=True,
    )
