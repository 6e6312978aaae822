"""Calendar files that anybody may fetch: without a cookie, and the same for everybody."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from planner.services import calendars
from planner.web.calendar_files import send_calendar, town
from planner.web.clock import now
from planner.web.compress import compress_pages
from planner.web.db import reading_session

bp = Blueprint("calendars", __name__)
compress_pages(bp)


@bp.get("/e/<slug>.ics")
def event(slug: str) -> ResponseReturnValue:
    """Download one event."""
    file = calendars.event_calendar(reading_session(), slug, town())
    if file is None:
        abort(404)
    return send_calendar(file, save_as=f"{slug}.ics")


@bp.get("/series/<slug>.ics")
def series(slug: str) -> ResponseReturnValue:
    """Subscribe to a series."""
    file = calendars.series_calendar(reading_session(), slug, town(), now=now())
    if file is None:
        abort(404)
    return send_calendar(file)


@bp.get("/calendar.ics")
def public() -> ResponseReturnValue:
    """Subscribe to all public events."""
    return send_calendar(calendars.public_calendar(reading_session(), town(), now=now()))
