"""The question before cards are printed with which a household told something: asked, written down.

Their codes are not for whoever prints: a lost card gets a new one instead. But a printer may have
failed, and then somebody says so here.
"""

from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.invite import batches, issuing, untold
from planner.services.residents import told
from planner.store.models import Batch
from planner.web import card_papers, told_cards
from planner.web.access import needs
from planner.web.card_papers import CardPaper
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.numbers import whole_number
from planner.web.organiser.cards import bp
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import batch_to_change, batch_to_show, event_to_show
from planner.web.told_cards import ToldCards

BACK_TO = {
    "cards": "cards.show_cards_sheet",
    "letters": "cards.show_letters_sheet",
    "pdf": "cards.show_pdfs",
}


@bp.get("/<int:event_id>/invitations/<int:batch_id>/used")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def ask_to_print_told(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Say how many cards were used and what printing them means; the others are printed at once."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    number, paper = _asked()
    works = _numbers(batch, number)
    if not works:
        abort(404)
    told = untold.count_told(reading_session(), batch, number=number)
    of_page: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id, "number": number}
    return render_template(
        "organiser/cards/told.html",
        event=event,
        batch_name=batch.name,
        number=number,
        cards=len(works),
        told=told,
        others=len(works) - told,
        others_url=url_for(BACK_TO[paper], **of_page),
        action=url_for("cards.print_told", **of_page, paper=paper),
    )


@bp.post("/<int:event_id>/invitations/<int:batch_id>/used")
@needs(Right.GUESTS, audited="batch_told.print")
@while_it_goes_on("cards.list_batches")
def print_told(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Note that these cards are printed too, and go to the paper with all of them on it."""
    batch = batch_to_change(event_id, batch_id)
    number, paper = _asked()
    if not _numbers(batch, number):
        abort(404)
    batches.mark_printed(session(), batch, now=now())
    told.note_line_printed(session(), batch.event, now=now())
    session().commit()
    told_cards.note_said(batch_id, number, now=now())
    of_page: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id, "number": number}
    return redirect(url_for(BACK_TO[paper], **of_page, told="1"), code=303)


def told_of(event_id: int, batch_id: int, paper: CardPaper | None = None) -> ToldCards:
    """Return how used cards of a batch are printed too: on one paper, or on any."""
    name = paper.name if paper else "pdf"
    of_batch: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id, "paper": name}

    def ask(number: int | None) -> str:
        return url_for("cards.ask_to_print_told", **of_batch, number=number)

    return ToldCards(ask=ask, is_said=partial(told_cards.is_said, batch_id, now=now()))


def _asked() -> tuple[int | None, str]:
    paper = request.args.get("paper", "")
    number = request.args.get("number", type=whole_number)
    return number, paper if paper in BACK_TO else card_papers.CARDS.name


def _numbers(batch: Batch, number: int | None) -> list[int]:
    works = issuing.numbers_of(reading_session(), batch)
    return works if number is None else [one for one in works if one == number]
