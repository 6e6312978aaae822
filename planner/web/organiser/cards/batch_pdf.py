"""Paper as PDF, for the printer at the office or the print shop: at once, or in the background."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from planner.exports import pdf
from planner.exports.pdf import CardSheet, LetterSheet, PdfFailed, PrintedCard
from planner.services.invite import issuing
from planner.services.invite import printing as card_printing
from planner.services.invite.issuing import Card
from planner.store.models import Batch, Event
from planner.web.card_pages import Wanted, cards_of
from planner.web.card_pdfs import card_sheet, letter_sheet, table_list
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.large import is_large
from planner.web.organiser.cards.batch_lookup import batch_to_show
from planner.web.organiser.cards.batch_pdf_shown import REFRESH_SECONDS, paper_shown
from planner.web.organiser.lookup import event_to_show

bp = Blueprint(
    "batch_pdf", __name__, url_prefix="/events/<int:event_id>/invitations/<int:batch_id>/pdf"
)

MOST_AT_ONCE = 400
"""Cards or letters that are made while somebody waits; more are made in the background."""

log = logging.getLogger("planner")
MakeSheet = Callable[[Event, Batch, list[Card]], CardSheet | LetterSheet]
SHEETS: dict[str, MakeSheet] = {"cards": card_sheet, "letters": letter_sheet}


@bp.get("")
def show(event_id: int, batch_id: int) -> ResponseReturnValue:
    """List what can be printed, and how far a large document is."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    # Their codes take a while to make, and the page looks again every few seconds.
    numbers = issuing.numbers_of(reading_session(), batch)
    cards = [PrintedCard(number, "", "") for number in numbers]
    papers = []
    for kind in SHEETS:
        printing = None
        if len(cards) > MOST_AT_ONCE:
            sheet = replace(SHEETS[kind](event, batch, []), cards=tuple(cards))
            printing = card_printing.look(_instance(), f"{batch_id}-{kind}", sheet)
        papers.append(
            paper_shown(
                kind,
                printing,
                event_id=event_id,
                batch_id=batch_id,
                is_large=len(cards) > MOST_AT_ONCE,
            )
        )
    response = make_response(
        render_template(
            "organiser/cards/pdf.html",
            event=event,
            batch_id=batch_id,
            batch_name=batch.name,
            cards=len(cards),
            papers=papers,
            has_pdf=pdf.is_available(),
        )
    )
    if any(paper.is_working for paper in papers):
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@bp.get("/cards.pdf")
@is_large
def cards(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the cards."""
    return _given("cards", event_id, batch_id)


@bp.get("/letters.pdf")
@is_large
def letters(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the letters."""
    return _given("letters", event_id, batch_id)


@bp.get("/list.pdf")
@is_large
def paper_list(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the list of numbers."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    found = _cards_or_404(batch)
    return _file_or_sorry(
        lambda: pdf.render_table_list(table_list(event, found)), event, batch_id, "list"
    )


@bp.post("/cards")
@is_large
def make_cards(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Begin to make many cards."""
    return _begun("cards", event_id, batch_id)


@bp.post("/letters")
@is_large
def make_letters(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Begin to make many letters."""
    return _begun("letters", event_id, batch_id)


def _given(kind: str, event_id: int, batch_id: int) -> ResponseReturnValue:
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    found = _cards_or_404(batch)
    sheet = SHEETS[kind](event, batch, found)
    if len(found) <= MOST_AT_ONCE:
        return _file_or_sorry(lambda: _render(sheet), event, batch_id, kind)
    printing = card_printing.look(_instance(), f"{batch_id}-{kind}", sheet)
    if printing is None or printing.file is None:
        return _to_papers(event_id, batch_id)
    return send_file(
        printing.file,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{event.slug}-{kind}.pdf",
        max_age=0,
    )


def _begun(kind: str, event_id: int, batch_id: int) -> ResponseReturnValue:
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    found = _cards_or_404(batch)
    if len(found) > MOST_AT_ONCE:
        sheet = SHEETS[kind](event, batch, found)
        card_printing.start(_instance(), f"{batch_id}-{kind}", sheet)
    return _to_papers(event_id, batch_id)


def _render(sheet: CardSheet | LetterSheet) -> bytes:
    if isinstance(sheet, CardSheet):
        return pdf.render_cards(sheet)
    return pdf.render_letters(sheet)


def _file_or_sorry(
    make: Callable[[], bytes], event: Event, batch_id: int, kind: str
) -> ResponseReturnValue:
    try:
        made = make()
    except PdfFailed as error:
        log.error("no PDF of %s for event %s: %s", kind, event.id, error)
        flash(_("The PDF could not be made. Print the page from the browser instead."), "bad")
        return _to_papers(event.id, batch_id)
    return pdf_response(made, f"{event.slug}-{kind}.pdf")


def pdf_response(made: bytes, name: str) -> Response:
    """Give a PDF to keep; as a download, for a viewer inside the page would need our policy."""
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _cards_or_404(batch: Batch) -> list[Card]:
    found = cards_of(batch, Wanted())
    if not found or not pdf.is_available():
        abort(404)
    return found


def _to_papers(event_id: int, batch_id: int) -> ResponseReturnValue:
    return redirect(url_for("batch_pdf.show", event_id=event_id, batch_id=batch_id), code=303)


def _instance() -> Path:
    return settings().instance
