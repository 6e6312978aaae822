"""Pages of cards to print and cut, four on a sheet: the same for whoever prints them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, render_template
from markupsafe import Markup

from planner.core.codes import show_code
from planner.exports.covers import cover_svg
from planner.exports.qr import Mask, fits_version_3, qr_svg
from planner.services.invite import issuing
from planner.services.invite.issuing import MOST_CARDS, Card
from planner.settings import Settings
from planner.store.models import Batch, Event
from planner.web import card_texts
from planner.web.db import reading_session

CARDS_ON_A_SHEET = 4
# Up to here the best mask is looked for, as ISO 18004 7.8.3 asks; beyond it takes too long, and
# one fixed mask reads as well in practice.
MOST_WITH_BEST_MASK = 120
FIXED_MASK: Mask = 3


@dataclass(frozen=True)
class PrintedCard:
    """What differs from card to card."""

    number: int
    code: str
    qr: Markup


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cards of a batch to print.

    Attributes:
        offset: how many cards to leave out at the beginning.
        limit: how many to print at most.
        number: print only this card.
        has_backs: whether each sheet has its back side after it.
    """

    offset: int = 0
    limit: int = MOST_CARDS
    number: int | None = None
    has_backs: bool = False


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where the links beside the paper lead.

    Attributes:
        back: the page it was asked from.
        page: gives the address of the same page with another offset.
    """

    back: str
    page: Callable[[int], str]


def cards_page(event: Event, batch: Batch, wanted: Wanted, ways: Ways) -> str:
    """Draw the cards of a batch that are worth something; changes nothing."""
    found = cards_of(batch, wanted, limit=wanted.limit + 1)
    printed = drawn(found[: wanted.limit])
    return render_template(
        "print/cards.html",
        **_what_every_card_says(event, batch),
        sheets=[
            printed[start : start + CARDS_ON_A_SHEET]
            for start in range(0, len(printed), CARDS_ON_A_SHEET)
        ],
        has_backs=wanted.has_backs,
        is_large=not fits_version_3(_settings().base_url),
        back_url=ways.back,
        earlier=ways.page(max(0, wanted.offset - wanted.limit)) if wanted.offset else "",
        later=ways.page(wanted.offset + wanted.limit) if len(found) > wanted.limit else "",
    )


def letters_page(event: Event, batch: Batch, wanted: Wanted, ways: Ways) -> str:
    """Draw a letter of A4 for each card."""
    found = cards_of(batch, wanted, limit=wanted.limit + 1)
    return render_template(
        "print/letters.html",
        **_what_every_card_says(event, batch) | {"cover": _drawing(event, wide=True)},
        letters=card_texts.letter_texts(event, batch),
        cards=drawn(found[: wanted.limit]),
        is_large=not fits_version_3(_settings().base_url),
        back_url=ways.back,
        earlier=ways.page(max(0, wanted.offset - wanted.limit)) if wanted.offset else "",
        later=ways.page(wanted.offset + wanted.limit) if len(found) > wanted.limit else "",
    )


def cards_of(batch: Batch, wanted: Wanted, *, limit: int | None = None) -> list[Card]:
    """Return the cards to print, with their codes."""
    settings = _settings()
    return issuing.codes_of(
        reading_session(),
        batch,
        code_key=settings.code_key,
        base_url=settings.base_url,
        offset=wanted.offset,
        limit=limit,
        number=wanted.number,
    )


def drawn(cards: Sequence[Card]) -> list[PrintedCard]:
    """Return cards with their QR codes."""
    mask = None if len(cards) <= MOST_WITH_BEST_MASK else FIXED_MASK
    return [
        PrintedCard(
            card.number,
            show_code(card.code),
            Markup(qr_svg(card.url, mask=mask)),  # noqa: S704 - our own drawing
        )
        for card in cards
    ]


def _what_every_card_says(event: Event, batch: Batch) -> dict[str, Any]:
    words = card_texts.card_words(event, batch)
    return {
        "event_title": event.title,
        "words": words,
        "cover": _drawing(event, wide=False),
        "host": _settings().host,
        "tongues": card_texts.tongues([each.texts.language for each in words]),
    }


def _drawing(event: Event, *, wide: bool) -> Markup:
    """Return the inside of the cover, to be drawn once and used on every card."""
    drawing = cover_svg(event.event_type, wide=wide)
    inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    return Markup(inside)  # noqa: S704 - our own drawing


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
