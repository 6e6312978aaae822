"""Cards as the pages show them, and the ways to send the link of one from her own phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import url_for

from planner.core.enums import InvitationState
from planner.core.texts import N_
from planner.services.guests.handing import Answered, CardsShown, HandedCard, StackTotals
from planner.services.guests.handing_many import TickedRange
from planner.store.models import Batch, Event
from planner.web import card_texts
from planner.web.i18n import gettext as _
from planner.web.numbers import key_number, whole_number

ROWS = 100
"""Cards on a page of the grid."""
AT_ONCE = 20
"""So many of the next cards are ticked with one press, unless other numbers are typed."""

_FILTERS = {
    CardsShown.LEFT: N_("Still here"),
    CardsShown.SILENT: N_("No answer"),
    CardsShown.YES: N_("Yes"),
    CardsShown.NO: N_("No"),
    CardsShown.ALL: N_("All"),
}


@dataclass(frozen=True, kw_only=True)
class CardShown:
    """A card with its sign: words, pictogram and tone of a chip."""

    number: int
    works: bool
    is_handed_out: bool
    may_untick: bool
    words: str
    picture: str
    tone: str
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the grid, with its sign.

    Attributes:
        words: how far the card is, or what a press on it does.
        sign: how it looks: `left`, `out`, `yes`, `no`, `asked` or `end`.
        ticks: whether a press ticks it; else it leads to the card.
        is_in_hand: whether it was the last one that was ticked.
    """

    number: int
    words: str
    sign: str
    ticks: bool
    is_in_hand: bool


@dataclass(frozen=True)
class CardFilter:
    """A way to look at some of the cards, and how many these are."""

    name: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class JustTicked:
    """What was ticked last on this phone, to be taken back; one card by its number, or more."""

    count: int
    number: int | None = None
    ticked: TickedRange | None = None


@dataclass(frozen=True)
class Way:
    """A way to send a link, which opens another program of the phone."""

    name: str
    picture: str
    url: str


def asked_cards(asked: Mapping[str, str]) -> CardsShown:
    """Return which cards an address asks for; those that are still here unless it says so."""
    try:
        return CardsShown(asked.get("show", ""))
    except ValueError:
        return CardsShown.LEFT


def asked_range(asked: Mapping[str, str]) -> TickedRange | None:
    """Return which press an address or a form is about; None for none, and what makes no sense."""
    try:
        first, last = whole_number(asked.get("first", "")), whole_number(asked.get("last", ""))
        ticked = TickedRange(first=first, last=last, mark=key_number(asked.get("mark", "")))
        _in_this_world = ticked.at
    except (ValueError, OverflowError):
        return None
    return ticked


def filters(counted: StackTotals, shown: CardsShown, *, link_id: int) -> list[CardFilter]:
    """Return the ways to look at the cards; those that work are each in one of the first four.

    A maybe is neither yes nor no: that it was said is for who prepares the event alone.
    """
    made = []
    for which, name in _FILTERS.items():
        asked: dict[str, Any] = {} if which is CardsShown.LEFT else {"show": which.value}
        url = url_for("intermediary.show_stack", link_id=link_id, **asked)
        made.append(CardFilter(_(name), counted.of(which), url, current=which is shown))
    return made


def tile(card: HandedCard, *, in_hand: int | None, is_asked: bool, ticks: bool) -> Tile:
    """Return a card as a number of the grid.

    The one with the number `in_hand` was just used, and stays where it was. `is_asked` says that
    the organiser has not done yet what was asked about it; with `ticks` a press ticks what is
    still here, instead of opening the card.
    """
    words, sign = _tile_sign(card, is_asked=is_asked)
    presses = ticks and sign == "left"
    return Tile(
        card.number, _("Tick it") if presses else words, sign, presses, card.number == in_hand
    )


def may_untick(card: HandedCard) -> bool:
    """Say whether taking the tick back may change anything: not once a household said yes or no."""
    return card.works and card.is_handed_out and card.answered is Answered.NOT_YET


def card_shown(card: HandedCard) -> CardShown:
    """Return a card ready to show."""
    words, picture, tone = _sign_of(card)
    return CardShown(
        number=card.number,
        works=card.works,
        is_handed_out=card.is_handed_out,
        may_untick=may_untick(card),
        words=words,
        picture=picture,
        tone=tone,
        replaced_by=card.replaced_by,
    )


def ways_to_send(event: Event, batch: Batch, url: str) -> list[Way]:
    """Return the ways to send the link of a card, in the first language of the card.

    Each opens a program on her phone with the words filled in; to whom she sends it, we never see.
    """
    words = card_texts.share_words(event, batch, url)
    subject, body = quote(words.subject, safe=""), quote(words.body, safe="")
    return [
        Way("WhatsApp", "whatsapp", f"https://wa.me/?text={body}"),
        Way("SMS", "chat", f"sms:?&body={body}"),
        Way(_("E-mail"), "envelope", f"mailto:?subject={subject}&body={body}"),
    ]


def _sign_of(card: HandedCard) -> tuple[str, str, str]:
    if card.state is InvitationState.REPLACED:
        return _("Replaced"), "x-circle", ""
    if not card.works:
        return _("Does not work any more"), "x-circle", "bad"
    if card.answered is Answered.YES:
        return _("Yes"), "thumbs-up", "ok"
    if card.answered is Answered.NO:
        return _("No"), "thumbs-down", "warn"
    if card.is_handed_out:
        return _("No yes or no yet"), "clock", "action"
    return "", "", ""  # the button beside it says enough


def _tile_sign(card: HandedCard, *, is_asked: bool) -> tuple[str, str]:
    """Return the words and the look; they fit on a number, so they are one or two short words."""
    if card.state is InvitationState.REPLACED:
        return _("replaced"), "end"
    if not card.works:
        return _("stopped"), "end"
    if is_asked:
        return _("asked"), "asked"
    if card.answered is Answered.YES:
        return _("yes"), "yes"
    if card.answered is Answered.NO:
        return _("no"), "no"
    if card.is_handed_out:
        return _("handed out"), "out"
    return _("still here"), "left"
