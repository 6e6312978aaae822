"""The whole life of an event, in any order, is what a plain model says."""

from pathlib import Path

import pytest

from tests.life.machine import run


@pytest.mark.parametrize("part", ["first", "second", "third", "fourth"])
def test_whatever_happens_to_an_event_it_stays_as_the_model_says(
    sqlite_template: Path, part: str
) -> None:
    run(empty_database=sqlite_template, lives=50)
