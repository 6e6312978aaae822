"""Choose how amply to buy, tick things off, print the list."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.words import Generosity
from planner.services import shop
from planner.services.forecasting import forecast_event
from planner.services.tally import tally
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.organiser.answers_panel import answers_panel
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.shopping_panel import shopping_panel

bp = Blueprint("shopping", __name__, url_prefix="/events")


@bp.post("/<int:event_id>/amounts")
def choose(event_id: int) -> ResponseReturnValue:
    """Choose how amply to buy."""
    chosen = request.form.get("generosity", "")
    if chosen not in set(Generosity):
        abort(400)
    event = event_to_change(event_id)
    shop.choose_generosity(session(), event.id, Generosity(chosen))
    session().commit()
    return redirect(url_for("event_page.show", event_id=event_id, _anchor="amounts"), code=303)


@bp.post("/<int:event_id>/dishes/<int:dish_id>/bought")
def mark_bought(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Tick a dish off, or take that back."""
    is_bought = request.form.get("bought") == "yes"
    if not shop.mark_bought(session(), event_id, dish_id, is_bought=is_bought, now=now()):
        abort(404)
    session().commit()
    return redirect(url_for("event_page.show", event_id=event_id, _anchor="shopping"), code=303)


@bp.get("/<int:event_id>/shopping-list")
def print_list(event_id: int) -> ResponseReturnValue:
    """Show the shopping list as paper."""
    event = event_to_show(event_id)
    reading = reading_session()
    made = forecast_event(reading, event, now=min(now(), event.starts_at))
    answers = tally(reading, event.id)
    shopping = shop.order_for(event, made, answers)
    if shopping is None:
        return redirect(url_for("event_page.show", event_id=event_id), code=303)
    return render_template(
        "print/shopping.html",
        event=event,
        shopping=shopping_panel(shopping),
        diets=answers_panel(answers, ()).diets,
    )
