"""Promises by month: made, kept on the first day, and not kept on it, as bars beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_frame import Mark, Numbers, Plot, grid, marks_below, ticks_up_to
from planner.exports.svg import NARROW, WIDE

HEIGHT = 180.0
CLASSES = ("c-1", "c-3", "c-2")


@dataclass(frozen=True, slots=True)
class MonthOfPromises:
    """One month.

    Args:
        name: short, such as 'jun'.
        made: promises that were made.
        kept: on the day that was named first.
        not_kept: on that day.
    """

    name: str
    made: int
    kept: int
    not_kept: int


def promises_chart(
    months: Sequence[MonthOfPromises],
    *,
    title: str,
    description: str,
    chart_id: str,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw three bars for each month: made, kept on the first day, not kept on it.

    Args:
        months: in their order.
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: there is no month.
    """
    if not months:
        raise ValueError("a chart of promises needs at least one month")
    sheet = NARROW if narrow else WIDE
    ticks = ticks_up_to(max(max(one.made, one.kept, one.not_kept) for one in months), parts=4)
    plot = Plot(
        sheet,
        left=34,
        top=sheet.text,
        right=sheet.width,
        bottom=HEIGHT,
        first=0,
        last=len(months),
        highest=ticks[-1],
    )
    room = (plot.right - plot.left) / len(months)
    bar = room * 0.8 / len(CLASSES)
    parts = grid(plot, ticks, numbers)
    for place, one in enumerate(months):
        left = plot.left + place * room + room * 0.1
        for nth, (classes, value) in enumerate(
            zip(CLASSES, (one.made, one.kept, one.not_kept), strict=True)
        ):
            if value:
                top = plot.y(value)
                parts.append(svg.box((left + nth * bar, top), bar - 1, plot.bottom - top, classes))
    parts += marks_below(plot, [Mark(at + 0.5, one.name) for at, one in enumerate(months)])
    return svg.drawing(
        sheet,
        HEIGHT + sheet.line + 10,
        parts,
        chart_id=chart_id,
        title=title,
        description=description,
    )
