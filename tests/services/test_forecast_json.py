"""What other programs may count on when they ask for forecasts in JSON."""

import json
from typing import Any

import pytest

from planner.services.forecast.forecast_json import forecast_reply, nowcast_reply
from planner.services.json_fields import BadRequest
from planner.services.shop.order_json import order_reply

CASE: dict[str, Any] = {
    "id": "a",
    "event_kind": "open",
    "date": "2027-06-12",
    "answers": {"yes_heads": 38, "maybe_heads": 9, "no_heads": 6, "household_size_ratio": 3.1},
    "expected": 30,
    "past": [{"date": "2027-05-29", "yes_heads": 30, "expected": None, "came": 33}],
    "levels": [0.1, 0.5, 0.9],
}
NOW: dict[str, Any] = {
    **CASE,
    "length_minutes": 180,
    "now_minute": 40,
    "arrived": 36,
    "past_arrival_minutes": [[5, 12.5, 70], []],
}
ORDER: dict[str, Any] = {**CASE, "menu": "barbecue", "declared": {"adults": 30, "children": 8}}


def forecast(**changes: Any) -> dict[str, Any]:
    (found,) = forecast_reply({"cases": [{**CASE, **changes}]})["forecasts"]
    assert isinstance(found, dict)
    return found


def test_each_case_gets_its_quantiles_under_the_levels_it_asked_for() -> None:
    found = forecast()
    assert found["id"] == "a"
    assert list(found["quantiles"]) == ["0.1", "0.5", "0.9"]
    low, likely, high = found["quantiles"].values()
    assert low < likely < high
    assert found["likely"] == likely


def test_the_explanation_holds_numbers_that_add_up() -> None:
    found = forecast()
    parts = found["parts"]
    come = ("come_as_answered", "still_to_answer", "come_unannounced")
    assert sum(parts[name] for name in come) == found["likely"]
    assert parts["come_as_answered"] + parts["stay_away"] == parts["answered"] == 47
    assert f"In all about {found['likely']}" in found["explanation"]


def test_where_no_more_can_come_the_explanation_adds_up_to_as_many() -> None:
    found = forecast(most_people=20)
    come = ("come_as_answered", "still_to_answer", "come_unannounced")
    assert sum(found["parts"][name] for name in come) == found["likely"] == 20


def test_the_same_request_gives_the_same_answer_and_is_json() -> None:
    request = {"cases": [CASE, {**CASE, "id": "b"}]}
    once, again = (json.dumps(forecast_reply(request)) for _ in range(2))
    assert once == again


def test_household_sizes_may_be_given_instead_of_heads() -> None:
    by_sizes = forecast(answers={"households": [4, 2, 5]})
    by_heads = forecast(answers={"yes_heads": 11, "household_size_ratio": 45 / 11})
    assert by_sizes == by_heads
    assert forecast(answers={"yes_heads": 11}, households=[4, 2, 5]) == by_heads


def test_nothing_known_is_a_question_and_not_a_number() -> None:
    found = forecast(answers={}, expected=None, past=[])
    assert found["quantiles"] is None
    assert found["question"].endswith("?") or "?" in found["question"]


def test_events_elsewhere_and_uncertain_counts_are_taken() -> None:
    past = [{"came": 33, "is_at_least": True}, {"came": 40, "is_estimate": True}]
    found = forecast(past=past, elsewhere=[{"came": 80, "expected": 30}], weather="rain")
    assert found["likely"] > 0


def test_no_cases_no_forecasts() -> None:
    assert forecast_reply({"cases": []}) == {"forecasts": []}


def test_during_the_event_nobody_who_is_inside_is_lost() -> None:
    (found,) = nowcast_reply({"cases": [NOW]})["forecasts"]
    assert found["quantiles"]["0.1"] >= 36
    assert 0 < found["share_by_now"] < 1
    assert found["explanation"].startswith("36 people are inside.")


