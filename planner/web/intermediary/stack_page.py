"""The page with all her cards as a grid of numbers, and where a press on it leads back to."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.services.guests import handing, handing_many
from planner.services.guests.handing import CardsShown, HandedCard
from planner.services.invite import requests
from planner.services.messages.notices import changes_of
from planner.store.models import Batch
from planner.web.db import reading_session
from planner.web.intermediary.browser import current_batch
from planner.web.intermediary.forms import RangeForm
from planner.web.intermediary.going_on import is_called_off
from planner.web.intermediary.presenter import (
    AT_ONCE,
    ROWS,
    JustTicked,
    asked_cards,
    asked_range,
    filters,
    may_untick,
    tile,
)
from planner.web.intermediary.promises import promises_for
from planner.web.mail_ways import can_mail
from planner.web.notice_words import all_in_words
from planner.web.numbers import whole_number
from planner.web.paging import asked_page_of, turning


def stack_page(link_id: int, form: RangeForm | None = None, status: int = 200) -> tuple[str, int]:
    """Draw the cards that the address asks for: those still here, unless it says otherwise."""
    batch, which = current_batch(), asked_cards(request.args)
    in_hand = request.args.get("card", type=whole_number) if which is CardsShown.LEFT else None
    counted = handing.count_cards(reading_session(), batch)
    found = counted.of(which)
    # The one in her hand stands among them, though it is none of them any more.
    page = asked_page_of(found + (in_hand is not None), rows=ROWS)
    cards = handing.list_cards(
        reading_session(), batch, which, also=in_hand, offset=(page - 1) * ROWS, limit=ROWS
    )
    called_off = is_called_off(batch)
    waiting = requests.list_waiting_of(reading_session(), batch)
    asked_for = {one.card_number for one in waiting}
    ticks = which is CardsShown.LEFT and not called_off
    drawn = render_template(
        "intermediary/cards.html",
        form=form or _filled_in(cards),
        link_id=link_id,
        event=batch.event,
        which=which.value,
        filters=filters(counted, which, link_id=link_id),
        tiles=[
            tile(card, in_hand=in_hand, is_asked=card.number in asked_for, ticks=ticks)
            for card in cards
        ],
        ticks=ticks,
        many_left=ticks and counted.of(CardsShown.LEFT) > 1,
        turning=turning(
            page,
            rows=ROWS,
            shown=len(cards),
            found=max(found, (page - 1) * ROWS + len(cards)),
            url=lambda other: url_for(
                "intermediary.show_stack", link_id=link_id, page=other, **shown_in(which)
            ),
        ),
        just=_just_ticked(batch, cards, in_hand),
        working=counted.working,
        handed_out=counted.handed_out,
        changed=all_in_words(batch.event, changes_of(reading_session(), batch.event)),
        has_mail=can_mail(),
        is_draft=batch.event.state is EventState.DRAFT,
        is_cancelled=called_off,
        promises=promises_for(batch),
        waiting=len(waiting),
    )
    return drawn, status


def to_list(link_id: int, number: int) -> ResponseReturnValue:
    """Lead back to the cards that are still here, where this one was."""
    before = handing.place_of(reading_session(), current_batch(), number, CardsShown.LEFT)
    page = 1 + before // ROWS
    of_page: dict[str, Any] = {"page": page} if page > 1 else {}
    place = url_for(
        "intermediary.show_stack",
        link_id=link_id,
        card=number,
        **of_page,
        _anchor=f"card-{number}",
    )
    return redirect(place, code=303)


def shown_in(which: CardsShown) -> dict[str, Any]:
    """Return how an address says which cards it shows; nothing for the usual ones."""
    return {} if which is CardsShown.LEFT else {"show": which.value}


def _filled_in(cards: Sequence[HandedCard]) -> RangeForm:
    """Return the form with the next cards in it, so that one press ticks as many as it says."""
    left = [card.number for card in cards if card.works and not card.is_handed_out][:AT_ONCE]
    given = {"first": left[0], "last": left[-1]} if left else {}
    return RangeForm(formdata=None, data=given)


def _just_ticked(
    batch: Batch, cards: Sequence[HandedCard], in_hand: int | None
) -> JustTicked | None:
    """Return what was ticked last on this phone; None where nothing of it can be taken back."""
    for card in cards:
        if card.number == in_hand and may_untick(card):
            return JustTicked(count=1, number=in_hand)
    ticked = asked_range(request.args)
    if ticked is None:
        return None
    count = handing_many.count_pressed(reading_session(), batch, ticked)
    return JustTicked(count=count, ticked=ticked) if count else None
