"""The day itself: who is inside until now, how many will it be, is there enough for them?"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_forecast import Band
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

MOST_POINTS = 150
STRONG = "c-label c-strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalWords:
    """The texts of the chart, translated.

    Args:
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        busy: for the 90 % line at the end, such as '131 als het druk blijft', or '131'.
        likely: for the middle line at the end.
        quiet: for the 10 % line at the end.
        inside: beside the last count, such as '64 binnen'.
        now: below the marker.
        enough: on the line of what there is, such as 'eten voor 120'.
        times: minutes and what the clock says then.
    """

    title: str
    description: str
    busy: Label
    likely: Label
    quiet: Label
    inside: str
    now: str
    enough: str = ""
    times: tuple[tuple[float, str], ...] = ()


def arrival_chart(
    counted: Sequence[tuple[float, int]],
    ahead: Sequence[tuple[float, Band]],
    words: ArrivalWords,
    *,
    chart_id: str,
    enough_for: int | None = None,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw the arrivals until now and how they may go on.

    Args:
        counted: minutes since the start and people inside by then; rising; the last one is now.
        ahead: later minutes and the people inside by then; the last one is the end. With one
            entry the band opens in a straight line; with none the event is over.
        words: the texts.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        enough_for: people there is food for, or places; drawn as a line.
        narrow: draw for a phone.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: nothing was counted; begin with (0, 0).
    """
    if not counted:
        raise ValueError("an arrival curve needs at least one count")
    sheet, height = (NARROW, 260.0) if narrow else (WIDE, 290.0)
    now, inside = counted[-1]
    fan = [(now, Band(*[float(inside)] * 5)), *ahead]
    plot, ticks = _plot(counted, fan, words, enough_for, sheet, height, numbers)
    levels = {
        level: [plot.at(minute, getattr(band, level)) for minute, band in fan]
        for level in ("p10", "p25", "p50", "p75", "p90")
    }
    curve = [plot.at(minute, count) for minute, count in _few(counted)]
    enough = _enough_line(plot, enough_for)
    ground = DrawingArea(plot, [curve, *enough], [(levels["p90"], levels["p10"])])
    parts = [
        *grid(plot, ticks, numbers),
        svg.area([*levels["p10"], *reversed(levels["p90"])], "c-band"),
        svg.area([*levels["p25"], *reversed(levels["p75"])], "c-band2"),
        svg.line(levels["p10"], "c-edge"),
        svg.line(levels["p90"], "c-edge"),
        svg.line(levels["p50"], "c-line", dashed=True),
        svg.line([(plot.x(now), plot.top), (plot.x(now), plot.bottom)], "c-today"),
        svg.line(curve, "c-line"),
        svg.dot(curve[-1], 5, "c-dot"),
        *(svg.line(each, "c-threshold") for each in enough),
        words_beside(ground, curve[-1], words.inside, "c-label c-strong c-line"),
        *(
            words_beside(ground, (_free_end(plot, fan, enough_for), y), words.enough, STRONG)
            for (_, y), _ in enough
        ),
        *marks_below(
            plot, [Mark(now, words.now, strong=True), *(Mark(at, time) for at, time in words.times)]
        ),
        *_ends(plot, ahead, words),
    ]
    return svg.drawing(
        sheet, height, parts, chart_id=chart_id, title=words.title, description=words.description
    )


def _plot(
    counted: Sequence[tuple[float, int]],
    fan: Sequence[tuple[float, Band]],
    words: ArrivalWords,
    enough_for: int | None,
    sheet: Sheet,
    height: float,
    numbers: Numbers,
) -> tuple[Plot, list[int]]:
    ticks = ticks_up_to(max(fan[-1][1].p90, counted[-1][1], enough_for or 0))
    ends = [label.on(sheet) for label in (words.busy, words.likely, words.quiet)]
    plot = Plot(
        sheet=sheet,
        left=svg.text_width(numbers(ticks[-1]), sheet.text) + AXIS_GAP,
        top=sheet.text * 0.6,
        right=sheet.width - width_of(ends, sheet),
        bottom=height - sheet.line - 10,
        first=counted[0][0],
        last=fan[-1][0],
        highest=ticks[-1],
    )
    return plot, ticks


def _few(counted: Sequence[tuple[float, int]]) -> Sequence[tuple[float, int]]:
    """Leave out counts that no eye can tell apart; never the last one."""
    every = -(-len(counted) // MOST_POINTS)
    return counted[::-1][::every][::-1]


def _enough_line(plot: Plot, enough_for: int | None) -> list[list[svg.Point]]:
    if enough_for is None:
        return []
    y = plot.y(enough_for)
    return [[(plot.left, y), (plot.right, y)]]


def _free_end(plot: Plot, fan: Sequence[tuple[float, Band]], enough_for: int | None) -> float:
    """Where there is room for words on the line: at its end, unless the range is there."""
    (now, _), (_, final) = fan[0], fan[-1]
    is_covered = enough_for is not None and final.p10 <= enough_for <= final.p90
    return plot.x(now) if is_covered else plot.right


def _ends(plot: Plot, ahead: Sequence[tuple[float, Band]], words: ArrivalWords) -> list[str]:
    if not ahead:
        return []
    final = ahead[-1][1]
    return labels_at_right(
        plot,
        [
            (final.p90, words.busy, "c-label"),
            (final.p50, words.likely, "c-label c-strong c-line"),
            (final.p10, words.quiet, "c-label"),
        ],
    )
