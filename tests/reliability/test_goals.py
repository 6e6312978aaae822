"""The table of goals says yes only where a goal was met."""

from collections import Counter

import pytest

from bench.faults import Report
from bench.gate_faults import Verdict
from bench.gate_load import Load, Run
from bench.gate_reloads import Beside, Reloaded
from bench.goal import Goal
from bench.goals import of_crashes, of_faults, of_load, of_reloads


def run(per_second: float, *millis: float) -> Run:
    return Run(len(millis), len(millis) / per_second, tuple(sorted(millis)))


def met(goals: list[Goal]) -> list[bool]:
    return [goal.is_met for goal in goals]


@pytest.mark.parametrize(
    ("ours", "bare", "paced", "expected"),
    [
        pytest.param((400, 5, 20), (600, 5, 30), 400, [True, True, True], id="all is well"),
        pytest.param((90, 5, 20), (100, 5, 30), 400, [False, True, True], id="too few"),
        pytest.param((400, 5, 300), (600, 5, 400), 400, [False, True, True], id="too slow"),
        pytest.param((400, 5, 20), (900, 5, 30), 400, [True, False, True], id="far from bare"),
        pytest.param((400, 5, 20), (600, 5, 10), 400, [True, False, True], id="worse than bare"),
        pytest.param((400, 5, 20), (600, 5, 30), 501, [True, True, False], id="somebody waited"),
    ],
)
def test_the_gate_alone_is_judged(
    ours: tuple[float, ...], bare: tuple[float, ...], paced: float, expected: list[bool]
) -> None:
    load = Load({16: run(*ours)}, {16: run(*bare)}, run(200, 5, paced), 100)
    assert met(of_load(load)) == expected


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
    (goal,) = of_faults({"disk full": report})
    assert goal.is_met is expected
    assert str(goal).startswith("| disk full | 0 lost,")
    assert str(goal).endswith("| yes |" if expected else "| no |")


def test_crashes_are_judged() -> None:
    well, ill = Verdict(10_000, 0, 0), Verdict(10_000, 0, 1)
    assert met(of_crashes(well, ill, kills=200, cuts=50)) == [True, False]
    assert len(of_crashes(well, None, kills=200, cuts=50)) == 1


@pytest.mark.parametrize(
    ("per_second", "millis", "expected"),
    [(50, 49, True), (50, 51, False), (30, 5, False)],
)
def test_the_gate_beside_reloads_is_judged(
    per_second: float, millis: float, expected: bool
) -> None:
    found = Reloaded(run(per_second, millis), Beside(), Beside())
    assert met(of_reloads(found)) == [expected]
