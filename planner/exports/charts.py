"""All charts in one place: values and translated texts in, inline SVG out.

Every chart is called twice, for a wide and for a narrow page, and shown by the style sheet; a
table with the same numbers belongs beside it. The style sheet gives the colours by class:

- c-band, c-band2, c-edge: the range of 8 of 10 times, of 5 of 10 times, and the outer lines
- c-line: the expected number; as a text the words that belong to it
- c-yes: people who said yes, as a line, its round points and its words
- c-dot, c-dot-short: enough, and (as a cross) not enough or out of range
- c-zone, c-threshold: what there is enough for
- c-today: the moment of looking
- c-axis, c-grid, c-label, c-strong: the frame and its words
- c-1, c-3, c-2: promises made, kept on the first day and not kept on it
- c-1, c-3, c-4, c-0: yes, maybe, no and nothing yet in the bar of answers; in the bar of who comes
  c-1 answered and comes, c-4 will answer yet and comes, c-3 comes without an answer, c-0 answered
  and stays away

Letters are 15 units high in the wide drawings of 680 units, 13 in the narrow ones of 320.
"""

from planner.exports.charts_arrival import ArrivalWords, arrival_chart
from planner.exports.charts_dots import DotWords, dot_chart
from planner.exports.charts_forecast import Band, ForecastPoint, ForecastWords, forecast_chart
from planner.exports.charts_held import HeldRange, held_chart
from planner.exports.charts_left import DishLeft, left_chart
from planner.exports.charts_promises import MonthOfPromises, promises_chart
from planner.exports.charts_record import PastForecast, record_chart
from planner.exports.charts_share import parts_bar, share_bar
from planner.exports.svg import Label

__all__ = [
    "ArrivalWords",
    "Band",
    "DishLeft",
    "DotWords",
    "ForecastPoint",
    "ForecastWords",
    "HeldRange",
    "Label",
    "MonthOfPromises",
    "PastForecast",
    "arrival_chart",
    "dot_chart",
    "forecast_chart",
    "held_chart",
    "left_chart",
    "parts_bar",
    "promises_chart",
    "record_chart",
    "share_bar",
]
