"""Twenty dots, each one way the day may go: for how many is there enough?

People decide better with dots they can count than with a curve or a percentage (Kay et al. 2016,
CHI; Fernandes et al. 2018, CHI).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.charts_frame import Mark, Numbers, Plot, marks_below, round_step
from planner.exports.svg import NARROW, WIDE, Sheet

LARGEST_DOT = 10.5
MOST_COLUMNS = 12
EDGE = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DotWords:
    """The texts of the chart, translated.

    Args:
        title: what the chart is about.
        description: what it says, such as 'In 18 of 20 cases 120 portions are enough.'
        threshold: beside the line, such as '120 porties'.
        axis: what the numbers count, such as 'mensen'.
    """

    title: str
    description: str
    threshold: str
    axis: str


def dot_chart(
    outcomes: Sequence[int],
    words: DotWords,
    *,
    enough_for: int,
    chart_id: str,
    narrow: bool = False,
    numbers: Numbers = str,
) -> str:
    """Draw equally likely head counts as dots in columns, and a line after the last one served.

    Outcomes that are not served are crosses, so that no one needs to tell two colours apart.

    Args:
        outcomes: head counts of equal chance, usually twenty.
        words: the texts.
        enough_for: the people served; an outcome of just this many is served.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone.
        numbers: writes the numbers on the axis.

    Raises:
        ValueError: there are no outcomes.
    """
    if not outcomes:
        raise ValueError("a dot chart needs at least one outcome")
    sheet = NARROW if narrow else WIDE
    width, columns = _columns(outcomes, enough_for)
    plot = _plot(sheet, enough_for, width, columns)
    radius = _radius(plot, width, max(columns.values()))
    line_x = plot.x(enough_for)
    parts = [
        svg.box(
            (plot.left, plot.top), line_x - plot.left, plot.bottom - plot.top, "c-zone", round_by=8
        ),
        svg.line([(plot.left, plot.bottom), (plot.right, plot.bottom)], "c-axis"),
        *_dots(plot, enough_for, width, columns, radius),
        svg.line([(line_x, plot.top - sheet.line), (line_x, plot.bottom)], "c-threshold"),
        _threshold_words(plot, line_x, words.threshold),
        *_axis(plot, words.axis, numbers),
    ]
    height = plot.bottom + sheet.line + 10
    return svg.drawing(
        sheet, height, parts, chart_id=chart_id, title=words.title, description=words.description
    )


def _columns(outcomes: Sequence[int], enough_for: int) -> tuple[int, Counter[int]]:
    """Sort outcomes into columns that begin and end at the line: column 0 is the last one served.

    So no column holds outcomes from both sides, however wide it is.

    Returns:
        how many people a column is wide, and the number of outcomes in each.
    """
    span = max(*outcomes, enough_for) - min(*outcomes, enough_for)
    width = round_step(span, parts=MOST_COLUMNS)
    return width, Counter(math.ceil((outcome - enough_for) / width) for outcome in outcomes)


def _plot(sheet: Sheet, enough_for: int, width: int, columns: Counter[int]) -> Plot:
    # At least one column on each side of the line, or it would stand at the edge.
    first = enough_for + (min(columns.keys() | {0}) - 1) * width
    last = enough_for + max(columns.keys() | {1}) * width
    top = sheet.line + 4.0
    return Plot(
        sheet=sheet,
        left=EDGE,
        top=top,
        right=sheet.width - EDGE,
        bottom=top + (88 if sheet is NARROW else 110),
        first=first,
        last=last,
        highest=1,
    )


def _radius(plot: Plot, width: int, tallest: int) -> float:
    column = plot.x(plot.first + width) - plot.left
    return min(LARGEST_DOT, column * 0.42, (plot.bottom - plot.top - 6) / (2.2 * tallest))


def _dots(
    plot: Plot, enough_for: int, width: int, columns: Counter[int], radius: float
) -> list[str]:
    parts = []
    for column, count in sorted(columns.items()):
        x = plot.x(enough_for + (column - 0.5) * width)
        for place in range(count):
            y = plot.bottom - 4 - radius * (1 + 2.2 * place)
            if column <= 0:
                parts.append(svg.dot((x, y), radius, "c-dot"))
            else:
                parts.append(svg.cross((x, y), radius, "c-dot-short"))
    return parts


def _threshold_words(plot: Plot, line_x: float, words: str) -> str:
    baseline = plot.top - 6
    room = svg.text_width(words, plot.sheet.text) + 8
    if line_x + room <= plot.right:
        return svg.text((line_x + 8, baseline), words, "c-label c-strong")
    return svg.text((line_x - 8, baseline), words, "c-label c-strong", anchor="end")


def _axis(plot: Plot, words: str, numbers: Numbers) -> list[str]:
    """Write round numbers below, and at the end what they count."""
    room = svg.text_width(words, plot.sheet.text) + 10
    widest = svg.text_width(numbers(math.ceil(plot.last)), plot.sheet.text) + 14
    most = int((plot.right - plot.left - room) / widest)
    step = round_step(plot.last - plot.first, parts=max(2, min(6, most)))
    count = range(math.ceil(max(plot.first, 0) / step), math.floor(plot.last / step) + 1)
    # A head count is the last of its column, so that the line can stand behind it.
    marks = [Mark(step * each - 0.5, numbers(step * each)) for each in count]
    place = (plot.sheet.width, plot.bottom + plot.sheet.line + 2)
    return [
        *marks_below(plot, marks, right=plot.sheet.width - room),
        svg.text(place, words, anchor="end"),
    ]
