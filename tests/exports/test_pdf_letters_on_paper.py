"""Whoever holds the paper can read it: letters are large enough, and none stands on another."""

import os
import re
import unicodedata
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import replace
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from planner.exports.pdf import (
    CardTexts,
    LetterTexts,
    PaperTexts,
    PrintedFact,
    render_cards,
    render_letters,
    render_poster,
)
from tests.exports.pdf_samples import (
    ARABIC,
    DUTCH,
    HOST,
    POLISH,
    TURKISH,
    UKRAINIAN,
    cards,
    letters,
    poster,
    sheet,
)

LONG_TITLE = "Zomerfeest van alle bewoners van de Passartbuurt, de Vrieheide en de Heksenberg samen"
PLACE = PrintedFact(
    "map-pin",
    "Gemeenschapshuis De Wissel naast de oude lagere school van Passart",
    "Burgemeester Waszinkstraat 123 bis, ingang aan de achterkant, 6415 AB Heerlen",
)
WEAR = PrintedFact("list-checks", "Doe aan of neem mee: oude kleren, een bord en bestek")
WHEN = PrintedFact("calendar", "zaterdag 12 juni", "van 15:00 tot 19:00 uur")
GERMAN = replace(
    DUTCH,
    language="de",
    invited="Sie sind eingeladen",
    scan="Kommen Sie? Scannen Sie diesen Code.",
    type_in="Oder tippen Sie ins Handy:",
    calm_short="Kein Handy? Kommen Sie einfach.",
    card_word="Karte",
)
ENGLISH = replace(DUTCH, language="en", invited="You are invited", card_word="Card")
ALL = (DUTCH, ENGLISH, ARABIC, POLISH, UKRAINIAN, TURKISH, GERMAN)
SPOKEN: dict[str, tuple[CardTexts, ...]] = {
    **{texts.language: (texts,) for texts in ALL},
    "nl-ar-uk": (DUTCH, ARABIC, UKRAINIAN),
    "ar-de-uk": (ARABIC, GERMAN, UKRAINIAN),
    "pl-tr": (POLISH, TURKISH),
}
SHORT_TOO = SPOKEN if os.environ.get("PLANNER_EVERY_PAIR") else ("nl", "ar", "nl-ar-uk")
"""A long title leaves the least room; `make bench` tries a short one in every language."""
every_paper = pytest.mark.parametrize(
    ("texts", "title"),
    [
        *(pytest.param(texts, LONG_TITLE, id=f"long-{name}") for name, texts in SPOKEN.items()),
        *(pytest.param(SPOKEN[name], "BBQ", id=f"short-{name}") for name in SHORT_TOO),
    ],
)


class Letter(NamedTuple):
    """A character as it stands on a page, in points."""

    sign: str
    size: float
    left: float
    bottom: float
    right: float
    top: float
    baseline: float


def with_long_facts(texts: CardTexts, *, is_first: bool) -> CardTexts:
    return replace(
        texts,
        facts=(WHEN, PLACE, WEAR, *texts.facts[-1:]) if is_first else texts.facts,
        type_in=texts.type_in or "Of typ in je telefoon:",
        calm_short=texts.calm_short or "Geen telefoon? Kom gewoon.",
    )


def long(texts: tuple[CardTexts, ...], title: str) -> tuple[CardTexts, ...]:
    if title != LONG_TITLE:
        return texts
    return tuple(with_long_facts(one, is_first=place == 0) for place, one in enumerate(texts))


def letters_on(pdf: bytes, page: int = 0) -> list[Letter]:
    return list(_letters_on(pdf, page))


def _letters_on(pdf: bytes, page: int) -> Iterator[Letter]:
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        for index in range(text.count_chars()):
            sign = chr(pdfium.FPDFText_GetUnicode(text, index))
            if sign.isspace() or unicodedata.category(sign) in {"Mn", "Cc", "Cf", "Cn"}:
                continue
            x, y = c_double(), c_double()
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            size = pdfium.FPDFText_GetFontSize(text, index)
            left, bottom, right, top = text.get_charbox(index)
            yield Letter(sign, size, left, bottom, right, top, y.value)


def size_of(words: str, found: list[Letter]) -> float:
    """Give the size of the smallest of these words; beside Arabic they come in another order."""
    said = "".join(one.sign for one in found)
    return min(found[said.index(word)].size for word in re.findall("[A-Za-z]{2,}", words))


def collisions(found: list[Letter]) -> list[str]:
    """Name the letters of different lines that touch each other."""
    return [
        f"{one.sign!r} on {other.sign!r} at {one.left:.0f}, {one.bottom:.0f}"
        for one, other in side_by_side(found)
        if abs(one.baseline - other.baseline) > 2
        and min(one.right, other.right) - max(one.left, other.left) > 0.3
        and min(one.top, other.top) - max(one.bottom, other.bottom) > 0.3
    ]


def side_by_side(found: list[Letter]) -> Iterator[tuple[Letter, Letter]]:
    """Give each two letters of which the second begins before the first ends."""
    from_the_left = sorted(found, key=lambda one: one.left)
    for place, one in enumerate(from_the_left):
        for other in from_the_left[place + 1 :]:
            if other.left >= one.right:
                break
            yield one, other


@every_paper
def test_a_card_is_large_enough_and_no_line_stands_on_another(
    texts: tuple[CardTexts, ...], title: str
) -> None:
    pdf = render_cards(sheet(1, *long(texts, title), title=title))
    front, back = letters_on(pdf), letters_on(pdf, 1)
    assert size_of(cards(1)[0].code_shown, front) >= 12
    assert size_of(HOST, front) >= 9
    assert min(one.size for one in (*front, *back)) >= 9
    assert not collisions(front)
    assert not collisions(back)


@every_paper
def test_a_letter_is_large_enough_and_no_line_stands_on_another(
    texts: tuple[CardTexts, ...], title: str
) -> None:
    known = letters(1).texts[0]
    written = tuple(
        LetterTexts(
            **vars(one),
            greeting=known.greeting,
            paragraphs=known.paragraphs,
            closing=known.closing,
        )
        for one in long(texts, title)
    )
    found = letters_on(render_letters(replace(letters(1), title=title, texts=written)))
    assert size_of(cards(1)[0].code_shown, found) >= 12
    assert size_of(HOST, found) >= 9
    assert min(one.size for one in found) >= 9
    assert not collisions(found)


@every_paper
def test_a_poster_is_large_enough_and_no_line_stands_on_another(
    texts: tuple[CardTexts, ...], title: str
) -> None:
    said = tuple(
        PaperTexts(**{name: getattr(one, name) for name in PaperTexts.__dataclass_fields__})
        for one in long(texts, title)
    )
    found = letters_on(render_poster(poster(texts=said, title=title)))
    assert min(one.size for one in found) >= 12
    assert not collisions(found)


def test_a_collision_is_seen_where_there_is_one() -> None:
    found = letters_on(render_cards(sheet(1)))
    moved = [one._replace(top=one.top + 9) for one in found]
    assert collisions(moved)
