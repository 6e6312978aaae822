"""Paper: the cards to cut, letters, and a list of their numbers with room to write."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.invite.issuing import MOST_CARDS
from planner.web import card_pages
from planner.web.access import needs
from planner.web.card_pages import Wanted, Ways
from planner.web.numbers import whole_number
from planner.web.organiser.cards import bp
from planner.web.organiser.cards.batch_lookup import batch_to_show
from planner.web.organiser.lookup import event_to_show

CARDS_ON_A_PAGE = 400
LETTERS_ON_A_PAGE = 100


@bp.get("/<int:event_id>/invitations/<int:batch_id>/cards")
@needs(Right.GUESTS)
def show_cards_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the cards, four on a sheet, ready to print and cut; changes nothing."""
    offset = max(0, request.args.get("offset", 0, type=whole_number))
    number = request.args.get("number", type=whole_number)
    return cards_page(event_id, batch_id, offset=offset, number=number, limit=CARDS_ON_A_PAGE)


def cards_page(
    event_id: int,
    batch_id: int,
    *,
    offset: int = 0,
    number: int | None = None,
    limit: int = MOST_CARDS,
) -> str:
    """Draw so many cards of a batch, or the one of a number; a command draws them all at once."""
    event = event_to_show(event_id)
    batch = batch_to_show(event_id, batch_id)
    wanted = Wanted(
        offset=offset, limit=limit, number=number, has_backs=bool(request.args.get("backs"))
    )
    return card_pages.cards_page(
        event, batch, wanted, _ways("cards.show_cards_sheet", event_id, batch_id)
    )


@bp.get("/<int:event_id>/invitations/<int:batch_id>/letters")
@needs(Right.GUESTS)
def show_letters_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the invitations as letters of A4, one for each card; changes nothing."""
    event = event_to_show(event_id)
    batch = batch_to_show(event_id, batch_id)
    wanted = Wanted(
        offset=max(0, request.args.get("offset", 0, type=whole_number)),
        limit=LETTERS_ON_A_PAGE,
        number=request.args.get("number", type=whole_number),
    )
    ways = _ways("cards.show_letters_sheet", event_id, batch_id)
    return card_pages.letters_page(event, batch, wanted, ways)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/list")
@needs(Right.GUESTS)
def show_list_sheet(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the numbers of the cards with room to write, for who hands them out to keep.

    Whatever is written there stays with that person: the planner has no place for it.
    """
    batch = batch_to_show(event_id, batch_id)
    return render_template(
        "print/card_list.html",
        event_title=event_to_show(event_id).title,
        numbers=[card.number for card in card_pages.cards_of(batch, Wanted())],
        back_url=url_for("cards.list_batches", event_id=event_id),
    )


def _ways(endpoint: str, event_id: int, batch_id: int) -> Ways:
    def page(offset: int) -> str:
        return url_for(
            endpoint,
            event_id=event_id,
            batch_id=batch_id,
            offset=offset,
            backs=request.args.get("backs") or None,
        )

    return Ways(back=url_for("cards.list_batches", event_id=event_id), page=page)
