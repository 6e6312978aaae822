"""The command line. Each command's module is loaded only when that command is called."""

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import click

# name: (module, what it does). Kept here so that `planner --help` loads nothing else.
COMMANDS = {
    "demo": ("demo", "Start the planner with demonstration data, on this machine only."),
    "setup": ("setup", "Set an installation up: settings, keys, tables, the first account."),
    "secret": ("secret", "Make the two keys that settings.env needs."),
    "check": ("checks", "Say what is wrong with this installation, and how to cure it."),
    "db": ("db", "Bring the tables up to date."),
    "user": ("user", "Add and manage organisers."),
    "serve": ("serve", "Start the planner with your own settings."),
    "forecast": ("forecasts", "Forecast head counts: JSON in, JSON out."),
    "nowcast": ("forecasts", "Forecast during an event: JSON in, JSON out."),
    "order": ("forecasts", "Say what to buy: JSON in, JSON out."),
    "invitations": ("invitations", "Issue invitations with codes."),
    "calendar": ("calendar", "Write a calendar file."),
    "turnout": ("turnout", "Bring in head counts of past events."),
    "mail": ("mail", "Send mail from the outbox, and say how it stands."),
    "backup": ("backups", "Copy the database while the planner runs."),
    "restore": ("backups", "Put a backup back."),
    "purge": ("purge", "Erase what has been kept long enough."),
    "privacy": ("privacy", "Say what is kept, why and for how long."),
}


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage meanwhile, nor later among what was loaded: it stays.

    To look takes an eighth of the time that loading takes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Problem(click.ClickException):
    """Something the person who typed the command can cure; shown as it is, without a trace."""

    def show(self, file: Any = None) -> None:
        """Write each sentence to standard error on a line of its own."""
        click.echo(self.message, err=True)


class Commands(click.Group):
    """Commands that load late, and errors that say what to do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        name = f"planner.cli.{COMMANDS[cmd_name][0]}"
        if name not in sys.modules:
            with loading():
                importlib.import_module(name)
        return cast(click.Command, getattr(sys.modules[name], cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list for --help without loading any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn what went wrong into a sentence with its cure."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if os.environ.get("PLANNER_TRACE"):
                raise
            from planner.cli.problems import explain

            raise Problem(explain(error)) from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="buurtplanner", message="planner %(version)s")
def main() -> None:
    """Plan neighbourhood events: who comes, what to buy, who is inside.

    Every command has its own --help. Results go to standard output, messages to standard error.
    """
    # What we write holds people's answers and secrets: for nobody else on this machine.
    os.umask(0o077)
