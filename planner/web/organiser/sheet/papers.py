"""The run sheet on paper: 40 lines on two pages of A4, with when it was made."""

from flask import render_template
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics.sheet_rows import lines_of, permitted_until
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day_and_time
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.shown import SheetPresenter


@bp.get("/events/<int:event_id>/sheet/paper")
@needs(Right.SHEET)
def show_paper(event_id: int) -> ResponseReturnValue:
    """Show the run sheet ready to print."""
    event = event_to_show(event_id)
    reading = reading_session()
    lines, until = lines_of(reading, event_id), permitted_until(reading, event_id)
    return render_template(
        "organiser/sheet/paper.html",
        event=event,
        days=SheetPresenter(event, lines).days(),
        until=day_and_time(until, event.zone) if until else "",
        made_at=now(),
    )
