"""Workers die and the power goes while phones scan: nothing that was answered is lost.

`python -m bench.gate_faults` does the same two hundred times.
"""

from pathlib import Path

import pytest

from bench import gate_faults
from tests.support.application import MAY_SKIP

NO_COMPILER = "Power cuts need a C compiler: install gcc and libc6-dev."


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk that keeps only what was synced."""
    made = gate_faults.build_shim(tmp_path_factory.mktemp("shim"))
    if made is None:
        if not MAY_SKIP:
            pytest.fail(NO_COMPILER)
        pytest.skip(NO_COMPILER)
    return made


def test_killing_workers_loses_and_doubles_nothing() -> None:
    verdict = gate_faults.kill_workers(3, at_least=150)
    assert verdict.answered >= 150
    assert (verdict.lost, verdict.doubled) == (0, 0)


def test_a_power_cut_loses_nothing_that_was_answered(shim: Path) -> None:
    (verdict,) = gate_faults.cut_power(1, shim=shim)
    assert verdict.answered > 10
    assert (verdict.lost, verdict.doubled) == (0, 0)


def test_a_disk_without_the_log_would_be_noticed(shim: Path) -> None:
    (verdict,) = gate_faults.cut_power(1, shim=shim, is_control=True)
    assert verdict.lost > 10
