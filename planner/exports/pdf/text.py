"""Make texts of people fit to print: what no font has is left out, and nothing runs on for ever.

Nothing is escaped here. Texts reach the typesetter as values and are never read as markup.
"""

import dataclasses
import re
import unicodedata
from enum import Enum
from typing import Any

from planner.exports.pdf.fonts import known_characters

LONGEST = 2_000
_MOST_MARKS = 3
_LONGEST_WORD = 24
_JOINERS = "\u200c\u200d"  # Persian writes words with them
_SPACES = re.compile("(?!\u00a0\\S)\\s+")  # a lone space that must not break a line stays
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")
_BREAK = "\u200b"


def clean(text: str) -> str:
    """Give a text as it will be printed.

    Spaces and line ends become one space. Left out are: characters that no font of ours has, such
    as emoji; signs that turn the direction of writing; more than three accents on a letter; and all
    past `LONGEST` characters. A word that is longer than a line may break.
    """
    composed = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    kept: list[str] = []
    marks = 0
    for character in _SPACES.sub(" ", composed).strip():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS and _prints(character):
            kept.append(character)
    printed = _SPACES.sub(" ", "".join(kept)[:LONGEST]).strip()
    return _LONG_WORD.sub(rf"\g<0>{_BREAK}", printed)


def unprintable(text: str) -> list[str]:
    """List the characters of a text that will be missing on paper, each once, as they come."""
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return [character for character in dict.fromkeys(composed) if not _prints(character)]


def language_code(language: str) -> str:
    """Give the language of a code such as "pt-BR" or "zh_Hant": two or three small letters."""
    code = re.split("[-_]", language.lower())[0]
    return code if re.fullmatch("[a-z]{2,3}", code) else "en"


def as_data(value: object) -> Any:
    """Turn a value into what JSON can carry, its texts made fit to print."""
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        if "language" in fields:
            fields["language"] = language_code(fields["language"])
        return {name: as_data(field) for name, field in fields.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return value


def _prints(character: str) -> bool:
    if character in _JOINERS:
        return True
    # Cc, Cf: controls and signs without a shape, among them those that turn the direction.
    return ord(character) in known_characters() and unicodedata.category(character) not in {
        "Cc",
        "Cf",
    }
