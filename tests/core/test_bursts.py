"""Crowds and pranksters, played: honest people are left alone, made-up answers are not."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from planner.core.bursts import (
    AT_ONCE,
    DAY,
    Received,
    belongs_to,
    share_of,
    strange_at_once,
    strange_at_one_connection,
)

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
SEEDS = range(40)
HOUSEHOLDS = [(1, 0)] * 22 + [(2, 0)] * 24 + [(2, 1)] * 14 + [(2, 2)] * 22 + [(2, 3)] * 9 + [
    (1, 1)
] * 5 + [(3, 2)] * 4  # fmt: skip
"""Parties as they come to a neighbourhood's barbecue: rather families than people on their own."""
FAMILIES = [(1, 1), (2, 1), (2, 1), (2, 2), (2, 2), (2, 2), (2, 3), (2, 4), (1, 2), (3, 3)]


@dataclass
class Sent:
    """One answer of a play: when it comes over which connection, and what is told how much later.

    Args:
        after: seconds after noon.
        told_after: seconds after that, with how many they are; None for never.
    """

    after: float
    party: tuple[int, int]
    network: str = "school"
    told_after: float | None = 40
    is_quick: bool = False


def play(sent: Iterable[Sent]) -> set[int]:
    """Let answers come in by time, each judged as the guard judges it; return what is set aside."""
    acts: list[tuple[float, int, Sent, bool]] = []
    for key, one in enumerate(sent):
        acts.append((one.after, key, one, False))
        if one.told_after is not None:
            acts.append((one.after + one.told_after, key, one, True))
    known: dict[int, tuple[Received, str]] = {}
    aside: dict[int, str] = {}
    for after, key, one, is_told in sorted(acts, key=lambda act: act[0]):
        now = NOON + timedelta(seconds=after)
        if is_told:
            known[key] = (replace(known[key][0], party=one.party, told_at=now), one.network)
        else:
            known[key] = (Received(key, now, now, is_quick=one.is_quick), one.network)
        near = [received for received, network in known.values() if network == one.network]
        for strange in strange_at_one_connection(near, now=now):
            aside[strange] = "network"
        lately = [
            received
            for other, (received, _network) in known.items()
            if aside.get(other) != "network" and received.at > now - timedelta(minutes=1)
        ]
        a_day = sum(now - DAY < received.at for received, _network in known.values()) - len(lately)
        if key not in aside:
            for strange in strange_at_once(lately, a_day=max(0, a_day), now=now):
                aside[strange] = "pace"
    return set(aside)


def crowd(
    chance: random.Random,
    number: int,
    *,
    minutes: float,
    parties: list[tuple[int, int]] = HOUSEHOLDS,
    networks: tuple[str, ...] = ("school",),
    of_which_quick: float = 0.05,
    of_which_untold: float = 0.2,
) -> list[Sent]:
    """People who come by themselves within some time, most of whom say with how many they are."""
    return [
        Sent(
            chance.uniform(0, minutes * 60),
            chance.choice(parties),
            chance.choice(networks),
            None if chance.random() < of_which_untold else chance.uniform(8, 180),
            chance.random() < of_which_quick,
        )
        for _ in range(number)
    ]


