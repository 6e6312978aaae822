"""What is refused of cards for an event that is cancelled: nobody is invited any more."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.store.models import Batch
from planner.web.i18n import gettext as _
from planner.web.intermediary.browser import current_batch

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def is_called_off(batch: Batch) -> bool:
    """Say whether the cards are for something that does not go on."""
    return batch.event.state is EventState.CANCELLED


def while_it_goes_on(view: View) -> View:
    """Refuse a view that invites people where their event is cancelled; the list says why."""

    @wraps(view)
    def refuse_or_go(link_id: int, **values: object) -> ResponseReturnValue:
        if is_called_off(current_batch()):
            flash(_("It is cancelled: nobody is invited any more."), "warn")
            return redirect(url_for("intermediary.show_stack", link_id=link_id), code=303)
        return view(link_id, **values)

    return cast(View, refuse_or_go)
