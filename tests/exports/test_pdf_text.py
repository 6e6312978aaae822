"""Texts of people on their way to paper."""

import pytest

from planner.exports.pdf import unprintable
from planner.exports.pdf.fonts import known_characters
from planner.exports.pdf.text import LONGEST, clean, language_code


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        pytest.param("Buurt-BBQ “Passart” – €0", "Buurt-BBQ “Passart” – €0", id="as it is"),
        pytest.param(" twee \n regels\t", "twee regels", id="one line"),
        pytest.param("e\u0301e\u0301n", "één", id="composed"),
        pytest.param("Feest 🎉 vandaag", "Feest vandaag", id="no emoji"),
        pytest.param("a\u202eb\u2066c\u2069d\x00e", "abcde", id="no turning, no controls"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian keeps its joiners"),
        pytest.param("x" + "\u0323" * 9, "x" + "\u0323" * 3, id="three accents are enough"),
        pytest.param("🎉", "", id="nothing left"),
    ],
)
def test_a_text_is_printed_as_typed_without_what_has_no_letter(typed: str, printed: str) -> None:
    assert clean(typed) == printed


def test_a_text_without_end_ends() -> None:
    assert len(clean("woord " * 100_000)) <= LONGEST
    assert len(clean("e" + "\u0323" * 100_000)) <= 4


def test_a_word_longer_than_a_line_may_break() -> None:
    assert clean("a" * 60).split("\u200b") == ["a" * 24, "a" * 24, "a" * 12]
    assert "\u200b" not in clean("samen.heerlen-noord.nl")


def test_an_organiser_hears_which_characters_will_be_missing() -> None:
    assert unprintable("Feest 🎉 中🎉") == ["🎉", "中"]
    assert unprintable("Ґанок İğne źródło أهلًا Ça va") == []


@pytest.mark.parametrize(
    ("given", "code"), [("nl", "nl"), ("pt-BR", "pt"), ("zh_Hant", "zh"), ("?", "en"), ("", "en")]
)
def test_a_language_is_named_by_its_short_code(given: str, code: str) -> None:
    assert language_code(given) == code


def test_our_fonts_know_the_languages_of_the_neighbourhood() -> None:
    letters = "ąćęłńóśźż ğıİşç äöüß ñ ăâîșț ґєії ёъы ابپتثجچحخدذرزژسشصضطظعغفقکگلمنهوی،؟ ơưằ ѓќљњџ"
    assert {ord(letter) for letter in letters} <= known_characters()
