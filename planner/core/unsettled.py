"""What came in about an event and waits for somebody: numbers, from which `next_steps` follow.

Some of it can only be seen, such as what guests wrote. Whoever has seen it says so, with a mark of
what it was: what comes after it waits again.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from planner.core.catering import Dish
from planner.core.diets import Allergen
from planner.core.logistics.waiting import NO_LOGISTICS, LogisticsWait
from planner.core.residents.waiting import NOBODY_WAITS, ResidentsWait
from planner.core.turnout.path import HowFar, OffPath


class SeenMatter(StrEnum):
    """What somebody can have seen."""

    WORDS = "words"
    """What guests wrote."""
    ALLERGIES = "allergies"
    """That the menu has nothing for some of them, or that nobody looked at the packs."""
    UNANSWERED = "unanswered"
    """How many cards have no answer."""
    PATH = "path"
    """How far the answers stay behind what is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Fewer people said yes than usual at this distance, and what can be done about it.

    Attributes:
        path: how far from what is usual.
        addresses: how many a reminder by mail goes to; 0 where it went out already.
        goes_on: the day on which it goes out by itself; None where somebody has to say when.
        cards: handed out on paper and without an answer.
    """

    path: OffPath
    addresses: int = 0
    goes_on: date | None = None
    cards: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """What waits, in numbers; what somebody has seen is not among it.

    Attributes:
        asked: what those who hand cards out ask for; `asked_by` names who asked first.
        words: households whose words can be read, where somebody has to.
        packs_unseen: dishes whose pack nobody looked at although guests named an allergy.
        nothing_for: allergens that guests named and that every dish holds.
        given_up: mails that came back or could not leave.
        held: messages in one's own words that did not leave at their moment.
        calls: households to tell of the change `calls_notice_id` by phone or at the door.
        offers: guests to call because a place is kept for them.
        errands: what to fetch or to open because food runs short, and nobody goes.
        conflicts: cards with more people inside than they were for.
        has_scans: whether somebody was scanned at a gate.
        notes: what volunteers wrote and nobody read.
        unanswered: cards without an answer, of those that were handed out: `handed_out`.
        answers_close_on: the day on which answering ends; None for the day itself.
        over_budget_cents: how much more the shopping costs than there is.
        behind: fewer answers than usual at this distance; None for as many as usual, or more.
        helpers_missing: how many are still needed in the shifts, all together.
        helpers_aside: entries in shifts that were set aside and nobody looked at.
        residents: what residents said and were promised.
        logistics: tasks, permits, things, deliveries and weather.
        marks: what stands there now, for whoever says that they saw it.
    """

    asked: int = 0
    asked_by: str = ""
    words: int = 0
    packs_unseen: int = 0
    nothing_for: int = 0
    given_up: int = 0
    held: int = 0
    calls: int = 0
    calls_notice_id: int | None = None
    offers: int = 0
    errands: int = 0
    conflicts: int = 0
    has_scans: bool = False
    notes: int = 0
    unanswered: int = 0
    handed_out: int = 0
    answers_close_on: date | None = None
    over_budget_cents: int = 0
    behind: Behind | None = None
    helpers_missing: int = 0
    helpers_aside: int = 0
    residents: ResidentsWait = NOBODY_WAITS
    logistics: LogisticsWait = NO_LOGISTICS
    marks: Mapping[SeenMatter, str] = field(default_factory=dict)


NOTHING_UNSETTLED = Unsettled()


@dataclass(frozen=True, slots=True)
class AllergyGap:
    """What the menu leaves open for guests with an allergy.

    Attributes:
        packs_unseen: dishes whose pack nobody looked at.
        nothing_for: allergens that every dish holds.
    """

    packs_unseen: int = 0
    nothing_for: tuple[Allergen, ...] = ()

    @property
    def mark(self) -> str:
        """Names what is open: the same gap has the same mark. It says of nobody what they told."""
        return _named(str(self.packs_unseen), *sorted(self.nothing_for))


def allergy_gap(named: Collection[Allergen], dishes: Sequence[Dish]) -> AllergyGap:
    """Say what the menu leaves open for who named an allergy.

    The menu answers them when somebody looked at the pack of each dish, so that what is not named
    is not in it, and at least one dish is free of each allergen. Without dishes, or where nobody
    named one, nothing is asked.
    """
    if not named or not dishes:
        return AllergyGap()
    return AllergyGap(
        packs_unseen=sum(not dish.are_allergens_checked for dish in dishes),
        nothing_for=tuple(
            one
            for one in Allergen
            if one in named and all(one in each.allergens for each in dishes)
        ),
    )


BETWEEN = "\x1f"
"""Between what one household wrote and what the next one did, where it is read together."""


def words_mark(written: str) -> str:
    """Name what guests wrote, in whatever order it is read: the same words have the same mark.

    Args:
        written: the words of all households that can be read, `BETWEEN` them; empty for none.
    """
    return _named(*sorted(written.split(BETWEEN))) if written else ""


def _named(*words: str) -> str:
    return sha256(BETWEEN.join(words).encode()).hexdigest()[:16]


def is_mark(matter: SeenMatter, mark: str) -> bool:
    """Say whether something can be the mark of what somebody saw."""
    if matter is SeenMatter.PATH:
        return mark in set(HowFar)
    if matter is not SeenMatter.UNANSWERED:
        return re.fullmatch("[0-9a-f]{16}", mark) is not None
    try:
        return date.fromisoformat(mark).isoformat() == mark
    except ValueError:
        return False
