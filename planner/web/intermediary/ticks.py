"""Cards ticked from the grid: one, or from one number to another, and that press taken back."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.guests import handing, handing_many
from planner.services.guests.handing_many import TickedRange
from planner.web.access import audited
from planner.web.clock import now
from planner.web.db import count_as_made, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.intermediary import bp
from planner.web.intermediary.browser import current_batch
from planner.web.intermediary.forms import RangeForm
from planner.web.intermediary.going_on import while_it_goes_on
from planner.web.intermediary.presenter import asked_range
from planner.web.intermediary.stack_page import stack_page, to_list
from planner.web.numbers import whole_number


@bp.post("/<int:link_id>/tick")
@audited("hand_out_card.tick")
@while_it_goes_on
def tick_number(link_id: int) -> ResponseReturnValue:
    """Note that the card of the number that was pressed was handed out."""
    number = request.form.get("number", type=whole_number)
    if number is None or not handing.tick(session(), current_batch(), number, now=now()):
        abort(404)
    session().commit()
    return to_list(link_id, number)


@bp.post("/<int:link_id>/tick-many")
@audited("hand_out_cards.tick")
@while_it_goes_on
def tick_many(link_id: int) -> ResponseReturnValue:
    """Note that all cards between two numbers were handed out."""
    form = RangeForm()
    if not form.is_posted_and_valid():
        return stack_page(link_id, form, 422)
    first, last = form.answer()
    ticked, count = handing_many.tick_between(session(), current_batch(), first, last, now=now())
    if not count:
        session().rollback()
        form.first.errors = [_("None of these cards is still to be handed out.")]
        return stack_page(link_id, form, 422)
    # Pressed twice, or on a network that lost the answer: it leads to the same way back.
    count_as_made()
    session().commit()
    return redirect(url_for("intermediary.show_stack", link_id=link_id, **_asked(ticked)), code=303)


@bp.post("/<int:link_id>/take-back")
@audited("hand_out_cards.take_back")
def take_ticks_back(link_id: int) -> ResponseReturnValue:
    """Take back that cards were handed out, those of one press alone."""
    ticked = asked_range(request.form)
    if ticked is None:
        abort(404)
    count = handing_many.take_back(session(), current_batch(), ticked)
    session().commit()
    if count:
        words = ngettext("%(num)s card is unticked.", "%(num)s cards are unticked.", count)
        flash(words, "ok")
    else:
        flash(_("These cards were unticked already, or somebody has used them."), "warn")
    return redirect(url_for("intermediary.show_stack", link_id=link_id), code=303)


def _asked(ticked: TickedRange) -> dict[str, Any]:
    return {"first": ticked.first, "last": ticked.last, "mark": ticked.mark}
