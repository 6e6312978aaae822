"""How do we reckon? The parts of a forecast, and what each earlier event adds to it."""

from dataclasses import dataclass

from planner.core.turnout import Forecast
from planner.services.forecasting import EventForecast
from planner.store.models import Event
from planner.web.filters import day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.organiser.forecast_panel import range_words, reasons
from planner.web.organiser.words import KIND_NAMES, QUALITY_NAMES


@dataclass(frozen=True)
class PastRow:
    """An earlier event, and what the forecast would be without it."""

    title: str
    day: str
    yes_then: str
    came: str
    quality: str
    without: str


@dataclass(frozen=True)
class Reckoning:
    """The forecast taken apart; `likely` is empty while nothing is known."""

    likely: str
    range: str
    sentences: list[str]
    facts: list[tuple[str, str]]
    rows: list[PastRow]


def reckoning(event: Event, made: EventForecast) -> Reckoning:
    """Take a forecast apart."""
    forecast = made.forecast
    known = isinstance(forecast, Forecast)
    return Reckoning(
        likely=number(forecast.likely) if isinstance(forecast, Forecast) else "",
        range=range_words(forecast) if isinstance(forecast, Forecast) else "",
        sentences=reasons(made, forecast) if isinstance(forecast, Forecast) else [],
        facts=_facts(event, made),
        rows=[_row(made, place) for place in range(len(made.past))] if known else [],
    )


def _facts(event: Event, made: EventForecast) -> list[tuple[str, str]]:
    counts = made.counts
    guess = number(event.expected) if event.expected else _("none")
    return [
        (_("People who said yes"), number(counts.yes_heads)),
        (_("People who said maybe"), number(counts.maybe_heads)),
        (_("People who said no"), number(counts.no_heads)),
        (_("Your own guess"), guess),
        (_("Can people come without answering?"), str(KIND_NAMES[event.kind])),
    ]


def _row(made: EventForecast, place: int) -> PastRow:
    past = made.past[place]
    without = made.without(place)
    return PastRow(
        title=past.title,
        day=day_and_year(past.held_on),
        yes_then=number(past.yes_then),
        came=number(past.came),
        quality=str(QUALITY_NAMES[past.quality]),
        without=number(without.likely) if isinstance(without, Forecast) else _("no forecast"),
    )
