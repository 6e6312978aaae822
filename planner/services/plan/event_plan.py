"""What an organiser decides about an event, apart from how it is kept."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from planner.core.enums import EventType
from planner.core.local_time import moved_along
from planner.core.turnout import EventKind, Weather
from planner.store.models import Event


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """What an organiser decides about an event.

    Attributes:
        kind: can people come without answering?
        answers_close_at: until when people may answer; None until it begins.
        capacity: most people that can take part.
        expected: the organiser's own guess of the head count.
        answers_without_card: can people answer on the public page?
        largest_open_party: most people on one such answer.
        open_word: what they have to have read on the poster; empty for no such word.
        looks_first: do such answers count only when an organiser has looked?
        menu_preset: a key of `MENU_PRESETS`; empty for what suits the type, `NO_MENU` for none.
        staff_eating: staff and others who eat too; they are not guests, and not in a shift.
        eating_percent: the part of the guests who eat; others only pass by.
        flyers: flyers handed out; they tell the size only where nothing else does.
        weather: the weather that is expected.
        is_holiday: is it a holiday, or is there no school?
    """

    title: str
    event_type: EventType
    kind: EventKind
    starts_at: datetime
    ends_at: datetime
    zone: str = "Europe/Amsterdam"
    neighbourhood_name: str = ""
    venue_name: str = ""
    venue_address: str = ""
    capacity: int | None = None
    expected: int | None = None
    description: str = ""
    wear_or_bring: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    answers_close_at: datetime | None = None
    is_public: bool = True
    answers_without_card: bool = True
    largest_open_party: int = 8
    open_word: str = ""
    looks_first: bool = False
    menu_preset: str = ""
    staff_eating: int = 0
    eating_percent: int = 100
    flyers: int | None = None
    weather: Weather = Weather.ORDINARY
    is_holiday: bool = False
    budget_cents: int | None = None
    parent_id: int | None = None


OF_PLACES = {"neighbourhood_name", "venue_name", "venue_address"}
COLUMNS = [part.name for part in fields(EventPlan) if part.name not in OF_PLACES]
"""What a plan and an event call by the same name."""


def plan_of(event: Event) -> EventPlan:
    """Read the plan back from an event."""
    return EventPlan(
        **{name: getattr(event, name) for name in COLUMNS},
        neighbourhood_name=event.neighbourhood.name if event.neighbourhood else "",
        venue_name=event.venue.name if event.venue else "",
        venue_address=event.venue.address if event.venue else "",
    )


def move_plan(plan: EventPlan, *, starts_at: datetime, ends_at: datetime) -> EventPlan:
    """Put a plan on another date; the answers close as many days before it."""
    closes_at = plan.answers_close_at and moved_along(
        plan.answers_close_at, before=plan.starts_at, after=starts_at, zone=plan.zone
    )
    return replace(plan, starts_at=starts_at, ends_at=ends_at, answers_close_at=closes_at)
