"""A row for each thing: its name, a bar and a dot on an axis below all of them, its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_frame import Mark, Numbers, Plot, marks_below
from planner.exports.svg import NARROW, WIDE, Sheet

BAR = 14.0
DOT = 6.5
WIDEST_NAME = 250.0


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row.

    Args:
        name: stands before it, on a phone above it, and is cut where it is too long.
        words: stand behind it.
        draw: what lies on the axis, with its middle at this y.
    """

    name: str
    words: str
    draw: Callable[[Plot, float], list[str]]


def rows_chart(
    rows: Sequence[ChartRow],
    *,
    ticks: Sequence[int],
    title: str,
    description: str,
    axis: str,
    chart_id: str,
    narrow: bool,
    numbers: Numbers,
) -> str:
    """Draw rows above an axis from nought to the last tick.

    Args:
        rows: at least one, in the order to show.
        ticks: numbers on the axis, the first one nought.
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        axis: what the numbers count.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone, with names above the bars.
        numbers: writes the numbers on the axis.
    """
    sheet = NARROW if narrow else WIDE
    height = sheet.line + BAR + 18 if narrow else BAR + 24
    plot = _plot(rows, sheet, height, ticks[-1])
    room = svg.text_width(axis, sheet.text) + 10
    marks = [Mark(tick, numbers(tick)) for tick in ticks]
    parts = marks_below(plot, marks, right=plot.right - room)
    parts.append(svg.text((plot.right, plot.bottom + sheet.line + 2), axis, anchor="end"))
    for index, row in enumerate(rows):
        parts += _row(plot, row, ticks, plot.top + index * height, height)
    return svg.drawing(
        sheet,
        plot.bottom + sheet.line + 10,
        parts,
        chart_id=chart_id,
        title=title,
        description=description,
    )


def dot_on(plot: Plot, value: float, y: float, *, is_within: bool) -> str:
    """Draw what came as a dot, and as a cross where it fell outside."""
    place = (plot.x(value), y)
    if is_within:
        return svg.dot(place, DOT, "c-dot")
    return svg.cross(place, DOT * 1.15, "c-dot-short")


def _plot(rows: Sequence[ChartRow], sheet: Sheet, height: float, highest: int) -> Plot:
    if sheet is NARROW:
        left, right = DOT, sheet.width - DOT
    else:
        names = max(svg.text_width(row.name, sheet.text) for row in rows)
        words = max(svg.text_width(row.words, sheet.text) for row in rows)
        left, right = min(names, WIDEST_NAME) + 12, sheet.width - words - 16
    return Plot(
        sheet=sheet,
        left=left,
        top=4,
        right=right,
        bottom=4 + height * len(rows),
        first=0,
        last=highest,
        highest=highest,
    )


def _row(plot: Plot, row: ChartRow, ticks: Sequence[int], top: float, height: float) -> list[str]:
    sheet = plot.sheet
    if sheet is NARROW:
        y, baseline = top + height - BAR / 2 - 6, top + sheet.line
        room = sheet.width - svg.text_width(row.words, sheet.text) - 12
        reach = BAR / 2 + 4
    else:
        y, baseline = top + height / 2, top + height / 2 + sheet.text * 0.35
        room, reach = plot.left - 12, height / 2
    grid = [
        svg.line([(plot.x(t), y - reach), (plot.x(t), y + reach)], "c-grid" if t else "c-axis")
        for t in ticks
    ]
    return [
        *grid,
        svg.text((0, baseline), svg.cut(row.name, room, sheet.text)),
        *row.draw(plot, y),
        svg.text((sheet.width, baseline), row.words, "c-label c-strong", anchor="end"),
    ]
