"""The forecast over time: how did we get to this number, and how sure are we?"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_frame import (
    AXIS_GAP,
    Mark,
    Numbers,
    Plot,
    grid,
    labels_at_right,
    marks_below,
    ticks_up_to,
    width_of,
)
from planner.exports.charts_place import DrawingArea, words_beside
from planner.exports.svg import NARROW, WIDE, Label, Sheet

MOST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers of people that 10, 25, 50, 75 and 90 of 100 chances stay below; rising."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """What was forecast at one moment.

    Args:
        at: days, from any beginning.
        band: the forecast.
        said_yes: people who had said yes.
    """

    at: float
    band: Band
    said_yes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastWords:
    """The texts of the chart, translated.

    Args:
        title: what the chart is about.
        description: what it says, in a sentence or two; read aloud instead of the drawing.
        busy: for the 90 % line, such as '121 als het druk is', or '121'.
        likely: for the middle line.
        quiet: for the 10 % line.
        said_yes: for the answers, such as '38 zeggen ja'.
        today: below the marker.
        event_day: below the right end.
        days: other days below the axis; they give way where it is narrow.
    """

    title: str
    description: str
    busy: Label
    likely: Label
    quiet: Label
    said_yes: str
    today: str
    event_day: str
    days: tuple[tuple[float, str], ...] = ()


def forecast_chart(
    history: Sequence[ForecastPoint],
    words: ForecastWords,
    *,
    event_at: float,
    chart_id: str,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw the forecast until today, and today's forecast on to the day of the event.

    Args:
        history: one or more points, by time; the last one is today.
        words: the texts.
        event_at: the day of the event, on the scale of `ForecastPoint.at`.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: there is no history.
    """
    if not history:
        raise ValueError("a forecast over time needs at least one point")
    sheet, height = (NARROW, 260.0) if narrow else (WIDE, 290.0)
    plot, ticks = _plot(history, words, event_at, sheet, height, numbers)
    today = history[-1]
    flat = [*history, ForecastPoint(max(event_at, today.at), today.band, today.said_yes)]
    levels = {
        level: [plot.at(each.at, getattr(each.band, level)) for each in flat]
        for level in ("p10", "p25", "p50", "p75", "p90")
    }
    answers = [plot.at(each.at, each.said_yes) for each in history]
    ground = DrawingArea(plot, lines=[answers], bands=[(levels["p90"], levels["p10"])])
    parts = [
        *grid(plot, ticks, numbers),
        svg.area([*levels["p10"], *reversed(levels["p90"])], "c-band"),
        svg.area([*levels["p25"], *reversed(levels["p75"])], "c-band2"),
        # A pale band is hard to see on white; its edges are not.
        svg.line(levels["p10"], "c-edge"),
        svg.line(levels["p90"], "c-edge"),
        svg.line(levels["p50"], "c-line"),
        svg.line([(plot.x(today.at), plot.top), (plot.x(today.at), plot.bottom)], "c-today"),
        svg.line(answers, "c-yes"),
        *(svg.dot(place, 4.5, "c-yes") for place in _few(answers)),
        words_beside(ground, answers[-1], words.said_yes, "c-label c-strong c-yes"),
        *_days(plot, today, event_at, words),
        *labels_at_right(
            plot,
            [
                (today.band.p90, words.busy, "c-label"),
                (today.band.p50, words.likely, "c-label c-strong c-line"),
                (today.band.p10, words.quiet, "c-label"),
            ],
        ),
    ]
    return svg.drawing(
        sheet, height, parts, chart_id=chart_id, title=words.title, description=words.description
    )


def _plot(
    history: Sequence[ForecastPoint],
    words: ForecastWords,
    event_at: float,
    sheet: Sheet,
    height: float,
    numbers: Numbers,
) -> tuple[Plot, list[int]]:
    highest = max(max(each.band.p90, each.said_yes) for each in history)
    ticks = ticks_up_to(highest)
    ends = [label.on(sheet) for label in (words.busy, words.likely, words.quiet)]
    plot = Plot(
        sheet=sheet,
        left=svg.text_width(numbers(ticks[-1]), sheet.text) + AXIS_GAP,
        top=sheet.text * 0.6,
        right=sheet.width - width_of(ends, sheet),
        bottom=height - sheet.line - 10,
        first=history[0].at,
        last=max(event_at, history[-1].at),
        highest=ticks[-1],
    )
    return plot, ticks


def _few(places: Sequence[svg.Point]) -> Sequence[svg.Point]:
    """Leave out points that would touch; never the last one."""
    every = -(-len(places) // MOST_POINTS)
    return places[::-1][::every][::-1]


def _days(plot: Plot, today: ForecastPoint, event_at: float, words: ForecastWords) -> list[str]:
    strong = [Mark(today.at, words.today, strong=True)]
    if event_at > today.at:
        strong.append(Mark(event_at, words.event_day, strong=True))
    return marks_below(plot, [*strong, *(Mark(at, day) for at, day in words.days)])
