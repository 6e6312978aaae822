"""Did it come true as often as was said? For each range how often, beside what chance allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_frame import Mark, Numbers, Plot, marks_below
from planner.exports.svg import NARROW, WIDE, Sheet

BAR = 14.0
DOT = 6.5
WIDEST_NAME = 250.0
OUT_OF = 10
TICKS = (0, 2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class HeldRange:
    """One range, and how often it held what was said.

    Args:
        name: which, such as 'open'.
        said: the part of the times that it should hold, from 0 to 1.
        low: the part that chance alone allows at least, where that is right; `high` at most.
        came: the part of the times that it did.
        words: the same as a text, such as '19 van 24'.
    """

    name: str
    said: float
    low: float
    high: float
    came: float
    words: str


def held_chart(
    ranges: Sequence[HeldRange],
    *,
    title: str,
    description: str,
    axis: str,
    chart_id: str,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw for each range what chance allows as a bar, what was said as a line, what came as a dot.

    What chance does not allow is a cross.

    Args:
        ranges: in the order to show.
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        axis: what the numbers count, such as 'van de 10 keer'.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone, with names above the bars.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: there are no ranges.
    """
    if not ranges:
        raise ValueError("a chart of what came true needs at least one range")
    sheet = NARROW if narrow else WIDE
    row = sheet.line + BAR + 18 if narrow else BAR + 24
    plot = _plot(ranges, sheet, row)
    room = svg.text_width(axis, sheet.text) + 10
    marks = [Mark(tick, numbers(tick)) for tick in TICKS]
    parts = marks_below(plot, marks, right=plot.right - room)
    parts.append(svg.text((plot.right, plot.bottom + sheet.line + 2), axis, anchor="end"))
    for index, each in enumerate(ranges):
        parts += _row(plot, each, plot.top + index * row, row)
    return svg.drawing(
        sheet,
        plot.bottom + sheet.line + 10,
        parts,
        chart_id=chart_id,
        title=title,
        description=description,
    )


def _plot(ranges: Sequence[HeldRange], sheet: Sheet, row: float) -> Plot:
    if sheet is NARROW:
        left, right = DOT, sheet.width - DOT
    else:
        names = max(svg.text_width(each.name, sheet.text) for each in ranges)
        words = max(svg.text_width(each.words, sheet.text) for each in ranges)
        left, right = min(names, WIDEST_NAME) + 12, sheet.width - words - 16
    return Plot(
        sheet=sheet,
        left=left,
        top=4,
        right=right,
        bottom=4 + row * len(ranges),
        first=0,
        last=OUT_OF,
        highest=OUT_OF,
    )


def _row(plot: Plot, each: HeldRange, top: float, height: float) -> list[str]:
    sheet = plot.sheet
    if sheet is NARROW:
        y, baseline = top + height - BAR / 2 - 6, top + sheet.line
        room = sheet.width - svg.text_width(each.words, sheet.text) - 12
        reach = BAR / 2 + 4
    else:
        y, baseline = top + height / 2, top + height / 2 + sheet.text * 0.35
        room, reach = plot.left - 12, height / 2
    grid = [
        svg.line([(plot.x(t), y - reach), (plot.x(t), y + reach)], "c-grid" if t else "c-axis")
        for t in TICKS
    ]
    low, said, high = (plot.x(OUT_OF * part) for part in (each.low, each.said, each.high))
    return [
        *grid,
        svg.text((0, baseline), svg.cut(each.name, room, sheet.text)),
        svg.box((low, y - BAR / 2), high - low, BAR, "c-band", round_by=4),
        svg.box((low, y - BAR / 2), high - low, BAR, "c-edge", round_by=4),
        svg.line([(said, y - BAR / 2 - 3), (said, y + BAR / 2 + 3)], "c-threshold"),
        _came(plot, each, y),
        svg.text((sheet.width, baseline), each.words, "c-label c-strong", anchor="end"),
    ]


def _came(plot: Plot, each: HeldRange, y: float) -> str:
    place = (plot.x(OUT_OF * each.came), y)
    if each.low <= each.came <= each.high:
        return svg.dot(place, DOT, "c-dot")
    return svg.cross(place, DOT * 1.15, "c-dot-short")
