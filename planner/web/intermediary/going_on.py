"""What is refused of cards for an event that is cancelled: nobody is invited any more."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.store.models import Batch
from planner.web.i18n import gettext as _


def is_called_off(batch: Batch) -> bool:
    """Say whether the cards are for something that does not go on."""
    return batch.event.state is EventState.CANCELLED


def refuse_called_off(link_id: int) -> ResponseReturnValue:
    """Say on the list of cards why something was not done."""
    flash(_("It is cancelled: nobody is invited any more."), "warn")
    return redirect(url_for("intermediary.show_stack", link_id=link_id), code=303)
