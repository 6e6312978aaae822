"""The programme of an event: what happens when."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics.sheet_anchoring import LinesOfPart, lines_of_part
from planner.services.plan import programmes
from planner.store.models import Event, ProgrammeItem
from planner.web import event_facts
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.events import bp
from planner.web.organiser.events.programme_form import ItemForm
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.undoing import flash_undo


@dataclass(frozen=True)
class ItemRow:
    """A part as the programme lists it."""

    item_id: int
    title: str
    text: str
    is_outside: bool


@bp.route("/events/<int:event_id>/programme", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="programme.show")
def show_programme(event_id: int) -> ResponseReturnValue:
    """List the parts of an event, or add one."""
    event = event_to_show(event_id)
    form = ItemForm()
    form.event = event
    if not form.is_posted_and_valid():
        return _page(event, form)
    if len(event.programme) >= programmes.MOST_ITEMS:
        form.title.errors = [_("A programme has at most 40 parts.")]
        return _page(event, form)
    programmes.add_item(session(), event_to_change(event_id), form.answer(), now=now())
    return _saved(event_id)


@bp.route("/events/<int:event_id>/programme/<int:item_id>", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="programme.edit")
@anew("events.show_programme", ItemForm)
def edit_part(event_id: int, item_id: int) -> ResponseReturnValue:
    """Change a part."""
    event = event_to_show(event_id)
    item = _item_or_404(event, item_id)
    form = ItemForm(data=ItemForm.defaults(item, event.zone))
    form.event = event
    form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/events/programme_item.html", event=event, form=form, item=item
        )
        return page, 422 if form.errors else 200
    changing, before = _item_or_404(event_to_change(event_id), item_id), item.starts_at
    programmes.change_item(session(), changing, form.answer(), now=now())
    lines = lines_of_part(session(), changing) if changing.starts_at != before else None
    answer = _saved(event_id)
    if lines is not None:
        _say_lines_moved(lines)
    return answer


@bp.post("/events/<int:event_id>/programme/<int:item_id>/remove")
@needs(Right.MANAGE, audited="programme.remove")
def remove_part(event_id: int, item_id: int) -> ResponseReturnValue:
    """Take a part out of the programme."""
    item = _item_or_404(event_to_change(event_id), item_id)
    lines = lines_of_part(session(), item)
    kept = programmes.remove_item(session(), item, by_id=current_account().id, now=now())
    session().commit()
    flash_undo(_("%(part)s is out of the programme.", part=kept.name), kept)
    if lines.moving + lines.fixed:
        flash(
            ngettext(
                "%(num)s line of the run sheet began with it. It keeps its time, and moves along"
                " with the beginning of the event from now on.",
                "%(num)s lines of the run sheet began with it. They keep their times, and move"
                " along with the beginning of the event from now on.",
                lines.moving + lines.fixed,
            ),
            "warn",
        )
    return redirect(url_for("events.show_programme", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/programme/to-series")
@needs(Right.MANAGE, audited="programme.to_series")
def give_programme_to_series(event_id: int) -> ResponseReturnValue:
    """Give the same programme to the coming events of the series that have none."""
    given = programmes.give_to_series(session(), event_to_change(event_id), now=now())
    session().commit()
    flash(
        ngettext("%(num)s event has it now too.", "%(num)s events have it now too.", given)
        if given
        else _("There is no coming event of this series without a programme.")
    )
    return redirect(url_for("events.show_programme", event_id=event_id), code=303)


def say_what_lies_outside(event: Event) -> None:
    """Warn that parts of the programme do not fit the event any more, as it is now."""
    count = len(programmes.outside(event))
    if count:
        flash(
            ngettext(
                "%(num)s part of the programme is now outside the event. Look at the programme.",
                "%(num)s parts of the programme are now outside the event. Look at the programme.",
                count,
            ),
            "warn",
        )


def _say_lines_moved(lines: LinesOfPart) -> None:
    """Say what became of the lines of the run sheet that are counted from a part that moved."""
    if lines.moving:
        flash(
            ngettext(
                "%(num)s line of the run sheet moved along.",
                "%(num)s lines of the run sheet moved along.",
                lines.moving,
            )
        )
    if lines.fixed:
        flash(
            ngettext(
                "%(num)s line of the run sheet is fixed, and stayed at its time. Is that right?",
                "%(num)s lines of the run sheet are fixed, and stayed at their times. Is that"
                " right?",
                lines.fixed,
            ),
            "warn",
        )


def _saved(event_id: int) -> ResponseReturnValue:
    session().commit()
    flash(_("The programme is saved. Guests see it on their page and in their calendar."))
    return redirect(url_for("events.show_programme", event_id=event_id), code=303)


def _item_or_404(event: Event, item_id: int) -> ProgrammeItem:
    item = programmes.find_item(event, item_id)
    if item is None:
        abort(404)
    return item


def _page(event: Event, form: ItemForm) -> ResponseReturnValue:
    outside = {item.id for item in programmes.outside(event)}
    shown = zip(event.programme, event_facts.own_programme_of(event), strict=True)
    page = render_template(
        "organiser/events/programme.html",
        event=event,
        form=form,
        rows=[ItemRow(item.id, one.title, one.text, item.id in outside) for item, one in shown],
    )
    return page, 422 if form.errors else 200
