"""`planner purge`."""

from dataclasses import fields

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.services.privacy import purge as erasing
from planner.services.privacy import purge_files, purge_kinds, unreadable
from planner.services.privacy.erasures import ErasureLog
from planner.services.upkeep import marks

NAMES = {
    "answers": "answers",
    "changes": "earlier answers",
    "connections": "connections over which answers came",
    "submissions": "notes on when answers without a card came",
    "waits": "places in the line",
    "dealt": "notes that scans were looked at",
    "scans": "scans at gates",
    "phones": "phones at gates",
    "helped": "shifts that somebody helped in",
    "helpers": "neighbours who helped",
    "named": "names and notes in run sheets, tasks, permits, things, deliveries and costs",
    "suppliers": "private people who delivered",
    "errands": "trips for food that ran short",
    "links": "links to intermediaries",
    "stacks": "names of stacks and gates",
    "reasons": "reasons in own words",
    "gate_notes": "notes from the gate",
    "remarks": "remarks of residents",
    "receipts": "notes that a phone's remark arrived",
    "followers": "addresses that asked to hear what became of it",
    "seen": "notes that somebody saw what guests said",
    "gate_words": "words for guests at the gate",
    "intermediaries": "intermediaries",
    "accesses": "links to pages of intermediaries",
    "requests": "requests of intermediaries",
    "names": "names of guests",
    "addresses": "addresses that guests left",
    "told": "ticks that guests were told of a change",
    "households": "words and cookies that open what a household told",
    "merges": "notes on cards that look alike",
    "letters": "words of mail that was given up",
    "mails": "notes on mail that was sent",
    "incoming": "notes on mail that came in",
    "resting": "addresses from which mail came back",
    "contacts": "names to call",
    "sign_ins": "old sign-ins",
    "accounts": "closed accounts",
    "audits": "notes of who did what",
    "sent_forms": "how forms were answered",
    "deleted": "what was deleted before and could be put back",
    "throttles": "counts of failures",
    "account_links": "links to accounts that are too old",
    "uploads": "calendar files read and not taken over",
    "calendar_keys": "stopped addresses of private calendars",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and erase nothing.")
def purge(dry_run: bool) -> None:
    """Erase what has been kept long enough.

    Answers, diets and scans go PLANNER_KEEP_DAYS after an event, 30 by default; the head count
    stays. The server does it every day; a second time does no harm.
    """
    settings = load_settings()
    now = right_now()
    with open_store(settings) as store:
        if dry_run:
            with store.writing() as session:
                erased = erasing.purge(session, keep=settings.retention, now=now)
                session.rollback()
        else:
            erased = erasing.purge_in_turns(store, keep=settings.retention, now=now)
        copies = purge_files.old_copies(settings.instance, now=now)
        prints = purge_files.old_prints(settings.instance, now=now)
        _tell(
            erased,
            copies=len(copies),
            prints=len(prints),
            keep_days=settings.keep_days,
            dry_run=dry_run,
        )
        if dry_run:
            return
        purge_files.remove_files(settings.instance, now=now)
        ErasureLog(settings.instance, settings.code_key).drop_old(now=now)
        marks.leave(store, marks.PURGE, now=now)
        if not unreadable.make_unreadable(store):
            raise Problem(
                "Somebody was reading, so what was erased may still stand in the file beside the "
                "database. Run `planner purge` again in a minute."
            )


def _tell(
    erased: purge_kinds.Purged, *, copies: int, prints: int, keep_days: int, dry_run: bool
) -> None:
    verb = "Would erase" if dry_run else "Erased"
    counts = {NAMES[field.name]: getattr(erased, field.name) for field in fields(erased)}
    counts["old copies of the database"] = copies
    counts["papers made to print"] = prints
    for name, count in counts.items():
        if count:
            click.echo(f"{verb} {name}: {count}")
    if not any(counts.values()):
        click.echo(f"Nothing is older than {keep_days} days after its event.", err=True)
