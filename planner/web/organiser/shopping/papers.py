"""Papers for shop and kitchen: lists by shop, a message, the kitchen's sheet, allergen cards."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response as Redirect

from planner.core.roles import Right
from planner.services.plan import menus
from planner.services.shop.papers import Sitting, sitting_of, sittings_of
from planner.services.shop.shopping_list import ShoppingLine
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day_and_time, local
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.shopping import bp
from planner.web.organiser.shopping.papers_allergens import allergen_cards, tongues
from planner.web.organiser.shopping.papers_kitchen import kitchen_sheets, overview
from planner.web.organiser.shopping.papers_made import made_for_shop, made_line
from planner.web.organiser.shopping.papers_message import messages
from planner.web.organiser.shopping.papers_shop import (
    ShopPaper,
    by_shop,
    shop_papers,
    shopping_table,
)

CARDS_ON_A_SHEET = 4


@bp.get("/<int:event_id>/shops")
@needs(Right.PAPERS)
def show_shop_papers(event_id: int) -> ResponseReturnValue:
    """Show what to buy as paper, a page for each shop; one shop with `?supplier=`."""
    event = event_to_show(event_id)
    sitting = sitting_of(reading_session(), event, now=now())
    if sitting is None:
        return _to_event(event)
    return render_template(
        "print/shops.html",
        event=event,
        shops=_papers(sitting),
        made=made_for_shop(sitting, now=now()),
    )


@bp.get("/<int:event_id>/shopping-list.csv")
@needs(Right.PAPERS)
def download_shopping_list(event_id: int) -> ResponseReturnValue:
    """Give the shopping list as a file for a spreadsheet."""
    event = event_to_show(event_id)
    sitting = sitting_of(reading_session(), event, now=now())
    if sitting is None:
        return _to_event(event)
    table = shopping_table(_wanted(sitting), sitting, now=now())
    response = Response(table, mimetype="text/csv")
    name = f"{event.slug}-{local(now(), event.zone):%Y-%m-%d-%H%M}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/<int:event_id>/shopping-text")
@needs(Right.PAPERS)
def show_shopping_text(event_id: int) -> ResponseReturnValue:
    """Show the shopping list as messages, one for each shop."""
    event = event_to_show(event_id)
    sitting = sitting_of(reading_session(), event, now=now())
    if sitting is None:
        return _to_event(event)
    return render_template(
        "organiser/shopping/shopping_text.html",
        event=event,
        messages=messages(event, _papers(sitting), made_for_shop(sitting, now=now())),
    )


@bp.get("/<int:event_id>/kitchen")
@needs(Right.PAPERS)
def show_kitchen_sheet(event_id: int) -> ResponseReturnValue:
    """Show the kitchen's sheet as paper, a page for each sitting."""
    event = event_to_show(event_id)
    sittings = sittings_of(reading_session(), event, now=now())
    if not sittings:
        return _to_event(event)
    sheets = kitchen_sheets(reading_session(), sittings, now=now())
    return render_template(
        "print/kitchen.html",
        event=event,
        sheets=sheets,
        overview=overview(sheets),
        made=made_line([each.answers for each in sittings], zone=event.zone, now=now()),
    )


@bp.get("/<int:event_id>/allergens")
@needs(Right.PAPERS)
def show_allergens(event_id: int) -> ResponseReturnValue:
    """Show a card for each dish with what is in it, four on a sheet."""
    event = event_to_show(event_id)
    if not event.dishes:
        return _to_event(event)
    cards = allergen_cards(menus.menu_of(event).dishes)
    return render_template(
        "print/allergens.html",
        event=event,
        sheets=[
            cards[start : start + CARDS_ON_A_SHEET]
            for start in range(0, len(cards), CARDS_ON_A_SHEET)
        ],
        is_unknown=any(not card.in_it and not card.is_known for card in cards),
        tongues=tongues(),
        made_at=day_and_time(now(), event.zone),
    )


def _papers(sitting: Sitting) -> list[ShopPaper]:
    return shop_papers(_wanted(sitting), sitting.shopping.chosen.guests)


def _wanted(sitting: Sitting) -> dict[str, list[ShoppingLine]]:
    """Return the lines of each shop, or of the one that is asked for."""
    found = by_shop(sitting.shopping.lines)
    supplier = request.args.get("supplier")
    if supplier is None:
        return found
    if supplier not in found:
        abort(404)
    return {supplier: found[supplier]}


def _to_event(event: Event) -> Redirect:
    """Show the event instead: it says what is missing before there is anything to buy."""
    return redirect(url_for("desk.show_event", event_id=event.id), code=303)
