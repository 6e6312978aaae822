"""Paper: the cards to cut, and a list of their numbers with room to write."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.codes import show_code
from planner.exports.covers import CoverKind, cover_svg
from planner.exports.qr import Mask, fits_version_3, qr_svg
from planner.services import invite
from planner.services.batches import giver_of
from planner.services.invite import MOST_CARDS, Card
from planner.settings import Settings
from planner.store.models import Batch, Event
from planner.web import event_facts
from planner.web.db import reading_session
from planner.web.i18n import GUEST_LANGUAGES, current_locale
from planner.web.i18n import gettext as _
from planner.web.organiser.batch_lookup import batch_to_show
from planner.web.organiser.lookup import event_to_show

bp = Blueprint("sheets", __name__, url_prefix="/events/<int:event_id>/invitations/<int:batch_id>")

CARDS_ON_A_SHEET = 4
CARDS_ON_A_PAGE = 400
# Up to here the best mask is looked for, as ISO 18004 7.8.3 asks; beyond it takes too long, and
# one fixed mask reads as well in practice.
MOST_WITH_BEST_MASK = 120
FIXED_MASK: Mask = 3

SCAN_WORDS = {"nl": ("Scan de code", "Nederlands"), "en": ("Scan the code", "English")}


@dataclass(frozen=True)
class PrintedCard:
    """What differs from card to card."""

    number: int
    code: str
    qr: Markup


@bp.get("/cards")
def cards(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the cards, four on a sheet, ready to print and cut; changes nothing."""
    offset = max(0, request.args.get("offset", 0, type=int))
    number = request.args.get("number", type=int)
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
    found = _cards(batch, offset=offset, limit=limit + 1, number=number)
    printed = _drawn(found[:limit])
    return render_template(
        "print/cards.html",
        **_what_every_card_says(event, batch),
        sheets=[
            printed[start : start + CARDS_ON_A_SHEET]
            for start in range(0, len(printed), CARDS_ON_A_SHEET)
        ],
        has_backs=bool(request.args.get("backs")),
        is_large=not fits_version_3(_settings().base_url),
        back_url=url_for("invitations.list_batches", event_id=event_id),
        earlier=_page(event_id, batch_id, offset - limit) if offset else "",
        later=_page(event_id, batch_id, offset + limit) if len(found) > limit else "",
    )


@bp.get("/list")
def paper_list(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show the numbers of the cards with room to write, for who hands them out to keep.

    Whatever is written there stays with that person: the planner has no place for it.
    """
    batch = batch_to_show(event_id, batch_id)
    return render_template(
        "print/card_list.html",
        event_title=event_to_show(event_id).title,
        numbers=[card.number for card in _cards(batch)],
    )


def _what_every_card_says(event: Event, batch: Batch) -> dict[str, Any]:
    given_by = giver_of(batch)
    phone = event_facts.phone_of(event)
    small_print = [
        _("We do not need your name."),
        _("We use your answer only to have enough food and places."),
    ]
    if phone:
        small_print.append(
            _("Questions? Call %(name)s: %(number)s.", name=phone.name, number=phone.number)
        )
    return {
        "event_title": event.title,
        "over": _("%(name)s invites you", name=given_by) if given_by else _("You are invited"),
        "facts": event_facts.facts_of(event, with_links=False),
        "cover": _drawing(event),
        "host": _settings().host,
        "no_phone": _("No phone? No problem. Just come, and bring this card."),
        "small_print": small_print,
        "tongues": _tongues(),
    }


def _cards(
    batch: Batch, *, offset: int = 0, limit: int | None = None, number: int | None = None
) -> list[Card]:
    settings = _settings()
    return invite.codes_of(
        reading_session(),
        batch,
        code_key=settings.code_key,
        base_url=settings.base_url,
        offset=offset,
        limit=limit,
        number=number,
    )


def _drawn(cards: list[Card]) -> list[PrintedCard]:
    mask = None if len(cards) <= MOST_WITH_BEST_MASK else FIXED_MASK
    return [
        PrintedCard(
            card.number,
            show_code(card.code),
            Markup(qr_svg(card.url, mask=mask)),  # noqa: S704 - drawn by our own code
        )
        for card in cards
    ]


def _drawing(event: Event) -> Markup:
    """Return the inside of the cover, to be drawn once and used on every card."""
    drawing = cover_svg(CoverKind(event.event_type.value), wide=False)
    inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    return Markup(inside)  # noqa: S704 - drawn by our own code


def _tongues() -> list[tuple[str, str, str]]:
    """Return what to do in each other language that the guest's page can be read in."""
    here = current_locale().language
    return [(code, *SCAN_WORDS[code]) for code in GUEST_LANGUAGES if code != here]


def _page(event_id: int, batch_id: int, offset: int) -> str:
    return url_for(
        "sheets.cards",
        event_id=event_id,
        batch_id=batch_id,
        offset=max(0, offset),
        backs=request.args.get("backs") or None,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
