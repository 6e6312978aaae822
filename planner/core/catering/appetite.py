"""How much people really eat of a dish: learned slowly from what was left after each event."""

from collections.abc import Iterable
from dataclasses import dataclass

# What the menu says weighs as much as this many events. An assumption: one windy afternoon with
# much salad left must not halve the next order, three in a row should be seen in it.
MENU_WEIGHS = 3.0
LEAST, MOST = 0.4, 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Eaten:
    """What was eaten of a dish at one event.

    Args:
        amount: eaten, in the unit of the dish.
        reckoned: what the menu says that so many people eat, in the same unit; above 0.
        ran_out: more would have been eaten, so this is the least.
    """

    amount: float
    reckoned: float
    ran_out: bool = False


@dataclass(frozen=True, slots=True)
class Appetite:
    """What was learned about a dish.

    Args:
        factor: people eat so many times what the menu says.
        events: from how many events this was learned.
    """

    factor: float = 1.0
    events: int = 0


def learn_appetite(events: Iterable[Eaten]) -> Appetite:
    """Say how much more or less people eat than the menu says.

    The mean of what each event says and of a few that say 1: the posterior mean of a normal with
    a normal prior. A dish that ran out can only raise it: it says at least how much was wanted.

    Args:
        events: oldest first.

    Source: Gelman et al. 2013, Bayesian Data Analysis, section 2.5.
    """
    total, count = MENU_WEIGHS, 0
    for event in events:
        if event.reckoned <= 0:
            continue
        ratio = min(max(event.amount / event.reckoned, LEAST), MOST)
        if event.ran_out:
            ratio = max(ratio, total / (MENU_WEIGHS + count))
        total += ratio
        count += 1
    return Appetite(total / (MENU_WEIGHS + count), count)
