"""`planner serve`."""

import click

from planner.cli import Problem
from planner.cli.checks import check_codes
from planner.cli.common import load_settings, open_store
from planner.store.base import Store


@click.command()
@click.option("--no-mail", is_flag=True, help="Send no mail; `planner mail run` does it elsewhere.")
def serve(no_mail: bool) -> None:
    """Start the planner with your own settings.

    Listens on PLANNER_BIND with PLANNER_WORKERS processes and sends the mail. It stops on SIGTERM
    or Ctrl-C and first finishes what is under way. It does not change tables: run
    `planner db upgrade` before.
    """
    settings = load_settings()
    with open_store(settings) as store:
        try_lock(store)
    from planner.cli import server  # after the checks: gunicorn takes time to load

    for finding in check_codes(settings):
        click.echo(finding.text, err=True)
    click.echo(f"The planner listens on {settings.bind} for {settings.base_url}.", err=True)
    server.run(settings, with_mail=not no_mail)


def try_lock(store: Store) -> None:
    """Refuse to serve without the writers' queue: writers would hinder and could harm each other.

    Raises:
        Problem: the disk can't lock files.
    """
    try:
        with store.alone():
            pass
    except OSError as error:
        raise Problem(
            f"The folder of the database can't lock files ({error.strerror}). "
            "Put the database on a disk of this machine, not on a network share."
        ) from None
