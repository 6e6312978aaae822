"""What she asks of the organiser: more cards in two taps, or anything in her own words."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.guests import handing
from planner.services.invite import requests
from planner.web.access import audited
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.intermediary import bp
from planner.web.intermediary.browser import current_batch
from planner.web.intermediary.forms import RequestForm
from planner.web.numbers import whole_number
from planner.web.request_words import request_words


@bp.get("/<int:link_id>/requests")
def show_requests(link_id: int) -> ResponseReturnValue:
    """Show what waits for the organiser, and a form to ask more; `?card=` says about which card."""
    return _page(link_id, RequestForm(formdata=None), _asked_card())


@bp.post("/<int:link_id>/requests")
@audited("hand_out.ask")
def ask_organiser(link_id: int) -> ResponseReturnValue:
    """Leave a request for the organiser."""
    form, card = RequestForm(), _asked_card()
    if not form.is_posted_and_valid():
        return _page(link_id, form, card, 422)
    if not requests.ask(session(), current_batch(), form.answer(), card=card, now=now()):
        form.words.errors = [_("We have not read your other questions yet. Call us, please.")]
        return _page(link_id, form, card, 422)
    session().commit()
    flash(_("Sent. The organiser sees it on the page of the cards."), "ok")
    return redirect(url_for("intermediary.show_stack", link_id=link_id), code=303)


def _asked_card() -> int | None:
    """Return the number in the address, if it is one of her cards."""
    number = request.args.get("card", type=whole_number)
    if number is None or handing.get_card(reading_session(), current_batch(), number) is None:
        return None
    return number


def _page(link_id: int, form: RequestForm, card: int | None, status: int = 200) -> tuple[str, int]:
    waiting = requests.list_waiting_of(reading_session(), current_batch())
    page = render_template(
        "intermediary/requests.html",
        form=form,
        link_id=link_id,
        card=card,
        quick=[] if card else [_("One more card"), _("Two more cards"), _("Five more cards")],
        waiting=[request_words(one) for one in waiting],
    )
    return page, status
