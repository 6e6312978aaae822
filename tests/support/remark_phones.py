"""Phones that send what they noted until an answer comes; half of the answers are lost."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from planner.services.residents.listening import MOST_REMARKS
from tests.support.gate import STARTS

Take = Callable[[int, list[dict[str, Any]]], list[str]]
LOST = 0.5


@dataclass
class Told:
    """How many batches were sent, and of how many the answer never came."""

    batches: int = 0
    lost: int = 0


def deliver_all(take: Take, *, phones: int, remarks_each: int, seed: int) -> Told:
    """Let phones send their remarks at the same time until each of them knows that it has arrived.

    Args:
        take: sends some remarks of a phone, and gives what became of each.
        phones: how many; each has chances of its own.
        remarks_each: how many each has noted, each in words of its own.
        seed: of the chances.
    """
    with ThreadPoolExecutor(phones) as pool:
        told = list(
            pool.map(lambda number: _deliver(take, number, remarks_each, seed), range(phones))
        )
    return Told(sum(each.batches for each in told), sum(each.lost for each in told))


def _deliver(take: Take, number: int, remarks_each: int, seed: int) -> Told:
    chance, told = random.Random(f"{seed} {number}"), Told()
    waiting = [_remark(number, place, chance) for place in range(remarks_each)]
    while waiting:
        batch = waiting[: chance.randint(1, MOST_REMARKS)]
        statuses = take(number, batch)
        told.batches += 1
        if chance.random() < LOST:
            told.lost += 1
            continue
        assert statuses == ["kept"] * len(batch)
        waiting = waiting[len(batch) :]
    return told


def _remark(number: int, place: int, chance: random.Random) -> dict[str, Any]:
    return {
        "nonce": f"{chance.getrandbits(128):032x}",
        "question": chance.choice(["proud", "better"]),
        "words": f"Remark {place} that phone {number} heard",
        "heads": chance.randint(1, 5),
        "heard_at": STARTS.isoformat(),
    }
