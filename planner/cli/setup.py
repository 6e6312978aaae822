"""`planner setup`: settings, keys, tables and the first account of an installation, in one go."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.cli import Problem
from planner.cli.backup_keys import KEEP_IT, identity_file, new_key
from planner.cli.common import open_store, pages, right_now
from planner.cli.db import upgrade_tables
from planner.cli.secret import new_keys
from planner.core.enums import LinkPurpose
from planner.core.mail_address import clean_email
from planner.core.roles import AccountRole
from planner.paths import instance_dir
from planner.services.people import accounts, colleagues, links
from planner.settings import Settings, read_file, read_settings
from planner.store.models import Account, Organisation

HERE = frozenset({"localhost", "127.0.0.1"})
"""Addresses that lead to this machine alone: they may go without HTTPS."""


@click.command()
@click.argument("address")
@click.option("--admin", "email", required=True, help="E-mail address of the first administrator.")
@click.option("--name", help="How colleagues call them; else what stands before the @.")
@click.option("--security-contact", help="Where who finds a hole writes to; else to --admin.")
def setup(address: str, email: str, name: str | None, security_contact: str | None) -> None:
    """Set this installation up at ADDRESS, such as https://feest.example.

    Writes instance/settings.env with new keys, makes a key for backups, makes the tables and the
    first account, and shows the link with which that account begins. What is there already stays:
    typed again, it goes on where it stopped.
    """
    if not clean_email(email):
        raise Problem(f"{email!r} is no e-mail address. Write it like noor@feest.example.")
    instance = instance_dir()
    file = instance / "settings.env"
    known = {**read_file(file), **os.environ}
    wanted = _wanted(address.rstrip("/"), security_contact or f"mailto:{email.strip()}")
    missing = {key: value for key, value in wanted.items() if not _is_set(key, known)}
    # Nothing is written before all of it is right: half a file would fail at the next command.
    settings = read_settings({**missing, **known}, instance)
    if settings.base_url != address.rstrip("/"):
        raise Problem(
            f"This installation has the address {settings.base_url} already, and printed codes "
            "carry it. Change PLANNER_BASE_URL in instance/settings.env if that is right."
        )
    _write(file, missing)
    _make_backup_key(settings, file)
    upgrade_tables(settings)
    _begin(settings, email, name or email.partition("@")[0])


def _wanted(address: str, security_contact: str) -> dict[str, str]:
    lines = {
        **new_keys(),
        "PLANNER_BASE_URL": address,
        "PLANNER_SECURITY_CONTACT": security_contact,
    }
    if urlsplit(address).scheme == "http" and urlsplit(address).hostname in HERE:
        lines["PLANNER_INSECURE_HTTP"] = "1"
    return lines


def _is_set(key: str, known: dict[str, str]) -> bool:
    return bool(known.get(key) or known.get(f"{key}_FILE"))


def _write(file: Path, lines: dict[str, str]) -> None:
    if not lines:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    gap = "" if before.endswith("\n") or not before else "\n"
    with file.open("a", encoding="utf-8") as target:
        target.write(gap + "".join(f"{key}={value}\n" for key, value in lines.items()))
    click.echo(f"Written to {file}: {', '.join(sorted(lines))}.", err=True)


def _make_backup_key(settings: Settings, file: Path) -> None:
    path = identity_file(settings)
    if settings.backup_recipient or path.is_file():
        return
    _write(file, {"PLANNER_BACKUP_RECIPIENT": new_key(settings)})
    click.echo(KEEP_IT.format(path=path), err=True)


def _begin(settings: Settings, email: str, name: str) -> None:
    """Make the first account and show its link; a new link where it has not begun yet."""
    with open_store(settings) as store, store.transaction() as session:
        account = accounts.find_account(session, email) or _first(session, email, name)
        if account is None or account.password_hash or account.outside_id:
            click.echo("Somebody has an account already, so none is made.", err=True)
            return
        secret = links.make_link(
            session, account.id, LinkPurpose.BEGIN, key=settings.secret_key, now=right_now()
        )
    with pages(settings):
        path = url_for("sign_in.choose_first_password", secret=secret)
    click.echo(
        "Start the planner with `planner serve`. Then open this link and choose a password; it "
        f"works once, for {links.LASTS_FOR[LinkPurpose.BEGIN].days} days:",
        err=True,
    )
    click.echo(settings.base_url + path)


def _first(session: Session, email: str, name: str) -> Account | None:
    if accounts.is_anybody_active(session):
        return None
    host = session.scalars(select(Organisation.id).where(Organisation.is_host)).one()
    return colleagues.invite(
        session,
        email=email,
        name=name,
        role=AccountRole.ADMINISTRATOR,
        organisation_id=host,
        now=right_now(),
    )
