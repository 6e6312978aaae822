"""Cards as the pages show them, and the ways to send the link of one from her own phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from planner.core.enums import InvitationState
from planner.services.guests.handing import Answered, HandedCard, StackTotals
from planner.store.models import Batch, Event
from planner.web import card_texts
from planner.web.i18n import gettext as _

ROWS = 100
"""Cards on a page of the list."""
FEW = 20
"""So many cards are seen at a glance; among more, one is looked for by its number."""


@dataclass(frozen=True, kw_only=True)
class CardShown:
    """A card with its sign: words, pictogram and tone of a chip."""

    number: int
    works: bool
    is_handed_out: bool
    words: str
    picture: str
    tone: str
    replaced_by: int | None
    is_in_hand: bool = False


@dataclass(frozen=True)
class CardGroups:
    """The cards of a page of the list, by what is left to do with them.

    Attributes:
        waiting: still to be handed out, by number; among them the one that she has in her hand,
            so that a slip of the finger is undone where it was made.
        handed_out: folded away.
        ended: those that do not work any more.
    """

    waiting: list[CardShown]
    handed_out: list[CardShown]
    ended: list[CardShown]


@dataclass(frozen=True)
class Way:
    """A way to send a link, which opens another program of the phone."""

    name: str
    picture: str
    url: str


def card_groups(cards: Sequence[HandedCard], *, in_hand: int | None) -> CardGroups:
    """Part the cards by what is left to do; `in_hand` is the number of the one just used."""
    shown = [card_shown(card, in_hand=in_hand) for card in cards]
    working = [card for card in shown if card.works]
    return CardGroups(
        waiting=[card for card in working if card.is_in_hand or not card.is_handed_out],
        handed_out=[card for card in working if card.is_handed_out and not card.is_in_hand],
        ended=[card for card in shown if not card.works],
    )


def card_shown(card: HandedCard, *, in_hand: int | None = None) -> CardShown:
    """Return a card ready to show."""
    words, picture, tone = _sign_of(card)
    return CardShown(
        number=card.number,
        works=card.works,
        is_handed_out=card.is_handed_out,
        words=words,
        picture=picture,
        tone=tone,
        replaced_by=card.replaced_by,
        is_in_hand=card.number == in_hand,
    )


def totals(counted: StackTotals) -> list[tuple[int, str]]:
    """Return how many of the cards that work were answered how; together that is all of them.

    A maybe is neither: that it was said is for who prepares the event alone.
    """
    return [
        (counted.answered[Answered.YES], _("say yes")),
        (counted.answered[Answered.NO], _("say no")),
        (counted.answered[Answered.NOT_YET], _("no yes or no yet")),
    ]


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
