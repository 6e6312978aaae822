"""How many to ask so that enough helpers come: 'ask 7 to have 6', learned from own shifts.

Until an organisation has counted enough, the part that comes is assumed, and said to be.
Source: docs/decisions/0046-helpers.md.
"""

from dataclasses import dataclass

ASSUMED_RATE = 0.9
ASSUMED_WEIGHT = 10
"""The assumption counts as much as so many helpers of whom is known whether they came."""
OWN_FROM = 20
"""From so many on the part that comes is called the organisation's own."""
ENOUGH_IN = 0.8
"""In 4 of 5 cases enough come."""
MOST_EXTRA = 200


@dataclass(frozen=True, slots=True)
class ShowRate:
    """Which part of who signs up comes.

    Attributes:
        part: between 0 and 1.
        signed: of how many it is known whether they came.
        came: so many of them did.
    """

    part: float
    signed: int
    came: int

    @property
    def is_own(self) -> bool:
        """Whether enough was counted; else most of it is assumed."""
        return self.signed >= OWN_FROM


def show_rate(*, signed: int, came: int) -> ShowRate:
    """Learn which part comes from what was counted.

    Args:
        signed: helpers in shifts where somebody noted who came.
        came: so many of them came.

    Raises:
        ValueError: more came than signed up, or fewer than nobody.
    """
    if not 0 <= came <= signed:
        raise ValueError(f"{came} of {signed} cannot have come")
    part = (came + ASSUMED_RATE * ASSUMED_WEIGHT) / (signed + ASSUMED_WEIGHT)
    return ShowRate(part, signed, came)


def ask_for(needed: int, rate: ShowRate) -> int:
    """Return how many to ask so that in 4 of 5 cases enough come; 0 when nobody is needed."""
    stay_away = 1 - rate.part
    asked, enough = needed, rate.part**needed
    one_short = needed * rate.part ** (needed - 1) * stay_away
    # One more who is asked makes the difference where one was short and this one comes.
    while asked < needed + MOST_EXTRA and enough < ENOUGH_IN:
        enough += one_short * rate.part
        asked += 1
        one_short *= asked / (asked + 1 - needed) * stay_away
    return asked
