"""What the organisation owns: a short list with where each lies and what waits for it."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.things import MOST_THING_NAME
from planner.core.roles import Right
from planner.services.logistics import owned
from planner.services.logistics.owned import MOST_THINGS, find_thing, losses_of, things_of
from planner.services.logistics.things import loss_of, missing_of
from planner.store.models import Thing
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.things import bp
from planner.web.organiser.things.forms import ThingForm


@dataclass(frozen=True)
class OwnedShown:
    """Something that is owned; `loss` says what of it is missing or broken, if anything is."""

    name: str
    url: str
    count: str
    loss: str


@dataclass(frozen=True)
class LossShown:
    """Where something is missing or broken, with where that is settled."""

    title: str
    words: str
    url: str


@bp.get("/things")
@needs(Right.PLAN)
def list_things() -> ResponseReturnValue:
    """List what is owned, by where it lies."""
    reading = reading_session()
    found = things_of(reading)
    missing = missing_of(reading, [one.id for one in found])
    places: dict[tuple[bool, str], list[OwnedShown]] = {}
    for one in found:
        shown = _owned_shown(one, missing.get(one.id, 0))
        places.setdefault((not one.kept_at, one.kept_at), []).append(shown)
    return render_template(
        "organiser/things/owned.html",
        places=[
            (place[1] or _("Nobody noted where it lies"), places[place]) for place in sorted(places)
        ],
    )


@bp.route("/things/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="things.add_owned")
def add_thing() -> ResponseReturnValue:
    """Ask what is owned, or add it."""
    form = ThingForm(data={"name": request.args.get("name", "")[:MOST_THING_NAME]})
    if not form.is_posted_and_valid():
        return _form_page(form, None), 422 if form.errors else 200
    if len(things_of(session())) >= MOST_THINGS:
        most = number(MOST_THINGS)
        flash(_("There are %(most)s things on the list: take one off first.", most=most), "warn")
        return redirect(url_for("things.list_things"), code=303)
    made = owned.add_thing(
        session(),
        name=form.name.data or "",
        owned=form.owned.data or 0,
        kept_at=form.kept_at.data or "",
    )
    if made is None:
        form.name.errors = [_("This is on the list already.")]
        return _form_page(form, None), 422
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
        return _form_page(form, thing), 422 if form.errors else 200
    to_change = find_thing(session(), owned_id)
    if to_change is None:
        abort(404)
    changed = owned.change_thing(
        session(),
        to_change,
        name=form.name.data or "",
        owned=form.owned.data or 0,
        kept_at=form.kept_at.data or "",
    )
    if not changed:
        form.name.errors = [_("This is on the list already.")]
        return _form_page(form, thing), 422
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


def _form_page(form: ThingForm, thing: Thing | None) -> str:
    losses = losses_of(reading_session(), thing.id) if thing is not None else ()
    return render_template(
        "organiser/things/thing_form.html",
        form=form,
        thing=thing,
        losses=[
            LossShown(
                title=use.event.title,
                words=_loss_words(loss_of(use)),
                url=url_for("things.show_uses", event_id=use.event_id, _anchor=f"use-{use.id}"),
            )
            for use in losses
        ],
    )


def _owned_shown(thing: Thing, missing: int) -> OwnedShown:
    return OwnedShown(
        name=thing.name,
        url=url_for("things.edit_thing", owned_id=thing.id),
        count=number(max(0, thing.owned - missing)),
        loss=_(
            "%(lost)s of %(owned)s: missing or broken",
            lost=number(missing),
            owned=number(thing.owned),
        )
        if missing
        else "",
    )


def _loss_words(count: int) -> str:
    return ngettext("%(num)s is missing or broken", "%(num)s are missing or broken", count)
