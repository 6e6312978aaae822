"""What a town asks for: which notifications and permits follow from the facts of an event.

Towns differ, and what they ask changes: a rule is data of an organisation, with its source and the
day on which somebody read it there. It says what is probably asked, never what the law is.
Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from planner.core.turnout.forecast import Forecast
from planner.core.turnout.inputs import NothingKnown

MOST_RULE_TITLE = 120
MOST_AUTHORITY = 80
MOST_SOURCE = 300
MOST_REFERENCE = 60
MOST_PERMIT_NOTE = 300
MOST_RULES = 60
OLD_AFTER = timedelta(days=365)
"""A rule that nobody has compared with its source for so long says so."""
WORTH_A_CALL = 0.1
"""From this chance on that more come than were named, somebody has to call. An assumption: one in
ten is as often as the head count passes what the kitchen is prepared for."""


class SiteFact(StrEnum):
    """What happens at an event, as far as a town asks."""

    PUBLIC_GROUND = "public_ground"
    """It is on the street, a square or in a park."""
    STREET_CLOSED = "street_closed"
    TENT = "tent"
    FIRE = "fire"
    """Barbecues and open fire."""
    FOOD = "food"
    """Volunteers cook, or food is sold."""
    ALCOHOL = "alcohol"
    MUSIC = "music"
    """That neighbours hear."""


class PermitKind(StrEnum):
    """What is asked."""

    NOTIFICATION = "notification"
    """Saying that it happens."""
    PERMIT = "permit"
    """Waiting for a yes."""
    CHECK = "check"
    """Something to have in order, which nobody is asked about."""


class PermitState(StrEnum):
    """How far it is."""

    TO_DO = "to_do"
    SENT = "sent"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something; of what was refused that is to ask again."""
        return self in {PermitState.TO_DO, PermitState.REFUSED}

    @property
    def is_with_them(self) -> bool:
        """Whether what was named there counts: it was sent, and not refused."""
        return self in {PermitState.SENT, PermitState.GRANTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitRule:
    """What a town asks, and when.

    Attributes:
        rule_id: 0 for one that no organisation has taken over yet.
        facts: any one of them makes it asked; empty for every event.
        least_people: only from so many on; None for any number.
        days_before: so long before the day of the event it has to be there.
        season_by: month and day, in the year before, by which large events are named; None for no
            such day. The earlier of both counts.
        change_days: so long before the event a change can still be told; None where nobody knows.
        is_instead: whether it takes the place of what falls away.
        falls_away: whether it is not asked where such a permit is, such as a notification.
        seen_on: when somebody read it at its source; None for never.
    """

    rule_id: int = 0
    title: str
    kind: PermitKind
    facts: frozenset[SiteFact] = frozenset()
    least_people: int | None = None
    days_before: int
    season_by: tuple[int, int] | None = None
    change_days: int | None = None
    is_instead: bool = False
    falls_away: bool = False
    authority: str = ""
    phone: str = ""
    source: str = ""
    seen_on: date | None = None

    def is_asked(self, facts: frozenset[SiteFact], people: int | None) -> bool:
        """Say whether it is asked of an event with these facts and so many people.

        Args:
            facts: that are so.
            people: that it is prepared for; None while nobody knows, which asks nothing of size.
        """
        if self.facts and not self.facts & facts:
            return False
        return self.least_people is None or (people is not None and people >= self.least_people)

    def due_on(self, held_on: date) -> date:
        """Return the day on which it has to be there."""
        before = held_on - timedelta(days=self.days_before)
        if self.season_by is None:
            return before
        month, day = self.season_by
        return min(before, date(held_on.year - 1, month, day))

    def is_old(self, today: date) -> bool:
        """Say whether it should be compared with its source again."""
        return self.seen_on is None or today - self.seen_on > OLD_AFTER


def asked_of(
    rules: Iterable[PermitRule], facts: frozenset[SiteFact], people: int | None
) -> list[PermitRule]:
    """List what is probably asked of an event, what is due first at the head.

    Where a permit is asked in place of a notification, the notification falls away.
    """
    asked = [rule for rule in rules if rule.is_asked(facts, people)]
    if any(rule.is_instead for rule in asked):
        asked = [rule for rule in asked if not rule.falls_away]
    return sorted(asked, key=lambda rule: (-rule.days_before, rule.title, rule.rule_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitFacts:
    """One thing that is asked of one event, and how far it is.

    Attributes:
        due_on: until when it has to be there.
        most_people: so many were named there; None where none were.
        change_by: until when a change can be told; None where nobody knows.
    """

    title: str
    kind: PermitKind
    state: PermitState
    due_on: date
    authority: str = ""
    phone: str = ""
    most_people: int | None = None
    change_by: date | None = None
    rule_id: int | None = None
    permit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Overrun:
    """More may come than were named.

    Attributes:
        named: the smallest number that was named anywhere.
        chance: that more come.
        more_than: twice as many, and
        chance_of_more: the chance that even more than that come.
        by: until when that can be told; None where nobody knows.
        authority: whom to call; empty where nobody knows.
    """

    named: int
    chance: float
    more_than: int
    chance_of_more: float
    by: date | None = None
    authority: str = ""
    phone: str = ""

    def as_of(self, today: date) -> "Overrun":
        """Return the same without a last day that is over: it is told as soon as it can be."""
        is_over = self.by is not None and self.by <= today
        return replace(self, by=None) if is_over else self

    @property
    def is_worth_a_call(self) -> bool:
        """Whether somebody has to tell the town that more may come."""
        return self.chance >= WORTH_A_CALL

    @property
    def is_far_beyond(self) -> bool:
        """Whether twice as many is likely enough to be what is said first."""
        return self.chance_of_more >= WORTH_A_CALL


def overrun(permits: Sequence[PermitFacts], forecast: Forecast | NothingKnown) -> Overrun | None:
    """Say how likely more come than were named; None where nothing was named, or nothing is known.

    Of several the smallest number counts: whoever was told the least is surprised first.
    """
    named = [one for one in permits if one.state.is_with_them and one.most_people is not None]
    if not named or isinstance(forecast, NothingKnown):
        return None
    least = min(named, key=lambda one: (one.most_people or 0, one.due_on))
    most = least.most_people or 0
    more_than = most * 2
    return Overrun(
        named=most,
        chance=forecast.chance_at_least(most + 1),
        more_than=more_than,
        chance_of_more=forecast.chance_at_least(more_than + 1),
        by=least.change_by,
        authority=least.authority,
        phone=least.phone,
    )
