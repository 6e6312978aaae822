"""What the form of an event shows before anybody types: an offer, or the plan that is there."""

import uuid
from datetime import time

from planner.core.local_time import day_of, time_of
from planner.core.schedule import next_saturday
from planner.services.plan.planning import EventPlan
from planner.web.clock import now


def defaults_for_new(zone: str) -> dict[str, object]:
    """Return what a new event's form shows first: next Saturday afternoon."""
    return {
        "uid": str(uuid.uuid4()),
        "held_on": next_saturday(now(), zone),
        "starts": time(15),
        "ends": time(19),
        "staff_eating": 0,
    }


def values_of(plan: EventPlan) -> dict[str, object]:
    """Return what the form of an event that is there shows."""
    zone = plan.zone
    held_on, ends_on = day_of(plan.starts_at, zone), day_of(plan.ends_at, zone)
    return {
        "title": plan.title,
        "event_type": plan.event_type.value,
        "held_on": held_on,
        "starts": time_of(plan.starts_at, zone),
        "ends": time_of(plan.ends_at, zone),
        "ends_on": ends_on if ends_on != held_on else None,
        "venue_name": plan.venue_name,
        "venue_address": plan.venue_address,
        "neighbourhood_name": plan.neighbourhood_name,
        "kind": plan.kind.value,
        "expected": plan.expected,
        "menu_preset": plan.menu_preset,
        "description": plan.description,
        "contact_name": plan.contact_name,
        "contact_phone": plan.contact_phone,
        "answers_close_on": plan.answers_close_at and day_of(plan.answers_close_at, zone),
        "capacity": plan.capacity,
        "staff_eating": plan.staff_eating,
        "eating_percent": plan.eating_percent,
        "flyers": plan.flyers,
        "weather": plan.weather.value,
        "budget": plan.budget_cents,
        "parent_id": plan.parent_id or 0,
        "is_public": plan.is_public,
        "answers_without_card": plan.answers_without_card,
        "largest_open_party": plan.largest_open_party,
    }
