"""The table of goals says yes only where a goal was met."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from bench import goal, goals
from bench.faults import Report
from bench.gate_busy import Busy
from bench.gate_faults import Verdict
from bench.gate_load import Load, Run
from bench.gate_reloads import Beside, Reloaded
from bench.goal import QUIET, Goal, Machine, table
from bench.goals_of_pages import (
    of_desk,
    of_guests,
    of_lists,
    of_live_part,
    of_papers,
    of_start,
)
from bench.goals_of_scans import (
    of_busy,
    of_crashes,
    of_faults,
    of_load,
    of_postgres,
    of_races,
    of_reloads,
)


def run(per_second: float, *millis: float, cpu: float = 0.5) -> Run:
    """Make one that took so many milliseconds of a processor for each scan."""
    count = len(millis)
    return Run(count, count / per_second, tuple(sorted(millis)), cpu_seconds=cpu * count / 1000)


def met(found: list[Goal]) -> list[bool]:
    return [each.is_met for each in found]


WELL = {"four": run(750, 9), "sixteen": run(1_000, 20, cpu=0.9), "paced": run(200, 500)}


@pytest.mark.parametrize(
    ("what", "instead", "expected"),
    [
        pytest.param("four", run(750, 9), [True, True, True, True], id="all is well"),
        pytest.param("sixteen", run(999, 20), [False, True, True, True], id="less than bare"),
        pytest.param("sixteen", run(1_000, 21), [False, True, True, True], id="slower at sixteen"),
        pytest.param("four", run(749, 9), [True, False, True, True], id="less than bare at four"),
        pytest.param("four", run(750, 10), [True, False, True, True], id="slower at four"),
        pytest.param(
            "sixteen", run(1_000, 20, cpu=0.91), [True, True, False, True], id="takes too much"
        ),
        pytest.param("paced", run(200, 501), [True, True, True, False], id="somebody waited"),
    ],
)
def test_the_gate_alone_is_judged(what: str, instead: Run, expected: list[bool]) -> None:
    runs = {**WELL, what: instead}
    bare = {16: run(1_000, 30), 4: run(1_000, 5)}
    load = Load({16: runs["sixteen"], 4: runs["four"]}, bare, runs["paced"], 100)
    assert met(of_load(load)) == expected


def test_postgresql_is_judged_where_there_is_one() -> None:
    sqlite = run(1_000, 20)
    assert met(of_postgres(run(600, 40), sqlite)) == [True]
    assert met(of_postgres(run(590, 40), sqlite)) == [False]
    assert of_postgres(None, sqlite) == []


@pytest.mark.parametrize(
    ("printing", "pages", "scans", "memory", "expected"),
    [
        pytest.param((50, 30), (200, 300), (100, 100), 180, [True, True, True, True], id="well"),
        pytest.param((40, 30), (200, 300), (100, 100), 180, [False, True, True, True], id="few"),
        pytest.param((50, 31), (200, 300), (100, 100), 180, [False, True, True, True], id="late"),
        pytest.param((50, 30), (180, 300), (100, 100), 180, [True, False, True, True], id="read"),
        pytest.param((50, 30), (200, 301), (100, 100), 180, [True, False, True, True], id="slow"),
        pytest.param((50, 30), (200, 300), (90, 100), 180, [True, True, False, True], id="scans"),
        pytest.param((50, 30), (200, 300), (100, 101), 180, [True, True, False, True], id="wait"),
        pytest.param((50, 30), (200, 300), (100, 100), 181, [True, True, True, False], id="memory"),
    ],
)
def test_the_gate_beside_other_work_is_judged(
    printing: tuple[float, float],
    pages: tuple[float, float],
    scans: tuple[float, float],
    memory: float,
    expected: list[bool],
) -> None:
    found = of_busy(Busy(run(*printing), None, 90), Busy(run(*scans), run(*pages), memory))
    assert met(found) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param(Report(Counter({200: 9, 503: 3}), back_after=[0.1, 1.9]), True, id="well"),
        pytest.param(Report(Counter({200: 9, 500: 1}), back_after=[0.1]), False, id="a 500"),
        pytest.param(Report(Counter({200: 9}), back_after=[2.1]), False, id="back too late"),
        pytest.param(Report(Counter({503: 9})), False, id="never back"),
        pytest.param(Report(back_after=[0.1], lost=1), False, id="one lost"),
        pytest.param(Report(back_after=[0.1], doubled=1), False, id="one doubled"),
    ],
)
def test_a_fault_is_judged(report: Report, expected: bool) -> None:
    (found,) = of_faults({"disk full": report})
    assert found.is_met is expected
    assert str(found).startswith("| disk full | 0 lost,")
    assert str(found).endswith("| yes |" if expected else "| no |")


def test_crashes_and_races_are_judged() -> None:
    well, ill = Verdict(10_000, 0, 0), Verdict(10_000, 0, 1)
    assert met(of_crashes(well, ill, kills=200, cuts=50)) == [True, False]
    assert len(of_crashes(well, None, kills=200, cuts=50)) == 1
    assert met(of_races({"SQLite": 0, "PostgreSQL": 1}, cards=100)) == [True, False]


@pytest.mark.parametrize(
    ("per_second", "millis", "expected"),
    [(50, 49, True), (50, 51, False), (30, 5, False)],
)
def test_the_gate_beside_reloads_is_judged(
    per_second: float, millis: float, expected: bool
) -> None:
    found = Reloaded(run(per_second, millis), Beside(), Beside())
    assert met(of_reloads(found)) == [expected]


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: of_lists({"/events": (20, 100_000)}), [True]),
        (lambda: of_lists({"/events": (21, 9)}), [False]),
        (lambda: of_lists({"/events": (9, 100_001)}), [False]),
        (lambda: of_live_part(3_000), [True]),
        (lambda: of_live_part(3_001), [False]),
        (lambda: of_papers(first_list_seconds=0.1, cards_seconds=16), [True, True]),
        (lambda: of_papers(first_list_seconds=0.11, cards_seconds=16.1), [False, False]),
    ],
)
def test_lists_and_papers_are_judged(judge: Callable[[], list[Goal]], expected: list[bool]) -> None:
    assert met(judge()) == expected


def test_pages_of_organisers_are_judged_each_for_itself() -> None:
    few = {"the list": (60.0, 100_000), "the kitchen": (5.0, 9_000)}
    assert met(of_desk(few, {"the list": (600, 0), "the kitchen": (51, 0)})) == [True, True]
    each, grown = of_desk({**few, "the list": (61, 9)}, {"the kitchen": (52, 0)})
    assert not each.is_met
    assert "1 of 2; not the list 61 ms" in each.measured
    assert not grown.is_met
    assert "the kitchen 10 times" in grown.measured


def test_guests_pages_are_judged() -> None:
    well = {"not answered": 1.8, "answered": 2.5}
    ill = {"not answered": 1.9, "answered": 2.6}
    assert all(met(of_guests(well, pages_per_second=800, answers_per_second=400)))
    assert not any(met(of_guests(ill, pages_per_second=799, answers_per_second=399)))


def test_a_start_is_judged_by_the_most_that_it_ever_kept() -> None:
    day = {"idle": 90.0, "after printing": 180.0, "after pages": 170.0}
    assert all(met(of_start(import_seconds=0.6, first_page_seconds=1, memory_mb=day)))
    day["after pages"] = 181
    found = of_start(import_seconds=0.7, first_page_seconds=1.1, memory_mb=day)
    assert not any(met(found))
    assert found[-1].measured == "181 MB (after pages)"


def test_the_table_has_a_row_for_each_goal() -> None:
    rows = [Goal("a", "b", "c", True), Goal("d", "e", "f", False)]
    assert table(rows).splitlines()[1:] == ["|---|---|---|---|", *map(str, rows)]


def test_a_machine_that_others_use_is_told_to_be_one() -> None:
    alone = Machine(load=0.1, others={"scans": QUIET})
    shared = Machine(load=4.0, others={"scans": 0.4, "pages": 0.2})
    assert "only ratios" not in str(alone)
    assert re.search(r"load before: 4\.0; others took at most 40% .*\(scans\)", str(shared))
    assert "only ratios" in str(shared)


def test_what_one_does_oneself_is_not_what_others_take(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of a hundred seconds that the processors had, fifty were worked and thirty of those for us.
    whole, own = iter([(10.0, 100.0), (60.0, 200.0)]), iter([5.0, 35.0])
    monkeypatch.setattr(goal, "_busy_seconds", lambda: next(whole))
    monkeypatch.setattr(goal, "_own_seconds", lambda: next(own))
    machine = Machine(load=0.1)
    with machine.measuring("scans"):
        pass
    assert machine.others == {"scans": pytest.approx(0.2)}


def test_a_part_that_fails_is_a_goal_that_was_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_is_short: bool) -> list[Goal]:
        raise ValueError("no form on /sign-in")

    well = Goal("the start", "1 s", "0.9 s", True)
    monkeypatch.setattr(goals, "PARTS", {"scans beside": fail, "starts": lambda _is_short: [well]})
    assert met(goals.measure()) == [False, True]
    said = capsys.readouterr().out
    assert "| scans beside | measured | not measured: no form on /sign-in | no |" in said
    assert str(well) in said
