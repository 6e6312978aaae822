"""What goes in: the kind of event, the answers so far, and how earlier events turned out."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

# More guests than the Netherlands has people is a typing mistake, not an event.
MOST_HEADS = 10_000_000

# Somebody who says "maybe" counts as this much of a yes. An assumption, on the high side of
# the 2 in 35 "interested" people who came to a free workshop in Cape Town.
MAYBE_COUNTS_AS = 0.4

# sum(size^2) / sum(size) of the households that answer, when their sizes are unknown: about
# the Dutch mean household of 2.1 people with its usual spread.
USUAL_HOUSEHOLD_RATIO = 2.5


class EventKind(StrEnum):
    """Can people come without answering? The one question that helps a first forecast most."""

    OPEN = "open"
    REGISTERED = "registered"
    CLOSED = "closed"
    UNSURE = "unsure"

    @property
    def is_walked_into(self) -> bool:
        """Whether people may come who never answer and hold no card."""
        return self in (EventKind.OPEN, EventKind.UNSURE)


class Weather(StrEnum):
    """The weather at the event, as far as it keeps people without an answer at home."""

    ORDINARY = "ordinary"
    RAIN = "rain"
    HEAT = "heat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The people (not households) who answered, by what they said.

    Args:
        yes_heads: people in the households that said yes.
        maybe_heads: people in the households that said maybe.
        no_heads: people in the households that said no; they are taken at their word.
        household_size_ratio: sum(size^2) / sum(size) of the households that said yes or maybe.
            A household comes or stays away as a whole, so large ones make the count swing.

    Raises:
        ValueError: a number is negative or beyond `MOST_HEADS`, or the ratio is below 1.
    """

    yes_heads: int = 0
    maybe_heads: int = 0
    no_heads: int = 0
    household_size_ratio: float | None = None

    def __post_init__(self) -> None:
        check_heads(yes_heads=self.yes_heads, maybe_heads=self.maybe_heads, no_heads=self.no_heads)
        check_ratio(self.household_size_ratio)

    @classmethod
    def of_households(
        cls, *, yes: Iterable[int], maybe: Iterable[int] = (), no: Iterable[int] = ()
    ) -> Self:
        """Add up answers that are given as household sizes: `of_households(yes=[4, 2, 5])`."""
        yes_sizes, maybe_sizes = list(yes), list(maybe)
        sizes = yes_sizes + maybe_sizes
        heads = sum(sizes)
        return cls(
            yes_heads=sum(yes_sizes),
            maybe_heads=sum(maybe_sizes),
            no_heads=sum(no),
            household_size_ratio=sum(size * size for size in sizes) / heads if heads else None,
        )

    @property
    def counted_heads(self) -> float:
        """The answers in yes-equivalents: a maybe counts for a part."""
        return self.yes_heads + MAYBE_COUNTS_AS * self.maybe_heads


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTurnout:
    """How one earlier event turned out, with what was known at the same moment before it.

    Args:
        came: heads counted.
        yes_heads: people who had said yes at the horizon that is used now (a week before, say).
        maybe_heads: people who had said maybe then.
        expected: the organiser's own guess at the time.
        household_size_ratio: as in `Answers`; None takes the ratio of the coming event.
        is_at_least: people were turned away or the food ran out: more would have come.
        is_estimate: nobody counted; somebody looked around and named a number.
        weather: the weather on the day.
        is_holiday: it was a holiday, or there was no school.
        yes_in_the_end: people who had said yes when answers closed; None where that is not known.
        is_day_assumed: it is not known on which days the answers came, and `yes_heads` only follows
            from how many there were in the end.
        missed: how many more might have come, as somebody who was there thinks; only where the
            count is "at least", None where nobody was asked.

    Raises:
        ValueError: a number is negative or beyond `MOST_HEADS`, or the ratio is below 1.
    """

    came: int
    yes_heads: int = 0
    maybe_heads: int = 0
    expected: int | None = None
    household_size_ratio: float | None = None
    is_at_least: bool = False
    is_estimate: bool = False
    weather: Weather = Weather.ORDINARY
    is_holiday: bool = False
    yes_in_the_end: int | None = None
    is_day_assumed: bool = False
    missed: int | None = None

    def __post_init__(self) -> None:
        check_heads(came=self.came, yes_heads=self.yes_heads, maybe_heads=self.maybe_heads)
        check_heads(expected=self.expected or 0)
        check_heads(yes_in_the_end=self.yes_in_the_end or 0, missed=self.missed or 0)
        check_ratio(self.household_size_ratio)

    @property
    def counted_heads(self) -> float:
        """The answers in yes-equivalents: a maybe counts for a part."""
        return self.yes_heads + MAYBE_COUNTS_AS * self.maybe_heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How far ahead of an event we are, and who can still answer.

    Args:
        days: until the event begins; None where that is not told.
        answers_close_in_days: until nobody can answer any more, 0 or less once that is so; None
            where people can answer until the event begins.
        cards_unanswered: households that hold a card and have not answered; None where that is not
            known, or where others can answer too.
        cards_yes: households that said yes with a card.

    Raises:
        ValueError: a number of days is not one, or a number of cards is negative or absurd.
    """

    days: float | None = None
    answers_close_in_days: float | None = None
    cards_unanswered: int | None = None
    cards_yes: int = 0

    def __post_init__(self) -> None:
        check_heads(cards_unanswered=self.cards_unanswered or 0, cards_yes=self.cards_yes)
        for days in (self.days, self.answers_close_in_days):
            if days is not None and not math.isfinite(days):
                raise ValueError(f"a number of days ahead must be a number, not {days}")

    @property
    def until_closed(self) -> float | None:
        """Days until answers close, at least 0; None where nothing is told."""
        told = [days for days in (self.days, self.answers_close_in_days) if days is not None]
        return max(0.0, min(told)) if told else None

    @property
    def is_closed(self) -> bool:
        """Whether nobody can answer any more."""
        return self.until_closed == 0


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """No answers, no earlier event and no guess: ask the organiser how many people to expect."""


def check_heads(**heads: int) -> None:
    """Refuse numbers of people that cannot be.

    Raises:
        ValueError: negative, or beyond `MOST_HEADS`; names the number.
    """
    for name, number in heads.items():
        if not 0 <= number <= MOST_HEADS:
            raise ValueError(f"{name} must be from 0 to {MOST_HEADS:,} people, not {number}")


def check_ratio(ratio: float | None) -> None:
    """Refuse a household size ratio that no set of households can have.

    Raises:
        ValueError: below 1 or beyond 1,000.
    """
    if ratio is not None and not 1 <= ratio <= 1000:
        raise ValueError(f"household_size_ratio must be from 1 to 1000, not {ratio}")


NOT_TOLD = Ahead()
"""Nobody tells how far ahead we are: all who are expected may still answer."""
