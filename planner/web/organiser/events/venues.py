"""The places of the organisation: noted beforehand, so that their name is enough at an event."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from planner.core.roles import Right
from planner.services.plan import places
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.events import bp
from planner.web.organiser.fields import TOO_LONG


class VenueForm(Form):
    """A place with its address."""

    name = StringField(
        _l("What is the place called?"),
        validators=[
            DataRequired(_l("Give the place a name.")),
            Length(max=120, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )
    address = StringField(
        _l("Address"),
        validators=[Length(max=200, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )


@bp.route("/venues", methods=["GET", "POST"])
@needs(Right.PLAN, audited="venues.add")
def list_venues() -> ResponseReturnValue:
    """List the places of the organisation with how many events are or were there, or add one."""
    form = VenueForm()
    if form.is_posted_and_valid():
        places.find_or_add_venue(
            session(),
            form.name.data or "",
            organisation_id=current_account().organisation_id,
            now=now(),
            address=form.address.data or "",
        )
        session().commit()
        flash(_("It is in the list."))
        return redirect(url_for("events.list_venues"), code=303)
    rows = [
        (venue, _held(count), not count) for venue, count in places.list_venues(reading_session())
    ]
    page = render_template("organiser/events/venues.html", form=form, rows=rows)
    return page, 422 if form.errors else 200


def _held(count: int) -> str:
    if not count:
        return _("No event was here.")
    return ngettext("%(num)s event", "%(num)s events", count)
