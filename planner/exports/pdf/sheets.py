"""Print many cards in parts, and make one file of them.

A part is typeset by itself, so that five thousand cards need hardly more memory than a hundred.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any, BinaryIO

from planner.exports.pdf.joining import Part, join_parts
from planner.exports.pdf.paper import PrintedCard
from planner.exports.pdf.text import clean
from planner.exports.pdf.typesetter import Typesetter
from planner.exports.pdf.typesetting import Layout, begin

PART = 60
"""Cards a part: whole sheets of four. More take hardly less time and a third of a megabyte each."""

AT_ONCE = 2
"""Parts that are typeset side by side, each by a process of its own."""

Progress = Callable[[int], None]
Arrange = Callable[[int, bool], list[int]]
Stack = tuple[dict[str, Any], Sequence[PrintedCard]]
"""What the layout needs besides cards, and the cards."""


def write_in_parts(
    out: BinaryIO,
    layout: Layout,
    stacks: Sequence[Stack],
    *,
    progress: Progress | None,
    arrange: Arrange | None = None,
) -> None:
    """Write one PDF of all cards.

    Args:
        out: grows part by part, so that a large document need not be in memory.
        layout: of the pages.
        stacks: cards in turn, with what the layout needs besides them; each begins a sheet.
        progress: hears how many cards are done, after each part.
        arrange: tells for a part of so many cards, the first one or not, which of its pages come
            in turn; a page may come again. Without it they come as they are.

    Raises:
        ValueError: there is no card.
    """
    parts = [
        (data, cards[start : start + PART])
        for data, cards in stacks
        for start in range(0, len(cards), PART)
    ]
    if not parts:
        raise ValueError("there is no card to print")
    join_parts(_typeset(layout, parts, progress, arrange), out)


def filled(data: dict[str, Any], cards: Sequence[PrintedCard], *, is_first: bool) -> dict[str, Any]:
    """Give what the layout needs for these cards, but for their codes."""
    shown = [{"number": card.number, "code_shown": clean(card.code_shown)} for card in cards]
    return {**data, "cards": shown, "first_part": is_first}


def _typeset(
    layout: Layout,
    parts: Sequence[Stack],
    progress: Progress | None,
    arrange: Arrange | None,
) -> Iterator[Part]:
    def typeset(place: int) -> bytes:
        data, cards = parts[place]
        shown = filled(data, cards, is_first=place == 0)
        typesetter = free.get()
        try:
            return typesetter.typeset([layout, shown, [card.url for card in cards], "pdf"])
        finally:
            free.put(typesetter)

    places = range(len(parts))
    done = 0
    free = SimpleQueue[Typesetter]()
    with ExitStack() as stack:
        for _ in range(min(AT_ONCE, len(parts))):
            free.put(stack.enter_context(begin()))
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        waiting = deque(pool.submit(typeset, place) for place in places[:AT_ONCE])
        try:
            for place in places:
                pdf = waiting.popleft().result()
                waiting.extend(
                    pool.submit(typeset, ahead)
                    for ahead in places[place + AT_ONCE : place + AT_ONCE + 1]
                )
                size = len(parts[place][1])
                yield Part(pdf, arrange(size, place == 0) if arrange else None)
                done += size
                if progress:
                    progress(done)
        finally:
            for each in waiting:
                each.cancel()
