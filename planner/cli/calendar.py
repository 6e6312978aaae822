"""`planner calendar`."""

import sys

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.services import calendars, plan
from planner.services.calendar_blocks import Town
from planner.services.calendars import CalendarFile
from planner.settings import Settings
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
    with open_store(settings) as store:
        file = _find(store, settings, event_slug, series_slug)
        with store.transaction() as session:
            calendars.keep(session, file)
    sys.stdout.buffer.write(file.body)


def _find(
    store: Store, settings: Settings, event_slug: str | None, series_slug: str | None
) -> CalendarFile:
    town = Town(
        base_url=settings.base_url, organisation=settings.organisation, language=settings.language
    )
    with store.reading() as session:
        if event_slug:
            event = plan.find_event(session, event_slug)
            if event is None:
                raise Problem(f"There is no event {event_slug!r}. Copy the end of its address.")
            return calendars.file_of(event, town)
        if series_slug:
            found = calendars.series_calendar(session, series_slug, town, now=right_now())
            if found is None:
                raise Problem(f"There is no series {series_slug!r}. Copy the end of its address.")
            return found
        return calendars.public_calendar(session, town, now=right_now())
