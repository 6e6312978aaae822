"""Forecasts for other programs: a JSON request in, a JSON answer out, nothing kept.

A request holds `cases`, an answer holds a forecast for each. Requests come from outside, so
each field is checked and a refusal names it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from planner.core.enums import EventType
from planner.core.turnout import (
    Ahead,
    Answers,
    Arriving,
    EventKind,
    Forecast,
    NothingKnown,
    Nowcast,
    PastTurnout,
    Weather,
    forecast_turnout,
    nowcast_turnout,
    spoken,
    spoken_parts,
)
from planner.core.turnout.ways import way_of
from planner.services.json_fields import BadRequest, Fields, finite

DEFAULT_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MOST_CASES = 100_000
QUESTION = "How many people do you expect? Nothing else is known yet."


def forecast_reply(
    request: object, *, explain: Callable[[Fields], Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Answer a request for forecasts before the event.

    Args:
        request: what came in.
        explain: gives more fields of a case, such as `explained`; None for none.

    Raises:
        BadRequest: a field is missing or wrong; the message names it.
    """

    def answer(case: Fields) -> Mapping[str, Any]:
        return {**_forecast_case(case), **(explain(case) if explain else {})}

    return {"forecasts": each_case(request, answer)}


def nowcast_reply(request: object) -> dict[str, Any]:
    """Answer a request for forecasts during the event.

    Raises:
        BadRequest: a field is missing or wrong; the message names it.
    """
    return {"forecasts": each_case(request, _nowcast_case)}


