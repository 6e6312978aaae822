"""One line of the run sheet: added, changed, taken out; and all that follow it moved."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.logistics.runsheet import STEPS_LATER
from planner.core.roles import Right
from planner.services.logistics import sheet_making
from planner.services.logistics.owners import accounts_for
from planner.services.logistics.sheet_making import MovedLines
from planner.services.logistics.sheet_rows import find_line
from planner.store.models import RunLine
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.line_form import LineForm


@bp.route("/events/<int:event_id>/sheet/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="sheet.add")
def add_line(event_id: int) -> ResponseReturnValue:
    """Ask what a new line is, or add it."""
    event = event_to_show(event_id)
    form = LineForm(data={"held_on": day_of(event.starts_at, event.zone)})
    form.prepare(event, accounts_for(reading_session(), event))
    if not form.is_posted_and_valid():
        page = render_template("organiser/sheet/line_form.html", event=event, form=form, line=None)
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
        page = render_template("organiser/sheet/line_form.html", event=event, form=form, line=line)
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
    """Take a line out."""
    event_to_change(event_id)
    if not sheet_making.remove_line(session(), event_id, line_id):
        abort(404)
    session().commit()
    flash(_("The line is gone."))
    return redirect(url_for("sheet.show_sheet", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/later")
@needs(Right.LOGISTICS, audited="sheet.later")
def move_later(event_id: int, line_id: int) -> ResponseReturnValue:
    """Move all that is open and not fixed, from one line on; and say what gets in the way."""
    asked = request.form.get("minutes", "")
    allowed = {str(sign * one) for one in STEPS_LATER for sign in (1, -1)}
    if asked not in allowed:
        abort(400)
    event_to_change(event_id)
    moved = sheet_making.move_later(session(), event_id, line_id, int(asked), now=now())
    if moved is None:
        abort(404)
    session().commit()
    for words, tone in moved_words(moved):
        flash(words, tone)
    return _to_line(event_id, line_id)


def moved_words(moved: MovedLines) -> list[tuple[str, str]]:
    """Say how many lines moved, which go past the permitted end, and what stands in their way."""
    if moved.minutes < 0:
        words = ngettext(
            "%(num)s line is %(minutes)s minutes earlier.",
            "%(num)s lines are %(minutes)s minutes earlier.",
            moved.count,
            minutes=-moved.minutes,
        )
    else:
        words = ngettext(
            "%(num)s line is %(minutes)s minutes later.",
            "%(num)s lines are %(minutes)s minutes later.",
            moved.count,
            minutes=moved.minutes,
        )
    found = [(words, "")]
    if moved.past_end:
        late = ", ".join(line.title for line in moved.past_end)
        found.append((_("Longer than is permitted: %(lines)s.", lines=late), "warn"))
    for keeps, moves in moved.clashes:
        found.append(
            (
                _(
                    "%(fixed)s is fixed, and %(line)s goes on by then.",
                    fixed=keeps.title,
                    line=moves.title,
                ),
                "warn",
            )
        )
    return found


def _line_to_show(event_id: int, line_id: int) -> RunLine:
    line = find_line(reading_session(), event_id, line_id)
    if line is None:
        abort(404)
    return line


def _to_line(event_id: int, line_id: int) -> ResponseReturnValue:
    address = url_for("sheet.show_sheet", event_id=event_id, _anchor=f"line-{line_id}")
    return redirect(address, code=303)
