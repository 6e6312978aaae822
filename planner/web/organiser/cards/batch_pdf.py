"""Paper as PDF, for the printer at the office or the print shop: at once, or in the background.

Cards that somebody has used are left out, unless it was said that they are printed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.exports import pdf
from planner.services.invite import issuing, untold
from planner.services.invite import printing as card_printing
from planner.services.invite.issuing import PrintableCard
from planner.services.invite.printing import Printing
from planner.store.models import Batch
from planner.web import card_papers
from planner.web.access import needs
from planner.web.card_papers import MOST_AT_ONCE, CardPaper, CardRange, cards_of, left_out_words
from planner.web.card_pdfs import table_list
from planner.web.db import reading_session
from planner.web.installation import settings
from planner.web.lanes import is_large
from planner.web.looking_again import again_soon
from planner.web.organiser.cards import bp
from planner.web.organiser.cards.batch_told import told_of
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import batch_to_show, event_to_show

PAPERS = {paper.name: paper for paper in (card_papers.CARDS, card_papers.LETTERS)}


@dataclass(frozen=True, kw_only=True)
class PaperShown:
    """A paper: what it is, where it comes from, and how far it is when it is large."""

    paper: CardPaper
    file_url: str
    make_url: str
    page_url: str
    is_working: bool
    has_failed: bool
    done: int
    total: int


@bp.get("/<int:event_id>/invitations/<int:batch_id>/pdf")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def show_pdfs(event_id: int, batch_id: int) -> ResponseReturnValue:
    """List what can be printed, and how far a large document is."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    if _is_told() and not _may_print_told(event_id, batch_id):
        return _to_question(event_id, batch_id)
    # Their codes take a while to make, and the page looks again every few seconds.
    numbers = issuing.numbers_of(reading_session(), batch, with_told=_is_told())
    told = 0 if _is_told() else untold.count_told(reading_session(), batch)
    papers, is_many = [], len(numbers) > MOST_AT_ONCE
    spoken = issuing.languages_of_guests(reading_session(), batch) if is_many else {}
    cards = [PrintableCard(number, "", "", spoken.get(number, "")) for number in numbers]
    of_batch = {"event_id": event_id, "batch_id": batch_id, "told": _asked_for()}
    for paper in PAPERS.values() if cards else ():
        printing = None
        if is_many:
            sheet = paper.make(event, batch, cards)
            printing = card_printing.look(settings().instance, _prefix(batch_id, paper.name), sheet)
        papers.append(_shown(paper, printing, of_batch=of_batch, is_many=is_many))
    page = render_template(
        "organiser/cards/pdf.html",
        event=event,
        batch_id=batch_id,
        batch_name=batch.name,
        cards=len(cards),
        papers=papers,
        left_out=left_out_words(told) if told else "",
        ask_url=told_of(event_id, batch_id).ask(None),
        here_url=_papers_url(event_id, batch_id),
        has_pdf=pdf.is_available(),
    )
    return again_soon(page) if any(paper.is_working for paper in papers) else page


