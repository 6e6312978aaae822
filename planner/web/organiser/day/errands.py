"""Who goes when food runs short: the first who says so, so that two do not both drive off."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.i18n import gettext as _
from planner.web.organiser.day import bp
from planner.web.organiser.lookup import event_to_change


@bp.post("/<int:event_id>/errands/<int:errand_id>/go")
@needs(Right.ERRANDS, audited="errands.go")
def take_errand(event_id: int, errand_id: int) -> ResponseReturnValue:
    """Note that this person goes, unless somebody else was first."""
    _find_or_404(event_id, errand_id)
    who = Goer(account_id=current_account().id)
    is_first = errands.go(session(), event_id, errand_id, who, now=now())
    session().commit()
    if is_first:
        flash(_("You are going. The others see it, at the gates too."))
    else:
        flash(_("Somebody else was first, or it is here already."), "warn")
    return _back(event_id)


@bp.post("/<int:event_id>/errands/<int:errand_id>/stay")
@needs(Right.ERRANDS, audited="errands.stay")
def leave_errand(event_id: int, errand_id: int) -> ResponseReturnValue:
    """Note that whoever was going can't after all."""
    _find_or_404(event_id, errand_id)
    errands.stay(session(), event_id, errand_id)
    session().commit()
    return _back(event_id)


@bp.post("/<int:event_id>/errands/<int:errand_id>/here")
@needs(Right.ERRANDS, audited="errands.here")
def end_errand(event_id: int, errand_id: int) -> ResponseReturnValue:
    """Note that it is here; the page reckons with it from now on."""
    _find_or_404(event_id, errand_id)
    errands.note_here(session(), event_id, errand_id, now=now())
    session().commit()
    flash(_("Noted. The page reckons with it from now on."))
    return _back(event_id)


def _find_or_404(event_id: int, errand_id: int) -> None:
    event_to_change(event_id)
    if errands.find_errand(session(), event_id, errand_id) is None:
        abort(404)


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("day.show_day", event_id=event_id, _anchor="live"), code=303)
