"""`planner backup` and `planner restore`."""

from pathlib import Path

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.services import backups
from planner.services.erasing import reapply
from planner.services.erasures import ErasureLog
from planner.services.purge import make_unreadable
from planner.services.purge import purge as erase
from planner.store.base import Store

WITH_POSTGRESQL = (
    "The database is PostgreSQL, which has programs for this: `pg_dump --format=custom "
    "--file=FILE planner` makes a backup, `pg_restore --clean --dbname=planner FILE` puts it back."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the database to FILE while the planner runs.

    Keep PLANNER_CODE_KEY from settings.env with it: without that key every printed card is void.
    """
    with open_store(load_settings()) as store:
        try:
            made = backups.write_backup(store, file)
        except backups.NotOurDatabase:
            raise Problem(WITH_POSTGRESQL) from None
        except FileExistsError:
            raise Problem(f"{file} is there already. Choose another name.") from None
    click.echo(f"{made.path} holds {made.size_bytes:,} bytes and was checked.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Don't ask.")
def restore(file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of the database.

    Stop the planner first. The database that is there now is kept beside the new one. What should
    have been erased since the backup is erased again.
    """
    settings = load_settings()
    if not file.is_file():
        raise Problem(f"{file} is not there. Check the name.")
    age = right_now().timestamp() - file.stat().st_mtime
    if age > BACKUPS_KEPT_FOR_DAYS * 86_400:
        click.echo(
            f"{file} is older than {BACKUPS_KEPT_FOR_DAYS} days: what somebody asked to erase "
            "before that may come back with it.",
            err=True,
        )
    if not yes:
        click.confirm(f"Replace the database with {file}?", abort=True, err=True)
    store = Store(settings.database_url)
    try:
        aside = backups.restore_backup(store, file, now=right_now())
    except backups.NotOurDatabase:
        raise Problem(WITH_POSTGRESQL) from None
    except backups.DamagedBackup as error:
        raise Problem(f"{error} Nothing was changed.") from None
    except backups.PlannerIsRunning:
        raise Problem("The planner is running. Stop it and try again.") from None
    finally:
        store.close()
    if aside:
        click.echo(f"The database as it was is in {aside}.", err=True)
    with open_store(settings) as store:
        with store.transaction() as session:
            erased = erase(session, keep=settings.retention, now=right_now()).total
            asked = reapply(session, log=ErasureLog(settings.instance, settings.code_key))
        make_unreadable(store)
    click.echo(f"{file} is restored; {erased} rows that were due were erased again.", err=True)
    if asked:
        click.echo(f"{asked} rows that somebody had asked to erase were erased again.", err=True)
