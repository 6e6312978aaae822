"""`planner user`: organisers' accounts."""

import sys

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.services import accounts, people


@click.group()
def user() -> None:
    """Add and manage organisers."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="How colleagues call this organiser.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, password_stdin: bool) -> None:
    """Add an organiser who signs in with EMAIL; asks for a password."""
    if not accounts.is_email(email):
        raise Problem(f"{email!r} is no e-mail address. Write it like noor@feest.example.")
    if not name.strip():
        raise Problem("The name is empty. Give one with --name.")
    with open_store(load_settings()) as store:
        password = _ask_password(from_stdin=password_stdin)
        try:
            with store.transaction() as session:
                people.add_account(
                    session, email=email, name=name, password=password, now=right_now()
                )
        except people.EmailTaken:
            raise Problem(
                f"{email} has an account already. Run `planner user password {email}` for a new "
                "password."
            ) from None
        except people.WeakPassword:
            raise Problem(_weak()) from None
    click.echo(f"{name.strip()} can sign in as {email.strip().lower()}.", err=True)


@user.command(name="list")
def list_users() -> None:
    """List the organisers: e-mail address, name, and whether they may sign in."""
    with open_store(load_settings()) as store, store.reading() as session:
        for account in accounts.list_accounts(session):
            state = "disabled" if account.disabled_at else "active"
            click.echo(f"{account.email}\t{account.name}\t{state}")


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
        except people.WeakPassword:
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
        f"This password is too easy to guess. Choose {people.SHORTEST_PASSWORD} to "
        f"{people.LONGEST_PASSWORD} characters that nobody would try first."
    )


def _nobody(email: str) -> Problem:
    return Problem(f"Nobody signs in as {email}. Run `planner user list` to see who does.")
