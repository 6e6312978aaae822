"""A household's word: read kindly, and none of those that are guessed first."""

import pytest

from planner.core.household_words import (
    ALL_PARTS,
    LONGEST,
    ToldPart,
    WordFault,
    find_word_fault,
    join_parts,
    make_word,
    read_word,
    show_word,
    told_parts,
)
from planner.core.parties import carry_diets


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param(" Regen-Boog! ", "regenboog", id="capitals, spaces and signs"),
        pytest.param("482 913", "482913", id="a number in groups"),
        pytest.param("٤٨٢٩١٣", "482913", id="digits of another script"),
        pytest.param("\uff32\uff45\uff47\uff45\uff4e", "regen", id="wide letters"),
        pytest.param("", "", id="nothing"),
        pytest.param("🌈🌈🌈🌈🌈", "", id="pictures alone"),
    ],
)
def test_a_word_is_read_kindly(typed: str, read: str) -> None:
    assert read_word(typed) == read


def test_a_word_is_never_longer_than_can_be_told() -> None:
    assert find_word_fault(read_word("woord " * 100)) is WordFault.TOO_LONG
    assert len(read_word("woord " * 100)) == LONGEST + 1


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("", WordFault.TOO_SHORT),
        ("abcd", WordFault.TOO_SHORT),
        ("abcde", WordFault.TOO_EASY),
        ("54321", WordFault.TOO_EASY),
        ("121212", WordFault.TOO_EASY),
        ("regen", None),
        ("شمس", WordFault.TOO_SHORT),
        ("شمسنا", None),
        ("135790", None),
    ],
)
def test_what_comes_to_mind_first_is_no_word(word: str, fault: WordFault | None) -> None:
    assert find_word_fault(word) is fault


def test_a_word_that_is_shown_may_be_taken_and_reads_the_same() -> None:
    for _turn in range(500):
        word = make_word()
        assert find_word_fault(word) is None
        assert read_word(show_word(word)) == word
        assert len(show_word(word)) == 7


def test_parts_are_kept_as_words_in_one_order() -> None:
    assert join_parts(ALL_PARTS) == "number,diets,allergies,more,address,line"
    assert told_parts(join_parts(ALL_PARTS)) == ALL_PARTS
    assert told_parts("") == frozenset()
    assert told_parts("diets,shoe") == {ToldPart.DIETS}


@pytest.mark.parametrize(
    ("diets", "before", "heads", "after"),
    [
        pytest.param({"halal": 5}, 5, 7, {"halal": 7}, id="all of them, and who comes along"),
        pytest.param({"halal": 5}, 5, 2, {"halal": 2}, id="all of them, fewer"),
        pytest.param({"vegan": 1}, 4, 6, {"vegan": 1}, id="one of them"),
        pytest.param({"halal": 3, "vegan": 1}, 4, 3, {"halal": 2, "vegan": 1}, id="the rare stays"),
        pytest.param({}, 4, 6, {}, id="nobody"),
        pytest.param({"halal": 2, "vegan": 2}, 4, 1, {"vegan": 1}, id="hardly anybody is left"),
    ],
)
def test_what_a_household_eats_is_carried_over_to_another_number(
    diets: dict[str, int], before: int, heads: int, after: dict[str, int]
) -> None:
    carried = carry_diets(diets, before=before, heads=heads)
    assert carried == after
    assert sum(carried.values()) <= heads
