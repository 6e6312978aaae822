"""The search box: one for events, cards by their number, guests by name, and places.

What is typed is sent and never put into an address: it may be the name of a guest, and addresses
stand in histories and in logs. Source: docs/decisions/0039-search.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.day import searching
from planner.services.day.searching import FoundCard, FoundPlace, SearchResult
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.days_ahead import short_day_ahead
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.events import bp

LONGEST_WORDS = 120


@dataclass(frozen=True)
class FoundLine:
    """One thing that was found."""

    url: str
    title: str
    text: str


@dataclass(frozen=True)
class FoundKind:
    """What was found of one kind."""

    name: str
    title: str
    picture: str
    lines: list[FoundLine]


@bp.get("/search")
@needs(Right.SIGNED_IN)
def show_search() -> ResponseReturnValue:
    """Ask what to look for."""
    return render_template("organiser/events/search.html", words="", said="", kinds=[])


@bp.post("/search")
@needs(Right.SIGNED_IN, audited="events.search")
def search() -> ResponseReturnValue:
    """Show what was found for the words that were sent."""
    words = " ".join(request.form.get("sought", "").split())[:LONGEST_WORDS]
    found = searching.search(reading_session(), current_account(), words, now=now())
    return render_template(
        "organiser/events/search.html",
        words=words,
        said=_said(words, found),
        kinds=[kind for kind in _kinds(found) if kind.lines],
    )


def _said(words: str, found: SearchResult) -> str:
    if not searching.is_enough(words):
        return _("Type two letters or more, or the number of a card.")
    if not found.count:
        return _("Nothing was found. Try a part of the word.")
    if found.is_cut:
        return _("There is more than is shown here. Type more letters to find it.")
    return ngettext("%(num)s thing was found.", "%(num)s things were found.", found.count)


def _kinds(found: SearchResult) -> Sequence[FoundKind]:
    return (
        FoundKind("events", _("Events"), "calendar", [_event(one) for one in found.events]),
        FoundKind("guests", _("Guests"), "user", [_card(one) for one in found.guests]),
        FoundKind("cards", _("Cards"), "ticket", [_card(one) for one in found.cards]),
        FoundKind("places", _("Places"), "map-pin", [_place(one) for one in found.places]),
    )


def _event(event: Event) -> FoundLine:
    where = event.venue.name if event.venue else ""
    day = short_day_ahead(event.starts_at, event.zone, now=now())
    return FoundLine(
        url_for("desk.show_event", event_id=event.id),
        event.title,
        ", ".join(filter(None, (day, where))),
    )


def _card(card: FoundCard) -> FoundLine:
    number = _("Card %(number)s", number=card.number)
    day = short_day_ahead(card.event.starts_at, card.event.zone, now=now())
    return FoundLine(
        url_for("guests.show_card", event_id=card.event.id, number=card.number),
        card.name or number,
        ", ".join(filter(None, (number if card.name else "", card.event.title, day))),
    )


def _place(place: FoundPlace) -> FoundLine:
    if place.is_venue:
        return FoundLine(url_for("events.list_events", place=place.key), place.name, place.text)
    return FoundLine(
        url_for("events.list_events", neighbourhood=place.key), place.name, _("Neighbourhood")
    )
