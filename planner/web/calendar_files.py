"""Send a calendar file; for the public calendars and for whoever holds a card."""

from flask import Response, current_app, request
from sqlalchemy.exc import IntegrityError

from planner.services import calendars
from planner.services.calendar_blocks import Town
from planner.services.calendars import CalendarFile
from planner.web.db import reading_session, store

FRESH_FOR_SECONDS = 900


def town() -> Town:
    """Return what all calendars of this installation share."""
    settings = current_app.extensions["settings"]
    return Town(
        base_url=settings.base_url,
        organisation=settings.organisation,
        language=settings.language,
    )


def send_calendar(file: CalendarFile, *, save_as: str = "", is_private: bool = False) -> Response:
    """Answer with a calendar, or with 304 to who has this one.

    Args:
        file: what to send.
        save_as: file name of a download of one event; a feed is read in place.
        is_private: the address has a code in it, which no cache on the way may remember.
    """
    if file.is_new:
        _keep(file)
    response = Response(file.body, content_type="text/calendar; charset=utf-8")
    if save_as:
        response.headers.set("Content-Disposition", "attachment", filename=save_as)
    else:
        response.headers.set("Content-Disposition", "inline", filename="calendar.ics")
    response.set_etag(file.etag)
    response.last_modified = file.last_modified
    response.headers["Cache-Control"] = (
        "private, no-cache" if is_private else f"public, max-age={FRESH_FOR_SECONDS}"
    )
    response.make_conditional(request)
    return response


def _keep(file: CalendarFile) -> None:
    reading_session().close()  # one request, one connection: many may ask at the same moment
    try:
        with store().transaction() as session:
            calendars.keep(session, file)
    except IntegrityError:
        pass  # another request kept the first version of this feed at the same moment
