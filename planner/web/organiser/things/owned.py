"""What the organisation owns: a short list with where each lies and what waits for it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics import things
from planner.services.logistics.things import MOST_THINGS, find_thing, missing_of, things_of
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.things import bp
from planner.web.organiser.things.forms import ThingForm


@bp.get("/things")
@needs(Right.PLAN)
def list_things() -> ResponseReturnValue:
    """List what is owned."""
    reading = reading_session()
    found = things_of(reading)
    missing = missing_of(reading, [one.id for one in found])
    rows = [
        (
            one,
            ngettext(
                "%(num)s is missing or broken", "%(num)s are missing or broken", missing[one.id]
            )
            if missing.get(one.id)
            else "",
        )
        for one in found
    ]
    return render_template("organiser/things/owned.html", rows=rows)


@bp.route("/things/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="things.add_owned")
def add_thing() -> ResponseReturnValue:
    """Ask what is owned, or add it."""
    form = ThingForm()
    if not form.is_posted_and_valid():
        page = render_template("organiser/things/thing_form.html", form=form, thing=None)
        return page, 422 if form.errors else 200
    if len(things_of(session())) >= MOST_THINGS:
        flash(_("There are 1,000 things on the list: take one off first."), "warn")
        return redirect(url_for("things.list_things"), code=303)
    made = things.add_thing(
        session(),
        name=form.name.data or "",
        owned=form.owned.data or 0,
        kept_at=form.kept_at.data or "",
    )
    if made is None:
        form.name.errors = [_("This is on the list already.")]
        return render_template("organiser/things/thing_form.html", form=form, thing=None), 422
    session().commit()
    flash(_("It is on the list."))
    return redirect(url_for("things.list_things"), code=303)


@bp.route("/things/<int:owned_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="things.edit_owned")
@anew("things.add_thing", ThingForm)
def edit_thing(owned_id: int) -> ResponseReturnValue:
    """Show the form of a thing, or change it."""
    thing = find_thing(reading_session(), owned_id)
    if thing is None:
        abort(404)
    data = {"name": thing.name, "owned": thing.owned, "kept_at": thing.kept_at}
    form = ThingForm(data=data).edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/things/thing_form.html", form=form, thing=thing)
        return page, 422 if form.errors else 200
    to_change = find_thing(session(), owned_id)
    if to_change is None:
        abort(404)
    changed = things.change_thing(
        session(),
        to_change,
        name=form.name.data or "",
        owned=form.owned.data or 0,
        kept_at=form.kept_at.data or "",
    )
    if not changed:
        form.name.errors = [_("This is on the list already.")]
        return render_template("organiser/things/thing_form.html", form=form, thing=thing), 422
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("things.list_things"), code=303)


@bp.post("/things/<int:owned_id>/remove")
@needs(Right.PLAN, audited="things.remove_owned")
def remove_thing(owned_id: int) -> ResponseReturnValue:
    """Take a thing off the list of what is owned; what events needed of it stays with them."""
    thing = find_thing(session(), owned_id)
    if thing is None:
        abort(404)
    session().delete(thing)
    session().commit()
    flash(_("It is off the list."))
    return redirect(url_for("things.list_things"), code=303)
