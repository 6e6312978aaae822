"""Scales, axes and labels that the charts share."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.svg import Label, Sheet

AXIS_GAP = 10.0
LABEL_GAP = 10.0
Numbers = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle of a chart, and where values fall in it. The lowest y is zero people."""

    sheet: Sheet
    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    highest: float

    def x(self, value: float) -> float:
        """Give the place from the left; values beyond the edge stay on the edge."""
        share = (value - self.first) / ((self.last - self.first) or 1)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def y(self, value: float) -> float:
        """Give the place from the top."""
        share = value / (self.highest or 1)
        return self.bottom - (self.bottom - self.top) * min(1.0, max(0.0, share))

    def at(self, x: float, y: float) -> svg.Point:
        """Give the place of a pair of values."""
        return self.x(x), self.y(y)


@dataclass(frozen=True, slots=True)
class Mark:
    """A text below the axis; the strong ones keep their place when it gets narrow."""

    at: float
    words: str
    strong: bool = False


def round_step(span: float, *, parts: int) -> int:
    """Give the smallest round whole number of which at most this many cover the span."""
    least = max(1.0, span / parts)
    power = int(10 ** math.floor(math.log10(least)))
    return next(step for factor in (1, 2, 4, 5, 10) if (step := factor * power) >= least)


def ticks_up_to(highest: float, *, parts: int = 5) -> list[int]:
    """Give round numbers from 0 to the first one that is not below the highest value."""
    step = round_step(max(highest, 1), parts=parts)
    return [step * count for count in range(math.ceil(max(highest, 1) / step) + 1)]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move labels apart, as little as possible, until each is a gap below the one before.

    Args:
        wanted: rising places.
        gap: between two labels.
        low: the first may not be above it.
        high: the last may not be below it; wins from `low` when there is no room.

    Source: least squares under an order is isotonic regression; blocks that overlap are merged
    and stand around their common mean (pool adjacent violators).
    """
    blocks: list[tuple[float, int]] = []
    for index, place in enumerate(wanted):
        total, count = place - index * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, size = blocks.pop()
            total, count = total + before, count + size
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    highest_first = high - (len(means) - 1) * gap
    return [min(max(mean, low), highest_first) + index * gap for index, mean in enumerate(means)]


def grid(plot: Plot, ticks: Sequence[int], numbers: Numbers) -> list[str]:
    """Draw a line for each tick, the number before it, and zero as the axis."""
    parts = []
    for tick in ticks:
        y = plot.y(tick)
        parts.append(svg.line([(plot.left, y), (plot.right, y)], "c-grid" if tick else "c-axis"))
        place = (plot.left - AXIS_GAP, y + plot.sheet.text * 0.35)
        parts.append(svg.text(place, numbers(tick), anchor="end"))
    return parts


def width_of(words: Sequence[str], sheet: Sheet) -> float:
    """Estimate the room for the widest of some texts, the gap before it included."""
    return LABEL_GAP + max(svg.text_width(each, sheet.text) for each in words)


def marks_below(plot: Plot, marks: Sequence[Mark], *, right: float | None = None) -> list[str]:
    """Write marks below the axis; drop the ones that are not strong where they would touch.

    A strong mark moves to the left to make room for the strong one after it.

    Args:
        plot: where.
        marks: in any order.
        right: no mark goes beyond; without it the edge of the sheet.
    """
    edge = plot.sheet.width if right is None else right
    placed: list[tuple[float, float, Mark]] = []
    for mark in sorted(marks, key=lambda mark: (not mark.strong, -mark.at)):
        half = svg.text_width(mark.words, plot.sheet.text) / 2
        limit = placed[-1][0] - 12 if placed and mark.strong else edge
        middle = max(half, min(plot.x(mark.at), limit - half))
        if not mark.strong and plot.x(mark.at) + half > edge:
            continue
        start, end = middle - half, middle + half
        if mark.strong or all(end + 8 < other or start > last + 8 for other, last, _ in placed):
            placed.append((start, end, mark))
    baseline = plot.bottom + plot.sheet.line + 2
    return [
        svg.text(
            ((start + end) / 2, baseline),
            mark.words,
            "c-label c-strong" if mark.strong else "c-label",
            anchor="middle",
        )
        for start, end, mark in sorted(placed, key=lambda each: each[0])
    ]


def labels_at_right(plot: Plot, labels: Sequence[tuple[float, Label, str]]) -> list[str]:
    """Write labels at the right, each beside its value and never over another.

    Args:
        plot: where.
        labels: value, text and classes, from the highest value down.
    """
    shift = plot.sheet.text * 0.35
    wanted = [plot.y(value) + shift for value, _, _ in labels]
    places = spread(wanted, gap=plot.sheet.line, low=plot.top + shift, high=plot.bottom + shift)
    return [
        svg.text((plot.right + LABEL_GAP, y), label.on(plot.sheet), classes)
        for y, (_, label, classes) in zip(places, labels, strict=True)
    ]
