"""More people want to come than there is room for: what an organiser has to know, in words."""

from collections.abc import Iterator

from flask import flash
from sqlalchemy.orm import Session

from planner.core.capacity import Crowding
from planner.core.turnout import spoken
from planner.services.forecast.said import HowKnown, Quoted, crowding_of, said_of
from planner.store.models import Event
from planner.web.clock import now
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def crowd_words(event: Event, said: Quoted) -> list[str]:
    """Say that more may want to come than fit, and what follows; nothing once it has begun."""
    if said.how is not HowKnown.NOW:
        return []
    found = crowding_of(event, said)
    return [_too_many(found), *_what_follows(event, found)] if found else list(_turns(event, said))


def say_crowding(session: Session, event: Event) -> None:
    """Say at once, after an event was changed, that more may want to come than fit."""
    if event.capacity is None:
        return
    session.flush()
    said = said_of(session, [event], now=now()).get(event.id)
    found = crowding_of(event, said) if said and said.how is HowKnown.NOW else None
    if found:
        flash(_too_many(found), "warn")


def _too_many(found: Crowding) -> str:
    room = ngettext(
        "There is room for %(n)s person.",
        "There is room for %(n)s people.",
        found.places,
        n=number(found.places),
    )
    more = (
        ngettext(
            "About %(likely)s people want to come: about %(n)s too many.",
            "About %(likely)s people want to come: about %(n)s too many.",
            found.too_many,
            likely=number(found.likely),
            n=number(found.too_many),
        )
        if found.is_likely
        else _("On a busy day about %(n)s people want to come.", n=number(found.busy))
    )
    return f"{room} {more}"


def _what_follows(event: Event, found: Crowding) -> Iterator[str]:
    ordered = _ordered_for(event)
    if ordered > found.places:
        yield ngettext(
            "You ordered for %(n)s person already.",
            "You ordered for %(n)s people already.",
            ordered,
            n=number(ordered),
        )
    elif event.dishes:
        yield _("The shopping is for no more than fit.")
    yield _("When all places are taken, guests read that it is full. They can wait for a place.")
    if event.kind.is_walked_into:
        yield _("But whoever just comes may find it full. Say on time that there are few places.")
    if found.is_likely:
        yield _("Is there more room? Then change how many fit.")


def _ordered_for(event: Event) -> int:
    """Return for how many guests an order was placed; 0 without one."""
    order = event.placed_order
    return order.portions - event.besides_guests if order else 0


def _turns(event: Event, said: Quoted) -> Iterator[str]:
    """Say of a place that holds fewer at once that people have to take turns."""
    holds = event.venue.capacity if event.venue else None
    likely = spoken(said).likely
    if event.capacity is None and holds is not None and likely > holds:
        yield _(
            "The place holds %(n)s people at once, and about %(likely)s come: not all at one time. "
            "The shopping is for all of them.",
            n=number(holds),
            likely=number(likely),
        )
