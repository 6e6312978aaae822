"""Calendar files that anybody may fetch: without a cookie, and the same for everybody."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from planner.services.calendars import files
from planner.web.calendar_files import (
    PUBLIC,
    alarm_before,
    readers_town,
    send_event,
    send_feed,
    town,
    variant,
)
from planner.web.compress import compress_pages
from planner.web.db import reading_session

bp = Blueprint("calendars", __name__)
compress_pages(bp)


@bp.get("/e/<slug>.ics")
def event(slug: str) -> ResponseReturnValue:
    """Download one event; `?remind=3h` rings three hours before."""
    file = files.event_calendar(
        reading_session(), slug, readers_town(), variant=variant(), alarm_before=alarm_before()
    )
    if file is None:
        abort(404)
    return send_event(file, save_as=f"{slug}.ics", headers=PUBLIC)


@bp.get("/series/<slug>.ics")
def series(slug: str) -> ResponseReturnValue:
    """Subscribe to a series."""
    return send_feed(files.series_name(slug), lambda: files.series_feed(reading_session(), slug))


@bp.get("/neighbourhood/<slug>.ics")
def neighbourhood(slug: str) -> ResponseReturnValue:
    """Subscribe to the public events of a neighbourhood."""
    return send_feed(
        files.neighbourhood_name(slug),
        lambda: files.neighbourhood_feed(reading_session(), slug, town()),
    )


@bp.get("/calendar.ics")
def public() -> ResponseReturnValue:
    """Subscribe to all public events."""
    feed = files.public_feed(town())
    return send_feed(feed.name, lambda: feed)
