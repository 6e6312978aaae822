"""All pages: whom they are for stands in each package, what a view needs above the view."""

from flask import Flask

from planner.web import calendars, gate, intermediary, invitee, public
from planner.web.calendars.own import own_bp
from planner.web.gate.redirects import before_card
from planner.web.numbers import CodeConverter, NumberConverter
from planner.web.organiser import (
    account,
    cards,
    day,
    desk,
    events,
    forecast,
    guests,
    messages,
    people,
    privacy,
    shopping,
)
from planner.web.pages import require_guards

BLUEPRINTS = (
    *(public.bp, public.signs_bp, calendars.bp, own_bp),
    *(invitee.bp, intermediary.bp, gate.bp, gate.app_bp),
    *(account.sign_in_bp, account.bp, people.bp),
    *(events.bp, desk.bp, forecast.bp, shopping.bp),
    *(cards.bp, guests.bp, messages.bp, day.bp, privacy.bp),
)


def register_all(app: Flask) -> None:
    """Register all pages, and what stands before each of them."""
    app.url_map.converters.update(code=CodeConverter, int=NumberConverter)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(before_card)  # before a guest's card is looked for
    require_guards(app)