def each_case(
    request: object, answer: Callable[[Fields], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Answer each case under its id, and say of a refused one where it stands.

    Raises:
        BadRequest: a case is wrong, or there are too many.
    """
    cases = Fields.of(request).objects("cases")
    if len(cases) > MOST_CASES:
        raise BadRequest(f"request.cases must hold at most {MOST_CASES} cases, not {len(cases)}")
    replies = []
    for case in cases:
        try:
            replies.append({"id": case.text("id"), **answer(case)})
        except BadRequest:
            raise
        except ValueError as refusal:
            raise BadRequest(f"{case.place}: {refusal}") from refusal
    return replies


def _forecast_case(case: Fields) -> dict[str, Any]:
    forecast = forecast_of(case)
    if isinstance(forecast, NothingKnown):
        return {"quantiles": None, "question": QUESTION}
    parts = forecast.parts
    return {
        "quantiles": _quantiles(case, forecast),
        "likely": forecast.likely,
        "parts": {
            "answered": parts.answered,
            "come_as_answered": parts.come_as_answered,
            "stay_away": parts.stay_away,
            "still_to_answer": parts.still_to_answer,
            "come_unannounced": parts.come_unannounced,
        },
        "explanation": _explanation(forecast),
    }


def _nowcast_case(case: Fields) -> dict[str, Any]:
    minute, length = case.number("now_minute"), case.number("length_minutes")
    if minute is None or length is None:
        raise BadRequest(f"{case.place} must have now_minute and length_minutes")
    nowcast = nowcast_turnout(
        forecast_of(case),
        arrived=case.count("arrived"),
        minute=minute,
        length_minutes=length,
        past_arrivals=[
            finite(_list(minutes, f"{case.place}.past_arrival_minutes"), "past_arrival_minutes")
            for minutes in case.items("past_arrival_minutes")
        ],
        most=_most_people(case),
        arriving=Arriving(
            way=way_of(case.choice("event_type", EventType.PARTY)),
            draws_at=case.number("draws_at_minute"),
        ),
        begun_at=case.number("begun_at_minute"),
    )
    if isinstance(nowcast, NothingKnown):
        return {"quantiles": None, "question": QUESTION}
    said = spoken(nowcast, at_least=nowcast.arrived, at_most=nowcast.most)
    return {
        "quantiles": _quantiles(case, nowcast),
        "likely": nowcast.likely,
        "share_by_now": round(nowcast.share_by_now, 3),
        "explanation": (
            f"{nowcast.arrived} people are inside. By now that is usually"
            f" {round(100 * nowcast.share_by_now)} in 100 of all guests."
            + (
                " It is too early to say how many will have come in the end."
                if nowcast.is_too_early
                else f" In the end about {said.likely} will have come"
                f" (8 in 10 chance of {said.low} to {said.high})."
            )
        ),
    }


def _most_people(case: Fields) -> int | None:
    """How many can come at the very most, where nobody else can."""
    most = case.whole("most_people")
    if most is not None and most < 0:
        raise case.wrong("most_people", "a whole number from 0")
    return most


def forecast_of(case: Fields) -> Forecast | NothingKnown:
    """The forecast that a case asks for: of no more people than can come."""
    return forecast_turnout(**asked_of(case))


def asked_of(case: Fields) -> dict[str, Any]:
    """All that a case tells, as `forecast_turnout` takes it."""
    return {
        "answers": _answers(case),
        "past": [_past(event, before=_day(case)) for event in case.objects("past")],
        "kind": case.choice("event_kind", EventKind.UNSURE),
        "expected": case.whole("expected"),
        "flyers": case.whole("flyers"),
        "cards": case.whole("cards"),
        "weather": case.choice("weather", Weather.ORDINARY),
        "is_holiday": case.truth("is_holiday"),
        "elsewhere": [_past(event, before=_day(case)) for event in case.objects("elsewhere")],
        "ahead": Ahead(
            days=case.number("days_ahead"),
            answers_close_in_days=case.number("answers_close_in_days"),
            cards_unanswered=case.whole("cards_unanswered"),
        ),
        "most": _most_people(case),
    }


def _answers(case: Fields) -> Answers:
    """The sizes of the households where they are given, with the answers or beside them."""
    fields = case.object("answers")
    for given in (fields, case):
        if given.items("households"):
            return Answers.of_households(
                yes=_sizes(given, "households"), maybe=_sizes(given, "maybe_households")
            )
    return Answers(
        yes_heads=fields.count("yes_heads"),
        maybe_heads=fields.count("maybe_heads"),
        no_heads=fields.count("no_heads"),
        household_size_ratio=fields.number("household_size_ratio"),
    )


def _sizes(fields: Fields, name: str) -> list[int]:
    sizes = fields.numbers(name)
    if not all(size >= 1 and size == int(size) for size in sizes):
        raise fields.wrong(name, "sizes of households, whole numbers from 1")
    return [int(size) for size in sizes]


def _day(fields: Fields) -> date | None:
    """The day of an event, where it is told and reads as one: an ISO date, with or without time."""
    try:
        return date.fromisoformat(str(fields.values.get("date"))[:10])
    except ValueError:
        return None


def _past(fields: Fields, *, before: date | None) -> PastTurnout:
    held_on = _day(fields)
    if before and held_on and held_on > before:
        raise fields.wrong("date", f"a day until {before}, because it is about a past event")
    came = fields.whole("came")
    if came is None:
        raise fields.wrong("came", "the number of people who came")
    return PastTurnout(
        came=came,
        yes_heads=fields.count("yes_heads"),
        maybe_heads=fields.count("maybe_heads"),
        expected=fields.whole("expected"),
        household_size_ratio=fields.number("household_size_ratio"),
        is_at_least=fields.truth("is_at_least"),
        is_estimate=fields.truth("is_estimate"),
        weather=fields.choice("weather", Weather.ORDINARY),
        is_holiday=fields.truth("is_holiday"),
        yes_in_the_end=fields.whole("yes_in_the_end"),
        missed=fields.whole("missed"),
    )


def _quantiles(case: Fields, chances: Forecast | Nowcast) -> dict[str, int]:
    """The asked levels, under the same text by which the request wrote them."""
    levels = case.numbers("levels") or list(DEFAULT_LEVELS)
    if not all(0 < level < 1 for level in levels):
        raise case.wrong("levels", "chances between 0 and 1")
    return {str(level): chances.quantile(level) for level in levels}


def _explanation(forecast: Forecast) -> str:
    """Say why in sentences, whose numbers are rounded as on the pages; the fields stay exact."""
    said = spoken(forecast)
    parts = spoken_parts(forecast.parts, said.step)
    reasons = []
    if parts.answered:
        reasons.append(
            f"{parts.answered} people answered yes or maybe;"
            f" about {parts.come_as_answered} of them come."
        )
    if parts.still_to_answer:
        reasons.append(f"About {parts.still_to_answer} have yet to answer, and come.")
    if parts.come_unannounced:
        reasons.append(f"About {parts.come_unannounced} come without an answer.")
    reasons.append(f"In all about {said.likely} (8 in 10 chance of {said.low} to {said.high}).")
    return " ".join(reasons)


def _list(values: object, place: str) -> list[Any]:
    if not isinstance(values, list | tuple):
        raise BadRequest(f"{place} must hold lists of minutes, not {values!r}")
    return list(values)
