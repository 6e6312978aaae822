"""`planner serve`."""

import click

from planner.cli import Problem, loading
from planner.cli.checks import check_codes, refuse_faults
from planner.cli.common import load_settings, open_store
from planner.cli.connections import CanNotListen
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
    refuse_faults(settings)
    with loading():
        from planner.cli import server  # after the checks: it takes time to load

    for finding in check_codes(settings):
        click.echo(finding.text, err=True)
    click.echo(f"The planner listens on {settings.bind} for {settings.base_url}.", err=True)
    try:
        server.run(settings, with_mail=not no_mail)
    except CanNotListen as error:
        raise Problem(
            f"The planner can't listen on {settings.bind} ({error}). "
            "Name a free address and port of this machine in PLANNER_BIND, such as 127.0.0.1:8000."
        ) from None


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
