"""Calendars whose address is a secret: an organiser's, with all that is planned; a helper's."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from planner.services.calendars import files, keys
from planner.services.calendars.shifts import ShiftWords, shifts_calendar, shifts_of_helper
from planner.services.helpers import shift_rows
from planner.store.models import Account, ShiftEntry
from planner.translations.reading import guest_languages
from planner.web import event_facts, shift_words
from planner.web.access import Access, checked_by
from planner.web.calendar_files import SECRET_ADDRESS, send_feed, send_private, town
from planner.web.clock import now
from planner.web.compress import compress_pages
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.pages import Pages
from planner.web.who_runs import runner_by_id


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


def find_feed() -> ResponseReturnValue | None:
    """Find whose shifts the address shows; its secret can change nothing."""
    secret = (request.view_args or {})["secret"]
    found = shift_rows.find_by_feed(reading_session(), secret, code_key=settings().code_key)
    if found is None:
        abort(404)
    g.helper_of_feed = found
    return None


own_bp = Pages("own_calendars", "planner.web.calendars", Access.CALENDAR, rule=require_key)
compress_pages(own_bp)


@own_bp.get("/my-calendar/<secret>.ics")
def send_own_calendar(secret: str) -> ResponseReturnValue:
    """Subscribe to all events that somebody sees; drafts say so before their title."""
    account = reading_session().get_one(Account, g.calendar_key.account_id)
    feed = files.organisers_feed(account, town(runner=runner_by_id(account.organisation_id)))
    return send_feed(feed.name, lambda: feed, headers=SECRET_ADDRESS)


@own_bp.get("/calendar/helper/<secret>.ics")
@checked_by(find_feed)
def send_helper_calendar(secret: str) -> ResponseReturnValue:
    """Subscribe to the shifts of one helper, in their language."""
    helper = g.helper_of_feed
    language = helper.language if helper.language in guest_languages() else ""
    whose = town(language, runner_by_id(helper.organisation_id))
    with in_language(whose.language):
        found = shifts_of_helper(helper, whose, say=_say, now=now())
    return send_private(shifts_calendar(found, whose))


def _say(entry: ShiftEntry) -> ShiftWords:
    """Say what to know of a shift; no name of anybody else who helps."""
    shift = entry.shift
    phone = event_facts.phone_of(shift.event)
    call = _("Call %(name)s: %(number)s", name=phone.name, number=phone.number) if phone else ""
    lines = [line for line in (shift.place, shift.note, call) if line]
    return ShiftWords(task=shift_words.task(shift), note="\n".join(lines))
