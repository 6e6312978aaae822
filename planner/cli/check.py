"""`planner check`."""

import click

from planner.cli import Problem
from planner.cli.checks import check_installation
from planner.cli.common import load_settings


@click.command()
@click.option("--deep", is_flag=True, help="Also read every page of a SQLite database.")
def check(deep: bool) -> None:
    """Say what is wrong with this installation, and how to cure it.

    Looks at the settings, the folders, the database and its tables. Exit status 0: all in order.
    """
    findings = list(check_installation(load_settings(), deep=deep))
    for finding in findings:
        click.echo(f"{'Fault' if finding.is_fault else 'Note'}: {finding.text}", err=True)
    faults = sum(finding.is_fault for finding in findings)
    if faults:
        raise Problem("1 fault was found." if faults == 1 else f"{faults} faults were found.")
    click.echo("All is in order.", err=True)
