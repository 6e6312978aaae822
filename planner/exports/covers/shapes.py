"""The shapes our covers are made of, and their colours.

Flat shapes in fixed colours: a cover is a picture, in a dark page as well. Coordinates have at most
one decimal and shapes of one colour share a path, because a guest pays for each byte.
"""

from collections.abc import Iterable

from planner.exports.svg import number

EMBER, MARIGOLD, PETROL, PLUM, LEAF = "#C8402A", "#F2A71B", "#0B5A5E", "#7A3B69", "#2F7D4F"
FLAGS = (EMBER, MARIGOLD, PETROL, PLUM, LEAF)
INK, CREAM, COAL = "#211C16", "#FBF3E4", "#2A241D"


def path(d: str, fill: str, more: str = "") -> str:
    """Fill a shape."""
    return f'<path d="{d}" fill="{fill}"{more}/>'


def stroke(d: str, colour: str, width: float, more: str = "") -> str:
    """Draw a line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{number(width)}"'
        f' stroke-linecap="round"{more}/>'
    )


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """Fill a circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{more}/>'


def discs(places: Iterable[tuple[float, float, float]], fill: str, more: str = "") -> str:
    """Fill many circles of one colour as one path; x, y and radius of each."""
    return path(
        "".join(
            f"M{number(x - r)} {number(y)}a{number(r)} {number(r)} 0 1 0 {number(2 * r)} 0"
            f"a{number(r)} {number(r)} 0 1 0 {number(-2 * r)} 0"
            for x, y, r in places
        ),
        fill,
        more,
    )


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """Fill a rectangle."""
    x_, y_, w, h = map(number, (x, y, width, height))
    return f'<rect x="{x_}" y="{y_}" width="{w}" height="{h}" fill="{fill}"{more}/>'


def placed(x: float, y: float, scale: float, drawing: str, *, mirrored: bool = False) -> str:
    """Put a drawing somewhere; its own origin is where it touches the ground."""
    sizes = f"{scale:.2f}" if not mirrored else f"{-scale:.2f} {scale:.2f}"
    return f'<g transform="translate({number(x)} {number(y)}) scale({sizes})">{drawing}</g>'
