"""Rain and heat: what the plan is, and moving inside, which guests are then told of."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.logistics.weather import WeatherChoice
from planner.core.turnout.inputs import Weather
from planner.services.logistics.permits import site_of
from planner.services.logistics.weather import was_brought_inside
from planner.services.plan import making, places
from planner.services.plan.event_plan import plan_of
from planner.store.models import Event, EventSite, Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherPlan:
    """What is done when it rains or is hot.

    Attributes:
        place: where it is dry; empty for nowhere.
        address: of that place; empty where nobody told.
        capacity: how many fit in there; None leaves what is known of it.
    """

    rain_words: str = ""
    heat_words: str = ""
    place: str = ""
    address: str = ""
    capacity: int | None = None


def keep_plan(session: Session, event: Event, plan: WeatherPlan, *, now: datetime) -> EventSite:
    """Keep what is done when it rains or is hot; a place that is new is made.

    Where the event is inside already and another place is named, somebody has to decide again.
    """
    site = site_of(session, event.id)
    site.rain_words, site.heat_words = plan.rain_words, plan.heat_words
    venue = places.find_or_add_venue(
        session,
        plan.place,
        organisation_id=event.organisation_id,
        address=plan.address,
        now=now,
        is_demonstration=bool(event.is_demonstration),
    )
    if venue is not None and plan.capacity is not None:
        venue.capacity = plan.capacity
    named_id = venue.id if venue is not None else None
    if named_id != site.rain_venue_id and was_brought_inside(site, event.venue_id):
        site.weather_choice = site.chosen_for = None
    site.rain_venue_id = named_id
    site.version += 1
    session.flush()
    return site


def decide(
    session: Session, event: Event, choice: WeatherChoice, weather: Weather, *, now: datetime
) -> EventSite:
    """Keep what the weather will be and where the event is then; the caller commits.

    Inside is the place that was planned for rain: the event moves there, calendars and pages with
    it, and *Tell everyone?* waits for a press as with any change. Outside again is where it was.
    To decide the same again moves nothing.
    """
    site = site_of(session, event.id)
    target = event.venue_id
    if choice is WeatherChoice.INSIDE and site.rain_venue_id is not None:
        if not was_brought_inside(site, event.venue_id) and event.venue_id != site.rain_venue_id:
            site.dry_venue_id = event.venue_id
        target = site.rain_venue_id
    elif choice is WeatherChoice.OUTSIDE and site.dry_venue_id is not None:
        # Where somebody moved it elsewhere meanwhile it stays.
        if was_brought_inside(site, event.venue_id):
            target = site.dry_venue_id
        site.dry_venue_id = None
    site.weather_choice, site.chosen_for = choice, day_of(event.starts_at, event.zone)
    site.version += 1
    plan = replace(plan_of(event), weather=weather)
    venue = session.get(Venue, target) if target is not None else None
    if venue is not None and target != event.venue_id:
        plan = replace(plan, venue_name=venue.name, venue_address=venue.address)
    making.change_event(session, event, plan, now=now)
    session.flush()
    return site
