"""`planner check`, and what it looks at. Each check gives findings: a sentence with its cure."""

import errno
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from planner.cli import Problem
from planner.cli.checks_of_care import check_care, check_contact, check_key
from planner.cli.checks_of_way_in import check_way_in
from planner.cli.common import load_settings, right_now
from planner.cli.findings import Finding, Weight, read_by_others
from planner.cli.problems import explain
from planner.core.enums import MailTrouble
from planner.core.mail_server import MailServer
from planner.exports.qr import fits_version_3
from planner.services.outbox.smtp import SmtpCarrier
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there one process serves
    fcntl = None  # type: ignore[assignment]

LOCK_PATIENCE_SECONDS = 5.0
ANSWER_SECONDS = 10.0
NO_SERVER = (
    "No mail server is set, so no mail leaves. Set PLANNER_MAIL_SERVER and PLANNER_MAIL_FROM; "
    "docs/operate.md says how."
)


@click.command()
@click.option("--deep", is_flag=True, help="Also read every page of a SQLite database.")
def check(deep: bool) -> None:
    """Say what is wrong with this installation, and how to cure it.

    Looks at the settings, the folders, the database and its tables. Exit status 0: all in order.
    `planner serve` starts unless there is a fault.
    """
    settings = load_settings()
    findings = [
        *check_installation(settings, deep=deep),
        *_check_mail(settings),
        *check_way_in(settings),
    ]
    for finding in findings:
        click.echo(f"{finding.weight.value}: {finding.text}", err=True)
    faults = [finding for finding in findings if finding.weight is Weight.FAULT]
    amiss = [finding for finding in findings if finding.weight is Weight.AMISS]
    if faults:
        raise Problem(
            "1 fault was found." if len(faults) == 1 else f"{len(faults)} faults were found."
        )
    if amiss:
        raise Problem(
            "The planner can start. 1 thing is not in order."
            if len(amiss) == 1
            else f"The planner can start. {len(amiss)} things are not in order."
        )
    click.echo("All is in order.", err=True)


def refuse_faults(settings: Settings) -> None:
    """Say what is not in order, and refuse to serve where `planner check` finds a fault.

    The mail server is not asked: that it does not answer must keep no gate from opening.

    Raises:
        Problem: with a sentence for each fault.
    """
    findings = list(check_installation(settings, deep=False))
    faults = [finding.text for finding in findings if finding.weight is Weight.FAULT]
    if faults:
        raise Problem("\n".join(faults))
    for finding in findings:
        if finding.weight is Weight.AMISS:
            click.echo(f"{finding.weight.value}: {finding.text}", err=True)


def check_installation(settings: Settings, *, deep: bool) -> Iterator[Finding]:
    """Look at everything on this machine, the database last; `deep` reads every page of it."""
    yield from _check_folders(settings)
    yield from _check_temporary_folder()
    yield from check_codes(settings)
    yield from check_contact(settings)
    yield from check_key(settings)
    try:
        store = Store(settings.database_url)
    except Exception as error:
        yield Finding(explain(error))
        return
    try:
        if store.is_sqlite:
            yield from _check_sqlite(Path(store.url.database or ""))
        yield from _check_database(settings, store, deep=deep)
    finally:
        store.close()


def has_wal_defect(version: tuple[int, ...]) -> bool:
    """Say whether a version of SQLite can lose pages when two connections commit and checkpoint.

    Versions 3.7.0 to 3.51.2, but for the repaired 3.50.7 and 3.44.6 and what followed each.
    Source: https://sqlite.org/wal.html, the defect repaired in 3.51.3.
    """
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    return (3, 7, 0) <= version < (3, 51, 3)


