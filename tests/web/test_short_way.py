"""What phones send is answered before Flask as it would be behind it: the same bytes, always."""

import json
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from planner.app import PlannerApp
from planner.services.gate import phones, scanning
from planner.settings import Settings
from planner.store.locks import WriterWaitedTooLong
from planner.web.gate.short_way import PATH, behind_proxies
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.cost import counting
from tests.support.gate import ENDS
from tests.support.phone_requests import (
    Environ,
    Twins,
    ask,
    make_twins,
    post,
    scan_of,
    some_request,
    usual,
)

REQUESTS = 300
SEED = 20
TOGETHER = 7


@pytest.fixture
def twins(settings: Settings, clock: FixedClock, tmp_path: Path) -> Iterator[Twins]:
    yield from make_twins(settings, clock, tmp_path)


def notice(app: PlannerApp, monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """Count whether requests are answered the short way."""
    assert app.short_way is not None
    taken, answer_all = Counter[bool](), app.short_way.answer_all

    def counted(environs: Sequence[Environ]) -> Any:
        found = answer_all(environs)
        taken.update(each is not None for each in found)
        return found

    monkeypatch.setattr(app.short_way, "answer_all", counted)
    return taken


@ON_SQLITE
def test_good_odd_and_hostile_requests_get_the_same_answer_either_way(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, seen = random.Random(SEED), Counter[str]()
    taken = notice(twins.short, monkeypatch)
    for number in range(REQUESTS):
        asked = some_request(twins, chance)
        short, long = ask(twins.short, asked), ask(twins.long, asked)
        assert short == long, (number, asked, asked["wsgi.input"].getvalue())
        seen[short[0][:3]] += 1
    assert taken[True] > seen["200"] / 2 > REQUESTS / 8, "most of what is right goes the short way"
    assert {"200", "400", "401", "403", "405", "413", "415"} <= seen.keys()


@ON_SQLITE
def test_what_is_answered_together_is_answered_as_one_after_another(twins: Twins) -> None:
    chance = random.Random(SEED + 1)
    assert twins.rush.short_way is not None
    for _turn in range(REQUESTS // TOGETHER // 2):
        asked = [some_request(twins, chance) for _ in range(TOGETHER)]
        asked = [each | {"PATH_INFO": PATH} for each in asked]
        copies = [each | {"wsgi.input": BytesIO(each["wsgi.input"].getvalue())} for each in asked]
        together = twins.rush.short_way.answer_all(copies)
        for each, answered in zip(asked, together, strict=True):
            alone = ask(twins.long, each)
            if answered is None:
                continue  # goes on below: what others sent first is counted first
            assert ("200 OK", sorted(answered.headers), answered.body) == alone
        for each, answered, environ in zip(asked, together, copies, strict=True):
            if answered is None:
                assert ask(twins.rush, environ)[0] == ask(twins.long, each)[0]


@ON_SQLITE
def test_a_request_behind_a_proxy_is_read_as_the_proxy_says(
    settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    behind = replace(settings, trusted_proxies=1)
    for twins in make_twins(behind, clock, tmp_path):
        words = {"HTTP_HOST": "127.0.0.1:8000", "HTTP_X_FORWARDED_HOST": "feest.example"}
        body = json.dumps({"scans": [scan_of(twins)]}).encode()
        asked = post(body, cookie=f"planner-gate={twins.tokens[0]}", **words)
        assert twins.rush.short_way is not None
        answer_all = twins.rush.extensions["answer_rush"]
        (answered,) = answer_all([asked])
        assert asked["HTTP_HOST"] == "127.0.0.1:8000", "what comes after sees what the proxy sent"
        assert ("200 OK", sorted(answered.headers), answered.body) == ask(twins.long, asked)
        spoofed = post(body, cookie=asked["HTTP_COOKIE"], HTTP_X_FORWARDED_HOST="evil.example")
        assert answer_all([spoofed]) == [None]
        assert ask(twins.short, spoofed)[0] == "400 BAD REQUEST"


FAILURES: dict[str, Callable[[], Exception]] = {
    "busy": lambda: OperationalError("SELECT", None, Exception("database is locked")),
    "waited": WriterWaitedTooLong,
    "broken": lambda: KeyError("secret"),
}


@ON_SQLITE
@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("where", ["find_phones", "take_scans"])
def test_a_failure_is_answered_and_logged_the_same_either_way(
    twins: Twins, kind: str, where: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    tries = Counter[str]()

    def fail(*_given: Any, **_named: Any) -> Any:
        tries[where] += 1
        raise FAILURES[kind]()

    if where == "find_phones":
        monkeypatch.setattr("planner.web.gate.short_way.find_phones", fail)
        monkeypatch.setattr(phones, "find_phones", fail)
    else:
        monkeypatch.setattr(scanning, "take_scans", fail)
    found = []
    for app in (twins.short, twins.long):
        tries.clear()
        caplog.clear()
        given = ask(app, usual(twins))
        said = [(each.name, each.levelname, each.getMessage()) for each in caplog.records]
        assert tries[where] == 1, "nobody waits twice for what is not to be had"
        found.append((given, said))
    assert found[0] == found[1]
    assert found[0][0][0][:3] == ("500" if kind == "broken" else "503")
    assert ("Retry-After", "5") in found[0][0][1] or kind == "broken"


@ON_SQLITE
def test_what_fails_for_one_is_found_out_by_each_alone(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [usual(twins, f"n-{number}") for number in range(3)]
    take = scanning.take_scans

    def fail_for_one(connection: Any, phone: Any, batch: Any, **named: Any) -> Any:
        if batch.items[0].nonce == "n-1":
            raise KeyError("broken")
        return take(connection, phone, batch, **named)

    monkeypatch.setattr(scanning, "take_scans", fail_for_one)
    assert twins.rush.short_way is not None
    assert twins.rush.short_way.answer_all(asked) == [None] * 3
    assert [ask(twins.rush, each)[0][:3] for each in asked] == ["200", "500", "200"]


@ON_SQLITE
def test_what_is_left_of_a_rush_may_wait_for_no_card_either(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, may_wait = twins.rush.extensions["store"], list[bool]()
    commit = store.commit_in_group

    def note(work: Any, claim: Any) -> Any:
        may_wait.append(claim.may_wait)
        return commit(work, claim)

    monkeypatch.setattr(store, "commit_in_group", note)
    short_way = twins.rush.short_way
    assert short_way is not None
    odd = usual(twins) | {"HTTP_HOST": "evil.example"}
    answered, left = short_way.answer_all([usual(twins, "n-1"), odd])
    assert answered is not None
    assert left is None
    assert short_way.answer_all([usual(twins, "n-2")]) != [None]
    assert may_wait == [False, True]


@ON_SQLITE
def test_who_waited_too_long_in_a_rush_is_told_so_at_once(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [usual(twins, f"n-{number}") for number in range(3)]

    def wait(*_given: Any) -> Any:
        raise WriterWaitedTooLong

    monkeypatch.setattr(twins.rush.extensions["store"], "commit_in_group", wait)
    assert twins.rush.short_way is not None
    assert twins.rush.short_way.answer_all(asked) == [None] * 3
    monkeypatch.undo()
    assert [ask(twins.rush, each)[0][:3] for each in asked] == ["503"] * 3


@ON_SQLITE
def test_figures_and_log_lines_are_those_of_the_long_way(
    settings: Settings, clock: FixedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = replace(settings, log_format="json", metrics_bind="127.0.0.1:9", trusted_proxies=1)
    name, labels = "planner_requests_total", {"route": PATH, "method": "POST", "status": "200"}
    for twins in make_twins(told, clock, tmp_path):
        caplog.set_level(logging.INFO, logger="planner.requests")
        found = []
        for app in (twins.short, twins.long):
            caplog.clear()
            before = REGISTRY.get_sample_value(name, labels) or 0
            taken = REGISTRY.get_sample_value("planner_scans_total", {"verdict": "ok"}) or 0
            assert ask(app, usual(twins))[0] == "200 OK"
            (line,) = [vars(each)["noted"] for each in caplog.records if "noted" in vars(each)]
            took = line.pop("ms")
            assert took >= 0
            counted = (REGISTRY.get_sample_value(name, labels) or 0) - before
            ok = (REGISTRY.get_sample_value("planner_scans_total", {"verdict": "ok"}) or 0) - taken
            found.append((line, counted, ok))
        assert found[0] == found[1] == ({"route": PATH, "method": "POST", "status": 200}, 1, 1)


@ON_SQLITE
def test_what_is_odd_never_takes_the_writers_turn(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[Any] = []
    monkeypatch.setattr(
        twins.short.extensions["store"], "commit_in_group", lambda *given: turns.append(given)
    )
    for odd in (
        usual(twins) | {"HTTP_COOKIE": f"planner-gate={'x' * 43}"},
        usual(twins) | {"HTTP_COOKIE": f"planner-gate={twins.tokens[2]}"},
        usual(twins) | {"HTTP_COOKIE": f"planner-gate={twins.tokens[3]}"},
        usual(twins) | {"HTTP_HOST": "evil.example"},
        post(b"{", cookie=f"planner-gate={twins.tokens[0]}"),
    ):
        assert twins.short.short_way is not None
        assert twins.short.short_way.answer_all([odd]) == [None]
    assert not turns


def test_proxies_are_believed_as_often_as_the_installation_says() -> None:
    seen: list[str] = []

    def answer_all(environs: Sequence[Environ]) -> list[None]:
        seen.extend(environ["HTTP_HOST"] for environ in environs)
        return [None] * len(environs)

    asked = {"HTTP_HOST": "inner", "HTTP_X_FORWARDED_HOST": "outer, middle"}
    behind_proxies(answer_all, 1)([asked])  # type: ignore[arg-type]
    behind_proxies(answer_all, 2)([asked])  # type: ignore[arg-type]
    assert seen == ["middle", "outer"]


@ON_SQLITE
def test_the_short_way_is_short(twins: Twins) -> None:
    steps = []
    for app in (twins.short, twins.long):
        for number in range(2):  # the first time much is made ready
            with counting() as cost:
                assert ask(app, usual(twins, f"n-{number}"))[0] == "200 OK"
        steps.append(cost.python)
    assert steps[0] < 0.9 * steps[1], steps


@ON_SQLITE
def test_the_gates_hours_hold_on_the_short_way(twins: Twins, clock: FixedClock) -> None:
    clock.now = ENDS + timedelta(days=4)
    assert ask(twins.short, usual(twins))[0][:3] == "401"
