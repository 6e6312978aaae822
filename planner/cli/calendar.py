"""`planner calendar`."""

import sys

import click
from flask import g

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, pages, right_now
from planner.services.calendars import files
from planner.services.calendars.feeds import build_feed, keep
from planner.services.plan import planning
from planner.services.plan.listing import IS_PUBLIC
from planner.store.base import Store


@click.command()
@click.option("--event", "event_slug", metavar="SLUG", help="Only this event, public or not.")
@click.option("--series", "series_slug", metavar="SLUG", help="Only the events of this series.")
def calendar(event_slug: str | None, series_slug: str | None) -> None:
    """Write a calendar file (iCalendar) to standard output: all public events, or a part.

    SLUG is the end of a public address: barbecue-in-passart-2027-06-12.
    """
    if event_slug and series_slug:
        raise Problem("Choose --event or --series, not both.")
    settings = load_settings()
    with open_store(settings) as store, pages(settings):
        sys.stdout.buffer.write(_write(store, event_slug, series_slug))


def _write(store: Store, event_slug: str | None, series_slug: str | None) -> bytes:
    from planner.web.calendar_files import town_of_feed  # late: it loads what pages need

    with store.reading() as session:
        g.reading = session  # what pages ask of the database goes over this one connection
        town = town_of_feed(*IS_PUBLIC)
        if event_slug:
            event = planning.find_event(session, event_slug)
            if event is None:
                raise Problem(f"There is no event {event_slug!r}. Copy the end of its address.")
            return files.file_of(event, town).body
        feed = files.series_feed(session, series_slug) if series_slug else None
        if series_slug and feed is None:
            raise Problem(f"There is no series {series_slug!r}. Copy the end of its address.")
        file = build_feed(session, feed or files.public_feed(town), town, now=right_now())
    g.pop("reading")
    with store.transaction() as session:
        keep(session, file)
    return file.body
