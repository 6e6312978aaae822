"""How many to invite, and what giving away more places than there are may lead to."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from planner.core.turnout import NOT_TOLD, Answers, Forecast, NothingKnown
from planner.core.turnout.inputs import USUAL_HOUSEHOLD_RATIO
from planner.core.turnout.inviting import most_to_invite
from planner.services.forecast.forecasting import Inputs, cached_forecast, forecast_event
from planner.store.models import Event

MOST_TIMES = 20
"""More than so many cards, or answers, for each place are not looked at."""
TRIED = (50, 500)
"""Where these numbers of cards make no difference, something else tells how many come."""


class Measure(StrEnum):
    """What is given out."""

    CARDS = "cards"
    """Nothing else is known: how many come follows from the cards."""
    ANSWERS = "answers"
    """People who say yes: what is known already tells how many of those come."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What follows from so many cards, or people who say yes.

    Attributes:
        chance_too_many: that more people come than there is room for.
    """

    count: int
    forecast: Forecast
    chance_too_many: float


@dataclass(frozen=True, slots=True)
class Inviting:
    """How many can be invited, and what follows from a number that somebody asked about.

    Attributes:
        given: people who said yes until now, where answers are the measure.
        most: the most at which the risk is no larger than asked; None where it is larger already.
        is_endless: whether more than that would be no risk either.
        now: what follows from what was given out already; only where that is too many.
        asked: of the number that somebody asked about.
    """

    measure: Measure
    given: int
    most: Outlook | None
    is_endless: bool
    now: Outlook | None
    asked: Outlook | None


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
    forecast = _if(inputs, Measure.ANSWERS, places)
    if forecast is None:
        return None
    return forecast.chance_at_least(event.capacity + 1)


def inviting(
    session: Session,
    event: Event,
    *,
    room: int,
    risk: float,
    count: int | None,
    now: datetime,
) -> Inviting:
    """Say how many can be invited, and what follows from a number of cards or answers.

    Some ten forecasts, which are kept.

    Args:
        session: reads.
        event: a coming event.
        room: for so many people there is room.
        risk: how large the chance may be that more come.
        count: the number that somebody asks about; None for none.
        now: the moment.
    """
    inputs = forecast_event(session, event, now=now).inputs
    measure = _measure_of(inputs)
    given = inputs.answers.yes_heads if measure is Measure.ANSWERS else 0
    # Nobody can ask about fewer than have said yes.
    wanted = None if count is None else max(count, given, 1)
    most_looked_at = max(MOST_TIMES * room, given + 1)

    def outlook(number: int) -> Forecast:
        found = _if(inputs, measure, max(1, number))
        if found is None:
            raise ValueError("somebody who says yes is something to forecast from")
        return found

    def of(number: int) -> Outlook:
        forecast = outlook(number)
        return Outlook(number, forecast, forecast.chance_at_least(room + 1))

    most = most_to_invite(outlook, room=room, risk=risk, given=given, most=most_looked_at)
    return Inviting(
        measure=measure,
        given=given,
        most=None if most is None else of(most),
        is_endless=most == most_looked_at,
        now=of(given) if most is None else None,
        asked=None if wanted is None else of(wanted),
    )


def _measure_of(inputs: Inputs) -> Measure:
    """Whether cards tell how many come: nobody has answered, and no earlier event tells it."""
    if inputs.answers.counted_heads:
        return Measure.ANSWERS
    few, many = (_if(inputs, Measure.CARDS, cards) for cards in TRIED)
    is_told = few is not None and many is not None and few.likely != many.likely
    return Measure.CARDS if is_told else Measure.ANSWERS


def _if(inputs: Inputs, measure: Measure, count: int) -> Forecast | None:
    """The forecast as if so many had said yes in the end, or so many cards were all that is known.

    Then nobody is awaited besides, and the cards of now bound nothing.
    """
    inputs = replace(inputs, most=None)
    if measure is Measure.CARDS:
        # Other series don't know how large this event will be: here the cards do.
        alone = replace(inputs, answers=Answers(), expected=None, flyers=None, elsewhere=())
        forecast = cached_forecast(replace(alone, cards=count, ahead=NOT_TOLD))
    else:
        yes_heads = max(count, inputs.answers.yes_heads)
        ratio = inputs.answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
        answers = replace(inputs.answers, yes_heads=yes_heads, household_size_ratio=ratio)
        closed = replace(inputs.ahead, answers_close_in_days=0, cards_unanswered=None)
        forecast = cached_forecast(
            replace(inputs, answers=answers, expected=None, flyers=None, ahead=closed)
        )
    return None if isinstance(forecast, NothingKnown) else forecast
