"""Neighbourhoods and venues: known by name, made when a name is new."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.services.messages import notices
from planner.services.plan.slugs import slug_of
from planner.store.models import Event, Neighbourhood, Venue
from planner.store.scoping import OF_ALL


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
    wanted_by: Event | None = None,
) -> Venue | None:
    """Return the venue of this name and address; None without a name.

    An address that was missing is filled in, for all events there. Another address is another
    venue: changing the one there is would move the events of others.

    Args:
        session: adds and flushes.
        name: of the venue, in whatever capitals.
        now: the moment.
        address: one line; empty where nobody told.
        neighbourhood: of a venue that is new.
        is_demonstration: made up, to be removed with the other demonstration data.
        wanted_by: the event that is being planned or changed, whose change its caller notes.
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
                _fill_in(session, venue, address, but=wanted_by, now=now)
            return venue
    venue = Venue(
        name=name, address=address, neighbourhood=neighbourhood, is_demonstration=is_demonstration
    )
    session.add(venue)
    session.flush()
    return venue


def _fill_in(
    session: Session, venue: Venue, address: str, *, but: Event | None, now: datetime
) -> None:
    """Write down where a venue is, and that the coming events there have an address now.

    Also those of other organisations: their guests have to find the place, their calendars have to
    look again, and whoever organises them is asked whether to tell everyone.
    """
    coming = session.scalars(
        select(Event)
        .where(Event.venue_id == venue.id, Event.ends_at > now)
        .order_by(Event.id)
        .execution_options(**OF_ALL)
    ).all()
    others = [(event, notices.when_where(event)) for event in coming if event is not but]
    venue.address = address
    for event, was in others:
        event.sequence += 1
        event.updated_at = now
        event.calendar_block = None
        notices.note_change(session, event, was, now=now)
    session.flush()


def known_neighbourhoods(session: Session) -> list[str]:
    """List the names of the neighbourhoods, to choose from while typing."""
    return list(session.scalars(select(Neighbourhood.name).order_by(Neighbourhood.name)))


def known_venues(session: Session) -> list[str]:
    """List the names of the venues, to choose from while typing."""
    return list(session.scalars(select(Venue.name).distinct().order_by(Venue.name)))
