"""What guests said besides their number: allergies, access, help, and what must get better."""

from flask import render_template
from flask.typing import ResponseReturnValue

from planner.core.diets import ALLERGEN_NAMES
from planner.core.roles import Right
from planner.services.answer import telling
from planner.web.access import needs
from planner.web.db import reading_session
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.keeping import forget_on
from planner.web.organiser.guests import bp
from planner.web.organiser.lookup import event_to_show


@bp.get("/<int:event_id>/said")
@needs(Right.GUESTS)
def show_remarks(event_id: int) -> ResponseReturnValue:
    """List it all, and never a card number beside any of it."""
    event = event_to_show(event_id)
    said = telling.said_at(reading_session(), event.id)
    counts = (
        (said.helpers, _("can help for an hour")),
        (said.prams, _("bring a pram")),
        (said.wheelchairs, _("use a wheelchair")),
    )
    return render_template(
        "organiser/guests/said.html",
        event=event,
        erased_on=day(forget_on(event)),
        counts=[(number(count), words) for count, words in counts if count],
        allergies=[
            (
                _(ALLERGEN_NAMES[allergen]),
                ngettext("%(num)s household", "%(num)s households", count),
            )
            for allergen, count in said.allergies.items()
        ],
        access_words=said.access_words,
        remarks=said.remarks,
    )
