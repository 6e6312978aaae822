"""Calendars whose address is a secret: an organiser's own, with everything that is planned."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from planner.core.enums import CalendarKeyKind
from planner.services.calendars import files, keys
from planner.store.models import Account
from planner.web.access import Access
from planner.web.calendar_files import SECRET_ADDRESS, send_feed, town
from planner.web.compress import compress_pages
from planner.web.db import reading_session
from planner.web.pages import Pages


def require_key() -> ResponseReturnValue | None:
    """Find the key in the address: unknown is not found, and what was stopped is gone."""
    session = reading_session()
    key = keys.find_key(session, (request.view_args or {})["secret"])
    if key is None:
        abort(404)
    if not keys.is_good(session, key):
        abort(410)
    g.calendar_key = key
    return None


own_bp = Pages("own_calendars", "planner.web.calendars", Access.CALENDAR, rule=require_key)
compress_pages(own_bp)


@own_bp.get("/my-calendar/<secret>.ics")
def send_own_calendar(secret: str) -> ResponseReturnValue:
    """Subscribe to all events that somebody sees; drafts say so before their title."""
    if g.calendar_key.kind is not CalendarKeyKind.ORGANISER:
        abort(404)
    account = reading_session().get_one(Account, g.calendar_key.account_id)
    feed = files.organisers_feed(account, town())
    return send_feed(feed.name, lambda: feed, headers=SECRET_ADDRESS)