def nowcast(**changes: Any) -> dict[str, Any]:
    (found,) = nowcast_reply({"cases": [{**NOW, **changes}]})["forecasts"]
    assert isinstance(found, dict)
    return found


def test_at_a_dinner_more_are_usually_inside_than_at_a_party() -> None:
    shares = [
        nowcast(event_type=kind, past_arrival_minutes=[])["share_by_now"]
        for kind in (None, "party", "barbecue", "castle", "dinner", "walk", "inspection")
    ]
    assert len(set(shares[:4])) == 1
    assert shares[3] < shares[4] < shares[5] == shares[6]
    drawn = nowcast(event_type="castle", draws_at_minute=150, past_arrival_minutes=[])
    assert drawn["share_by_now"] < shares[3]


def test_nobody_is_expected_beyond_the_most_that_can_come() -> None:
    free, bound = nowcast(arrived=60), nowcast(arrived=60, most_people=70)
    assert free["quantiles"]["0.9"] > 70
    assert list(bound["quantiles"].values()) == sorted(bound["quantiles"].values())
    assert 60 <= bound["quantiles"]["0.1"] <= bound["quantiles"]["0.9"] <= 70
    assert nowcast(arrived=60, most_people=50)["quantiles"]["0.9"] == 60, "they are inside"


def test_an_evening_that_began_late_promises_more() -> None:
    past = [[10.0 + minute for minute in range(100)]] * 5
    on_time, late = (
        nowcast(past_arrival_minutes=past, begun_at_minute=begun, arrived=12) for begun in (11, 35)
    )
    assert on_time["likely"] < late["likely"]


def test_with_nothing_known_a_few_early_guests_are_too_early_to_say() -> None:
    nothing: dict[str, Any] = {
        "answers": {},
        "expected": None,
        "past": [],
        "past_arrival_minutes": [],
    }
    found = nowcast(**nothing, length_minutes=240, now_minute=20, arrived=12)
    assert "too early to say" in found["explanation"]
    assert found["quantiles"]["0.1"] >= 12
    later = nowcast(**nothing, length_minutes=240, now_minute=80, arrived=12)
    assert "In the end about" in later["explanation"]


def test_an_order_names_packs_reserve_and_cost() -> None:
    (found,) = order_reply({"cases": [ORDER]})["orders"]
    assert found["cost_cents"] == sum(dish["firm"]["cost_cents"] for dish in found["dishes"])
    assert all(dish["firm"]["amount"] > 0 for dish in found["dishes"])


def test_an_order_may_bring_its_own_dishes() -> None:
    menu = {
        "name": "Soup",
        "dishes": [
            {
                "name": "Soup",
                "unit": "millilitre",
                "per_adult": 150,
                "packs": [{"content": 1000, "price_cents": 300}],
                "keeping": "freezable",
                "suits": ["vegetarian"],
                "allergens": ["celery"],
            }
        ],
    }
    (found,) = order_reply({"cases": [{**ORDER, "menu": menu}]})["orders"]
    (dish,) = found["dishes"]
    assert dish["firm"]["amount"] % 1000 == 0
    assert dish["unit"] == "millilitre"


