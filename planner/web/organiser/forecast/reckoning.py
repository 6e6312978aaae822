"""How do we reckon? The parts of a forecast, what each earlier event does, where the doubt lies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.core.enums import LeftOutBecause
from planner.core.turnout import (
    Contribution,
    Forecast,
    Parts,
    Source,
    Spoken,
    Weather,
    doubt_of,
    nearest,
    spoken,
    spoken_parts,
    step_for,
)
from planner.services.forecast.counted_events import CountedEvent
from planner.services.forecast.forecasting import EventForecast, Inputs, cached_contributions
from planner.services.forecast.memory import PastEvent
from planner.services.forecast.said import HowKnown, Quoted
from planner.services.forecast.what_ifs import HIGHER_GUESS, MORE_YES, Change, WhatIf, what_ifs
from planner.store.models import Event
from planner.web.filters import day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.forecast.panel import (
    PartsShown,
    moment_words,
    parts_shown,
    range_words,
    reasons,
)
from planner.web.organiser.labels import KIND_NAMES, LEFT_OUT_NOTES, QUALITY_NAMES, WEATHER_NAMES

SURPRISING = 0.5
DOUBTS: Mapping[Source, str] = {
    Source.STILL_TO_ANSWER: _l("Most doubt lies in who has yet to answer. Ask them."),
    Source.SHOW_UP: _l("Most doubt lies in who says yes and stays away. A reminder helps."),
    Source.USUAL_WALK_INS: _l("Most doubt lies in how many come without an answer. Count them."),
    Source.SWING: _l("Most doubt lies in one day being busier than the next. Keep a reserve."),
}


@dataclass(frozen=True)
class PastRow:
    """An earlier event, and what it does to the forecast."""

    title: str
    day: str
    yes_then: str
    came: str
    quality: str
    pull: str
    note: str
    turnout_id: int


@dataclass(frozen=True)
class LeftOutRow:
    """An earlier event from which the forecast does not learn, and why."""

    turnout_id: int
    title: str
    day: str
    came: str
    note: str


@dataclass(frozen=True)
class ChangeRow:
    """What the forecast would be if one thing were different."""

    words: str
    likely: str
    range: str


@dataclass(frozen=True)
class Reckoning:
    """The forecast taken apart; `likely` is empty while nothing is known."""

    likely: str
    range: str
    sentences: list[str]
    doubt: str
    parts: PartsShown | None
    facts: list[tuple[str, str]]
    rows: list[PastRow]
    others: list[PastRow]
    left_out: list[LeftOutRow]
    changes: list[ChangeRow]


def reckoning(
    event: Event, made: EventForecast, quoted: Quoted | None, *, at: datetime
) -> Reckoning:
    """Take a forecast apart.

    Args:
        event: what it is of.
        made: all that it follows from, as it is known today.
        quoted: what is said of it; once it stays as it was said, nothing would change it any more.
        at: this moment.
    """
    forecast = made.forecast
    left_out = [_left_out(each) for each in made.memory.left_out_of(event, at)]
    if quoted is None or not isinstance(forecast, Forecast):
        return Reckoning("", "", [], "", None, _facts(event, made), [], [], left_out, [])
    said = spoken(quoted)
    is_open = quoted.how is HowKnown.NOW
    return Reckoning(
        likely=number(said.likely),
        range=range_words(said),
        sentences=[*reasons(quoted), moment_words(quoted, event.zone)],
        doubt=str(DOUBTS[doubt_of(forecast).most]) if is_open else "",
        parts=parts_shown(spoken_parts(quoted.parts, said.step)) if quoted.parts else None,
        facts=_facts(event, made),
        rows=[
            _row(past, does, step=said.step)
            for past, does in zip(made.past, cached_contributions(made.inputs), strict=True)
        ],
        others=[_row(other) for other in made.others],
        left_out=left_out,
        changes=[
            _change(each, made.inputs, said, forecast.parts)
            for each in (what_ifs(made.inputs) if is_open else ())
            if _is_heard(each, said)
        ],
    )


def _is_heard(what_if: WhatIf, said: Spoken) -> bool:
    """Whether a change is larger than what rounding takes away."""
    exact = (what_if.low, what_if.likely, what_if.high)
    return [nearest(heads, said.step) for heads in exact] != [said.low, said.likely, said.high]


def _change(what_if: WhatIf, inputs: Inputs, said: Spoken, parts: Parts) -> ChangeRow:
    words = {
        Change.MORE_YES: _("%(n)s more people say yes", n=number(MORE_YES)),
        Change.MAYBES_COME: _("Everybody who said maybe says yes"),
        Change.MAYBES_STAY_AWAY: _("Everybody who said maybe says no"),
        Change.HIGHER_GUESS: _(
            "You expect %(n)s people", n=number(HIGHER_GUESS * (inputs.expected or 0))
        ),
        Change.NO_WALK_INS: _("Nobody comes without an answer"),
        Change.ANYBODY_MAY_COME: _("Anybody can come without an answer"),
        Change.RAIN: _("It rains"),
        Change.HOLIDAY: _("It is a holiday"),
        Change.BUSIEST_LEFT_OUT: _("We leave out the busiest day"),
        Change.OTHERS_LEFT_OUT: _("We leave out the events elsewhere"),
    }
    step = max(said.step, step_for(what_if.low, what_if.high))
    low, likely, high = (
        nearest(heads, step) for heads in (what_if.low, what_if.likely, what_if.high)
    )
    if what_if.change is Change.NO_WALK_INS:
        # Exactly the number above without the people that its sentence counts.
        told = spoken_parts(parts, said.step)
        likely = told.total - told.come_unannounced
        low, high = min(low, likely), max(high, likely)
    return ChangeRow(
        words=words[what_if.change],
        likely=number(likely),
        range=_("%(low)s to %(high)s", low=number(low), high=number(high)),
    )


def _facts(event: Event, made: EventForecast) -> list[tuple[str, str]]:
    counts, left = made.counts, made.inputs.ahead.cards_unanswered
    cards = [] if left is None else [(_("Cards without an answer"), number(left))]
    return [
        (_("People who said yes"), number(counts.yes_heads)),
        (_("People who said maybe"), number(counts.maybe_heads)),
        (_("People who said no"), number(counts.no_heads)),
        *cards,
        (_("Your own guess"), number(event.expected) if event.expected else _("none")),
        (_("Can people come without answering?"), str(KIND_NAMES[event.kind])),
        *_day(event),
    ]


def _day(event: Event) -> Iterator[tuple[str, str]]:
    if event.weather is not Weather.ORDINARY:
        yield _("The weather that you expect"), str(WEATHER_NAMES[event.weather])
    if event.is_holiday:
        yield _("A holiday, or no school"), _("yes")


def _row(past: PastEvent, does: Contribution | None = None, *, step: int = 1) -> PastRow:
    return PastRow(
        title=past.title,
        day=day_and_year(past.held_on),
        yes_then=number(past.yes_then),
        came=number(past.came),
        quality=str(QUALITY_NAMES[past.quality]),
        pull=_pull(nearest(does.pull, step)) if does else "",
        note=" ".join(_notes(past, does)),
        turnout_id=past.turnout_id,
    )


def _notes(past: PastEvent, does: Contribution | None) -> Iterator[str]:
    """Say what day it was, and whether it was a surprise even so."""
    if past.turnout.weather is Weather.RAIN:
        yield _("It rained.")
    if past.turnout.weather is Weather.HEAT:
        yield _("It was very hot.")
    if past.turnout.is_holiday:
        yield _("A holiday.")
    if does and does.chance_of_surprise > SURPRISING:
        yield _("A surprise: it counts less.")


def _left_out(turnout: CountedEvent) -> LeftOutRow:
    return LeftOutRow(
        turnout_id=turnout.id,
        title=turnout.title,
        day=day_and_year(turnout.held_on),
        came=number(turnout.came),
        note=str(LEFT_OUT_NOTES[turnout.left_out_because or LeftOutBecause.OTHER]),
    )


def _pull(people: int) -> str:
    if people > 0:
        return _("%(n)s more", n=number(people))
    return _("%(n)s fewer", n=number(-people)) if people < 0 else _("no difference")
