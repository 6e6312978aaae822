"""`planner purge`."""

from dataclasses import fields

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.core.retention import FORGET_AFTER_DAYS
from planner.services import backup_rotation, marks
from planner.services import purge as erasing

NAMES = {
    "answers": "answers",
    "diets": "diets",
    "changes": "earlier answers",
    "waits": "places in the line",
    "scans": "scans at gates",
    "phones": "phones at gates",
    "links": "links to intermediaries",
    "intermediaries": "intermediaries",
    "accesses": "links to pages of intermediaries",
    "requests": "requests of intermediaries",
    "names": "names of guests",
    "addresses": "addresses that guests left",
    "told": "ticks that guests were told of a change",
    "merges": "notes on cards that look alike",
    "letters": "words of mail that was given up",
    "mails": "notes on mail that was sent",
    "sign_ins": "old sign-ins",
    "throttles": "counts of failures",
    "account_links": "links to accounts that are too old",
    "uploads": "calendar files read and not taken over",
    "calendar_keys": "stopped addresses of private calendars",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and erase nothing.")
def purge(dry_run: bool) -> None:
    """Erase what has been kept long enough.

    Answers, diets and scans go 30 days after an event; the head count stays. Run it every day:
    a second time does no harm.
    """
    settings = load_settings()
    now = right_now()
    with open_store(settings) as store:
        with store.writing() as session:
            erased = erasing.purge(session, now=now)
            if dry_run:
                session.rollback()
            else:
                session.commit()
        copies = [
            *erasing.old_copies(settings.instance, now=now),
            *backup_rotation.too_old(settings.instance / "backups", now=now),
        ]
        prints = erasing.old_prints(settings.instance, now=now)
        _tell(erased, copies=len(copies), prints=len(prints), dry_run=dry_run)
        if dry_run:
            return
        for file in (*copies, *prints):
            file.unlink()
        marks.leave(settings.instance, marks.PURGE, now=now)
        if not erasing.make_unreadable(store):
            raise Problem(
                "Somebody was reading, so what was erased may still stand in the file beside the "
                "database. Run `planner purge` again in a minute."
            )


def _tell(erased: erasing.Purged, *, copies: int, prints: int, dry_run: bool) -> None:
    verb = "Would erase" if dry_run else "Erased"
    counts = {NAMES[field.name]: getattr(erased, field.name) for field in fields(erased)}
    counts["old copies of the database"] = copies
    counts["papers made to print"] = prints
    for name, count in counts.items():
        if count:
            click.echo(f"{verb} {name}: {count}")
    if not any(counts.values()):
        click.echo(f"Nothing is older than {FORGET_AFTER_DAYS} days after its event.", err=True)
