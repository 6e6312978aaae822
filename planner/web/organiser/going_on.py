"""What is refused of an event that does not go on: nobody is invited or let in any more."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import EventState
from planner.services.answer.room import phase_for
from planner.store.models import Event
from planner.web.clock import now
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_of_guests

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def while_it_goes_on(back: str) -> Callable[[View], View]:
    """Refuse a view that invites people or lets them in where its event is cancelled.

    Args:
        back: the endpoint of the page that says so, and what still makes sense.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def refuse_or_go(event_id: int, **values: object) -> ResponseReturnValue:
            if event_of_guests(event_id).state is EventState.CANCELLED:
                return refuse(event_id, back, called_off_words())
            return view(event_id, **values)

        return cast(View, refuse_or_go)

    return decorate


def refuse(event_id: int, back: str, words: str) -> ResponseReturnValue:
    """Say why something was not done, on the page where it was asked for."""
    flash(words, "warn")
    return redirect(url_for(back, event_id=event_id), code=303)


def called_off_words() -> str:
    """Say why nobody is invited or let in."""
    return _("This event is cancelled: nobody is invited or let in any more.")


def why_no_cards(event: Event) -> str:
    """Say why new cards make no sense; empty where somebody could still answer with one."""
    phase = phase_for(event, now=now())
    if phase is AnswerPhase.CANCELLED:
        return called_off_words()
    if phase is AnswerPhase.OVER:
        return _("This event is over: nobody can answer with a new card any more.")
    return ""
