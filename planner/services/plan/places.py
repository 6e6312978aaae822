"""Neighbourhoods and venues: known by name, made when a name is new.

Neighbourhoods are shared by all organisations; venues are of one (decision 33).
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import DeletedKind
from planner.services import deleted
from planner.services.messages import notices
from planner.services.plan.slugs import slug_of
from planner.store.base import insert_if_absent
from planner.store.models import DeletedThing, Event, Neighbourhood, Venue
from planner.store.scoping import OF_ALL


def find_or_add_neighbourhood(
    session: Session, name: str, *, is_demonstration: bool = False
) -> Neighbourhood | None:
    """Return the neighbourhood of this name, whatever its capitals; None without a name.

    All organisations share them, so what is added here is a name and an address part for everybody
    and nothing else. One that was renamed is found by its old name too.
    """
    name = name.strip()
    if not name:
        return None
    slug = _neighbourhood_slug(name)
    found = _neighbourhood_of(session, slug)
    if found is None:
        # Two organisations may need the same new one at the same moment.
        session.execute(
            insert_if_absent(session, Neighbourhood).values(
                name=name, slug=slug, is_demonstration=is_demonstration
            )
        )
        found = _neighbourhood_of(session, slug)
    return found


def rename_neighbourhood(session: Session, neighbourhood: Neighbourhood, name: str) -> bool:
    """Give a neighbourhood another name, for everybody; False where another one goes by it.

    Its address part stays: people follow its calendar by it.
    """
    name = " ".join(name.split())
    slug = _neighbourhood_slug(name)
    if any(
        slug in {one.slug, _neighbourhood_slug(one.name)}
        for one in session.scalars(select(Neighbourhood))
        if one.id != neighbourhood.id
    ):
        return False
    neighbourhood.name = name
    session.flush()
    return True


def _neighbourhood_slug(name: str) -> str:
    return slug_of(name, otherwise=name.lower())


def _neighbourhood_of(session: Session, slug: str) -> Neighbourhood | None:
    """Find a neighbourhood by what it is called now, else by what it was called at first."""
    known = select(Neighbourhood).where(Neighbourhood.slug == slug)
    at_first = session.scalar(known)
    if at_first is not None and _neighbourhood_slug(at_first.name) == slug:
        return at_first
    now = [
        one
        for one in session.scalars(select(Neighbourhood).order_by(Neighbourhood.id))
        if _neighbourhood_slug(one.name) == slug
    ]
    return now[0] if now else at_first


def find_or_add_venue(
    session: Session,
    name: str,
    *,
    organisation_id: int,
    now: datetime,
    address: str = "",
    neighbourhood: Neighbourhood | None = None,
    is_demonstration: bool = False,
    wanted_by: Event | None = None,
) -> Venue | None:
    """Return the organisation's venue of this name and address; None without a name.

    An address that was missing is filled in, for all its events there. Another address is another
    venue: changing the one there is would move other events. What another organisation wrote down
    under the same name is not looked at.

    Args:
        session: adds and flushes.
        name: of the venue, in whatever capitals.
        organisation_id: whose it is.
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
        select(Venue)
        .where(Venue.organisation_id == organisation_id, func.lower(Venue.name) == name.lower())
        .order_by(Venue.id.desc())
    ).all()
    for venue in of_this_name:
        if not address or venue.address in {"", address}:
            if address and not venue.address:
                _fill_in(session, venue, address, but=wanted_by, now=now)
            return venue
    venue = Venue(
        name=name,
        address=address,
        organisation_id=organisation_id,
        neighbourhood=neighbourhood,
        is_demonstration=is_demonstration,
    )
    session.add(venue)
    session.flush()
    return venue


def list_venues(session: Session) -> list[tuple[Venue, int]]:
    """List the organisation's venues by name, with how many events are or were there."""
    held = select(func.count()).where(Event.venue_id == Venue.id).scalar_subquery()
    rows = session.execute(select(Venue, held).order_by(func.lower(Venue.name), Venue.id))
    return [(venue, count) for venue, count in rows]


def delete_venue(
    session: Session, venue: Venue, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Delete a venue where no event is; it can be put back.

    Raises:
        StillNeeded: there is or was an event.
    """
    kept = deleted.keep(session, venue, DeletedKind.VENUE, name=venue.name, by_id=by_id, now=now)
    session.delete(venue)
    return kept


def _fill_in(
    session: Session, venue: Venue, address: str, *, but: Event | None, now: datetime
) -> None:
    """Write down where a venue is, and that the coming events there have an address now.

    Also those that who types does not see, as a team's lead sees the own event only: their guests
    have to find the place, their calendars have to look again, and whoever organises them is asked
    whether to tell everyone. All are of the organisation whose venue it is.
    """
    coming = session.scalars(
        select(Event)
        .where(
            Event.venue_id == venue.id,
            Event.organisation_id == venue.organisation_id,
            Event.ends_at > now,
        )
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


def list_neighbourhoods(session: Session) -> list[Neighbourhood]:
    """List the neighbourhoods by name."""
    return list(session.scalars(select(Neighbourhood).order_by(Neighbourhood.name)))


def known_neighbourhoods(session: Session) -> list[str]:
    """List the names of the neighbourhoods, to choose from while typing."""
    return list(session.scalars(select(Neighbourhood.name).order_by(Neighbourhood.name)))


def known_venues(session: Session) -> list[str]:
    """List the names of the venues in scope, to choose from while typing."""
    return list(session.scalars(select(Venue.name).distinct().order_by(Venue.name)))