def test_an_order_without_any_forecast_asks_too() -> None:
    case = {"id": "a", "event_kind": "open", "menu": "picnic"}
    (found,) = order_reply({"cases": [case]})["orders"]
    assert found["dishes"] is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"answers": {"yes_heads": -3}}, "cases[0]", id="fewer than nobody"),
        pytest.param({"answers": {"yes_heads": 1_000_000_000}}, "cases[0]", id="a typing mistake"),
        pytest.param(
            {"answers": {"yes_heads": 2.5}}, "yes_heads must be a whole", id="half a head"
        ),
        pytest.param({"answers": {"yes_heads": "3"}}, "yes_heads must be a number", id="a text"),
        pytest.param({"answers": {"yes_heads": True}}, "yes_heads must be a number", id="a truth"),
        pytest.param({"answers": 3}, "cases[0].answers must be an object", id="no object"),
        pytest.param({"answers": {"households": [3, None]}}, "numbers only", id="no size"),
        pytest.param({"event_kind": "secret"}, "one of: open", id="an unknown kind"),
        pytest.param({"past": [{"yes_heads": 3}]}, "past[0].came must be", id="no count"),
        pytest.param({"past": {"came": 3}}, "past must be a list", id="one past event"),
        pytest.param({"past": [{"came": 3, "is_estimate": 1}]}, "true or false", id="a number"),
        pytest.param({"expected": float("nan")}, "expected must be a number", id="no number"),
        pytest.param({"expected": 1e300}, "expected must be a number", id="far too many"),
        pytest.param({"expected": 10**400}, "expected must be a number", id="a wall of digits"),
        pytest.param({"answers": {"households": [2.5]}}, "sizes of households", id="half a size"),
        pytest.param(
            {"past": [{"came": 3, "date": "2027-06-13"}]},
            "past[0].date must be",
            id="still to come",
        ),
        pytest.param({"levels": [0.5, 1.5]}, "chances between 0 and 1", id="no chance"),
        pytest.param({"id": None}, "id must be a text", id="no name"),
    ],
)
def test_a_refusal_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        forecast(**changes)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"now_minute": None}, "now_minute and length_minutes", id="no time"),
        pytest.param({"length_minutes": 0}, "length_minutes must be above 0", id="no length"),
        pytest.param({"arrived": -1}, "arrived must be", id="fewer than nobody"),
        pytest.param({"event_type": "wedding"}, "event_type must be one of", id="no type"),
        pytest.param({"most_people": -1}, "most_people must be", id="fewer than nobody at most"),
        pytest.param({"past_arrival_minutes": [3]}, "lists of minutes", id="no list"),
        pytest.param({"past_arrival_minutes": [["x"]]}, "numbers only", id="no minute"),
    ],
)
def test_a_refusal_during_the_event_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        nowcast_reply({"cases": [{**NOW, **changes}]})
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"menu": "feast"}, "one of barbecue", id="an unknown menu"),
        pytest.param({"menu": {"dishes": [{"name": "x"}]}}, "per_adult must be", id="no amount"),
        pytest.param(
            {"menu": {"dishes": [{"name": "x", "per_adult": 1}]}}, "at least one pack", id="no pack"
        ),
        pytest.param(
            {"menu": {"dishes": [{"name": "x", "per_adult": 1, "allergens": ["dust"]}]}},
            "names allergens",
            id="an unknown allergen",
        ),
        pytest.param(
            {"menu": {"name": "x", "dishes": []}}, "at least one dish", id="a menu without dishes"
        ),
        pytest.param(
            {"menu": {"dishes": [{"name": "x", "per_adult": 1, "packs": [{"content": 0}]}]}},
            "packs[0].content must be",
            id="a pack of nothing",
        ),
        pytest.param({"declared": {"diets": {"air": 3}}}, "names diets", id="an unknown diet"),
        pytest.param({"diet_shares": {"halal": 1.5}}, "at most 1", id="more than everybody"),
        pytest.param({"generosity": 0}, "generosity must be", id="a missing portion is free"),
    ],
)
def test_a_refused_order_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        order_reply({"cases": [{**ORDER, **changes}]})
    assert message in str(refusal.value)


@pytest.mark.parametrize("day", [None, "", "next Saturday", "2027-05-29 15:00"])
def test_a_day_that_is_not_told_stands_in_nobodys_way(day: str | None) -> None:
    assert forecast(past=[{"came": 33, "date": day}])["likely"]


@pytest.mark.parametrize("request_", [None, [], "cases", {"cases": 3}, {"cases": [3]}])
def test_what_is_no_request_is_refused(request_: object) -> None:
    with pytest.raises(BadRequest, match="must be"):
        forecast_reply(request_)
