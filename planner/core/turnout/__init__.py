"""Answers and past turnout become a forecast; arrivals so far make it a nowcast."""

from planner.core.turnout.explain import Parts
from planner.core.turnout.forecast import Forecast, forecast_turnout
from planner.core.turnout.inputs import (
    NOT_TOLD,
    Ahead,
    Answers,
    EventKind,
    NothingKnown,
    PastTurnout,
    Weather,
)
from planner.core.turnout.nowcast import Nowcast, nowcast_turnout
from planner.core.turnout.reckoning import Contribution, Doubt, Source, contributions, doubt_of
from planner.core.turnout.spoken import (
    Spoken,
    SpokenForecast,
    nearest,
    spoken,
    spoken_heads,
    spoken_parts,
    spoken_range,
    step_for,
)
from planner.core.turnout.ways import DROPPING_IN, ArrivalWay, Arriving

__all__ = [
    "DROPPING_IN",
    "NOT_TOLD",
    "Ahead",
    "Answers",
    "ArrivalWay",
    "Arriving",
    "Contribution",
    "Doubt",
    "EventKind",
    "Forecast",
    "NothingKnown",
    "Nowcast",
    "Parts",
    "PastTurnout",
    "Source",
    "Spoken",
    "SpokenForecast",
    "Weather",
    "contributions",
    "doubt_of",
    "forecast_turnout",
    "nearest",
    "nowcast_turnout",
    "spoken",
    "spoken_heads",
    "spoken_parts",
    "spoken_range",
    "step_for",
]
