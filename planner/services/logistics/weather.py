"""Whether somebody decided about the weather, and whether an event stands where rain brought it."""

from planner.core.local_time import day_of
from planner.store.models import Event, EventSite


def is_decided(site: EventSite | None, event: Event) -> bool:
    """Say whether somebody decided about the weather on the day on which the event is now."""
    return (
        site is not None
        and site.weather_choice is not None
        and site.chosen_for == day_of(event.starts_at, event.zone)
    )


def was_brought_inside(site: EventSite, venue_id: int | None) -> bool:
    """Say whether an event stands where it was brought for rain, and not where somebody moved it.

    Where another place was named for rain meanwhile, it stands at the one of before.
    """
    if site.dry_venue_id is None:
        return False
    return venue_id == site.rain_venue_id or site.weather_choice is None
