"""What in a remark points at somebody: marked before it is saved, for a person to take out.

A name after how one addresses people, a house number, a number plate, a telephone number, an e-mail
address, a postcode. It marks and never removes: what is a name is for whoever wrote it down to say,
and words without a mark can still hold one. The patterns are read by Python and, on a phone without
network, by JavaScript: so each is in the syntax that both have, and ends with its only group, which
is what is marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class MarkKind(StrEnum):
    """What a mark points at."""

    NAME = "name"
    HOUSE = "house"
    PLATE = "plate"
    PHONE = "phone"
    MAIL = "mail"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True, order=True)
class MarkedPart:
    """A part of a text: from the sign `start` up to the sign `end`, and without it."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `kind` is None where it points at nobody."""

    words: str
    kind: MarkKind | None = None


_CAPITAL = "A-ZÀ-ÖØ-ÞŁŻŹŚĆĄĘİŞĞ"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŁłŻżŹźŚśĆćŃńĘęĄąİıŞşĞğ"
_NO_LETTER = f"(?:^|[^{_LETTER}])"
_NAME = f"[{_CAPITAL}][{_LETTER}'’-]*"
_ANY_NAME = f"[{_LETTER}][{_LETTER}'’-]*"
_BETWEEN = "(?:van|de|der|den|het|ter|ten|te|el|al|ben|von|zu|la|le|du)"
_MORE_NAMES = f"(?: (?:{_BETWEEN} )*{_NAME})*"
_NO_NAMES = (
    "(?!(?:die|dat|deze|en|of|op|in|uit|met|naast|tegenover|zei|zegt|zeggen|is|was|heeft|had|aan|"
    "bij|om|woont|wil|wilde|hier|daar|die|zonder|kan|kon|moet|wordt|werd|who|and|says|said|from)"
    f"(?![{_LETTER}]))"
)


def _either_case(*words: str) -> str:
    """Match words with a capital or without: a pattern that ignores case would take any word."""
    return "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in words)


_ADDRESSED = _either_case(
    "mevrouw", "mevr", "mw", "meneer", "menier", "mijnheer", "dhr", "familie", "fam", "frau", "herr"
)
_CALLED = _either_case(
    *("de heer", "juffrouw", "juf", "meester", "dokter", "dr", "buurvrouw", "buurman", "tante"),
    *("oom", "oma", "opa", "wethouder", "wijkagent", "agent", "mister", "mrs", "miss", "pan"),
    *("pani", "abla", "abi", "hoca"),
)
_STREETS = (
    "(?:straat|laan|weg|plein|pad|dreef|hof|singel|kade|steeg|gracht|plantsoen|park|baan|dijk|"
    "veld|allee|boulevard|street|road)"
)
_NUMBER = r"\d{1,4}(?: ?(?:[a-hA-H]|bis|hs)(?![A-Za-z0-9]))?"

PATTERNS: tuple[tuple[MarkKind, str], ...] = (
    (MarkKind.MAIL, r"([^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-z]{2,})"),
    (MarkKind.PHONE, r"(?:^|[^\d+])((?:\+|0)\d(?:[ .()/-]{0,2}\d){7,13}(?!\d))"),
    (
        MarkKind.PLATE,
        r"(?:^|[^A-Za-z0-9-])((?=[0-9-]*[A-Za-z])(?=[A-Za-z-]*\d)"
        r"[A-Za-z0-9]{1,3}-[A-Za-z0-9]{1,3}-[A-Za-z0-9]{1,3}(?![A-Za-z0-9-]))",
    ),
    (MarkKind.POSTCODE, r"(?:^|[^\dA-Za-z])([1-9]\d{3} ?[A-Z]{2}(?![A-Za-z]))"),
    (MarkKind.HOUSE, rf"{_STREETS} (?:nr\.? ?|nummer )?({_NUMBER}(?!\d| uur| jaar| euro))"),
    (
        MarkKind.HOUSE,
        rf"(?:^|[^a-z])(?:[Hh]uisnummer|[Nn]ummer|[Nn]r\.?|[Hh]uis) ?({_NUMBER}(?!\d))",
    ),
    (
        MarkKind.NAME,
        rf"{_NO_LETTER}(?:{_ADDRESSED})\.? {_NO_NAMES}((?:{_BETWEEN} )*{_ANY_NAME}{_MORE_NAMES})",
    ),
    (MarkKind.NAME, rf"{_NO_LETTER}(?:{_CALLED})\.? ((?:{_BETWEEN} )*{_NAME}{_MORE_NAMES})"),
)


@cache
def _compiled() -> tuple[tuple[MarkKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS)


def _found(words: str) -> Iterator[MarkedPart]:
    for kind, pattern in _compiled():
        for match in pattern.finditer(words):
            yield MarkedPart(match.end() - len(match[1]), match.end(), kind)


def marks_in(words: str) -> list[MarkedPart]:
    """Find what points at somebody, in order and without overlaps; of two the earlier one."""
    kept: list[MarkedPart] = []
    for mark in sorted(_found(words), key=lambda each: (each.start, -each.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def pieces_of(words: str) -> list[Piece]:
    """Cut a text where something in it points at somebody; together they are the text."""
    pieces, end = [], 0
    for mark in marks_in(words):
        pieces += [Piece(words[end : mark.start]), Piece(words[mark.start : mark.end], mark.kind)]
        end = mark.end
    return [each for each in [*pieces, Piece(words[end:])] if each.words]
