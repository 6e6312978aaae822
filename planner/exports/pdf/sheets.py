"""Print many cards in parts, and make one file of them.

A part is typeset by itself, so that five thousand cards need hardly more memory than a hundred.
"""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from planner.exports.pdf.joining import Part, join_parts
from planner.exports.pdf.text import clean
from planner.exports.pdf.typesetting import Layout, typeset_apart
from planner.exports.pdf.values import PrintedCard

PART = 100
"""Cards a part: whole sheets of four. Bigger parts take more memory and are hardly faster."""

Progress = Callable[[int], None]
Arrange = Callable[[int, bool], list[int]]


def render_in_parts(
    layout: Layout,
    data: dict[str, Any],
    cards: Sequence[PrintedCard],
    *,
    progress: Progress | None,
    arrange: Arrange | None = None,
) -> bytes:
    """Give one PDF of all cards.

    Args:
        layout: of the pages.
        data: what the layout needs besides cards.
        cards: in turn.
        progress: hears how many cards are done, after each part.
        arrange: tells for a part of so many cards, the first one or not, which of its pages come
            in turn; a page may come again. Without it they come as they are.

    Raises:
        ValueError: there is no card.
    """
    if not cards:
        raise ValueError("there is no card to print")
    out = BytesIO()
    join_parts(_parts(layout, data, cards, progress, arrange), out)
    return out.getvalue()


def _parts(
    layout: Layout,
    data: dict[str, Any],
    cards: Sequence[PrintedCard],
    progress: Progress | None,
    arrange: Arrange | None,
) -> Iterator[Part]:
    for start in range(0, len(cards), PART):
        part = cards[start : start + PART]
        shown = [{"number": card.number, "code_shown": clean(card.code_shown)} for card in part]
        filled = {**data, "cards": shown, "first_part": start == 0}
        pdf = typeset_apart(layout, filled, [card.url for card in part])
        yield Part(pdf, arrange(len(part), start == 0) if arrange else None)
        if progress:
            progress(start + len(part))
