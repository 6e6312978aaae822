"""Saying with a card that one can help for an hour: it is counted, and nothing more is kept."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from planner.services.helpers import help_offers
from planner.web.clock import now
from planner.web.db import session
from planner.web.invitee import bp, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.help_presenter import may_offer_help


@bp.post("/<code:code>/help")
def offer_help(code: str) -> ResponseReturnValue:
    """Count it once more."""
    held = held_card()
    if not may_offer_help(held, now=now()):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    help_offers.offer_help(session(), held.event.id)
    session().commit()
    return redirect(held.link("invitee.thank_for_help"), code=303)


@bp.get("/<code:code>/help")
def go_back_from_help(code: str) -> ResponseReturnValue:
    """Show the card to who comes back to the address of the button."""
    return redirect(held_card().link("invitee.answer_invitation"), code=303)


@bp.get("/<code:code>/helped")
def thank_for_help(code: str) -> ResponseReturnValue:
    """Thank who said it, and say what becomes of it."""
    return render_template("invitee/helped.html", **presenter.frame(held_card()))
