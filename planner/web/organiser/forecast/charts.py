"""What the charts of forecasts share: a drawing for each screen, and a forecast as a band."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from planner.core.turnout import SpokenForecast
from planner.exports.charts import Band

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Charts:
    """A chart drawn twice: for a laptop and for a phone."""

    wide: Markup
    narrow: Markup


def band_of(forecast: SpokenForecast) -> Band:
    """Return a forecast as charts draw it."""
    return Band(*(forecast.quantile(level) for level in LEVELS))


def days_between(first: datetime, at: datetime) -> float:
    """Return where a moment lies on the axis of a chart that begins at the first one, in days."""
    return (at - first).total_seconds() / 86_400


def both(drawn: Sequence[str]) -> Charts:
    """Put the drawing for a laptop and the one for a phone together."""
    wide, narrow = drawn
    return Charts(Markup(wide), Markup(narrow))  # noqa: S704 - drawn by our code, words escaped
