"""An organiser's own calendar: its secret address is made, shown once, and stopped here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.calendars import keys
from planner.web import event_links
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.account import bp


@bp.post("/calendar/make")
@needs(Right.SIGNED_IN, audited="own_calendar.make")
def make_own_calendar() -> ResponseReturnValue:
    """Make the address and show it, this once; the one before it stops working.

    It is shown right here, because a redirect would have to keep it somewhere.
    """
    secret = keys.make_key(session(), current_account(), now=now())
    session().commit()
    path = url_for("own_calendars.send_own_calendar", secret=secret)
    return render_template(
        "organiser/account/calendar_address.html", address=event_links.base_url() + path
    )


@bp.get("/calendar/make")
@bp.get("/calendar/stop")
@needs(Right.SIGNED_IN)
def go_back_to_calendar() -> ResponseReturnValue:
    """Show the account to who comes back to the address of a form."""
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/calendar/stop")
@needs(Right.SIGNED_IN, audited="own_calendar.stop")
def stop_own_calendar() -> ResponseReturnValue:
    """Stop the address wherever it was given."""
    keys.revoke_keys(session(), current_account().id, now=now())
    session().commit()
    flash(_("That address does not work any more."))
    return redirect(url_for("account.show_account"), code=303)


def since_when() -> str:
    """Say since when there is an address that works; empty when there is none."""
    key = keys.key_of(reading_session(), current_account().id)
    zone = settings().zone
    return day_and_time(key.created_at, zone) if key else ""
