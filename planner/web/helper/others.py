"""Another shift for who has an own page already: one tap more, and nothing is asked again."""

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from planner.services.helpers import own_shifts, shift_rows, signing_up
from planner.services.helpers.signing_up import HelperWish
from planner.store.models import Shift
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.helper import bp
from planner.web.helper.link import current_helper, own_url
from planner.web.helper.shift_presenter import (
    ShiftStands,
    shift_page_values,
    stands_at_first,
    stands_refused,
)
from planner.web.helper.sign_up_form import HelpForm


@bp.route("/helper/<secret>/shifts/<int:shift_id>", methods=["GET", "POST"])
def take_other(secret: str, shift_id: int) -> ResponseReturnValue:
    """Show another shift with the button to take it; pressed, it stands on the own page."""
    helper, shift = current_helper(), _find(shift_id)
    form = HelpForm()
    if request.method != "POST" or not form.is_posted_and_valid():
        return _page(shift, form, stands_at_first(shift, now=now()))
    made = signing_up.sign_up(
        session(),
        shift.event_id,
        shift.id,
        HelperWish(
            heads=form.heads(),
            eats=bool(form.eats.data),
            is_counted_elsewhere=bool(form.is_counted_elsewhere.data),
        ),
        helper_id=helper.id,
        waits=form.waits,
        now=now(),
        code_key="",
    )
    if made.helper_id is not None:
        session().commit()
        return redirect(own_url("helper.show_own"), code=303)
    session().rollback()
    since = shift_rows.find_shift(reading_session(), shift.event_id, shift.id) or shift
    return _page(since, form, stands_refused(made, since, now=now())), 409


def _find(shift_id: int) -> Shift:
    """Return a shift that the own page leads to; of other events nothing is there."""
    reading = reading_session()
    event_id = reading.scalar(select(Shift.event_id).where(Shift.id == shift_id)) or abort(404)
    shift = shift_rows.find_shift(reading, event_id, shift_id) or abort(404)
    if not own_shifts.is_asked_for(reading, current_helper(), shift.event, now=now()):
        abort(404)
    return shift


def _page(shift: Shift, form: HelpForm, stands: ShiftStands) -> str:
    values = shift_page_values(shift, stands, now=now())
    own_page = own_url("helper.show_own")
    return render_template("helper/other.html", form=form, own_page=own_page, **values)
