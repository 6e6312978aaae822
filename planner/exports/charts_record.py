"""How good were we? For each past event what was forecast, and how many came."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from planner.exports import svg
from planner.exports.charts_forecast import Band
from planner.exports.charts_frame import Numbers, Plot, ticks_up_to
from planner.exports.charts_rows import BAR, ChartRow, dot_on, rows_chart


@dataclass(frozen=True, slots=True)
class PastForecast:
    """One past event.

    Args:
        name: its name, with its date if names repeat.
        band: the last forecast before the shopping.
        counted: people who came.
        counted_words: the same as a text, such as '76 kwamen'.
    """

    name: str
    band: Band
    counted: int
    counted_words: str


def record_chart(
    events: Sequence[PastForecast],
    *,
    title: str,
    description: str,
    axis: str,
    chart_id: str,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw a bar from 10 to 90 % for each forecast, and the count on it.

    A count within the bar is a dot, one beyond it is a cross.

    Args:
        events: in the order to show.
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        axis: what the numbers count, such as 'mensen'.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone, with names above the bars.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: there are no events.
    """
    if not events:
        raise ValueError("a record needs at least one past event")
    return rows_chart(
        [ChartRow(each.name, each.counted_words, partial(_drawn, each)) for each in events],
        ticks=ticks_up_to(max(max(each.band.p90, each.counted) for each in events), parts=4),
        title=title,
        description=description,
        axis=axis,
        chart_id=chart_id,
        narrow=narrow,
        numbers=numbers,
    )


def _drawn(event: PastForecast, plot: Plot, y: float) -> list[str]:
    band, top = event.band, y - BAR / 2
    low, inner, likely, outer, high = (
        plot.x(value) for value in (band.p10, band.p25, band.p50, band.p75, band.p90)
    )
    return [
        svg.box((low, top), high - low, BAR, "c-band", round_by=4),
        svg.box((inner, top), outer - inner, BAR, "c-band2"),
        svg.box((low, top), high - low, BAR, "c-edge", round_by=4),
        svg.line([(likely, top), (likely, top + BAR)], "c-line"),
        dot_on(plot, event.counted, y, is_within=band.p10 <= event.counted <= band.p90),
    ]
