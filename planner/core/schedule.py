"""Where an event stands: its five phases, and the days that belong to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from planner.core.enums import EventState
from planner.core.local_time import day_of

SHOP_BEFORE = timedelta(days=1)
PROMISES_KEPT_WITHIN = timedelta(days=14)
# Who made an event this soon after it is writing down what came, not planning.
LATE_PLANNING = timedelta(days=1)


class Phase(StrEnum):
    """The five things that an event goes through, in order."""

    PLAN = "plan"
    INVITE = "invite"
    SHOP = "shop"
    DAY = "day"
    KEEP_PROMISE = "keep_promise"


class PhaseState(StrEnum):
    """How far one phase is; also the class by which a page shows it."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, kw_only=True)
class EventTimes:
    """When an event is, and how far its organiser has set it."""

    state: EventState
    starts_at: datetime
    ends_at: datetime
    zone: str

    @property
    def held_on(self) -> date:
        """The day on which it begins, where it is."""
        return day_of(self.starts_at, self.zone)

    @property
    def shop_on(self) -> date:
        """The day of the shopping: fresh food is bought the day before."""
        return self.held_on - SHOP_BEFORE

    @property
    def promises_until(self) -> date:
        """The day by which residents have heard what became of their remarks."""
        return self.held_on + PROMISES_KEPT_WITHIN

    def days_to_go(self, now: datetime) -> int:
        """Days until it begins, by the calendar; negative when it is past."""
        return (self.held_on - day_of(now, self.zone)).days

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return now >= self.ends_at

    def has_begun(self, now: datetime) -> bool:
        """Whether it has begun."""
        return now >= self.starts_at


def phase_of(times: EventTimes, *, is_planned: bool, has_cards: bool, now: datetime) -> Phase:
    """Return the phase in which an event is.

    Args:
        times: when it is.
        is_planned: place and size are known.
        has_cards: invitations were made, so that inviting has begun.
        now: the moment.
    """
    if times.state is EventState.CLOSED:
        return Phase.KEEP_PROMISE
    if times.has_begun(now) or day_of(now, times.zone) >= times.held_on:
        return Phase.DAY
    if day_of(now, times.zone) >= times.shop_on:
        return Phase.SHOP
    return Phase.INVITE if has_cards or is_planned else Phase.PLAN


def phase_states(current: Phase) -> list[tuple[Phase, PhaseState]]:
    """Return all five phases, with how far each is."""
    phases = list(Phase)
    at = phases.index(current)
    return [
        (
            phase,
            PhaseState.DONE if place < at else PhaseState.NOW if place == at else PhaseState.NEXT,
        )
        for place, phase in enumerate(phases)
    ]


def is_too_late_to_plan(ends_at: datetime, *, now: datetime) -> bool:
    """Say whether an event lies so far back that it belongs under past events."""
    return ends_at < now - LATE_PLANNING


def next_saturday(now: datetime, zone: str) -> date:
    """Return the first Saturday that is at least two days off: time to invite people."""
    today = day_of(now, zone)
    ahead = (5 - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead >= 2 else ahead + 7)
