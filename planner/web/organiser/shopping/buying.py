"""Choose how amply to buy, tick things off, print the list."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired

from planner.core.enums import EventState, Generosity
from planner.core.roles import Right
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import forecast_event
from planner.services.shop import orders, shopping_list
from planner.services.shop import shopping as shop
from planner.services.shop.known import known_of
from planner.services.shop.papers import is_shopped_for
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.meanwhile import ask_again
from planner.web.organiser.fields import Between, WholeNumberField, options
from planner.web.organiser.labels import GENEROSITY_NAMES
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.shopping import bp
from planner.web.organiser.shopping.panel import shopping_words
from planner.web.organiser.undoing import flash_undo
from planner.web.said_words import diet_words, picture_words, reckoned_words


class AmountsForm(Form):
    """How amply to buy."""

    generosity = RadioField(_l("How amply do you buy?"), choices=options(GENEROSITY_NAMES.items()))


class PriceForm(Form):
    """How bad it is when something runs out."""

    price = WholeNumberField(
        _l("How bad is it when something runs out?"),
        validators=[
            InputRequired(),
            Between(shopping_list.LOWEST_PRICE, shopping_list.HIGHEST_PRICE, ""),
        ],
    )


@bp.post("/<int:event_id>/amounts")
@needs(Right.FOOD, audited="shopping.choose")
def choose_amounts(event_id: int) -> ResponseReturnValue:
    """Choose how amply to buy."""
    form = AmountsForm(data={"generosity": event_to_show(event_id).generosity.value})
    if not form.edits(own_is_fine=True).is_posted_and_valid():
        return ask_again(form) if form.has_clashes else abort(400)
    event = event_to_change(event_id)
    shop.choose_generosity(session(), event.id, Generosity(form.generosity.data))
    session().commit()
    return redirect(url_for("desk.show_event", event_id=event_id, _anchor="amounts"), code=303)


@bp.post("/<int:event_id>/shortage")
@needs(Right.FOOD, audited="shopping.choose_price")
def choose_shortage_price(event_id: int) -> ResponseReturnValue:
    """Choose how bad it is when something runs out."""
    form = PriceForm(data={"price": shop.price_of(event_to_show(event_id))})
    if not form.edits(own_is_fine=True).is_posted_and_valid():
        return ask_again(form) if form.has_clashes else abort(400)
    event = event_to_change(event_id)
    shop.choose_price(session(), event.id, int(form.price.data or 0))
    session().commit()
    return redirect(url_for("desk.show_event", event_id=event_id, _anchor="amounts"), code=303)


@bp.post("/<int:event_id>/order")
@needs(Right.FOOD, audited="shopping.place")
def place_order(event_id: int) -> ResponseReturnValue:
    """Place the order: what is bought stays as it is, and later answers are told apart."""
    reading = reading_session()
    shown = event_to_show(event_id)
    made = forecast_event(reading, shown, now=now())
    answers = tally(reading, event_id)
    known = known_of(reading, shown)
    event = _before_it_begins(event_id)
    if not shop.place(session(), event, made, answers, known, now=now()):
        abort(400)
    session().commit()
    flash(_("The order is kept as it is now. Later answers show as a difference."))
    return redirect(url_for("desk.show_event", event_id=event_id, _anchor="shopping"), code=303)


@bp.post("/<int:event_id>/order/withdraw")
@needs(Right.FOOD, audited="shopping.withdraw")
def withdraw_order(event_id: int) -> ResponseReturnValue:
    """Take the order back: the list follows the forecast again."""
    event = _before_it_begins(event_id)
    kept = orders.withdraw_order(session(), event.id, by_id=current_account().id, now=now())
    session().commit()
    is_off = event.state is EventState.CANCELLED
    words = _("Noted.") if is_off else _("The list follows the forecast again.")
    if kept is None:
        flash(words)
    else:
        flash_undo(words, kept)
    return redirect(url_for("desk.show_event", event_id=event_id, _anchor="shopping"), code=303)


@bp.post("/<int:event_id>/dishes/<int:dish_id>/bought")
@needs(Right.FOOD, audited="shopping.mark_bought")
def mark_bought(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Tick a dish off, or take that back."""
    is_bought = request.form.get("bought") == "yes"
    if not shop.mark_bought(session(), event_id, dish_id, is_bought=is_bought, now=now()):
        abort(404)
    session().commit()
    return redirect(url_for("desk.show_event", event_id=event_id, _anchor="shopping"), code=303)


def _before_it_begins(event_id: int) -> Event:
    """Return an event whose order may still change: afterwards it is what the record is made of."""
    event = event_to_change(event_id)
    if event.starts_at <= now():
        abort(409)
    return event


@bp.get("/<int:event_id>/shopping-list")
@needs(Right.PAPERS)
def print_shopping_list(event_id: int) -> ResponseReturnValue:
    """Show the shopping list as paper."""
    event = event_to_show(event_id)
    reading = reading_session()
    made = forecast_event(reading, event, now=now())
    answers = tally(reading, event.id)
    shopping = shop.order_for(event, made, answers, known_of(reading, event))
    if shopping is None or not is_shopped_for(event):
        return redirect(url_for("desk.show_event", event_id=event_id), code=303)
    return render_template(
        "print/shopping.html",
        event=event,
        shopping=shopping_words(shopping, event.zone),
        diets=diet_words(answers.said),
        picture=picture_words(answers.said, event.zone),
        reckoned=reckoned_words(answers.said),
    )
