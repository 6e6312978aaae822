"""What points at somebody is marked; what does not is left alone. Phones read the same table."""

import pytest

from planner.core.residents.marks import MarkKind, marks_in
from tests.support.marks import WORDS


@pytest.mark.parametrize(("words", "marked"), WORDS)
def test_what_points_at_somebody_is_marked(words: str, marked: list[tuple[MarkKind, str]]) -> None:
    assert [(mark.kind, words[mark.start : mark.end]) for mark in marks_in(words)] == marked
