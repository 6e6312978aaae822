"""Forecasts and orders for other programs."""

import json

import pytest

from tests.cli.conftest import Run

BARBECUES = [30, 25, 120, 35, 28, 40, 115, 33, 27, 60]
CASE = {
    "id": "eleventh",
    "event_kind": "open",
    "expected": 30,
    "answers": {"yes_heads": 41, "maybe_heads": 6},
    "past": [{"came": came, "expected": 30} for came in BARBECUES],
}


def test_a_forecast_goes_in_and_out_as_json(run: Run) -> None:
    reply = json.loads(run("forecast", stdin=json.dumps({"cases": [CASE]})).stdout)
    (forecast,) = reply["forecasts"]
    assert forecast["id"] == "eleventh"
    levels = [forecast["quantiles"][level] for level in ("0.05", "0.5", "0.95")]
    assert levels == sorted(levels)
    assert levels[0] < levels[2]


def test_the_answer_is_the_same_every_time(run: Run) -> None:
    request = json.dumps({"cases": [CASE]})
    assert run("forecast", stdin=request).stdout == run("forecast", stdin=request).stdout


def test_during_an_event_it_takes_who_is_inside(run: Run) -> None:
    case = {**CASE, "arrived": 90, "now_minute": 60, "length_minutes": 240}
    (nowcast,) = json.loads(run("nowcast", stdin=json.dumps({"cases": [case]})).stdout)["forecasts"]
    assert nowcast["quantiles"]["0.05"] >= 90


def test_an_order_comes_in_whole_packs(run: Run) -> None:
    case = {**CASE, "menu": "barbecue"}
    (order,) = json.loads(run("order", stdin=json.dumps({"cases": [case]})).stdout)["orders"]
    for dish in order["dishes"]:
        packs = dish["firm"]["packs"] + dish["reserve"]["packs"]
        assert all(isinstance(pack["count"], int) for pack in packs)


@pytest.mark.parametrize(
    ("stdin", "advice"),
    [
        pytest.param("", "not JSON", id="nothing"),
        pytest.param("{cases: []}", "line 1, column 2", id="a spelling mistake"),
        pytest.param("[1]", "must be an object", id="no object"),
        pytest.param(b'{"cases": "\xff"}', "UTF-8", id="another alphabet"),
        pytest.param("[" * 100_000, "", id="very deep"),
    ],
)
@pytest.mark.parametrize("command", ["forecast", "nowcast", "order"])
def test_a_request_that_makes_no_sense_is_refused_by_name(
    run: Run, command: str, stdin: str | bytes, advice: str
) -> None:
    said = run(command, stdin=stdin, status=1)
    assert said.stdout == ""
    assert advice in said.stderr
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("case", "place"),
    [
        pytest.param({"past": [{}]}, "request.cases[0].past[0].came", id="a count is missing"),
        pytest.param({"expected": float("nan")}, "request.cases[0].expected", id="not a number"),
        pytest.param({"levels": [2]}, "request.cases[0].levels", id="a chance above 1"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_with_its_place(
    run: Run, case: dict[str, object], place: str
) -> None:
    request = json.dumps({"cases": [{**CASE, **case}]})
    assert place in run("forecast", stdin=request, status=1).stderr


def test_asked_to_explain_it_says_of_each_case_how_it_was_reckoned(run: Run) -> None:
    request = json.dumps({"cases": [CASE, {"id": "nothing"}]})
    plain = json.loads(run("forecast", stdin=request).stdout)["forecasts"]
    told = json.loads(run("forecast", "--explain", stdin=request).stdout)["forecasts"]
    for without, beside in zip(plain, told, strict=True):
        sentences = beside.pop("explained")
        assert beside == without, "nothing else changes"
        assert all(sentence.endswith(".") for sentence in sentences)
    assert len(sentences) == 1


def test_a_case_that_makes_no_sense_is_refused_before_it_is_explained(run: Run) -> None:
    request = json.dumps({"cases": [{"id": "a", "past": [{"yes_heads": 3}]}]})
    refused = run("forecast", "--explain", stdin=request, status=1)
    assert "came" in refused.stderr
