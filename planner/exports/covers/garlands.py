"""What hangs between two houses: strings of flags and strings of lamps."""

from collections.abc import Sequence
from math import atan2, cos, sin

from planner.exports.covers.shapes import FLAGS, INK, discs, path, stroke
from planner.exports.svg import Point, number

Span = tuple[Point, Point, float, int]
"""From, to, how deep it hangs, and how many flags or lamps."""


def rope(start: Point, end: Point, sag: float, count: int) -> tuple[str, list[tuple[Point, float]]]:
    """Hang a rope between two points.

    Returns:
        its path, and `count` even places on it with their slope in radians.
    """
    (x0, y0), (x1, y1) = start, end
    # A quadratic curve hangs half as deep as its control point.
    xc, yc = (x0 + x1) / 2, (y0 + y1) / 2 + 2 * sag
    places = []
    for index in range(count):
        t = (index + 0.5) / count
        x = (1 - t) ** 2 * x0 + 2 * (1 - t) * t * xc + t * t * x1
        y = (1 - t) ** 2 * y0 + 2 * (1 - t) * t * yc + t * t * y1
        slope = atan2((1 - t) * (yc - y0) + t * (y1 - yc), (1 - t) * (xc - x0) + t * (x1 - xc))
        places.append(((x, y), slope))
    ends = " ".join(map(number, (xc, yc, x1, y1)))
    return f"M{number(x0)} {number(y0)}Q{ends}", places


def bunting(spans: Sequence[Span], *, size: float = 16, colour: str = INK) -> str:
    """Hang strings of flags."""
    ropes, flags = "", dict.fromkeys(FLAGS, "")
    index = 0
    for start, end, sag, count in spans:
        curve, places = rope(start, end, sag, count)
        ropes += curve
        for (x, y), slope in places:
            flags[FLAGS[index % len(FLAGS)]] += flag(x, y, slope, size)
            index += 1
    return stroke(ropes, colour, 1.6) + "".join(path(d, fill) for fill, d in flags.items() if d)


def flag(x: float, y: float, slope: float, size: float) -> str:
    """Give the path of one flag that hangs from its middle."""
    dx, dy = cos(slope), sin(slope)
    half = size * 0.42
    left = number(x - dx * half), number(y - dy * half)
    edge = number(2 * dx * half), number(2 * dy * half)
    tip = number(-dx * half - dy * size), number(-dy * half + dx * size)
    return f"M{left[0]} {left[1]}l{edge[0]} {edge[1]} {tip[0]} {tip[1]}z"


def lights(spans: Sequence[Span]) -> str:
    """Hang strings of coloured lamps."""
    glows = ("#FFD36B", "#FF9E7A", "#9ED8D2")
    ropes = ""
    lamps: dict[str, list[Point]] = {fill: [] for fill in glows}
    for start, end, sag, count in spans:
        curve, places = rope(start, end, sag, count)
        ropes += curve
        for index, ((x, y), _) in enumerate(places):
            lamps[glows[index % 3]].append((x, y + 5))
    parts = [stroke(ropes, "#F7E9CF", 1.4, ' opacity=".5"')]
    for fill, spots in lamps.items():
        parts.append(discs(((x, y, 9) for x, y in spots), fill, ' opacity=".18"'))
        parts.append(discs(((x, y, 3.6) for x, y in spots), fill))
    return "".join(parts)
