"""Neighbourhoods and venues: known by name, made when a name is new."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.services.plan.slugs import slug_of
from planner.store.models import Event, Neighbourhood, Venue


def find_or_add_neighbourhood(
    session: Session, name: str, *, is_demonstration: bool = False
) -> Neighbourhood | None:
    """Return the neighbourhood of this name, whatever its capitals; None without a name."""
    name = name.strip()
    if not name:
        return None
    slug = slug_of(name, otherwise=name.lower())
    found = session.scalar(select(Neighbourhood).where(Neighbourhood.slug == slug))
    if found is None:
        found = Neighbourhood(name=name, slug=slug, is_demonstration=is_demonstration)
        session.add(found)
        session.flush()
    return found


def find_or_add_venue(
    session: Session,
    name: str,
    *,
    now: datetime,
    address: str = "",
    neighbourhood: Neighbourhood | None = None,
    is_demonstration: bool = False,
) -> Venue | None:
    """Return the venue of this name and address; None without a name.

    An address that was missing is filled in. Another address is another venue: changing the one
    there is would move the events of others.
    """
    name, address = name.strip(), address.strip()
    if not name:
        return None
    of_this_name = session.scalars(
        select(Venue).where(func.lower(Venue.name) == name.lower()).order_by(Venue.id.desc())
    ).all()
    for venue in of_this_name:
        if not address or venue.address in {"", address}:
            if address and not venue.address:
                venue.address = address
                _tell_calendars(session, venue, now=now)
            return venue
    venue = Venue(
        name=name, address=address, neighbourhood=neighbourhood, is_demonstration=is_demonstration
    )
    session.add(venue)
    session.flush()
    return venue


def _tell_calendars(session: Session, venue: Venue, *, now: datetime) -> None:
    """Have calendars look again at the coming events of a place whose address was filled in."""
    session.execute(
        update(Event)
        .where(Event.venue_id == venue.id, Event.ends_at > now)
        .values(sequence=Event.sequence + 1, updated_at=now, calendar_block=None)
    )


def known_neighbourhoods(session: Session) -> list[str]:
    """List the names of the neighbourhoods, to choose from while typing."""
    return list(session.scalars(select(Neighbourhood.name).order_by(Neighbourhood.name)))


def known_venues(session: Session) -> list[str]:
    """List the names of the venues, to choose from while typing."""
    return list(session.scalars(select(Venue.name).distinct().order_by(Venue.name)))
