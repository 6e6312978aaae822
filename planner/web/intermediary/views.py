"""Her cards by number: all of them, one that she looks for, on paper; and the way out."""

from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.guests import handing
from planner.services.invite import intermediaries
from planner.web import card_papers
from planner.web.access import audited
from planner.web.card_papers import PaperLinks
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.intermediary import bp
from planner.web.intermediary.browser import (
    current_batch,
    current_sign_in,
    forget_token,
)
from planner.web.intermediary.going_on import while_it_goes_on
from planner.web.intermediary.stack_page import stack_page
from planner.web.numbers import whole_number


@bp.get("/<int:link_id>")
def show_stack(link_id: int) -> ResponseReturnValue:
    """List the cards by number: which are handed out, and which are answered.

    With `?number=` of one of them, show that card instead.
    """
    number = request.args.get("number", type=whole_number)
    if number is not None and handing.get_card(reading_session(), current_batch(), number):
        card = url_for("intermediary.show_handed_card", link_id=link_id, number=number)
        return redirect(card, code=303)
    if "number" in request.args:
        flash(_("There is no card with that number among yours."), "warn")
    return stack_page(link_id)


@bp.get("/<int:link_id>/print")
@while_it_goes_on
def print_cards(link_id: int) -> ResponseReturnValue:
    """Show the cards ready to print, all that nobody has used or the one of a number."""
    batch = current_batch()
    ways = PaperLinks(
        here=partial(url_for, "intermediary.print_cards", link_id=link_id),
        back=(url_for("intermediary.show_stack", link_id=link_id), _("Your cards")),
        layout="intermediary/base.html",
    )
    return card_papers.answer_cards(card_papers.CARDS, batch.event, batch, ways)


@bp.post("/<int:link_id>/leave")
@audited("hand_out.leave")
def leave_stack(link_id: int) -> ResponseReturnValue:
    """Close these pages in this browser."""
    intermediaries.end(session(), current_sign_in().id)
    session().commit()
    response = make_response(render_template("intermediary/left.html"))
    forget_token(response, link_id)
    return response
