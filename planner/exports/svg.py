"""The pencils of our drawings: numbers, texts, lines, and the sheet they stand on.

Drawings carry no colour and no style, only classes: the style sheet gives the colours, so dark
pages and print need no second drawing. Each chart is drawn twice, on a wide and on a narrow sheet,
because a wide one shrunk to a phone cannot be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of a drawing, in units that are pixels at its real size.

    Args:
        name: ends the class and the ids, so that both drawings may stand in one page.
        width: the real width; text stays at 12 pixels or more down to four fifths of it, and
            for the narrow sheet down to 296 pixels.
        text: the size of letters.
    """

    name: str
    width: float
    text: float

    @property
    def line(self) -> float:
        """The distance between two lines of text."""
        return round(self.text * 1.3)


WIDE = Sheet("wide", 680, 15)
NARROW = Sheet("narrow", 320, 13)


@dataclass(frozen=True, slots=True)
class Label:
    """A text in full, and as short as it gets, for the narrow drawing."""

    long: str
    short: str

    def on(self, sheet: Sheet) -> str:
        """Give the text that fits on this sheet."""
        return self.short if sheet is NARROW else self.long


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text(
    place: Point, words: str, classes: str = "c-label", *, anchor: str = "start", size: float = 0
) -> str:
    """Write words with their baseline at a place; anchor is start, middle or end."""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    sized = f' font-size="{number(size)}"' if size else ""
    x, y = map(number, place)
    return f'<text class="{classes}" x="{x}" y="{y}"{anchored}{sized}>{escape(words)}</text>'


def text_width(words: str, size: float) -> float:
    """Estimate how wide words are, on the safe side for the usual fonts."""
    return 0.58 * size * len(words)


def cut(words: str, room: float, size: float) -> str:
    """Shorten words to the room there is for them."""
    most = int(room / text_width("x", size) + 1e-6)  # the widest name fills its room exactly
    return words if len(words) <= most else words[: max(most - 1, 1)].rstrip() + "…"


def points(places: Iterable[Point]) -> str:
    """Write the places of a path from the second command on: x and y in pairs."""
    return "L".join(f"{number(x)} {number(y)}" for x, y in places)


def line(places: Iterable[Point], classes: str, *, dashed: bool = False) -> str:
    """Draw an open line through places."""
    dashes = ' stroke-dasharray="7 6"' if dashed else ""
    return f'<path class="{classes}" fill="none"{dashes} d="M{points(places)}"/>'


def area(places: Iterable[Point], classes: str) -> str:
    """Fill the area within places."""
    return f'<path class="{classes}" d="M{points(places)}z"/>'


def box(place: Point, width: float, height: float, classes: str, *, round_by: float = 0) -> str:
    """Draw a rectangle, from its top left corner."""
    x, y, w, h = map(number, (*place, width, height))
    rounded = f' rx="{number(round_by)}"' if round_by else ""
    return f'<rect class="{classes}" x="{x}" y="{y}" width="{w}" height="{h}"{rounded}/>'


def dot(place: Point, radius: float, classes: str) -> str:
    """Draw a round dot."""
    x, y, r = map(number, (*place, radius))
    return f'<circle class="{classes}" cx="{x}" cy="{y}" r="{r}"/>'


def cross(place: Point, radius: float, classes: str) -> str:
    """Draw a cross as big as a dot: another shape, for whoever sees no difference in colour."""
    x, y = place
    arm, half = radius * 0.62, radius * 0.38
    corners = [(0, -half), (arm, -arm - half), (arm + half, -arm), (half, 0)]
    turned = []
    for _ in range(4):
        turned += [(x + dx, y + dy) for dx, dy in corners[:3]]
        corners = [(-dy, dx) for dx, dy in corners]
    return area(turned, classes)


def drawing(
    sheet: Sheet,
    height: float,
    parts: Sequence[str],
    *,
    chart_id: str,
    title: str,
    description: str,
) -> str:
    """Put parts on a sheet, with a title and a description that are read aloud instead."""
    base = escape(f"{chart_id}-{sheet.name}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{sheet.name}"'
        f' viewBox="0 0 {number(sheet.width)} {number(height)}" role="img"'
        f' aria-labelledby="{base}-title {base}-desc" direction="ltr"'
        f' font-size="{number(sheet.text)}"><title id="{base}-title">{escape(title)}</title>'
        f'<desc id="{base}-desc">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
