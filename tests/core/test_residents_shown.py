"""Of what residents said, nothing public leads to fewer than five heads: not beside, not later."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.shown import FEW, RemarkSaid, ToldHeads, heads_of, themes_of

BETTER, PROUD = ResidentQuestion.BETTER, ResidentQuestion.PROUD
SMALL = range(1, 5)


def said(
    theme: str = "Weeds",
    heads: int = 1,
    *,
    question: ResidentQuestion = BETTER,
    state: RemarkState = RemarkState.SHOWN,
    summary: str = "",
) -> RemarkSaid:
    return RemarkSaid(theme, question, heads, state, summary)


@pytest.mark.parametrize(
    ("heads", "at_least"), [(1, 0), (4, 0), (5, 5), (9, 5), (10, 10), (14, 10), (120, 120)]
)
def test_below_five_it_is_a_few_and_from_there_on_it_goes_up_in_steps(
    heads: int, at_least: int
) -> None:
    assert heads_of(heads) == ToldHeads(at_least)
    assert heads_of(heads).is_few == (heads < 5)


def test_remarks_that_say_the_same_count_together_and_apart_again() -> None:
    three = [said(heads=2), said("weeds ", heads=1), said(heads=4)]
    assert [(one.name, one.heads.at_least) for one in themes_of(three)] == [("Weeds", 5)]
    apart = [replace(one, theme=f"Weeds {place}") for place, one in enumerate(three)]
    assert {one.heads for one in themes_of(apart)} == {FEW}


@pytest.mark.parametrize("state", [RemarkState.NEW, RemarkState.HIDDEN])
def test_what_nobody_found_fit_to_show_changes_nothing(state: RemarkState) -> None:
    seen = themes_of([said(heads=4, summary="High weeds")])
    unseen = said(heads=300, state=state, summary="A secret")
    assert themes_of([said(heads=4, summary="High weeds"), unseen]) == seen
    assert themes_of([unseen]) == []


def test_words_are_shown_only_of_five_or_more_and_never_in_the_order_of_time() -> None:
    few = themes_of([said(heads=4, summary="The lamp before my door")])
    assert few[0].words == ()
    told = themes_of([said(heads=3, summary=one) for one in ("b", "a", "", "c", "a")])
    assert told[0].words == ("a", "b")


def test_themes_of_which_the_same_is_told_do_not_stand_in_the_order_of_their_numbers() -> None:
    names = [one.name for one in themes_of([said("B", 9), said("A", 5), said("C", 12)])]
    assert names == ["C", "A", "B"]


def test_no_number_leads_to_a_theme_of_fewer_than_five_however_often_one_looks() -> None:
    # Whatever is public stays byte for byte what it is when a small theme has any other small
    # number of heads: so nothing that is public, taken together in whatever way, tells which.
    chance = random.Random(15)
    for _round in range(300):
        days = _days(chance, themes=chance.randint(1, 6), days=chance.randint(1, 5))
        public = [themes_of(day) for day in days]
        for theme in {one.theme for one in days[0]}:
            counts = [_heads(day, theme) for day in days]
            if not 0 < counts[0] < 5:
                continue
            small = [place for place, heads in enumerate(counts) if heads < 5]
            for other in SMALL:
                told = [
                    themes_of(_with(day, theme, max(other, counts[0]) if place else other))
                    if place in small
                    else public[place]
                    for place, day in enumerate(days)
                ]
                assert told == public


def test_amounts_taken_from_each_other_leave_five_that_are_possible() -> None:
    # A neighbourhood and its events, or two days: of none of both numbers the rest is known.
    for whole, part in product(range(40), repeat=2):
        if part > whole:
            continue
        rests = {
            other_whole - other_part
            for other_whole in range(60)
            for other_part in range(other_whole + 1)
            if heads_of(other_whole) == heads_of(whole) and heads_of(other_part) == heads_of(part)
        }
        assert len(rests) >= 5
        assert whole - part in rests


def _days(chance: random.Random, *, themes: int, days: int) -> list[list[RemarkSaid]]:
    """Make days on which more is said, of the same themes and to either question."""
    today = [said(f"T{place}", chance.randint(1, 7)) for place in range(themes)]
    found = [list(today)]
    for _day in range(days - 1):
        for _more in range(chance.randint(0, 3)):
            state = chance.choice(list(RemarkState))
            today.append(said(f"T{chance.randrange(themes)}", chance.randint(1, 4), state=state))
        found.append(list(today))
    return found


def _heads(day: Sequence[RemarkSaid], theme: str) -> int:
    return sum(one.heads for one in day if one.theme == theme and one.state is RemarkState.SHOWN)


def _with(day: Sequence[RemarkSaid], theme: str, heads: int) -> list[RemarkSaid]:
    return [*(one for one in day if one.theme != theme), said(theme, heads)]
