"""A poster for a wall, with the code of the event's public page: a page to print, or a PDF."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.exports import pdf
from planner.exports.pdf import Paper, PdfFailed
from planner.exports.qr import qr_svg
from planner.web import card_pdfs, card_texts, event_facts
from planner.web.i18n import gettext as _
from planner.web.organiser.cards.batch_pdf import pdf_response
from planner.web.organiser.lookup import event_to_show

bp = Blueprint("batch_poster", __name__, url_prefix="/events/<int:event_id>/invitations")

log = logging.getLogger("planner")


@bp.get("/poster")
def show(event_id: int) -> ResponseReturnValue:
    """Show the poster, ready to print; an event that is not public has none."""
    event = event_to_show(event_id)
    url = card_pdfs.public_url(event)
    return render_template(
        "print/poster.html",
        event=event,
        texts=card_texts.poster_texts(event, card_pdfs.poster_languages()),
        facts=event_facts.facts_of(event, event_facts.Medium.PAPER),
        cover=event_facts.cover_of(event, wide=True),
        qr=Markup(qr_svg(url)) if event.is_public else "",  # noqa: S704 - drawn by our own code
        address=url.partition("://")[2],
        has_pdf=pdf.is_available(),
    )


@bp.get("/poster.pdf")
def as_pdf(event_id: int) -> ResponseReturnValue:
    """Give the poster as PDF, of A3 unless A4 is asked for."""
    event = event_to_show(event_id)
    if not event.is_public or not pdf.is_available():
        abort(404)
    paper = Paper.A4 if request.args.get("paper") == Paper.A4.value else Paper.A3
    try:
        made = pdf.render_poster(card_pdfs.poster(event, paper))
    except PdfFailed as error:
        log.error("no PDF of a poster for event %s: %s", event.id, error)
        flash(_("The PDF could not be made. Print the page from the browser instead."), "bad")
        return redirect(url_for("invitations.list_batches", event_id=event_id), code=303)
    return pdf_response(made, f"{event.slug}-poster.pdf")
