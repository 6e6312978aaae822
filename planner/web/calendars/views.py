"""Calendar files that anybody may fetch: without a cookie, and the same for everybody."""

from flask import abort
from flask.typing import ResponseReturnValue

from planner.services.calendars import files
from planner.services.plan.listing import IS_PUBLIC
from planner.web.calendar_files import (
    PUBLIC,
    alarm_before,
    neighbourhood_feed,
    readers_town,
    send_event,
    send_feed,
    town_of_feed,
    variant,
)
from planner.web.calendars import bp
from planner.web.db import reading_session


@bp.get("/e/<slug>.ics")
def send_event_calendar(slug: str) -> ResponseReturnValue:
    """Download one event; `?remind=3h` rings three hours before."""
    file = files.event_calendar(
        reading_session(), slug, readers_town(), variant=variant(), alarm_before=alarm_before()
    )
    if file is None:
        abort(404)
    return send_event(file, save_as=f"{slug}.ics", headers=PUBLIC)


@bp.get("/series/<slug>.ics")
def send_series_calendar(slug: str) -> ResponseReturnValue:
    """Subscribe to a series."""
    return send_feed(files.series_name(slug), lambda: files.series_feed(reading_session(), slug))


@bp.get("/neighbourhood/<slug>.ics")
def send_neighbourhood_calendar(slug: str) -> ResponseReturnValue:
    """Subscribe to the public events of a neighbourhood."""
    return send_feed(
        files.neighbourhood_name(slug),
        lambda: neighbourhood_feed(slug),
    )


@bp.get("/calendar.ics")
def send_public_calendar() -> ResponseReturnValue:
    """Subscribe to all public events."""
    return send_feed(files.PUBLIC_NAME, lambda: files.public_feed(town_of_feed(*IS_PUBLIC)))
