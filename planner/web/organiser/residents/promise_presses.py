"""What one press does to a promise: residents may read it, it answers a remark, it was seen."""

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from planner.core.residents.changes import UpdateFault
from planner.core.roles import Right
from planner.services.residents import promising
from planner.web.access import needs
from planner.web.db import session
from planner.web.i18n import gettext as _
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.promises import (
    OF_EVENT,
    asked_number,
    back_to,
    note_on_pages,
)
from planner.web.organiser.residents.reach import promise_to_change


@bp.post("/promises/<int:promise_number>/public")
@bp.post(f"{OF_EVENT}/promises/<int:promise_number>/public")
@needs(Right.RESIDENTS, audited="promises.public")
def set_public(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Let residents read it, or no longer."""
    promise = promise_to_change(promise_number, event_id)
    is_public = request.form.get("public") == "yes"
    fault = promising.set_public(session(), promise, is_public=is_public, version=promise.version)
    note_on_pages(promise)
    session().commit()
    if fault is UpdateFault.NOT_FIT_TO_SHOW:
        flash(
            _(
                "Residents can't read it yet. It needs a partner and a day, and for a promise "
                "the yes of the partner."
            ),
            "warn",
        )
    elif fault is None:
        flash(_("Residents can read it.") if is_public else _("Residents read it no more."), "ok")
    return back_to(promise)


@bp.post("/promises/<int:promise_number>/looked")
@bp.post(f"{OF_EVENT}/promises/<int:promise_number>/looked")
@needs(Right.RESIDENTS, audited="promises.look")
def look_at_promise(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Note that somebody read what the partner and neighbours said of it, as far as they saw it."""
    promise = promise_to_change(promise_number, event_id)
    promising.look_at(
        session(),
        promise,
        until_update_id=asked_number("seen") or 0,
        not_yet=asked_number("not_yet") or 0,
    )
    note_on_pages(promise)
    session().commit()
    flash(_("Kept. Residents read the partner's words from here on."), "ok")
    return back_to(promise)


@bp.post("/promises/<int:promise_number>/remarks")
@bp.post(f"{OF_EVENT}/promises/<int:promise_number>/remarks")
@needs(Right.RESIDENTS, audited="promises.link_remark")
def link_remark(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Note that it answers a remark, or does not after all."""
    promise = promise_to_change(promise_number, event_id)
    remark_id = asked_number("remark")
    if remark_id is None:
        abort(400)
    if request.form.get("answers") == "no":
        promising.unlink_remark(session(), promise, remark_id)
    elif not promising.link_remark(session(), promise, remark_id):
        abort(404)
    session().commit()
    return back_to(promise)
