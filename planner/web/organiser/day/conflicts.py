"""Deal with what happened at the gates: two phones that let people in on one card, and so on."""

from collections.abc import Callable, Collection

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.gate import conflicts
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.i18n import gettext as _
from planner.web.organiser.day import bp
from planner.web.organiser.lookup import event_to_change

PAGES = {"live": "day.show_day", "gates": "day.show_gates"}


@bp.post("/<int:event_id>/conflicts")
@needs(Right.GATES, audited="gates.deal_with")
def deal_with_conflicts(event_id: int) -> ResponseReturnValue:
    """Note that somebody dealt with what they saw; what came in since stays open."""
    return _change(
        event_id,
        lambda marks: conflicts.deal_with(
            session(), event_id, marks, account_id=current_account().id, now=now()
        ),
        _("Dealt with. It opens again when more people come in on it."),
    )


@bp.post("/<int:event_id>/conflicts/undo")
@needs(Right.GATES, audited="gates.open_again")
def open_conflicts_again(event_id: int) -> ResponseReturnValue:
    """Take that back."""
    return _change(
        event_id,
        lambda marks: conflicts.take_back(session(), event_id, marks),
        _("Undone. It stands under “Have a look at these” again."),
    )


def _change(
    event_id: int, change: Callable[[Collection[str]], int], words: str
) -> ResponseReturnValue:
    event_to_change(event_id)
    done = change(frozenset(request.form.get("marks", "").split()))
    session().commit()
    if done:
        flash(words, "ok")
    else:
        flash(_("That has just changed. Look at it again."), "warn")
    page = PAGES.get(request.form.get("back_to", ""), "day.show_day")
    return redirect(url_for(page, event_id=event_id, _anchor="conflicts"), code=303)
