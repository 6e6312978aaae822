"""Blanks such as {name} in what an organiser writes: found, checked, and filled for each reader.

A blank has a name in each language of organisers; each is understood in a text of any language, so
that whoever translates may leave it as it stands. A sentence whose blank stays empty falls away,
and a greeting that ends with its name falls away alone: 'Dear {name}, bring a chair.' becomes
'Bring a chair.' for who left no name. Source: docs/decisions/0058-letters-in-ones-own-words.md.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Placeholder(StrEnum):
    """What can be filled in."""

    TITLE = "title"
    DAY = "day"
    TIME = "time"
    PLACE = "place"
    NAME = "name"
    """Of the reader, where somebody wrote it down."""
    NUMBER = "number"
    """Of the reader's card."""


NAMES: Mapping[str, Mapping[Placeholder, str]] = {
    "en": {one: one.value for one in Placeholder},
    "nl": {
        Placeholder.TITLE: "titel",
        Placeholder.DAY: "dag",
        Placeholder.TIME: "tijd",
        Placeholder.PLACE: "plek",
        Placeholder.NAME: "naam",
        Placeholder.NUMBER: "nummer",
    },
}
"""What each is called, by the language of an organiser."""
ALSO = {"plaats": Placeholder.PLACE, "locatie": Placeholder.PLACE, "datum": Placeholder.DAY}
"""What somebody types who did not look."""
MOST_IN_BRACES = 30
"""Signs of a fault that are said again."""

_KNOWN = {word: one for names in NAMES.values() for one, word in names.items()} | ALSO
_BLANK = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}][^{}\s]*")
_GREETING = re.compile(r"^[^{}.!?\n]{0,60}(\{[^{}]*\})[ \t]*[,!:،]+[ \t]*")
_SENTENCE = re.compile(r"[^.!?؟…\n]*(?:[.!?؟…]+[\"')\]»”’]*|\n|$)[ \t]*")


class PlaceholderFault(StrEnum):
    """What is wrong with a blank."""

    UNKNOWN = "unknown"
    """There is nothing by this name."""
    NOT_HERE = "not_here"
    """There is, but not for who reads this text."""
    OPEN = "open"
    """A brace that has no other half, or nothing inside."""


@dataclass(frozen=True)
class FoundFault:
    """A fault, and the piece of the text that it is in, as it was typed."""

    kind: PlaceholderFault
    typed: str


def check(text: str, allowed: Collection[Placeholder] = tuple(Placeholder)) -> list[FoundFault]:
    """List what is wrong with the blanks of a text, each thing once, in the order of the text.

    Args:
        text: as it was typed.
        allowed: what can be filled in for its readers.
    """
    found: list[tuple[int, FoundFault]] = []
    for match in _BLANK.finditer(text):
        which = _which(match[1])
        if not match[1].strip():
            fault = PlaceholderFault.OPEN
        elif which is None:
            fault = PlaceholderFault.UNKNOWN
        elif which not in allowed:
            fault = PlaceholderFault.NOT_HERE
        else:
            continue
        found.append((match.start(), FoundFault(fault, _short(match[0]))))
    bare = _BLANK.sub(lambda match: " " * len(match[0]), text)
    found += [
        (match.start(), FoundFault(PlaceholderFault.OPEN, _short(match[0])))
        for match in _STRAY.finditer(bare)
    ]
    in_order = (fault for _at, fault in sorted(found, key=lambda one: one[0]))
    return list(dict.fromkeys(in_order))


def used_in(text: str) -> frozenset[Placeholder]:
    """Return which blanks a text has."""
    which = (_which(match[1]) for match in _BLANK.finditer(text))
    return frozenset(one for one in which if one is not None)


def fill(text: str, values: Mapping[Placeholder, str], *, language: str = "") -> str:
    """Fill in the blanks of a text; values are taken as they are, also where they hold braces.

    What has no value takes its sentence along, or its greeting where that ends with it. A blank by
    a name that nothing has stays as it was typed.

    Args:
        text: as it was typed.
        values: by blank; missing or empty is nothing to fill in.
        language: of the text: in Turkish a sentence that begins with i goes on with İ.
    """
    if "{" not in text:
        return text
    given = {one: value for one, value in values.items() if value}
    return _BLANK.sub(lambda match: _value(match, given), _without_empty(text, given, language))


def named_in(language: str, which: Placeholder) -> str:
    """Return a blank as an organiser types it, by its name in their language."""
    return "{" + NAMES.get(language, NAMES["en"])[which] + "}"


def _without_empty(text: str, given: Mapping[Placeholder, str], language: str) -> str:
    lines = (_line_without_empty(line, given, language) for line in text.split("\n"))
    return "\n".join(lines).strip()


def _line_without_empty(line: str, given: Mapping[Placeholder, str], language: str) -> str:
    if not _is_empty(line, given):
        return line
    greeting = _GREETING.match(line)
    if greeting is not None and _is_empty(greeting[0], given):
        line = _begun(line[greeting.end() :], language)
    # A dot inside a blank is part of no sentence's end: blanks hold none that are known.
    kept = [one for one in _SENTENCE.findall(line) if not _is_empty(one, given)]
    return "".join(kept).strip()


def _is_empty(text: str, given: Mapping[Placeholder, str]) -> bool:
    """Say whether a text has a blank that there is nothing for."""
    return bool(used_in(text) - given.keys())


def _begun(rest: str, language: str) -> str:
    """Return the rest of a sentence as one that begins here."""
    first = rest[:1]
    if language == "tr" and first == "i":
        return f"İ{rest[1:]}"
    return first.upper() + rest[1:]


def _value(match: re.Match[str], given: Mapping[Placeholder, str]) -> str:
    which = _which(match[1])
    return match[0] if which is None else given[which]


def _which(typed: str) -> Placeholder | None:
    return _KNOWN.get(typed.strip().lower())


def _short(typed: str) -> str:
    return typed if len(typed) <= MOST_IN_BRACES else f"{typed[:MOST_IN_BRACES]}…"
