"""A forecast explained in full: each figure is the rules' own."""

import re
from typing import Any

import pytest

from planner.core.turnout import EventKind, contributions, doubt_of
from planner.core.turnout.prior import PRIORS, mix_of
from planner.services.forecast.explained import NAMES, SOURCES, explained
from planner.services.forecast.forecast_json import asked_of, forecast_of, forecast_reply
from planner.services.json_fields import Fields

BARBECUE: dict[str, Any] = {
    "event_kind": "open",
    "expected": 30,
    "answers": {"yes_heads": 41, "maybe_heads": 6},
    "past": [
        {"came": 30, "yes_heads": 20},
        {"came": 120, "yes_heads": 25},
        {"came": 40, "yes_heads": 22},
    ],
}


def lines(case: dict[str, Any], beginning: str = "") -> list[str]:
    return [line for line in explained(Fields.of(case))["explained"] if line.startswith(beginning)]


def line(case: dict[str, Any], beginning: str) -> str:
    (found,) = lines(case, beginning)
    return found


def likely(case: dict[str, Any]) -> int:
    found = forecast_of(Fields.of(case)).likely  # type: ignore[union-attr]
    assert isinstance(found, int)
    return found


def test_the_answers_and_the_guess_add_what_the_forecast_lacks_without_them() -> None:
    without = {**BARBECUE, "answers": {}}
    assert f"without, {likely(without)} people" in line(BARBECUE, "The answers:")
    added = likely(BARBECUE) - likely(without)
    assert f"it adds {added} to the middle" in line(BARBECUE, "The answers:")
    without = {**BARBECUE, "expected": None}
    assert f"without, {likely(without)} people" in line(BARBECUE, "The guess of 30:")


def test_each_earlier_event_does_what_the_page_of_the_reckoning_says() -> None:
    asked = asked_of(Fields.of(BARBECUE))
    for name in ("cards", "flyers", "most"):
        del asked[name]
    said = lines(BARBECUE, "Earlier event")
    for event, words in zip(contributions(**asked), said, strict=True):
        assert f"without it {event.likely_without}," in words
        assert re.search(rf"\b{abs(event.pull)} (off|to) the middle", words)


def test_the_parts_of_the_doubt_and_the_quantiles_are_those_of_the_forecast() -> None:
    forecast = forecast_of(Fields.of(BARBECUE))
    doubt = doubt_of(forecast)  # type: ignore[arg-type]
    found = [int(part) for part in re.findall(r"(\d+)%", line(BARBECUE, "Doubt"))]
    assert found == [
        round(100 * part)
        for part in (doubt.still_to_answer, doubt.show_up, doubt.usual_walk_ins, doubt.swing)
    ]
    (reply,) = forecast_reply({"cases": [BARBECUE]})["forecasts"]
    said = ", ".join(f"{level}: {heads}" for level, heads in reply["quantiles"].items())
    assert said in line(BARBECUE, "People that are not exceeded")
    assert f"make {reply['likely']}." in line(BARBECUE, "Together")


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_prior_that_was_mixed_is_named_with_its_source(kind: EventKind) -> None:
    case = {"event_kind": kind.value, "answers": {"yes_heads": 40}}
    said = lines(case, "Beforehand, ")
    assert len(said) == len(mix_of(kind))
    for mixed, words in zip(mix_of(kind), said, strict=True):
        assert words.startswith(f"Beforehand, {NAMES[mixed]}")
        assert f"{PRIORS[mixed].show_up:.0%} of those who said yes come" in words
        assert SOURCES[mixed] in words


def test_answers_that_are_still_to_come_are_told() -> None:
    case = {"event_kind": "closed", "expected": 280, "days_ahead": 22}
    assert "are expected to say yes yet" in line(case, "Still to come")
    assert not lines({**case, "answers_close_in_days": 0}, "Still to come")


def test_where_nothing_is_known_it_says_so() -> None:
    assert lines({"id": "c"}) == [
        "Nothing is known: no answer, earlier event, guess, card or flyer."
    ]


def test_cards_alone_are_named() -> None:
    case = {"event_kind": "closed", "cards": 100}
    assert "100 cards and 0 flyers went out" in line(case, "Known")
    assert not lines(case, "The guess")


def test_the_same_case_is_explained_the_same_way() -> None:
    assert lines(BARBECUE) == lines(BARBECUE)


def test_without_being_asked_nothing_is_explained() -> None:
    (reply,) = forecast_reply({"cases": [BARBECUE]})["forecasts"]
    assert "explained" not in reply
