"""How much of a dish is eaten by now, and for how many guests it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

EATS_FOR_MINUTES = 60.0
"""A guest eats a share of a dish over the hour after coming in. An assumption."""
RECKONED_WEIGHS = 10.0
"""What was reckoned weighs as much as so many guests who were seen to eat. An assumption: a first
look after five families must not double the appetite of all."""
LEAST, MOST = 0.67, 2.5
"""A guest eats at least and at most so many times what was reckoned. Careful on the low side: what
is hardly touched may be served later."""

Arrivals = Sequence[tuple[float, float]]
"""The minute at which so many people came in, rising."""


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw.

    Args:
        minute: of the look, since the start.
        gone: so much was gone, in the unit of the dish.
    """

    minute: float
    gone: float


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a dish goes.

    Args:
        eaten: gone by now, in the unit of the dish; at most what was bought.
        per_guest: what a guest eats, as far as it shows.
        feeds: guests for whom what was bought is enough, those who ate included.
    """

    eaten: float
    per_guest: float
    feeds: float


def portions_eaten(arrivals: Arrivals, minute: float) -> float:
    """Add up the shares that the guests have eaten by a minute, each evenly within the hour."""
    return sum(
        heads * min(1.0, (minute - came) / EATS_FOR_MINUTES)
        for came, heads in arrivals
        if came < minute
    )


def stand_of(
    bought: float, feeds: float, arrivals: Arrivals, minute: float, look: Look | None = None
) -> Stand:
    """Reckon how a dish stands from the people who came, or from where somebody last looked.

    A look corrects what a guest eats: what is gone, divided by the shares that should have been
    eaten by then, with what was reckoned as the mean of a prior (a gamma prior of rates: Gelman
    et al. 2013, Bayesian Data Analysis, section 2.6). What is left is for shares not yet eaten.

    Args:
        bought: in the unit of the dish.
        feeds: guests for whom it was reckoned to be enough; above 0.
        arrivals: until now.
        minute: of this moment, since the start.
        look: what somebody saw, or None.
    """
    per_guest = bought / feeds
    had_now = portions_eaten(arrivals, minute)
    if look is None:
        return Stand(min(bought, per_guest * had_now), per_guest, feeds)
    had = portions_eaten(arrivals, look.minute)
    shown = (look.gone + RECKONED_WEIGHS * per_guest) / (had + RECKONED_WEIGHS)
    shown = min(max(shown, LEAST * per_guest), MOST * per_guest)
    return Stand(
        eaten=min(bought, look.gone + shown * (had_now - had)),
        per_guest=shown,
        feeds=had + max(0.0, bought - look.gone) / shown,
    )
