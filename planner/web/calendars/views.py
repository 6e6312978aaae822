"""Calendar files that anybody may fetch: without a cookie, and the same for everybody."""

from collections.abc import Callable

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from planner.services.calendars import files
from planner.services.calendars.files import Feed
from planner.services.plan.listing import IS_PUBLIC
from planner.web.calendar_files import (
    FOR_ALL_SITES,
    PUBLIC,
    alarm_before,
    asked_language,
    neighbourhood_feed,
    readers_town,
    send_event,
    send_feed,
    town_of_feed,
    variant,
)
from planner.web.calendars import bp
from planner.web.db import reading_session

ANSWER_TO_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
"""A program in a page asks before it sends the mark of what it has (Fetch, 4.8)."""


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
    return _send(files.series_name(slug), lambda: files.series_feed(reading_session(), slug))


@bp.get("/neighbourhood/<slug>.ics")
def send_neighbourhood_calendar(slug: str) -> ResponseReturnValue:
    """Subscribe to the public events of a neighbourhood."""
    return _send(files.neighbourhood_name(slug), lambda: neighbourhood_feed(slug))


@bp.get("/calendar.ics")
def send_public_calendar() -> ResponseReturnValue:
    """Subscribe to all public events."""
    return _send(files.PUBLIC_NAME, lambda: files.public_feed(town_of_feed(*IS_PUBLIC)))


@bp.after_request
def open_to_other_sites(response: Response) -> Response:
    """Let pages of other sites read these calendars, and ask first whether they may."""
    if response.status_code in {200, 304}:
        response.headers.update(FOR_ALL_SITES)
    if request.method == "OPTIONS":
        response.headers.update(ANSWER_TO_PREFLIGHT)
    return response


def _send(name: str, find: Callable[[], Feed | None]) -> Response:
    return send_feed(name, find, language=asked_language())
