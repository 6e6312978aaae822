"""The whole life of an event is what a plain model says; `make bench` lives 2,000 others."""

from pathlib import Path

import pytest

from tests.life.machine import run


@pytest.mark.parametrize("part", [1, 2, 3, 4])
def test_whatever_happens_to_an_event_it_stays_as_the_model_says(
    sqlite_template: Path, part: int
) -> None:
    run(empty_database=sqlite_template, lives=10, chance=part)
