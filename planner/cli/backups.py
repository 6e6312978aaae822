"""`planner backup` and `planner restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from planner.cli import Problem
from planner.cli.backup_keys import (
    KEEP_IT,
    Choice,
    identities_for,
    identity_file,
    known_passphrase,
    new_key,
    seal_for,
    tell_where_the_key_is,
)
from planner.cli.common import load_settings, open_store, right_now
from planner.cli.restored import put_right_after
from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.services.upkeep import backups, dumps, marks, rotation, sealing
from planner.services.upkeep.refusals import DamagedBackup, DatabaseIsFilled, PlannerIsRunning
from planner.settings import Settings
from planner.store.base import Store

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--rotate",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Write into FOLDER instead, and delete what is older than {BACKUPS_KEPT_FOR_DAYS} days.",
)
@click.option("--recipient", "recipients", multiple=True, help="Seal for who has this key: age1….")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase and seal with it.")
@click.option("--passphrase-file", type=FILE, help="Seal with the first line of a file.")
@click.option("--plain", is_flag=True, help="Don't seal: whoever has the file can read it.")
@click.option("--new-key", "makes_key", is_flag=True, help="Only make a key to seal backups for.")
def backup(
    file: Path | None,
    folder: Path | None,
    recipients: tuple[str, ...],
    passphrase: bool,
    passphrase_file: Path | None,
    plain: bool,
    makes_key: bool,
) -> None:
    """Copy the database to FILE while the planner runs.

    The copy is sealed for PLANNER_BACKUP_RECIPIENT, or for a key in the instance folder, which is
    made when there is none. Keep that key, and PLANNER_CODE_KEY from settings.env, in another
    place: without the first nobody can open a backup, without the second every card is void.
    """
    settings = load_settings()
    if makes_key:
        _make_key(settings)
        return
    if (file is None) == (folder is None):
        raise Problem("Name the file to write, or a folder with --rotate.")
    choice = Choice(recipients, passphrase, passphrase_file, plain)
    with open_store(settings) as store:
        now, workshop = right_now(), settings.instance
        try:
            seal = seal_for(settings, choice)
            made = (
                backups.write_backup(store, file, seal=seal, workshop=workshop)
                if file is not None
                else rotation.rotate(store, folder or Path(), seal=seal, now=now, workshop=workshop)
            )
        except FileExistsError as error:
            raise Problem(f"{error} is there already. Choose another name.") from None
        except (DamagedBackup, sealing.NotAKey) as error:
            raise Problem(f"{error} Nothing was written.") from None
        marks.leave(store, marks.BACKUP, now=now)
    how = "was checked and sealed" if seal else "was checked. Whoever has it can read it"
    click.echo(f"{made.path} holds {made.size_bytes:,} bytes and {how}.", err=True)
    tell_where_the_key_is(settings, seal)


def _make_key(settings: Settings) -> None:
    click.echo(f"PLANNER_BACKUP_RECIPIENT={new_key(settings)}")
    click.echo(KEEP_IT.format(path=identity_file(settings)), err=True)


@click.command()
@click.argument("file", type=FILE)
@click.option("--identity", type=FILE, help="The file with the key that opens the backup.")
@click.option("--passphrase-file", type=FILE, help="The passphrase is the first line of a file.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def restore(file: Path, identity: Path | None, passphrase_file: Path | None, yes: bool) -> None:
    """Put the backup FILE in the place of the database.

    Stop the planner first. A SQLite database that is there now is kept beside the new one; on
    PostgreSQL, PLANNER_DATABASE_URL names an empty database, and the other stays as it is. What
    should have been erased since the backup is erased again.
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
    store, aside = Store(settings.database_url), None
    try:
        with _opened(settings, file, identity, passphrase_file) as copy:
            if store.is_sqlite:
                aside = backups.restore_backup(store, copy, now=right_now())
            else:
                dumps.restore_dump(store, copy)
    except DatabaseIsFilled as error:
        raise Problem(
            f"The database {error} has tables. Make an empty one with createdb, name it in "
            "PLANNER_DATABASE_URL, and try again. Nothing was changed."
        ) from None
    except (DamagedBackup, sealing.NotAKey) as error:
        raise Problem(f"{error} Nothing was changed.") from None
    except sealing.CannotOpen as error:
        raise Problem(f"{file} {error} Nothing was changed.") from None
    except PlannerIsRunning:
        raise Problem("The planner is running. Stop it and try again.") from None
    finally:
        store.close()
    if aside:
        click.echo(f"The database as it was is in {aside}.", err=True)
    click.echo(f"{file} is restored.", err=True)
    put_right_after(settings)


@contextmanager
def _opened(
    settings: Settings, file: Path, identity: Path | None, passphrase_file: Path | None
) -> Iterator[Path]:
    """Give the backup as a database, opened beside the real one, and gone afterwards."""
    if not sealing.is_sealed(file):
        yield file
        return
    settings.instance.mkdir(parents=True, exist_ok=True)
    draft = settings.instance / f".{file.stem}.opened"
    try:
        if sealing.needs_passphrase(file):
            sealing.unseal(file, draft, passphrase=known_passphrase(passphrase_file))
        else:
            keys = identities_for(settings, identity)
            sealing.unseal(file, draft, identities=keys, passphrase="")
        yield draft
    except DamagedBackup as error:
        raise DamagedBackup(str(error).replace(str(draft), str(file))) from None
    finally:
        draft.unlink(missing_ok=True)