@bp.get("/<int:event_id>/invitations/<int:batch_id>/pdf/cards.pdf")
@needs(Right.GUESTS)
@is_large
@while_it_goes_on("cards.list_batches")
def download_cards_pdf(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the cards."""
    return _given("cards", event_id, batch_id)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/pdf/letters.pdf")
@needs(Right.GUESTS)
@is_large
@while_it_goes_on("cards.list_batches")
def download_letters_pdf(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the letters."""
    return _given("letters", event_id, batch_id)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/pdf/list.pdf")
@needs(Right.GUESTS)
@is_large
def download_list_pdf(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Give the list of numbers."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    numbers = issuing.numbers_of(reading_session(), batch)
    if not numbers or not pdf.is_available():
        abort(404)
    return card_papers.give_pdf(
        lambda: pdf.render_table_list(table_list(event, numbers)),
        f"{event.slug}-list.pdf",
        sorry_url=_papers_url(event_id, batch_id),
    )


@bp.post("/<int:event_id>/invitations/<int:batch_id>/pdf/cards")
@needs(Right.GUESTS, audited="batch_pdf.make_cards")
@is_large
@while_it_goes_on("cards.list_batches")
def make_cards_pdf(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Begin to make many cards."""
    return _begun("cards", event_id, batch_id)


@bp.post("/<int:event_id>/invitations/<int:batch_id>/pdf/letters")
@needs(Right.GUESTS, audited="batch_pdf.make_letters")
@is_large
@while_it_goes_on("cards.list_batches")
def make_letters_pdf(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Begin to make many letters."""
    return _begun("letters", event_id, batch_id)


def _shown(
    paper: CardPaper, printing: Printing | None, *, of_batch: Mapping[str, Any], is_many: bool
) -> PaperShown:
    """Return a paper ready to show; a large one has no file until it was made."""
    has_file = not is_many or (printing is not None and printing.is_ready)
    can_be_made = is_many and not has_file and not (printing and printing.is_working)
    return PaperShown(
        paper=paper,
        file_url=_url(f"download_{paper.name}_pdf", of_batch) if has_file else "",
        make_url=_url(f"make_{paper.name}_pdf", of_batch) if can_be_made else "",
        page_url=_url(f"show_{paper.name}_sheet", of_batch),
        is_working=bool(printing and printing.is_working),
        has_failed=bool(printing and not printing.is_working and not printing.is_ready),
        done=printing.done if printing else 0,
        total=printing.total if printing else 0,
    )


def _url(view: str, of_batch: Mapping[str, Any]) -> str:
    return url_for(f"cards.{view}", **of_batch)


def _given(kind: str, event_id: int, batch_id: int) -> ResponseReturnValue:
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    if _is_told() and not _may_print_told(event_id, batch_id):
        return _to_question(event_id, batch_id)
    found = _cards_or_404(batch)
    sheet = PAPERS[kind].make(event, batch, found)
    if len(found) <= MOST_AT_ONCE:
        return card_papers.give_pdf(
            lambda: card_papers.render(sheet),
            f"{event.slug}-{kind}.pdf",
            sorry_url=_papers_url(event_id, batch_id),
        )
    printing = card_printing.look(settings().instance, _prefix(batch_id, kind), sheet)
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
    if _is_told() and not _may_print_told(event_id, batch_id):
        return _to_question(event_id, batch_id)
    found = _cards_or_404(batch)
    if len(found) > MOST_AT_ONCE:
        sheet = PAPERS[kind].make(event, batch, found)
        card_printing.start(settings().instance, _prefix(batch_id, kind), sheet)
    return _to_papers(event_id, batch_id)


def _cards_or_404(batch: Batch) -> list[PrintableCard]:
    found = cards_of(batch, CardRange(with_told=_is_told()))
    if not found or not pdf.is_available():
        abort(404)
    return found


def _to_papers(event_id: int, batch_id: int) -> ResponseReturnValue:
    return redirect(_papers_url(event_id, batch_id), code=303)


def _papers_url(event_id: int, batch_id: int) -> str:
    return url_for("cards.show_pdfs", event_id=event_id, batch_id=batch_id, told=_asked_for())


def _is_told() -> bool:
    """Whether cards that were used are asked for as well."""
    return request.args.get("told") == "1"


def _asked_for() -> str | None:
    return "1" if _is_told() else None


def _may_print_told(event_id: int, batch_id: int) -> bool:
    return told_of(event_id, batch_id).is_said(None)


def _to_question(event_id: int, batch_id: int) -> ResponseReturnValue:
    return redirect(told_of(event_id, batch_id).ask(None), code=303)


def _prefix(batch_id: int, kind: str) -> str:
    """Name the documents of a stack: those with cards that were used apart from the others."""
    return f"{batch_id}-{kind}-all" if _is_told() else f"{batch_id}-{kind}-new"
