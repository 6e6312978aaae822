"""Did it come true as often as was said? For each range how often, beside what chance allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from planner.exports import svg
from planner.exports.charts_frame import Numbers, Plot
from planner.exports.charts_rows import BAR, ChartRow, dot_on, rows_chart

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
    return rows_chart(
        [ChartRow(each.name, each.words, partial(_drawn, each)) for each in ranges],
        ticks=TICKS,
        title=title,
        description=description,
        axis=axis,
        chart_id=chart_id,
        narrow=narrow,
        numbers=numbers,
    )


def _drawn(each: HeldRange, plot: Plot, y: float) -> list[str]:
    low, said, high = (plot.x(OUT_OF * part) for part in (each.low, each.said, each.high))
    return [
        svg.box((low, y - BAR / 2), high - low, BAR, "c-band", round_by=4),
        svg.box((low, y - BAR / 2), high - low, BAR, "c-edge", round_by=4),
        svg.line([(said, y - BAR / 2 - 3), (said, y + BAR / 2 + 3)], "c-threshold"),
        dot_on(plot, OUT_OF * each.came, y, is_within=each.low <= each.came <= each.high),
    ]
