"""What came to past events: the list, one by hand, and a file with a preview."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.forecast import learn
from planner.services.forecast.credibility import (
    earlier_of_name,
)
from planner.services.plan import places
from planner.services.plan.series import known_series
from planner.store.models import Turnout
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.forecast import bp
from planner.web.organiser.forecast.turnout_form import TurnoutForm
from planner.web.organiser.labels import (
    LEFT_OUT_NOTES,
    QUALITY_NAMES,
    QUALITY_NOTES,
    missed_words,
)
from planner.web.organiser.questions import about_people
from planner.web.organiser.undoing import flash_undo
from planner.web.paging import asked_page, turning

ROWS = 50
"""On a page."""
MOST_NOTICES = 5
"""Of one file: more of them nobody reads, and a file with more has another fault."""


@dataclass(frozen=True)
class TurnoutRow:
    """A past event as the list shows it; `event_id` where it was planned here.

    Attributes:
        note: why it is left out; empty where forecasts learn from it.
        missed: how many more might have come; empty where nobody said so.
    """

    turnout_id: int
    event_id: int | None
    title: str
    when: str
    series: str
    yes: str
    expected: str
    came: str
    quality: str
    note: str
    missed: str


@bp.get("")
@needs(Right.PLAN)
def list_turnouts() -> ResponseReturnValue:
    """List past turnout."""
    page, reading = asked_page(), reading_session()
    first = (page - 1) * ROWS
    turnouts = learn.list_turnouts(reading, offset=first, limit=ROWS)
    if page > 1 and not turnouts:
        return redirect(url_for("forecast.list_turnouts"), code=303)
    is_full = len(turnouts) == ROWS
    found = learn.count_turnouts(reading) if is_full else first + len(turnouts)
    return render_template(
        "organiser/forecast/turnouts.html",
        rows=[_row(turnout) for turnout in turnouts],
        turning=turning(
            page,
            rows=ROWS,
            shown=len(turnouts),
            found=found,
            url=lambda other: url_for("forecast.list_turnouts", page=other),
        ),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="turnouts.new")
def add_turnout() -> ResponseReturnValue:
    """Record what came to one event."""
    form = TurnoutForm(data={"series_name": request.args.get("series", "")})
    form.zone = settings().zone
    asked = about_people(lambda: earlier_of_name(reading_session(), form.series_name.data or ""))
    form.asks = {"came": asked, "expected": asked}
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/forecast/turnout_form.html",
            form=form,
            series=[series.name for series in known_series(reading_session())],
            neighbourhoods=places.known_neighbourhoods(reading_session()),
            notes={quality.value: note for quality, note in QUALITY_NOTES.items()},
        )
        return page, 422 if form.errors else 200
    recorded = learn.record_turnout(session(), form.answer(), now=now())
    session().commit()
    flash(_("Saved.") if recorded.is_new else _("This event was recorded already."))
    return redirect(url_for("forecast.list_turnouts"), code=303)


@bp.post("/<int:turnout_id>/delete")
@needs(Right.PLAN, audited="turnouts.delete")
def delete_turnout(turnout_id: int) -> ResponseReturnValue:
    """Forget a turnout that was entered by mistake."""
    turnout = session().get(Turnout, turnout_id)
    if turnout is None or turnout.event_id is not None:
        abort(404)
    kept = learn.delete_turnout(session(), turnout, by_id=current_account().id, now=now())
    session().commit()
    flash_undo(_("Deleted. Forecasts no longer learn from it."), kept)
    return redirect(url_for("forecast.list_turnouts"), code=303)


def _row(turnout: Turnout) -> TurnoutRow:
    return TurnoutRow(
        turnout_id=turnout.id,
        event_id=turnout.event_id,
        title=turnout.title,
        when=day_and_year(turnout.held_on),
        series=turnout.series.name if turnout.series else "",
        yes=number(turnout.yes_heads),
        expected=number(turnout.expected) if turnout.expected is not None else "–",
        came=number(turnout.came),
        quality=str(QUALITY_NAMES[turnout.quality]),
        note=str(LEFT_OUT_NOTES[turnout.left_out_because]) if turnout.left_out_because else "",
        missed=missed_words(turnout.missed),
    )
