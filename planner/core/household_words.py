"""What a household told, part by part, and the short word that opens it on another phone.

The code on a card proves the card. Whoever hands cards out holds it too, and so does who finds one.
Source: docs/decisions/0027-household.md.
"""

import secrets
import unicodedata
from enum import Enum, StrEnum
from itertools import pairwise

SHORTEST = 5
LONGEST = 40
DIGITS = 6
"""Of a word that is shown to take: a number reads the same in seven languages."""
FEWEST_DIFFERENT = 3


class ToldPart(StrEnum):
    """What a household tells at once, on one form: it opens and is told anew as a whole."""

    NUMBER = "number"
    DIETS = "diets"
    ALLERGIES = "allergies"
    MORE = "more"
    """Access, an hour of help, what they are proud of and what must get better."""
    ADDRESS = "address"
    LINE = "line"
    """With how many it waits for a place."""


ALL_PARTS = frozenset(ToldPart)
NOTHING: frozenset[ToldPart] = frozenset()
"""What whoever answers for a household takes away of what it told."""


class WordFault(Enum):
    """Why something typed can't be a household's word."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TOO_EASY = "too easy"


def read_word(typed: str) -> str:
    """Read a word as it is compared: capitals, spaces, dashes and other digits do not matter."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(_as_compared(sign) for sign in plain if sign.isalnum())[: LONGEST + 1]


def find_word_fault(word: str) -> WordFault | None:
    """Say why a word, as `read_word` gives it, would be guessed or forgotten; None for a good one.

    There are only a few tries at a card, so what has to be refused is what comes to mind first.
    """
    if len(word) < SHORTEST:
        return WordFault.TOO_SHORT
    if len(word) > LONGEST:
        return WordFault.TOO_LONG
    return WordFault.TOO_EASY if _is_easy(word) else None


def make_word() -> str:
    """Make a word to take: six digits, none of the rows that are tried first."""
    while True:
        word = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if find_word_fault(word) is None:
            return word


def show_word(word: str) -> str:
    """Write a word as it is read aloud: a number of six digits in two groups."""
    is_ours = len(word) == DIGITS and word.isdecimal()
    return f"{word[:3]} {word[3:]}" if is_ours else word


def told_parts(kept: str) -> frozenset[ToldPart]:
    """Read the parts that are kept as words, joined by commas."""
    words = set(kept.split(","))
    return frozenset(part for part in ToldPart if part in words)


def join_parts(parts: frozenset[ToldPart]) -> str:
    """Write parts as they are kept: in the order above."""
    return ",".join(part for part in ToldPart if part in parts)


def _as_compared(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _is_easy(word: str) -> bool:
    """Say whether a word is made of one or two signs, or goes up or down by one."""
    steps = {ord(after) - ord(before) for before, after in pairwise(word)}
    return len(set(word)) < FEWEST_DIFFERENT or steps in ({1}, {-1})
