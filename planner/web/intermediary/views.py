"""Her cards by number: tick, send, print, and ask the organiser for more."""

from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.services.guests import handing
from planner.services.invite import intermediaries, requests
from planner.services.messages.notices import changes_of
from planner.web import card_papers
from planner.web.access import audited
from planner.web.card_papers import PaperLinks
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.intermediary import bp
from planner.web.intermediary.browser import (
    current_batch,
    current_sign_in,
    forget_token,
)
from planner.web.intermediary.forms import RequestForm
from planner.web.intermediary.going_on import is_called_off, while_it_goes_on
from planner.web.intermediary.presenter import FEW, ROWS, card_groups, totals
from planner.web.intermediary.promises import promises_for
from planner.web.mail_ways import can_mail
from planner.web.notice_words import all_in_words
from planner.web.numbers import whole_number
from planner.web.paging import asked_page_of, turning


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
    return _page(link_id, RequestForm(formdata=None))


@bp.post("/<int:link_id>/requests")
@audited("hand_out.ask")
def ask_organiser(link_id: int) -> ResponseReturnValue:
    """Leave a request for the organiser."""
    form = RequestForm()
    if not form.is_posted_and_valid():
        return _page(link_id, form, 422)
    if not requests.ask(session(), current_batch(), form.answer(), now=now()):
        form.words.errors = [_("We have not read your other questions yet. Call us, please.")]
        return _page(link_id, form, 422)
    session().commit()
    flash(_("Sent. The organiser sees it on the page of the cards."), "ok")
    return redirect(url_for("intermediary.show_stack", link_id=link_id), code=303)


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


def _page(link_id: int, form: RequestForm, status: int = 200) -> tuple[str, int]:
    batch = current_batch()
    counted = handing.count_cards(reading_session(), batch)
    number = asked_page_of(counted.cards, rows=ROWS)
    cards = handing.list_cards(reading_session(), batch, offset=(number - 1) * ROWS, limit=ROWS)
    page = render_template(
        "intermediary/cards.html",
        form=form,
        link_id=link_id,
        event=batch.event,
        groups=card_groups(cards, in_hand=request.args.get("card", type=whole_number)),
        turning=turning(
            number,
            rows=ROWS,
            shown=len(cards),
            found=counted.cards,
            url=lambda other: url_for("intermediary.show_stack", link_id=link_id, page=other),
        ),
        is_long=counted.cards > FEW,
        totals=totals(counted),
        working=counted.working,
        handed_out=counted.handed_out,
        changed=all_in_words(batch.event, changes_of(reading_session(), batch.event)),
        has_mail=can_mail(),
        is_draft=batch.event.state is EventState.DRAFT,
        is_cancelled=is_called_off(batch),
        promises=promises_for(batch),
        waiting=[one.words for one in requests.list_waiting_of(reading_session(), batch)],
    )
    return page, status
