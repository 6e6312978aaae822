"""What goes on paper. All texts come translated; nothing here knows where they came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from planner.core.enums import EventType
from planner.core.house_colours import USUAL_SECOND

Direction = Literal["ltr", "rtl"]

MOST_TOLD = 3
"""Promises on a poster: more are not read from where people walk."""
MOST_STEPS = 8
"""On a leaflet: more are not remembered."""
MOST_LANGUAGES = 3
"""More do not fit on a card so that somebody without glasses can read them."""


class Paper(Enum):
    """The size of a poster."""

    A4 = "a4"
    A3 = "a3"


@dataclass(frozen=True)
class PrintedFact:
    """What is said of the event: a pictogram, words in bold, small words under them.

    In Arabic times come in words: a dash between them turns over.
    """

    picture: str
    title: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperTexts:
    """What an invitation says, in one language; empty texts leave no gap.

    Attributes:
        language: its code, such as "nl".
        direction: how it is written.
        invited: the line above the title, such as "You are invited".
        title: of the event, where it is another one in this language than the one above.
        facts: when, where, what it costs: what this paper says in this language, in turn.
        scan: what to do with the code.
        type_in: what to do without a camera; the address follows.
        calm: what to do without a phone.
    """

    language: str
    direction: Direction = "ltr"
    invited: str
    title: str = ""
    facts: tuple[PrintedFact, ...] = ()
    scan: str
    type_in: str = ""
    calm: str = ""


@dataclass(frozen=True, kw_only=True)
class CardTexts(PaperTexts):
    """What a card says, front and back, in one language.

    Attributes:
        card_word: stands before the number of the card.
        calm_short: what to do without a phone, on the front.
        how: the heading of the back.
        steps: what to do, in three sentences: the code, the answer, the card.
        promise: what is not asked and not kept, in bold.
        small_print: what becomes of the answer, and whom to ask.
        given_by: from whom this card comes, when that may be said.
    """

    card_word: str
    calm_short: str = ""
    how: str = ""
    steps: tuple[str, str, str] = ("", "", "")
    promise: str = ""
    small_print: str = ""
    given_by: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterTexts(CardTexts):
    """What a letter says in one language.

    Attributes:
        greeting: the first line; without a name, since we have none.
        paragraphs: the letter itself.
        closing: the greeting at the end and who sends the letter, a line each.
    """

    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintedCard:
    """One card: its number, its code as people type it, and the address in its QR code."""

    number: int
    code_shown: str
    url: str


@dataclass(frozen=True)
class SpokenLanguage:
    """A language that the page of the invitation speaks as well, on the back of the card."""

    language: str
    direction: Direction
    words: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PrintedLine:
    """What became of what residents said, in the organiser's own words and their language."""

    words: str
    language: str
    direction: Direction = "ltr"


@dataclass(frozen=True, kw_only=True)
class HousePaper:
    """How an organisation's paper looks.

    Attributes:
        festive: the colour above the title, as #c8402a.
        logo: a PNG; None without one.
        logo_name: what a reader of the file hears instead of the logo.
    """

    festive: str = USUAL_SECOND
    logo: bytes | None = None
    logo_name: str = ""


@dataclass(frozen=True, kw_only=True)
class _Invitations:
    title: str
    cover: EventType
    address_words: str
    cards: Sequence[PrintedCard]
    document_title: str = ""
    house: HousePaper = HousePaper()
    line: PrintedLine | None = None
    """The same on all cards of an event; None for none."""


@dataclass(frozen=True, kw_only=True)
class CardSheet(_Invitations):
    """Cards of A6, four on a sheet of A4.

    Attributes:
        title: of the event.
        cover: which drawing.
        address_words: what people type, without https.
        cards: in the order in which they are printed.
        document_title: what a reader of the file hears first; without it the title.
        texts: one to `MOST_LANGUAGES` languages; the first is the big one.
        with_back: whether each sheet has a second page, to print on its other side.
        tongues: more languages, one line each on the back when there is one language in `texts`.
        also: cards in other languages, behind these and on sheets of their own; backs as here.
    """

    texts: tuple[CardTexts, ...]
    with_back: bool = True
    tongues: tuple[SpokenLanguage, ...] = ()
    also: tuple["CardSheet", ...] = ()

    def __post_init__(self) -> None:
        """Refuse what fits on no card.

        Raises:
            ValueError: no language, or too many.
        """
        check_languages(self.texts)


