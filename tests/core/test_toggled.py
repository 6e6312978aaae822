"""Whether a helper is there follows from the moments, not from the order in which they arrive."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from planner.core.toggled import Toggled

NOON = datetime(2027, 6, 12, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def of(*acts: tuple[str, int]) -> Toggled:
    known = Toggled()
    for kind, minutes in acts:
        known = known.said(at(minutes)) if kind == "here" else known.undone(at(minutes))
    return known


def test_the_first_of_two_phones_counts_whichever_arrives_first() -> None:
    for acts in permutations([("here", 5), ("here", 2), ("here", 5)]):
        assert of(*acts).since == at(2)


def test_taken_back_and_said_again_they_came_when_it_was_said_again() -> None:
    for acts in permutations([("here", 1), ("not here", 3), ("here", 7)]):
        assert of(*acts).since == at(7), acts


def test_what_was_taken_back_stays_so_when_it_is_sent_again() -> None:
    assert of(("here", 1), ("not here", 3), ("here", 1)).since is None
    assert of(("not here", 3), ("here", 1)).since is None


acts = st.lists(st.tuples(st.sampled_from(["here", "not here"]), st.integers(0, 9)), max_size=6)


@given(acts, st.randoms(use_true_random=False))
def test_who_is_there_depends_on_no_order(told: list[tuple[str, int]], chance: object) -> None:
    mixed = list(told) + told[:2]  # and something twice
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    last_back = max((minutes for kind, minutes in told if kind == "not here"), default=-1)
    since = [minutes for kind, minutes in told if kind == "here" and minutes > last_back]
    known = of(*mixed)
    assert (known.since is not None) == bool(since)
    if known.since is not None:
        assert at(min(since)) <= known.since <= at(max(since))
