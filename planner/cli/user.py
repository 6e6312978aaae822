"""`planner user`: organisers' accounts."""

import sys

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.core.mail_address import as_stored, clean_email
from planner.core.roles import AccountRole
from planner.services.people import accounts, colleagues, hashing, signing_in


@click.group()
def user() -> None:
    """Add and manage organisers."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="How colleagues call this organiser.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in AccountRole]),
    help="What they may do; the first account is an administrator's, others are organisers'.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, role: str | None, password_stdin: bool) -> None:
    """Add somebody who signs in with EMAIL; asks for a password."""
    if not clean_email(email):
        raise Problem(f"{email!r} is no e-mail address. Write it like noor@feest.example.")
    if not name.strip():
        raise Problem("The name is empty. Give one with --name.")
    with open_store(load_settings()) as store:
        password = _ask_password(from_stdin=password_stdin)
        try:
            with store.transaction() as session:
                signing_in.add_account(
                    session,
                    email=email,
                    name=name,
                    password=password,
                    now=right_now(),
                    role=AccountRole(role) if role else accounts.usual_role(session),
                )
        except signing_in.EmailTaken:
            raise Problem(
                f"{email} has an account already. Run `planner user password {email}` for a new "
                "password."
            ) from None
        except signing_in.WeakPassword:
            raise Problem(_weak()) from None
    click.echo(f"{name.strip()} can sign in as {as_stored(email)}.", err=True)


@user.command(name="list")
def list_users() -> None:
    """List the accounts: e-mail address, name, whether they may sign in, and their role."""
    with open_store(load_settings()) as store, store.reading() as session:
        for account in accounts.list_accounts(session):
            state = "disabled" if account.disabled_at else "active"
            click.echo(f"{account.email}\t{account.name}\t{state}\t{account.role.value}")


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in AccountRole]))
def role(email: str, role: str) -> None:
    """Give EMAIL another ROLE."""
    with open_store(load_settings()) as store, store.transaction() as session:
        account = accounts.find_account(session, email)
        if account is None:
            raise _nobody(email)
        try:
            colleagues.set_role(session, account, AccountRole(role))
        except colleagues.LastAdministrator:
            raise Problem(
                f"{email} is the only administrator. Make somebody else one first."
            ) from None
    click.echo(f"{email} is {role} now.", err=True)


@user.command(name="reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Let EMAIL, who lost phone and spare codes, begin the second step anew."""
    with open_store(load_settings()) as store, store.transaction() as session:
        account = accounts.find_account(session, email)
        if account is None:
            raise _nobody(email)
        colleagues.reset_factor(session, account, now=right_now())
    click.echo(f"{email} is signed out and signs in with the password alone, once.", err=True)


@user.command()
@click.argument("email")
def disable(email: str) -> None:
    """Sign an organiser out everywhere and let nobody sign in as EMAIL any more."""
    with open_store(load_settings()) as store, store.transaction() as session:
        if not accounts.disable(session, email=email, now=right_now()):
            raise _nobody(email)
    click.echo(f"{email} is signed out and can't sign in any more.", err=True)


@user.command()
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password, sign it out everywhere, and let it sign in again."""
    with open_store(load_settings()) as store:
        with store.reading() as session:
            if accounts.find_account(session, email) is None:
                raise _nobody(email)
        typed = _ask_password(from_stdin=password_stdin)
        try:
            with store.transaction() as session:
                accounts.set_password(session, email=email, password=typed, now=right_now())
        except signing_in.WeakPassword:
            raise Problem(_weak()) from None
    click.echo(f"{email} has a new password and is signed out everywhere.", err=True)


def _ask_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        "Password", hide_input=True, confirmation_prompt="The same again", err=True
    )
    return typed


def _weak() -> str:
    return (
        f"This password is too easy to guess. Choose {signing_in.SHORTEST_PASSWORD} to "
        f"{hashing.LONGEST_PASSWORD} characters that nobody would try first."
    )


def _nobody(email: str) -> Problem:
    return Problem(f"Nobody signs in as {email}. Run `planner user list` to see who does.")
