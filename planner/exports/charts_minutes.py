"""Arrivals by the minute, as a row of bars: is the rush over, or does it only begin?"""

from collections.abc import Sequence
from html import escape

from planner.exports import svg

BAR = 16.0
GAP = 4.0
HEIGHT = 64.0
LOWEST = 2.0
"""A minute in which nobody came is a line: nobody is something else than unknown."""


def minute_bars(heads: Sequence[int], *, title: str, chart_id: str) -> str:
    """Draw a bar for each minute, the last one being this one.

    Args:
        heads: people who came in each minute, at least one minute, none below 0.
        title: the numbers as a sentence; read aloud instead of the drawing.
        chart_id: unique in the page.

    Raises:
        ValueError: there is no minute, or fewer than nobody came.
    """
    if not heads or min(heads) < 0:
        raise ValueError("there is at least one minute, and people are counted from 0")
    most, bars = max(*heads, 1), []
    for place, came in enumerate(heads):
        tall = max(LOWEST, HEIGHT * came / most)
        name = "c-1" if came else "c-0"
        bars.append(svg.box((place * (BAR + GAP), HEIGHT - tall), BAR, tall, name))
    width = len(heads) * (BAR + GAP) - GAP
    name = escape(f"{chart_id}-title")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="100%"'
        f' height="{svg.number(HEIGHT)}" viewBox="0 0 {svg.number(width)} {svg.number(HEIGHT)}"'
        f' preserveAspectRatio="none" aria-labelledby="{name}">'
        f'<title id="{name}">{escape(title)}</title>{"".join(bars)}</svg>'
    )
