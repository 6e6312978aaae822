"""Paper: the cards to cut, letters, and a list of their numbers with room to write."""

from functools import partial
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.exports import pdf
from planner.services.invite import issuing
from planner.web import card_papers
from planner.web.access import needs
from planner.web.card_papers import CardPaper, PaperLinks, PaperPage
from planner.web.card_pdfs import table_list
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.organiser.cards import bp
from planner.web.organiser.cards.batch_told import told_of
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import batch_to_show, event_to_show


@bp.get("/<int:event_id>/invitations/<int:batch_id>/cards")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def show_cards_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the cards, four on a sheet, ready to print and cut; changes nothing."""
    return _answer(card_papers.CARDS, "cards.show_cards_sheet", event_id, batch_id)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/letters")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def show_letters_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the invitations as letters of A4, one for each card; changes nothing."""
    return _answer(card_papers.LETTERS, "cards.show_letters_sheet", event_id, batch_id)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/list")
@needs(Right.GUESTS)
def show_list_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the numbers of the cards with room to write, for who hands them out to keep.

    Whatever is written there stays with that person: the planner has no place for it.
    """
    event = event_to_show(event_id)
    numbers = issuing.numbers_of(reading_session(), batch_to_show(event_id, batch_id))
    if request.args.get("give") == "picture" and pdf.is_available():
        return card_papers.give_picture(table_list(event, numbers or abort(404)))
    of_batch: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id}
    return PaperPage(
        title=_("List of numbers for %(title)s", title=event.title),
        lines=[
            _("With room to write for whoever hands the cards out. It does not come back to us.")
        ],
        picture_url=url_for("cards.show_list_sheet", **of_batch, give="picture"),
        files=[(url_for("cards.download_list_pdf", **of_batch), _("Fetch the PDF"))],
        back=_back(event_id),
        nothing="" if numbers else card_papers.nothing_works(),
    ).answer()


def _answer(paper: CardPaper, endpoint: str, event_id: int, batch_id: int) -> ResponseReturnValue:
    of_batch: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id}
    ways = PaperLinks(
        here=partial(url_for, endpoint, **of_batch),
        back=_back(event_id),
        whole=url_for("cards.show_pdfs", **of_batch, told=request.args.get("told")),
        told=told_of(event_id, batch_id, paper),
    )
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    return card_papers.answer_cards(paper, event, batch, ways)


def _back(event_id: int) -> tuple[str, str]:
    return url_for("cards.list_batches", event_id=event_id), _("Cards")
