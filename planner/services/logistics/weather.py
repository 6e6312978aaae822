"""Whether somebody decided about the weather."""

from planner.core.local_time import day_of
from planner.store.models import Event, EventSite


def is_decided(site: EventSite | None, event: Event) -> bool:
    """Say whether somebody decided about the weather on the day on which the event is now."""
    return (
        site is not None
        and site.weather_choice is not None
        and site.chosen_for == day_of(event.starts_at, event.zone)
    )
