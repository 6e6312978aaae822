"""Where words go: beside the point they belong to, not over a line or a band."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.exports import svg
from planner.exports.charts_frame import Plot
from planner.exports.svg import Point

Line = Sequence[Point]
Box = tuple[float, float, float, float]

SIDE_GAP = 12.0
SAMPLES = 7


@dataclass(slots=True)
class DrawingArea:
    """What words may not be written over, in places of the drawing.

    Args:
        plot: the words stay within it.
        lines: by rising x.
        bands: each an upper and a lower line.
        taken: places of words; grows with each text.
    """

    plot: Plot
    lines: Sequence[Line] = ()
    bands: Sequence[tuple[Line, Line]] = ()
    taken: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        """Say whether a text fits here: left, top, right and bottom."""
        left, top, right, bottom = box
        across = [left + (right - left) * part / (SAMPLES - 1) for part in range(SAMPLES)]
        return not (
            any(_crosses(line, x, top - 4, bottom + 4) for line in self.lines for x in across)
            or any(_covers(band, x, top, bottom) for band in self.bands for x in across)
            or any(
                left < box[2] and right > box[0] and top < box[3] and bottom > box[1]
                for box in self.taken
            )
        )


def words_beside(ground: DrawingArea, point: Point, words: str, classes: str) -> str:
    """Write words at the nearest free place beside a point; over something if there is none."""
    size = ground.plot.sheet.text
    width = svg.text_width(words, size)
    nearest = (max(ground.plot.left, point[0] - SIDE_GAP - width), point[1] - SIDE_GAP)
    places = _candidates(ground.plot, point, width)
    start, baseline = next(
        ((x, y) for x, y in places if ground.is_free((x, y - size, x + width, y + 2))),
        nearest,
    )
    ground.taken.append((start, baseline - size, start + width, baseline + 2))
    return svg.text((start, baseline), words, classes)


def _candidates(plot: Plot, point: Point, width: float) -> Iterator[Point]:
    """Give starts and baselines, the nearest first: to the right, to the left, lower, higher."""
    x, y = point
    size = plot.sheet.text
    starts = [
        start
        for start in (x + SIDE_GAP, x - SIDE_GAP - width)
        if plot.left <= start and start + width <= plot.right
    ]
    steps = [0.35] + [0.35 + sign * step for step in range(1, 20) for sign in (1, -1)]
    for step in steps:
        baseline = y + size * step
        if plot.top + size <= baseline <= plot.bottom - 4:
            yield from ((start, baseline) for start in starts)


def _crosses(line: Line, x: float, top: float, bottom: float) -> bool:
    y = _height(line, x)
    return y is not None and top < y < bottom


def _covers(band: tuple[Line, Line], x: float, top: float, bottom: float) -> bool:
    upper, lower = (_height(line, x) for line in band)
    return upper is not None and lower is not None and top < lower and bottom > upper


def _height(line: Line, x: float) -> float | None:
    """Give the y of a line at x, or nothing beyond its ends."""
    if not line[0][0] <= x <= line[-1][0]:
        return None
    after = max(1, bisect_left(line, x, key=lambda point: point[0]))
    if after == len(line):
        return line[-1][1]
    (x1, y1), (x2, y2) = line[after - 1], line[after]
    return y1 + (y2 - y1) * (x - x1) / ((x2 - x1) or 1)
