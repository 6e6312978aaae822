"""Whether somebody takes care of an installation: backups, accounts, and whom to tell of a hole."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from planner.cli.backup_keys import KEEP_IT, identity_file, standing_seal
from planner.cli.findings import Finding, Weight, read_by_others
from planner.cli.problems import explain
from planner.exports.phones import phone_href
from planner.services.people.accounts import is_anybody_active
from planner.services.upkeep import dumps, marks
from planner.services.upkeep.refusals import NoProgram
from planner.settings import Settings
from planner.store.base import Store

TOO_OLD = timedelta(hours=36)
"""A daily backup that was missed once, and half a day to see it."""


def check_contact(settings: Settings) -> Iterator[Finding]:
    """Find out whether who finds a hole knows whom to tell."""
    if settings.security_contact:
        return
    if phone_href(settings.contact_phone).startswith("tel:+"):
        yield Finding(
            "Who finds a hole in this installation can only call. Set PLANNER_SECURITY_CONTACT, "
            "such as mailto:security@feest.example.",
            Weight.NOTE,
        )
        return
    yield Finding(
        "Who finds a hole in this installation can tell nobody. Set PLANNER_SECURITY_CONTACT, such "
        "as mailto:security@feest.example.",
        Weight.AMISS,
    )


def check_key(settings: Settings) -> Iterator[Finding]:
    """Find out whether a daily backup can be sealed, and by whom it can be opened."""
    identity = identity_file(settings)
    yield from read_by_others(identity, "It opens every backup.")
    if not settings.daily_backup:
        return
    if standing_seal(settings) is None:
        yield Finding(
            "No backup is made, because no key is known to seal it for. Run: "
            "planner backup --new-key >> instance/settings.env",
            Weight.AMISS,
        )
    elif identity.is_file():
        yield Finding(KEEP_IT.format(path=identity), Weight.NOTE)


def check_care(settings: Settings, store: Store, *, now: datetime) -> Iterator[Finding]:
    """Ask a database whose tables are up to date."""
    with store.reading() as session:
        if not is_anybody_active(session):
            yield Finding(
                "Nobody can sign in, for there is no account. Run: "
                "planner user add you@feest.example --name You",
                Weight.AMISS,
            )
    copied_at = marks.last(store, marks.BACKUP)
    if copied_at is not None and now - copied_at > TOO_OLD:
        hours = (now - copied_at) // timedelta(hours=1)
        yield Finding(
            f"The last backup was made {hours:,} hours ago. Run `planner backup`, and look in the "
            "log why none was made since.",
            Weight.AMISS,
        )
    if not store.is_sqlite and settings.daily_backup:
        yield from _check_programs(store)


def _check_programs(store: Store) -> Iterator[Finding]:
    try:
        is_newer = dumps.server_is_newer(store)
    except NoProgram as error:
        yield Finding(f"No backup can be made. {explain(error)}", Weight.AMISS)
        return
    if is_newer:
        yield Finding(
            "No backup can be made: PostgreSQL's server is newer than pg_dump on this machine. "
            "Install the postgresql-client of the server's version.",
            Weight.AMISS,
        )
