"""How good were we? For each past event what was forecast, and how many came."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_forecast import Band
from planner.exports.charts_frame import Mark, Numbers, Plot, marks_below, ticks_up_to
from planner.exports.svg import NARROW, WIDE, Sheet

BAR = 14.0
DOT = 6.5
WIDEST_NAME = 250.0


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
    sheet = NARROW if narrow else WIDE
    row = sheet.line + BAR + 18 if narrow else BAR + 24
    ticks = ticks_up_to(max(max(each.band.p90, each.counted) for each in events), parts=4)
    plot = _plot(events, sheet, row, ticks[-1])
    room = svg.text_width(axis, sheet.text) + 10
    marks = [Mark(tick, numbers(tick)) for tick in ticks]
    parts = marks_below(plot, marks, right=plot.right - room)
    parts.append(svg.text((plot.right, plot.bottom + sheet.line + 2), axis, anchor="end"))
    for index, event in enumerate(events):
        parts += _row(plot, event, ticks, plot.top + index * row, row)
    return svg.drawing(
        sheet,
        plot.bottom + sheet.line + 10,
        parts,
        chart_id=chart_id,
        title=title,
        description=description,
    )


def _plot(events: Sequence[PastForecast], sheet: Sheet, row: float, highest: int) -> Plot:
    if sheet is NARROW:
        left, right = DOT, sheet.width - DOT
    else:
        names = max(svg.text_width(each.name, sheet.text) for each in events)
        counts = max(svg.text_width(each.counted_words, sheet.text) for each in events)
        left, right = min(names, WIDEST_NAME) + 12, sheet.width - counts - 16
    return Plot(
        sheet=sheet,
        left=left,
        top=4,
        right=right,
        bottom=4 + row * len(events),
        first=0,
        last=highest,
        highest=highest,
    )


def _row(
    plot: Plot, event: PastForecast, ticks: Sequence[int], top: float, height: float
) -> list[str]:
    sheet, counted = plot.sheet, event.counted_words
    if sheet is NARROW:
        y, baseline = top + height - BAR / 2 - 6, top + sheet.line
        room = sheet.width - svg.text_width(counted, sheet.text) - 12
        reach = BAR / 2 + 4
    else:
        y, baseline = top + height / 2, top + height / 2 + sheet.text * 0.35
        room = plot.left - 12
        reach = height / 2
    grid = [
        svg.line([(plot.x(t), y - reach), (plot.x(t), y + reach)], "c-grid" if t else "c-axis")
        for t in ticks
    ]
    return [
        *grid,
        svg.text((0, baseline), svg.cut(event.name, room, sheet.text)),
        *_bar(plot, event.band, y),
        _count(plot, event, y),
        svg.text((sheet.width, baseline), counted, "c-label c-strong", anchor="end"),
    ]


def _bar(plot: Plot, band: Band, y: float) -> list[str]:
    low, inner, likely, outer, high = (
        plot.x(value) for value in (band.p10, band.p25, band.p50, band.p75, band.p90)
    )
    top = y - BAR / 2
    return [
        svg.box((low, top), high - low, BAR, "c-band", round_by=4),
        svg.box((inner, top), outer - inner, BAR, "c-band2"),
        svg.box((low, top), high - low, BAR, "c-edge", round_by=4),
        svg.line([(likely, top), (likely, top + BAR)], "c-line"),
    ]


def _count(plot: Plot, event: PastForecast, y: float) -> str:
    place = (plot.x(event.counted), y)
    if event.band.p10 <= event.counted <= event.band.p90:
        return svg.dot(place, DOT, "c-dot")
    return svg.cross(place, DOT * 1.15, "c-dot-short")
