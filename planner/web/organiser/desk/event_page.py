"""The page of one event: its head, and a list of panels that each bring their own values."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.day.agenda import EventDesk
from planner.services.forecast.forecasting import forecast_event
from planner.services.forecast.said import said_of
from planner.store.models import Event
from planner.web import event_facts
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.meanwhile import ask_again
from planner.web.organiser.desk import bp
from planner.web.organiser.desk.called_off import called_off_panel
from planner.web.organiser.desk.event_head import event_head, todo_panel
from planner.web.organiser.desk.languages_panel import languages_panel
from planner.web.organiser.desk.panels import PANELS, Panel, desk_of, drawn_columns
from planner.web.organiser.forecast.answers_panel import answers_panel, diets_panel
from planner.web.organiser.forecast.panel import forecast_panel, guess_form_of
from planner.web.organiser.forecast.path_panel import path_panel
from planner.web.organiser.forecast.reckoning import reckoning
from planner.web.organiser.guests.set_aside import aside_panel
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.own_views import leads_elsewhere
from planner.web.organiser.residents.telling import say_aloud_panel
from planner.web.organiser.shopping.panel import shopping_panel
from planner.web.parts import BROKEN, attempt, draw


def _while_on(values: Callable[[EventDesk], object]) -> Callable[[EventDesk], object]:
    """Leave a panel out of an event that was called off: nobody cooks, buys or prepares for it."""
    return lambda desk: None if desk.event.state is EventState.CANCELLED else values(desk)


HEAD = {"chips": BROKEN, "when": BROKEN, "buttons": f"{PANELS}/only_change.html", "steps": BROKEN}
"""The parts above the panels, and what stands there when one can't be shown: whoever can put the
event right has to get there."""
# The wide column and the narrow one, from top to bottom. A panel lives with its subject; to add
# one, write its function and its template, and name both here.
COLUMNS: Sequence[Sequence[Panel[EventDesk]]] = (
    (
        Panel("called_off", called_off_panel),
        Panel("set_aside", _while_on(aside_panel)),
        Panel("forecast", _while_on(forecast_panel)),
        Panel("shopping", _while_on(shopping_panel), Right.PAPERS),
        Panel("no_menu", lambda desk: desk.is_coming and desk.is_known and not desk.event.dishes),
    ),
    (
        Panel("todo", _while_on(todo_panel)),
        Panel("languages", _while_on(languages_panel), Right.MANAGE),
        Panel("arranging", _while_on(lambda _desk: True), Right.SHEET),
        Panel("answers", answers_panel),
        Panel("say_aloud", lambda desk: say_aloud_panel(desk.event), Right.RESIDENTS),
        Panel("diets", _while_on(diets_panel)),
        Panel("gate", lambda desk: desk.event.state is EventState.PUBLISHED),
        Panel("related", lambda desk: desk.event.parent or desk.event.parts or desk.event.series),
    ),
)


@bp.get("/<int:event_id>")
@needs(Right.LOOK)
def show_event(event_id: int) -> ResponseReturnValue:
    """Show everything about one event, or lead who has a page of their own there to it."""
    own_url = leads_elsewhere(event_id)
    return redirect(own_url, code=303) if own_url else _page(event_to_show(event_id))


@bp.post("/<int:event_id>/guess")
@needs(Right.MANAGE, audited="event_page.guess")
def keep_guess(event_id: int) -> ResponseReturnValue:
    """Keep the organiser's own guess, right from where it was asked."""
    event = event_to_show(event_id)
    form = guess_form_of(event)
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else (_page(event), 422)
    event_to_change(event_id).expected = form.answer()
    session().commit()
    flash(_("Saved. This is the forecast now."))
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.get("/<int:event_id>/reckoning")
@needs(Right.LOOK)
def show_reckoning(event_id: int) -> ResponseReturnValue:
    """Show how the forecast comes about, with the part of each earlier event."""
    event = event_to_show(event_id)
    reading = reading_session()
    at = now()
    made = forecast_event(reading, event, now=at)
    said = said_of(reading, [event], {event_id: made}, now=at).get(event_id)
    return render_template(
        "organiser/forecast/reckoning.html",
        event=event,
        reckoning=reckoning(event, made, said, at=at),
        path=path_panel(reading, event, made, now=now()),
    )


def _page(event: Event) -> str:
    desk = desk_of(event, EventDesk)
    around: dict[str, Any] = {"event": event, "desk": desk}
    head = attempt("head", lambda: event_head(desk))
    columns = drawn_columns(desk, COLUMNS)
    return render_template(
        "organiser/events/event.html",
        event=event,
        cover=event_facts.cover_of(event, wide=True),
        head={
            name: draw(name, f"{PANELS}/{name}.html", otherwise=otherwise, head=head, **around)
            for name, otherwise in HEAD.items()
        },
        columns=columns,
    )
