"""The first steps, and the example that can be tried and taken away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.roles import Right
from planner.services.demonstration.example import (
    ExampleWords,
    add_example,
    example_of,
    remove_example,
)
from planner.services.demonstration.maker import Maker
from planner.store.models import Organisation
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.first_words import shown_steps, what_is_taken
from planner.web.organiser.start import bp


@bp.get("/first-steps")
@needs(Right.PLAN)
def show_first_steps() -> ResponseReturnValue:
    """Show the first steps with what is there ticked, and the example."""
    organisation = current_account().organisation
    return render_template(
        "organiser/start/first_steps.html",
        first=shown_steps(what_is_taken()),
        is_hidden=organisation.first_steps_hidden_at is not None,
    )


@bp.post("/first-steps/hide")
@needs(Right.PLAN, audited="start.hide")
def hide_first_steps() -> ResponseReturnValue:
    """Let the list of events of this organisation no longer begin with them."""
    _organisation(session()).first_steps_hidden_at = now()
    session().commit()
    flash(_("The first steps are put away. You find them under Help."))
    return redirect(url_for("events.list_events"), code=303)


@bp.post("/first-steps/show")
@needs(Right.PLAN, audited="start.show")
def put_first_steps_back() -> ResponseReturnValue:
    """Let the list of events begin with them again."""
    _organisation(session()).first_steps_hidden_at = None
    session().commit()
    flash(_("The list of events begins with the first steps again, until all are done."))
    return redirect(url_for("start.show_first_steps"), code=303)


@bp.post("/first-steps/example")
@needs(Right.PLAN, audited="start.try_example")
def try_example() -> ResponseReturnValue:
    """Make the example; where there is one already, lead to it."""
    # Whoever presses at the same moment waits here for the other, and then finds it made.
    _organisation(session())
    event = example_of(session())
    if event is None:
        maker = Maker(
            session=session(),
            account_id=current_account().id,
            code_key=settings().code_key,
            zone=settings().zone,
            now=now(),
        )
        event = add_example(maker, _words())
        flash(_("This is an example. Try whatever you like: nobody else sees it."))
    session().commit()
    return redirect(url_for("desk.show_event", event_id=event.id), code=303)


@bp.post("/first-steps/example/remove")
@needs(Right.PLAN, audited="start.remove_example")
def take_example_away() -> ResponseReturnValue:
    """Take the example away with everything of it."""
    gone = remove_example(session(), organisation_id=current_account().organisation_id)
    session().commit()
    flash(_("The example is gone, with all that was in it.") if gone else _("It is gone already."))
    return redirect(url_for("start.show_first_steps"), code=303)


def _organisation(writing: Session) -> Organisation:
    """Return the own organisation to change, its row held until the end."""
    return writing.get_one(Organisation, current_account().organisation_id, with_for_update=True)


def _words() -> ExampleWords:
    return ExampleWords(
        title=_("Example: barbecue on the playing field"),
        series=_("Example: barbecues"),
        earlier=_("Example: an earlier barbecue"),
        venue=_("Playing field (example)"),
        description=_("Eating together with the neighbourhood. This is an example."),
        batch=_("Cards of the example"),
    )
