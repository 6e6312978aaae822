"""A name keeps its own direction and turns nothing else around."""

import pytest

from planner.core.bidi import begins_from_right, isolated, runs_from_right, without_controls


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("Karin", "Karin", id="nothing to take out"),
        pytest.param("Karin\u202egpj.exe", "Karingpj.exe", id="an override"),
        pytest.param("\u2066a\u2067b\u2068c\u2069", "abc", id="isolates of somebody else"),
        pytest.param("\u202aa\u202bb\u202cc\u202dd", "abcd", id="embeddings"),
        pytest.param("كارين\u200f!", "كارين\u200f!", id="a mark belongs in real text"),
    ],
)
def test_signs_that_turn_text_around_are_taken_out(typed: str, shown: str) -> None:
    assert without_controls(typed) == shown


def test_a_name_in_a_sentence_keeps_its_direction_to_itself() -> None:
    assert isolated("06 00 00") == "\u206806 00 00\u2069"
    assert isolated("Karin\u2069\u202e") == "\u2068Karin\u2069", "nobody closes it too early"


@pytest.mark.parametrize(
    ("text", "from_right"),
    [("Karin", False), ("Олена", False), ("06 12", False), ("كارين", True), ("BBQ שלום", True)],
)
def test_scripts_from_the_right_are_known(text: str, from_right: bool) -> None:
    assert runs_from_right(text) is from_right


@pytest.mark.parametrize(
    ("text", "begins"),
    [("Karin كارين", False), ("12 كارين BBQ", True), ("06 12", False), ("", False)],
)
def test_the_first_letter_says_from_which_side_a_text_begins(text: str, begins: bool) -> None:
    assert begins_from_right(text) is begins
