"""One bar for all answers: yes, maybe, no, and nothing yet; and one for who comes of them."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from planner.exports import svg

WIDTH = 300.0
HEIGHT = 22.0
GAP = 2.0
THINNEST = 5.0
# The colours of data 1, 3 and 4, as in the list that stands beside the bar, and of no data.
CLASSES = ("c-1", "c-3", "c-4", "c-0")


# The page of an event draws it anew each time, and mostly nobody answered meanwhile.
@lru_cache(maxsize=50)
def share_bar(*, yes: int, maybe: int, no: int, nothing: int, title: str, chart_id: str) -> str:
    """Draw the answers as parts of one bar. The numbers belong in a list beside it.

    The bar has no sheet: it is stretched to the width of its place.

    Args:
        yes: answers, not below 0; so are the next three.
        maybe: answers.
        no: answers.
        nothing: invitations without an answer.
        title: the numbers as a sentence; read aloud instead of the drawing.
        chart_id: unique in the page.

    Raises:
        ValueError: a number is below 0.
    """
    return _bar(tuple(zip((yes, maybe, no, nothing), CLASSES, strict=True)), title, chart_id)


def parts_bar(
    *,
    come_as_answered: int,
    still_to_answer: int,
    come_unannounced: int,
    stay_away: int,
    title: str,
    chart_id: str,
) -> str:
    """Draw the parts of a forecast as one bar: who comes first, then who stays away.

    Args:
        come_as_answered: people who answered and come, not below 0; so are the next three.
        still_to_answer: people who will answer yet, and come.
        come_unannounced: people who come without an answer.
        stay_away: people who answered and do not come.
        title: the numbers as a sentence; read aloud instead of the drawing.
        chart_id: unique in the page.

    Raises:
        ValueError: a number is below 0.
    """
    parts = (
        (come_as_answered, "c-1"),
        (still_to_answer, "c-4"),
        (come_unannounced, "c-3"),
        (stay_away, "c-0"),
    )
    return _bar(parts, title, chart_id)


def _bar(counted: Sequence[tuple[int, str]], title: str, chart_id: str) -> str:
    if min(count for count, _ in counted) < 0:
        raise ValueError("answers are counted from 0")
    shown = [(count, name) for count, name in counted if count] or [(1, CLASSES[-1])]
    parts, x = [], 0.0
    widths = _widths([count for count, _ in shown])
    for width, (_, name) in zip(widths, shown, strict=True):
        parts.append(svg.box((x, 0), width, HEIGHT, name))
        x += width + GAP
    name = escape(f"{chart_id}-title")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sharebar" role="img"'
        f' viewBox="0 0 {svg.number(WIDTH)} {svg.number(HEIGHT)}" preserveAspectRatio="none"'
        f' aria-labelledby="{name}"><title id="{name}">{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _widths(counts: Sequence[int]) -> list[float]:
    """Share the width by count; what would be too thin to see is a little wider than its share."""
    room = WIDTH - GAP * (len(counts) - 1)
    thin = [count * room < THINNEST * sum(counts) for count in counts]
    rest = sum(count for count, is_thin in zip(counts, thin, strict=True) if not is_thin)
    left = room - THINNEST * sum(thin)
    return [
        THINNEST if is_thin else left * count / rest
        for count, is_thin in zip(counts, thin, strict=True)
    ]
