"""What giving away more places than there are may lead to."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.turnout import Forecast
from planner.services.forecast.forecasting import cached_forecast, forecast_event
from planner.store.models import Event


def chance_of_too_many(
    session: Session, event: Event, *, places: int, now: datetime
) -> float | None:
    """Return the chance that more people come than fit, once this many have said yes.

    It is the forecast of the event itself, as if all places were given away already: who said yes
    comes as often as at earlier events, and who comes without an answer is added.

    Args:
        session: reads.
        event: with a limit.
        places: how many may say yes.
        now: the moment.

    Returns:
        0 to 1; None where there is no limit or nothing to forecast from.
    """
    if event.capacity is None:
        return None
    inputs = forecast_event(session, event, now=now).inputs
    yes_heads = max(places, inputs.answers.yes_heads)
    # Two and a half a household, where nobody answered yet: the average of the Netherlands is 2.1
    # (CBS 2023), and who comes to a party is seldom alone.
    ratio = inputs.answers.household_size_ratio or 2.5
    answers = replace(inputs.answers, yes_heads=yes_heads, household_size_ratio=ratio)
    forecast = cached_forecast(replace(inputs, answers=answers, expected=None, flyers=None))
    if not isinstance(forecast, Forecast):
        return None
    return forecast.chance_at_least(event.capacity + 1)
