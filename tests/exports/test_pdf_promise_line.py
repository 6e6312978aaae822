"""One line about a promise on every card and letter: it fits, and covers nothing."""

import json
import re
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path

import pytest

from planner.core.residents.undertakings import MOST_LINE
from planner.exports.pdf import (
    CardTexts,
    LetterTexts,
    PrintedLine,
    making,
    render_cards,
    render_letters,
)
from tests.exports.pdf_samples import (
    ARABIC,
    DUTCH,
    UKRAINIAN,
    cards,
    codes_on,
    letters,
    pages,
    sheet,
    text_of,
)
from tests.exports.test_pdf_letters_on_paper import (
    LONG_TITLE,
    collisions,
    letters_on,
    with_long_facts,
)

REAL = "Jij zei: onkruid van anderhalve meter. Klaar: sinds mei maait de gemeente het elke maand!!"
LINES = [
    pytest.param(PrintedLine(words=REAL, language="nl"), id="words"),
    pytest.param(PrintedLine(words="W" * MOST_LINE, language="nl"), id="one wide word"),
    pytest.param(PrintedLine(words="Wm " * 30, language="nl"), id="wide words"),
    pytest.param(
        PrintedLine(words=("قلتم: الأعشاب. " * 6)[:MOST_LINE], language="ar", direction="rtl"),
        id="from the right",
    ),
]
SPOKEN = [
    pytest.param((DUTCH,), id="nl"),
    pytest.param((ARABIC,), id="ar"),
    pytest.param((DUTCH, ARABIC, UKRAINIAN), id="three"),
]


def test_the_samples_are_as_long_as_a_line_may_be() -> None:
    assert len(REAL) == MOST_LINE


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("texts", SPOKEN)
def test_a_line_fits_on_a_card_with_the_longest_title_and_facts(
    texts: tuple[CardTexts, ...], line: PrintedLine
) -> None:
    long = tuple(with_long_facts(one, is_first=place == 0) for place, one in enumerate(texts))
    pdf = render_cards(sheet(1, *long, title=LONG_TITLE, line=line))
    front = letters_on(pdf)
    assert not collisions(front)
    # With all else as long as it can be, three languages, or a line that nobody writes, are the
    # only ones whose letters get smaller than nine points.
    is_written = len(texts) == 1 and " " in line.words
    assert min(one.size for one in front) >= (9 if is_written else 7)
    assert codes_on(next(pages(pdf))) == [cards(1)[0].url]


@pytest.mark.parametrize("line", LINES)
def test_a_line_fits_on_a_card_in_three_languages(line: PrintedLine) -> None:
    pdf = render_cards(sheet(1, DUTCH, ARABIC, UKRAINIAN, line=line, with_back=False))
    front = letters_on(pdf)
    assert not collisions(front)
    assert min(one.size for one in front) >= 9


@pytest.mark.parametrize("line", LINES[:3])
def test_the_whole_line_is_printed(line: PrintedLine) -> None:
    pdf = render_cards(sheet(1, line=line, with_back=False))
    shown = re.sub(r"[\s\u200b]", "", text_of(pdf))
    assert re.sub(r"\s", "", line.words) in shown


@pytest.mark.parametrize("line", LINES)
def test_a_line_fits_on_a_letter(line: PrintedLine) -> None:
    known = letters(1).texts[0]
    texts = LetterTexts(**{**vars(known), **vars(with_long_facts(known, is_first=True))})
    pdf = render_letters(replace(letters(1), title=LONG_TITLE, texts=(texts,), line=line))
    found = letters_on(pdf)
    assert not collisions(found)
    assert min(one.size for one in found) >= 9


def test_a_card_without_a_line_is_what_it_was_and_lines_tell_cards_apart() -> None:
    plain = render_cards(sheet(1, with_back=False))
    assert plain == render_cards(sheet(1, with_back=False, line=None))
    told = render_cards(sheet(1, with_back=False, line=PrintedLine(words=REAL, language="nl")))
    assert "onkruid" in text_of(told)
    assert "onkruid" not in text_of(plain)


def test_a_large_document_made_apart_has_the_line_as_well(tmp_path: Path) -> None:
    made = sheet(1, with_back=False, line=PrintedLine(words=REAL, language="nl"))
    making.make(json.loads(making.as_task(tmp_path, "7-cards", made)))
    pdf = (tmp_path / "7-cards.pdf").read_bytes()
    out = BytesIO(render_cards(made))
    assert text_of(pdf) == text_of(out.getvalue())
    assert asdict(made)["line"]["words"] == REAL
