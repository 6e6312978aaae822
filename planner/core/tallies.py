"""Reads what somebody wrote on paper at the gate: the number of a card, and how many came on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_LINES = 1_000
LARGEST_NUMBER = 99_999
MOST_PEOPLE = 500
# "12", "12 3", "#12: 3", "12 - 3", "12 = 3" and what a spreadsheet gives, with a tab.
_LINE = re.compile(r"#?\s*([0-9]{1,5})(?:[\s:;,=x×–-]+([0-9]{1,3}))?", re.IGNORECASE)


class LineFault(StrEnum):
    """Why a line can't be taken."""

    NOT_UNDERSTOOD = "not_understood"
    TWICE = "twice"
    """The same card stands higher up; whoever wrote it knows which of the two is right."""
    NOBODY = "nobody"
    TOO_MANY_LINES = "too_many_lines"


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One card on the paper.

    Args:
        text: as it was typed.
        number: of the card.
        heads: how many came; None for the whole party.
        fault: why it can't be taken.
    """

    text: str
    number: int = 0
    heads: int | None = None
    fault: LineFault | None = None


def read_tally(text: str) -> list[TallyLine]:
    """Read a list with one card on each line; empty lines do not matter."""
    return list(_read(line.strip() for line in text.splitlines() if line.strip()))


def _read(lines: Iterator[str]) -> Iterator[TallyLine]:
    seen: set[int] = set()
    for place, line in enumerate(lines):
        if place >= MOST_LINES:
            yield TallyLine(line, fault=LineFault.TOO_MANY_LINES)
            continue
        found = _LINE.fullmatch(line)
        number = int(found[1]) if found else 0
        heads = int(found[2]) if found and found[2] else None
        yield TallyLine(line, number, heads, _fault(number, heads, seen))
        seen.add(number)


def _fault(number: int, heads: int | None, seen: set[int]) -> LineFault | None:
    if not 0 < number <= LARGEST_NUMBER or (heads or 0) > MOST_PEOPLE:
        return LineFault.NOT_UNDERSTOOD
    if number in seen:
        return LineFault.TWICE
    return LineFault.NOBODY if heads == 0 else None