def _check_folders(settings: Settings) -> Iterator[Finding]:
    for folder in (settings.instance, settings.instance / "backups"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield Finding(
                f"We can't write in {folder}: {error.strerror}. Give the folder to the user that "
                "runs the planner."
            )
    yield from read_by_others(settings.instance / "settings.env", "It holds the keys.")


def _check_temporary_folder() -> Iterator[Finding]:
    """Try to write where answers to slow readers wait."""
    try:
        with tempfile.TemporaryFile():
            pass
    except OSError as error:
        yield Finding(
            f"No temporary folder can be written in: {error.strerror or error} Let the planner "
            "write in /tmp, or name another folder in TMPDIR."
        )


def check_codes(settings: Settings) -> Iterator[Finding]:
    """Find out whether the address keeps the codes on cards small."""
    if not fits_version_3(settings.base_url):
        yield Finding(
            f"{settings.base_url} is so long that the codes on cards get more and smaller squares. "
            "A host name of at most 23 characters makes them easier to scan.",
            Weight.NOTE,
        )


def _check_mail(settings: Settings) -> Iterator[Finding]:
    """Try the mail server as far as the address we send from; no mail is sent."""
    server = settings.smtp
    if server is None:
        yield Finding(NO_SERVER, Weight.NOTE)
        return
    sender = settings.sender[1]
    outcome = SmtpCarrier(server, answer_seconds=ANSWER_SECONDS).check(sender)
    if outcome.trouble is not None:
        status = f" It said {outcome.status}." if outcome.status else ""
        yield Finding(f"{_cure(outcome.trouble, server, sender)}{status}", Weight.AMISS)


def _cure(trouble: MailTrouble, server: MailServer, sender: str) -> str:
    where = f"{server.host}:{server.port}"
    if trouble is MailTrouble.NOT_SAFE:
        return (
            f"The mail server {where} offers no encryption that we trust. Write the name that its "
            "certificate has in PLANNER_MAIL_SERVER; for a server on this machine without "
            "encryption add ?starttls=off."
        )
    if trouble is MailTrouble.SIGN_IN:
        return (
            f"The mail server {where} does not accept the name and password in "
            "PLANNER_MAIL_SERVER. Signs such as @ and / in them are written as %40 and %2F."
        )
    if trouble is MailTrouble.SENDER:
        return (
            f"The mail server {where} takes no mail from {sender}. Write a name and a password in "
            "PLANNER_MAIL_SERVER if it wants them, and in PLANNER_MAIL_FROM an address that they "
            "may send from."
        )
    if trouble is MailTrouble.BROKEN:
        return f"The mail server {where} broke off when we named {sender}. Try again later."
    if trouble is MailTrouble.LATER:
        return f"The mail server {where} answers, but takes nothing now. Try again later."
    return (
        f"The mail server {where} does not answer. Look whether PLANNER_MAIL_SERVER has the right "
        "name and port, and whether the firewall lets this machine through."
    )


def _check_sqlite(path: Path) -> Iterator[Finding]:
    if has_wal_defect(sqlite3.sqlite_version_info):
        yield Finding(
            f"SQLite {sqlite3.sqlite_version} can lose pages when two processes write at once. Our "
            "writers' queue prevents that; let no other program write to the database.",
            Weight.NOTE,
        )
    yield from _check_lock(path.with_name(path.name + ".lock"))
    for name in (path.name, f"{path.name}-wal"):
        yield from read_by_others(path.with_name(name), "It holds people's answers.")


def _check_lock(path: Path) -> Iterator[Finding]:
    if fcntl is None:
        return
    with path.open("ab") as file:
        give_up_at = time.monotonic() + LOCK_PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError as error:
                if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                    yield Finding(
                        f"The folder of the database can't lock files: {error.strerror}. "
                        "Put the database on a disk of this machine, not on a network share."
                    )
                    return
            if time.monotonic() > give_up_at:
                yield Finding(
                    f"Another process has kept the lock {path} for more than "
                    f"{LOCK_PATIENCE_SECONDS:.0f} seconds. Find it with: fuser {path}"
                )
                return
            time.sleep(0.05)


def _check_database(settings: Settings, store: Store, *, deep: bool) -> Iterator[Finding]:
    try:
        found = migrate.current_revision(store)
        if found != migrate.newest_revision():
            yield Finding(
                f"The tables are at version {found or 'nothing'}, and the planner needs "
                f"{migrate.newest_revision()}. Run `planner db upgrade`."
            )
        else:
            yield from check_care(settings, store, now=right_now())
        if deep and store.is_sqlite:
            yield from _check_pages(store)
    except Exception as error:
        yield Finding(explain(error))


def _check_pages(store: Store) -> Iterator[Finding]:
    with store.engine.connect() as connection:
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check").all()]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if said != ["ok"]:
        yield Finding(
            f"The database is damaged: {said[0]}. Stop the planner and run `planner restore` with "
            "your last backup."
        )
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        yield Finding(
            f"Rows in {tables} refer to nothing. Stop the planner and run `planner restore` with "
            "your last backup."
        )
