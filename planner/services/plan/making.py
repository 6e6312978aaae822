"""Make one event and change it: the plan is written into the tables."""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.services.answer import waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.messages import notices
from planner.services.people.organisations import keep_days_of
from planner.services.plan import menus, places
from planner.services.plan.event_plan import COLUMNS, EventPlan
from planner.services.plan.slugs import free_slug
from planner.store.models import Event, Series
from planner.store.scoping import owner_for

# Another of these is another appointment: calendars have to look again (RFC 5545, 3.8.7.4).
CALENDAR_FIELDS = ("starts_at", "ends_at", "venue_id")


def create_event(
    session: Session,
    plan: EventPlan,
    *,
    account_id: int | None,
    now: datetime,
    series: Series | None = None,
    is_draft: bool = False,
    is_demonstration: bool = False,
) -> Event:
    """Make an event with the dishes of its menu, open for answers at once unless it is a draft.

    Args:
        session: adds and flushes.
        plan: what was decided.
        account_id: who made it; None for a command.
        now: the moment.
        series: the events it resembles and learns from.
        is_draft: only organisers see it, until it is published.
        is_demonstration: made up, to be removed with the other demonstration data.
    """
    plan = replace(plan, menu_preset=plan.menu_preset or menus.PRESET_FOR[plan.event_type])
    owner = owner_for(session, series)
    day = day_of(plan.starts_at, plan.zone).isoformat()
    event = Event(
        slug=free_slug(session, Event.slug, plan.title, day),
        uid=str(uuid.uuid4()),
        sequence=0,
        state=EventState.DRAFT if is_draft else EventState.PUBLISHED,
        published_at=None if is_draft else now,
        promised={} if is_draft else None,
        dishes=menus.dishes_of_preset(plan.menu_preset),
        organisation_id=owner,
        keep_days=keep_days_of(session, owner),
        created_by_id=account_id,
        created_at=now,
        updated_at=now,
        is_demonstration=is_demonstration,
    )
    _apply(session, event, plan, now=now)
    event.series = series
    session.add(event)
    session.flush()
    return event


def change_event(session: Session, event: Event, plan: EventPlan, *, now: datetime) -> None:
    """Change an event; at another time or place its sequence rises.

    Another menu preset replaces the dishes, with what the organiser had made of them.
    """
    before = _calendar_facts(event)
    was = notices.when_where(event)
    plan = replace(plan, menu_preset=plan.menu_preset or event.menu_preset)
    if plan.menu_preset != event.menu_preset:
        event.dishes = menus.dishes_of_preset(plan.menu_preset)
    _apply(session, event, plan, now=now)
    session.flush()
    notices.note_change(session, event, was, now=now)
    # Also when only the address of the same place was put right: people have to find it.
    is_other = notices.when_where(event) != was or _calendar_facts(event) != before
    touch(event, now=now, in_calendars=is_other)
    # A larger hall may have places for who waits.
    waiting_list.serve_waiting_list(session, lock_answers(session, event.id), now=now)


def touch(event: Event, *, now: datetime, in_calendars: bool) -> None:
    """Note that an event changed, and whether it is at another time or place or does not go on."""
    event.updated_at = now
    event.calendar_block = None
    if in_calendars:
        event.sequence += 1


def _apply(session: Session, event: Event, plan: EventPlan, *, now: datetime) -> None:
    for name in COLUMNS:
        setattr(event, name, getattr(plan, name))
    event.neighbourhood = places.find_or_add_neighbourhood(
        session, plan.neighbourhood_name, is_demonstration=bool(event.is_demonstration)
    )
    event.venue = places.find_or_add_venue(
        session,
        plan.venue_name,
        organisation_id=event.organisation_id,
        address=plan.venue_address,
        neighbourhood=event.neighbourhood,
        now=now,
        is_demonstration=bool(event.is_demonstration),
        wanted_by=event,
    )


def _calendar_facts(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in CALENDAR_FIELDS)