MANY = tuple(f"home {number}" for number in range(150))
CARRIERS = ("carrier A", "carrier B", "carrier C")
HONEST: dict[str, Callable[[random.Random], list[Sent]]] = {
    "thirty families over an evening": lambda chance: crowd(chance, 30, minutes=180),
    "a class of 25 parents in ten minutes": lambda chance: crowd(
        chance, 25, minutes=10, parties=FAMILIES
    ),
    "the library over a day": lambda chance: crowd(chance, 40, minutes=8 * 60),
    "the mosque after Friday prayer": lambda chance: crowd(
        chance, 45, minutes=20, parties=FAMILIES
    ),
    "three carriers over an afternoon": lambda chance: crowd(
        chance, 120, minutes=300, networks=CARRIERS
    ),
    "a message to the whole street": lambda chance: crowd(chance, 120, minutes=15, networks=MANY),
    "a hall that is told to scan now": lambda chance: crowd(
        chance, 60, minutes=4, networks=(*CARRIERS, "wifi", *MANY[:30])
    ),
    "six neighbours who know the page and press at once": lambda chance: crowd(
        chance, 6, minutes=10, of_which_quick=0.6
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_crowds_are_left_alone(name: str) -> None:
    """At most one answer in a hundred of all seeds, and none for nearly every seed."""
    hurt = [len(play(HONEST[name](random.Random(seed)))) for seed in SEEDS]
    sent = sum(len(HONEST[name](random.Random(seed))) for seed in SEEDS)
    assert sum(hurt) <= sent / 100, hurt
    assert sum(1 for one in hurt if one) <= 1, hurt


def test_a_class_that_presses_on_command_is_set_aside_at_most_in_part() -> None:
    """Twenty-five parents within two minutes: few of forty classes are seen as a burst at all."""
    hurt = [
        len(play(crowd(random.Random(seed), 25, minutes=2, parties=FAMILIES))) for seed in SEEDS
    ]
    assert sum(1 for one in hurt if one) <= len(SEEDS) / 10, hurt


EIGHT = (8, 0)
PRANKS: dict[str, Callable[[random.Random], list[Sent]]] = {
    "sixty in one second": lambda chance: [
        Sent(chance.uniform(0, 1), EIGHT, told_after=0.01) for _ in range(60)
    ],
    "one every five seconds": lambda chance: [
        Sent(number * 5, EIGHT, told_after=1) for number in range(60)
    ],
    "one every minute, always eight": lambda chance: [
        Sent(number * 60, EIGHT, told_after=5) for number in range(40)
    ],
    "one every minute, of five to eight": lambda chance: [
        Sent(number * 60, (chance.randint(2, 3), chance.randint(3, 5)), told_after=20)
        for number in range(40)
    ],
    "always the same four": lambda chance: [
        Sent(number * 90, (2, 2), told_after=9) for number in range(40)
    ],
    "one button again and again": lambda chance: [
        Sent(number * 45, (1, 0), told_after=None) for number in range(60)
    ],
    "sixty addresses in a minute": lambda chance: [
        Sent(chance.uniform(0, 10), EIGHT, f"bot {number}", told_after=1) for number in range(60)
    ],
    "quick as a program": lambda chance: [
        Sent(number * 20, chance.choice(HOUSEHOLDS), is_quick=True) for number in range(30)
    ],
}


@pytest.mark.parametrize("name", PRANKS)
def test_pranksters_are_set_aside(name: str) -> None:
    """What is left of them is small: less than a third counts, mostly nothing at all."""
    for seed in SEEDS:
        sent = PRANKS[name](random.Random(seed))
        aside = play(sent)
        assert len(aside) >= len(sent) * 2 / 3, (seed, len(aside), len(sent))


def test_sixty_in_one_second_leave_nothing() -> None:
    sent = PRANKS["sixty in one second"](random.Random(7))
    assert play(sent) == set(range(60))


def test_families_before_a_prankster_over_the_same_connection_are_left_alone() -> None:
    honest = [Sent(minute * 60, (2, 2), told_after=30) for minute in range(5)]
    prank = [Sent(600 + number / 100, EIGHT, told_after=0.001) for number in range(30)]
    assert play([*honest, *prank]) == set(range(5, 35))


def test_after_a_burst_others_over_the_same_connection_count_again_in_minutes() -> None:
    prank = [Sent(number / 100, (3, number % 2), told_after=0.001) for number in range(60)]
    family = Sent(12 * 60, (2, 1))
    assert 60 not in play([*prank, family])


def test_an_event_that_thousands_answer_has_another_usual() -> None:
    lately = [Received(key, NOON, NOON) for key in range(70)]
    assert len(strange_at_once(lately, a_day=100, now=NOON)) == 70
    minute = [Received(key, NOON - timedelta(seconds=key * 0.8), NOON) for key in range(70)]
    assert strange_at_once(minute, a_day=100, now=NOON)
    assert not strange_at_once(minute, a_day=6_000, now=NOON)
    assert AT_ONCE[1].most == 60


@pytest.mark.parametrize(
    ("left", "own", "share"),
    [
        pytest.param(60, 0, 30, id="half of an empty hall"),
        pytest.param(20, 20, 20, id="as much as it has, and no more"),
        pytest.param(5, 0, 2, id="the last five"),
        pytest.param(0, 8, 4, id="nothing is left"),
    ],
)
def test_one_connection_has_half_of_what_is_open(left: int, own: int, share: int) -> None:
    assert share_of(left=left, own=own) == share


@pytest.mark.parametrize(
    ("span", "gap", "together"),
    [
        pytest.param(1, 60, True, id="a minute after a burst of a second"),
        pytest.param(1, 300, False, id="five minutes after it"),
        pytest.param(3600, 800, True, id="slowly, but steadily"),
        pytest.param(3600, 1800, False, id="half an hour later"),
    ],
)
def test_what_goes_on_is_looked_at_together(span: int, gap: int, together: bool) -> None:
    last = NOON + timedelta(seconds=span)
    at = last + timedelta(seconds=gap)
    assert belongs_to(began_at=NOON, last_at=last, at=at) is together
