"""One line of the run sheet: added, changed, taken out and put back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.logistics import sheet_making
from planner.services.logistics.owners import accounts_for
from planner.services.logistics.sheet_rows import find_line, lines_of, times_mark
from planner.store.models import RunLine
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.line_form import LineForm
from planner.web.organiser.sheet.moving import moves
from planner.web.organiser.sheet.shown import SheetPresenter
from planner.web.organiser.undoing import UNDO


@bp.route("/events/<int:event_id>/sheet/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="sheet.add")
def add_line(event_id: int) -> ResponseReturnValue:
    """Ask what a new line is, or add it."""
    event = event_to_show(event_id)
    form = LineForm(data={"held_on": day_of(event.starts_at, event.zone)})
    form.prepare(event, accounts_for(reading_session(), event))
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/sheet/line_form.html", event=event, form=form, line=None, shown=None
        )
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event_id)
    line = sheet_making.add_line(session(), event_id, plan, now=now())
    session().commit()
    if line is None:
        flash(_("A run sheet has at most 200 lines."), "warn")
        return redirect(url_for("sheet.show_sheet", event_id=event_id), code=303)
    flash(_("The line is added."))
    return _to_line(event_id, line.id)


@bp.route("/events/<int:event_id>/sheet/<int:line_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="sheet.edit")
@anew("sheet.add_line", LineForm)
def edit_line(event_id: int, line_id: int) -> ResponseReturnValue:
    """Show the form of a line, or change it."""
    event = event_to_show(event_id)
    line = _line_to_show(event_id, line_id)
    form = LineForm(data=LineForm.defaults(line))
    form.prepare(event, accounts_for(reading_session(), event), line)
    form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/sheet/line_form.html",
            event=event,
            form=form,
            line=line,
            shown=SheetPresenter(event, [line], may_change=True).line(line_id),
            mark=times_mark(lines_of(reading_session(), event_id)),
            moves=moves(),
        )
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event_id)
    if sheet_making.change_line(session(), event_id, line_id, plan, now=now()) is None:
        abort(404)
    session().commit()
    flash(_("Saved."))
    return _to_line(event_id, line_id)


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/remove")
@needs(Right.LOGISTICS, audited="sheet.remove")
def remove_line(event_id: int, line_id: int) -> ResponseReturnValue:
    """Take a line out, with the way back beside the words."""
    event_to_change(event_id)
    line = sheet_making.remove_line(session(), event_id, line_id, now=now())
    if line is None:
        abort(404)
    session().commit()
    back = url_for("sheet.put_line_back", event_id=event_id, line_id=line_id)
    flash(_("%(line)s is off the run sheet.", line=line.title), UNDO + back)
    return redirect(url_for("sheet.show_sheet", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/put-back")
@needs(Right.LOGISTICS, audited="sheet.put_back")
def put_line_back(event_id: int, line_id: int) -> ResponseReturnValue:
    """Put a line back that was taken out."""
    event_to_change(event_id)
    if sheet_making.put_line_back(session(), event_id, line_id, now=now()):
        session().commit()
        flash(_("The line is back."))
    elif find_line(session(), event_id, line_id) is None:
        abort(404)
    return _to_line(event_id, line_id)


def _line_to_show(event_id: int, line_id: int) -> RunLine:
    line = find_line(reading_session(), event_id, line_id)
    if line is None:
        abort(404)
    return line


def _to_line(event_id: int, line_id: int) -> ResponseReturnValue:
    address = url_for("sheet.show_sheet", event_id=event_id, _anchor=f"line-{line_id}")
    return redirect(address, code=303)
