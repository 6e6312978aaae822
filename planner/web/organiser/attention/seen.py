"""That somebody saw what can only be seen: one press, and the way back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.unsettled import SeenMatter
from planner.services.attention import seen
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.forms import EmptyForm
from planner.web.i18n import gettext as _
from planner.web.organiser.attention import bp
from planner.web.organiser.lookup import event_to_change

OF_GUESTS = frozenset({SeenMatter.WORDS, SeenMatter.UNANSWERED, SeenMatter.PATH})
OF_MENU = frozenset({SeenMatter.ALLERGIES})


@bp.post("/events/<int:event_id>/seen")
@needs(Right.GUESTS, audited="attention.guests_seen")
def note_guests_seen(event_id: int) -> ResponseReturnValue:
    """Note that somebody read what guests wrote, or saw how few answered."""
    return _keep(event_id, OF_GUESTS)


@bp.post("/events/<int:event_id>/menu/seen")
@needs(Right.FOOD, audited="attention.menu_seen")
def note_menu_seen(event_id: int) -> ResponseReturnValue:
    """Note that somebody saw what the menu leaves open, and arranges it otherwise."""
    return _keep(event_id, OF_MENU)


def _keep(event_id: int, may_be: frozenset[SeenMatter]) -> ResponseReturnValue:
    matter = next((one for one in may_be if one.value == request.form.get("matter")), None)
    if matter is None or not EmptyForm().is_posted_and_valid():
        flash(_("Nothing was changed. Press the button again."), "bad")
        return _back(event_id)
    event = event_to_change(event_id)
    if request.form.get("undo"):
        seen.take_back(session(), event.id, matter)
        session().commit()
        return _back(event_id)
    is_kept = seen.note_seen(
        session(),
        event.id,
        matter,
        request.form.get("mark", ""),
        account_id=current_account().id,
        now=now(),
    )
    session().commit()
    return _back(event_id, matter if is_kept else None)


def _back(event_id: int, matter: SeenMatter | None = None) -> ResponseReturnValue:
    seen_now, about = (matter.value, event_id) if matter else (None, None)
    if request.form.get("back_to") == "waiting":
        page = url_for("attention.show_waiting", seen=seen_now, event=about)
    else:
        page = url_for("desk.show_event", event_id=event_id, seen=seen_now, _anchor="todo")
    return redirect(page, code=303)