@dataclass(frozen=True, kw_only=True)
class LetterSheet(_Invitations):
    """Letters of A4, one for each card; see `CardSheet`. Fold in three: no fold meets the code."""

    texts: tuple[LetterTexts, ...]
    also: tuple["LetterSheet", ...] = ()

    def __post_init__(self) -> None:
        """Refuse what fits on no letter.

        Raises:
            ValueError: no language, or too many.
        """
        check_languages(self.texts)


@dataclass(frozen=True, kw_only=True)
class Poster:
    """One page for a wall, with the code of the event's public page; see `CardSheet`."""

    title: str
    cover: EventType
    url: str
    address_words: str
    texts: tuple[PaperTexts, ...]
    paper: Paper = Paper.A3
    document_title: str = ""
    house: HousePaper = HousePaper()

    def __post_init__(self) -> None:
        """Refuse what fits on no poster.

        Raises:
            ValueError: no language, or too many.
        """
        check_languages(self.texts)


@dataclass(frozen=True)
class ToldOnPaper:
    """A promise on a poster: a pictogram, how far it is in words, what it is, and small lines."""

    picture: str
    state: str
    sentence: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PromisePoster:
    """One page of A4 for a wall: what became of what residents said, with the code of the page.

    Attributes:
        title: such as "You said, we did".
        place: the neighbourhood.
        language: the code of the language.
        direction: how it is written.
        cover: which drawing.
        told: at most `MOST_TOLD`.
        url: in the code; `address_words` is what people type.
        scan: what to do with the code.
        type_in: what to do without a camera; the address follows.
        document_title: what a reader of the file hears first.
    """

    title: str
    place: str
    language: str
    direction: Direction = "ltr"
    cover: EventType
    told: tuple[ToldOnPaper, ...]
    url: str
    address_words: str
    scan: str
    type_in: str
    document_title: str = ""

    def __post_init__(self) -> None:
        """Refuse what fits on no poster.

        Raises:
            ValueError: nothing is told, or too much.
        """
        if not 1 <= len(self.told) <= MOST_TOLD:
            raise ValueError(f"a poster tells 1 to {MOST_TOLD} promises, not {len(self.told)}")


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """One page of A4 for somebody who helps: what to do, a step at a time, and whom to call.

    Attributes:
        title: what they do, such as "You help at the gate".
        occasion: of which event, when and where; empty for any.
        language: the code of the language.
        direction: how it is written.
        steps: at most `MOST_STEPS`.
        call: whom to ask, with the number as it stands in `phone`.
        phone: that number; empty where nobody can be called.
        sender: whose paper it is.
        document_title: what a reader of the file hears first.
    """

    title: str
    occasion: str = ""
    language: str
    direction: Direction = "ltr"
    steps: tuple[PrintedFact, ...]
    call: str
    phone: str = ""
    sender: str
    document_title: str = ""

    def __post_init__(self) -> None:
        """Refuse what fits on no page.

        Raises:
            ValueError: there is nothing to do, or too much.
        """
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise ValueError(f"a leaflet has 1 to {MOST_STEPS} steps, not {len(self.steps)}")


@dataclass(frozen=True, kw_only=True)
class SharePicture:
    """What stands on the picture that goes with a shared link.

    Attributes:
        title: of the event.
        language: the code of the language.
        direction: how it is written.
        cover: which drawing.
        when, where: the day and the times, and the place; the place may be empty.
        off: that it is cancelled, in words; empty where it goes on.
    """

    title: str
    language: str
    direction: Direction = "ltr"
    cover: EventType
    when: str
    where: str = ""
    off: str = ""


@dataclass(frozen=True, kw_only=True)
class TableList:
    """Card numbers with lines to write on, for the paper of whoever hands the cards out.

    We print no names, and the paper does not come back to us: that is the agreement.

    Attributes:
        title: of the event.
        subtitle: day and place.
        language: the code of the language.
        direction: how it is written.
        note: whose paper this is.
        headings: of the card's number, and of each column to write in, from narrow to wide.
        numbers: of the cards.
        document_title: what a reader of the file hears first; without it the title.
    """

    title: str
    subtitle: str = ""
    language: str
    direction: Direction = "ltr"
    note: str = ""
    headings: tuple[str, str, str, str]
    numbers: Sequence[int] = field(default_factory=tuple)
    document_title: str = ""


def check_languages(texts: Sequence[PaperTexts]) -> None:
    """Refuse no language, and too many.

    Raises:
        ValueError: that is so.
    """
    if not 1 <= len(texts) <= MOST_LANGUAGES:
        raise ValueError(f"paper has 1 to {MOST_LANGUAGES} languages, not {len(texts)}")
