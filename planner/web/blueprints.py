"""All pages: whom they are for stands in each package, what a view needs above the view."""

from dataclasses import replace

from flask import Flask, request
from flask.typing import ResponseReturnValue

from planner.core.enums import AnsweredBy
from planner.web import calendars, gate, helper, intermediary, invitee, partner, public
from planner.web.access import guards_of, is_organiser_browser
from planner.web.calendars.own import own_bp
from planner.web.gate.device import is_gate_phone
from planner.web.gate.redirects import gate_redirect
from planner.web.intermediary.browser import is_open_here
from planner.web.invitee.card import find_card
from planner.web.invitee.entry import entry_bp
from planner.web.numbers import CodeConverter, KeyConverter, NumberConverter
from planner.web.organiser import (
    account,
    attention,
    cards,
    costs,
    day,
    deliveries,
    desk,
    events,
    forecast,
    guests,
    helpers,
    messages,
    organisation,
    own,
    people,
    permits,
    privacy,
    residents,
    sheet,
    shopping,
    start,
    stock,
    tasks,
    things,
    weather,
)
from planner.web.pages import require_guards
from planner.web.staff_browsers import StaffKind, set_kinds

BLUEPRINTS = (
    *(public.bp, public.signs_bp, calendars.bp, own_bp),
    *(invitee.bp, entry_bp, intermediary.bp, gate.bp, gate.app_bp),
    *(account.sign_in_bp, account.bp, people.bp, organisation.bp),
    *(start.bp, attention.bp, events.bp, desk.bp, own.bp, forecast.bp, shopping.bp, stock.bp),
    *(cards.bp, guests.bp, messages.bp, day.bp, privacy.bp),
    *(residents.bp, partner.bp, helper.bp, helpers.bp),
    *(sheet.bp, tasks.bp, permits.bp, things.bp, deliveries.bp, costs.bp, weather.bp),
)


CARD = "invitee.answer_invitation"

STAFF = (
    StaffKind(is_organiser_browser, AnsweredBy.ORGANISER),
    StaffKind(is_open_here, AnsweredBy.INTERMEDIARY),
    # The own phone of a neighbour, who is a guest as well.
    StaffKind(is_gate_phone, AnsweredBy.GUEST),
)


def find_gate_or_card() -> ResponseReturnValue | None:
    """Send a phone of the gate on to checking the card in; find the card for everybody else."""
    # Pages of guests know nothing of the gate, so this stands where all pages come together.
    gate = None
    if request.method == "GET":
        gate = gate_redirect((request.view_args or {}).get("code", ""))
    return gate or find_card()


def register_all(app: Flask) -> None:
    """Register all pages, and what stands before each of them."""
    app.url_map.converters.update(code=CodeConverter, int=NumberConverter, key=KeyConverter)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    set_kinds(app, STAFF)
    guards = guards_of(app)
    guards[CARD] = replace(guards[CARD], rule=find_gate_or_card)
    require_guards(app)
