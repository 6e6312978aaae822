"""The run sheet of an event: now and next, every line, ticked by whoever does it."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.logistics import ticking
from planner.services.logistics.sheet_rows import lines_of, permitted_until, times_mark
from planner.services.logistics.ticking import Ticked
from planner.store.models import RunLine
from planner.web.access import current_account, my_rights, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.making import make_panel
from planner.web.organiser.sheet.moving import move_shown, moves
from planner.web.organiser.sheet.shown import SheetPresenter


@bp.get("/events/<int:event_id>/sheet")
@needs(Right.SHEET)
def show_sheet(event_id: int) -> ResponseReturnValue:
    """Show the run sheet: what goes on now first, on the day itself."""
    event = event_to_show(event_id)
    reading, at = reading_session(), now()
    lines = lines_of(reading, event_id)
    may_change = Right.LOGISTICS in my_rights()
    until = permitted_until(reading, event_id)
    sheet = SheetPresenter(event, lines, until=until, may_change=may_change)
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/sheet/sheet.html",
        event=event,
        days=sheet.days(),
        now_and_next=sheet.now_and_next(at),
        moment=at,
        moved=move_shown(lines, until, event_id=event_id) if may_change else None,
        make=make_panel(event) if not lines and is_planned and may_change else None,
        moves=moves(),
        mark=times_mark(lines),
        may_change=may_change,
        until=day_and_time(until, event.zone) if until else "",
        done_words=_done_words(lines),
    )


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/tick")
@needs(Right.SHEET, audited="sheet.tick")
def tick_line(event_id: int, line_id: int) -> ResponseReturnValue:
    """Note that a line is done; pressed by two at once it is done once."""
    event_to_change(event_id)
    done = ticking.tick(
        session(), event_id, line_id, at=now(), now=now(), account_id=current_account().id
    )
    return _back(event_id, line_id, done)


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/untick")
@needs(Right.SHEET, audited="sheet.untick")
def untick_line(event_id: int, line_id: int) -> ResponseReturnValue:
    """Open a line again."""
    event_to_change(event_id)
    return _back(
        event_id, line_id, ticking.untick(session(), event_id, line_id, at=now(), now=now())
    )


def _done_words(lines: Sequence[RunLine]) -> str:
    done = sum(line.done_at is not None for line in lines)
    if not done:
        return ""
    return _("Done: %(done)s of %(all)s.", done=number(done), all=number(len(lines)))


def _back(event_id: int, line_id: int, ticked: Ticked) -> ResponseReturnValue:
    if ticked is Ticked.UNKNOWN:
        abort(404)
    session().commit()
    flash(_("Done.") if ticked is Ticked.DONE else _("It is open again."))
    anchor = "now" if request.form.get("back") == "now" else f"line-{line_id}"
    return redirect(url_for("sheet.show_sheet", event_id=event_id, _anchor=anchor), code=303)
