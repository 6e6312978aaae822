"""`planner turnout`."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.core.local_time import day_of
from planner.services.forecast.credibility import Earlier, surprising_records
from planner.services.forecast.learn import TurnoutRecord
from planner.services.forecast.turnout_files import Preview, import_turnouts, read_turnouts

LARGEST_FILE = 2 * 1024 * 1024


@click.group()
def turnout() -> None:
    """Bring in head counts of past events."""


@turnout.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--series", metavar="NAME", help="Of which series the rows are that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would be kept, and keep nothing.")
def import_file(file: Path, series: str | None, dry_run: bool) -> None:
    """Keep the past events in FILE: CSV, .ods, .xlsx or .xls with date, title and came.

    If known it has more columns: series, neighbourhood, kind, yes, expected, quality, missed and
    left out; Dutch names work too. The same series, title and date is kept once. With a row that
    can't be read nothing is kept at all.
    """
    if file.stat().st_size > LARGEST_FILE:
        raise Problem(f"{file} is larger than 2 MB. Cut it in pieces.")
    settings = load_settings()
    now = right_now()
    with open_store(settings) as store:
        with store.reading() as session:
            preview = read_turnouts(session, file.read_bytes(), today=_today(settings.zone))
        _refuse(preview)
        records = [
            replace(row.record, series_name=row.record.series_name or series or "")
            for row in preview.rows
        ]
        with store.reading() as session:
            surprising = surprising_records(session, records)
        with store.writing() as session:
            new = import_turnouts(session, records, now=now)
            if dry_run:
                session.rollback()
            else:
                session.commit()
    verb = "would be recorded" if dry_run else "recorded"
    click.echo(f"{new} {verb}, {len(records) - new} already there.")
    for record, earlier in surprising:
        _look_again(record, earlier)


def _look_again(record: TurnoutRecord, earlier: Earlier) -> None:
    """Say that a count is not like the others; it is kept all the same."""
    others = "nothing came before"
    if earlier.counts:
        others = f"the other times {min(earlier.counts)} to {max(earlier.counts)}"
    click.echo(f"Look again at {record.title}, {record.held_on}: {record.came} came, {others}.")


def _refuse(preview: Preview) -> None:
    """Say what is wrong with a file, each fault on a line.

    Raises:
        Problem: something in it can't be read.
    """
    faults = [preview.refusal] if preview.refusal else list(preview.faults)
    if faults:
        raise Problem("\n".join(str(fault) for fault in faults))


def _today(zone: str) -> date:
    return day_of(right_now(), zone)
