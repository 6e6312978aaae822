"""The beginning of a text, at the end of a sentence: for where there is no room for all of it."""

import re
from collections.abc import Sequence

_ENDS = re.compile(r"[.!?؟…][\"')\]»”’]*(?=\s|$)")


def first_sentences(paragraphs: Sequence[str], most: int) -> list[str]:
    """Return the paragraphs from the first on, in at most so many signs.

    The last one ends with a sentence; where its first sentence is too long by itself, after a word
    and with a sign that something follows.
    """
    kept: list[str] = []
    left = most
    for one in paragraphs:
        if len(one) <= left:
            kept.append(one)
            left -= len(one)
            continue
        ends = [found.end() for found in _ENDS.finditer(one) if found.end() <= left]
        if ends:
            kept.append(one[: ends[-1]])
        elif not kept:
            kept.append(f"{one[: left - 1].rpartition(' ')[0] or one[: left - 1]}…")
        break
    return kept
