"""What the search box finds: events, cards by their number, guests by name, and places.

Names and cards are looked for only on events whose guest list one may see, and only among the
cards that that list shows: of those that somebody else hands out the number is known, and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session, joinedload

from planner.core.guest_names import search_key
from planner.core.roles import TEAM_RIGHTS, Right, rights_of
from planner.services.guests.guest_list import is_ours
from planner.store.models import (
    Account,
    Batch,
    Event,
    Invitation,
    NamedGuest,
    Neighbourhood,
    Series,
    TeamMember,
    Venue,
)

MOST_OF_A_KIND = 20
LEAST_LETTERS = 2
LONGEST_NUMBER = 6


@dataclass(frozen=True)
class FoundCard:
    """A card of an event, with the name of its guest where that is ours to know."""

    event: Event
    number: int
    name: str


@dataclass(frozen=True)
class FoundPlace:
    """A place or a neighbourhood of our events.

    Attributes:
        text: its address; empty for a neighbourhood.
    """

    key: int
    name: str
    text: str
    is_venue: bool


@dataclass(frozen=True)
class SearchResult:
    """What was found, `MOST_OF_A_KIND` of each kind at most.

    Attributes:
        is_cut: whether there is more of some kind.
    """

    events: Sequence[Event] = ()
    guests: Sequence[FoundCard] = ()
    cards: Sequence[FoundCard] = ()
    places: Sequence[FoundPlace] = ()
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How much was found."""
        return len(self.events) + len(self.guests) + len(self.cards) + len(self.places)


def is_enough(words: str) -> bool:
    """Say whether so much was typed that it can mean something: two letters, or a number."""
    return bool(_card_number(words)) or len(search_key(words)) >= LEAST_LETTERS


def search(session: Session, account: Account, words: str, *, now: datetime) -> SearchResult:
    """Look for what somebody typed in all that they may see; six questions at most."""
    if not is_enough(words):
        return SearchResult()
    asked = search_key(words).split()
    number = _card_number(words)
    events, places = _events(session, asked, now), [] if number else _places(session, asked)
    cards = _cards(session, account, Invitation.number == number, now=now) if number else []
    named = (NamedGuest.name_key.contains(word, autoescape=True) for word in asked)
    guests = [] if number else _cards(session, account, *named, is_ours(), now=now)
    kinds: tuple[Sequence[object], ...] = (events, guests, cards, places)
    return SearchResult(
        events[:MOST_OF_A_KIND],
        guests[:MOST_OF_A_KIND],
        cards[:MOST_OF_A_KIND],
        places[:MOST_OF_A_KIND],
        is_cut=any(len(kind) > MOST_OF_A_KIND for kind in kinds),
    )


def _card_number(words: str) -> int:
    """Return the number of a card, also as it is printed with its sign; 0 where it is none."""
    typed = words.strip().removeprefix("#").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
    return int(typed) if is_number else 0


def _events(session: Session, asked: Sequence[str], now: datetime) -> list[Event]:
    """Find events by words of their title and series: those to come first."""
    # Compared here: no database of ours takes accents for the letters that they stand on.
    rows = session.execute(
        select(Event.id, Event.title, Series.name)
        .outerjoin(Series, Series.id == Event.series_id)
        .order_by(*_nearest_first(now))
    )
    found = [key for key, title, series in rows if _holds(asked, title, series or "")]
    wanted = found[: MOST_OF_A_KIND + 1]
    events = session.scalars(
        select(Event).where(Event.id.in_(wanted)).options(joinedload(Event.venue))
    )
    return sorted(events, key=lambda event: wanted.index(event.id))


def _places(session: Session, asked: Sequence[str]) -> list[FoundPlace]:
    # Through the events: a team member sees those of the own teams, and no other places.
    venues = session.execute(
        select(Venue.id, Venue.name, Venue.address)
        .join(Event, Event.venue_id == Venue.id)
        .distinct()
        .order_by(Venue.name, Venue.id)
    )
    neighbourhoods = session.execute(
        select(Neighbourhood.id, Neighbourhood.name)
        .join(Event, Event.neighbourhood_id == Neighbourhood.id)
        .distinct()
        .order_by(Neighbourhood.name, Neighbourhood.id)
    )
    found = [
        *(FoundPlace(key, name, "", is_venue=False) for key, name in neighbourhoods),
        *(FoundPlace(*row, is_venue=True) for row in venues),
    ]
    return [place for place in found if _holds(asked, place.name, place.text)]


def _cards(
    session: Session, account: Account, *which: ColumnElement[bool], now: datetime
) -> list[FoundCard]:
    """Find cards on the events whose guest list somebody may see."""
    name = case((is_ours(), NamedGuest.name), else_="")
    question = (
        select(Event, Invitation.number, name)
        .join(Invitation, Invitation.event_id == Event.id)
        .join(Batch, Batch.id == Invitation.batch_id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(*which)
        .order_by(*_nearest_first(now), Invitation.number)
        .limit(MOST_OF_A_KIND + 1)
    )
    if Right.GUESTS not in rights_of(account.role, None):
        question = question.where(Event.id.in_(_events_with_guests(account)))
    rows = session.execute(question)
    return [FoundCard(event, number, guest or "") for event, number, guest in rows]


def _events_with_guests(account: Account) -> Select[int]:
    roles = [role for role, rights in TEAM_RIGHTS.items() if Right.GUESTS in rights]
    return select(TeamMember.event_id).where(
        TeamMember.account_id == account.id, TeamMember.role.in_(roles)
    )


def _nearest_first(now: datetime) -> tuple[ColumnElement[Any], ...]:
    """Order events: those to come by their moment, then those that are over, the latest first."""
    is_coming = Event.ends_at > now
    return (
        case((is_coming, 0), else_=1),
        case((is_coming, Event.starts_at)),
        Event.starts_at.desc(),
        Event.id.asc(),
    )


def _holds(asked: Iterable[str], *texts: str) -> bool:
    key = search_key(" ".join(texts))
    return all(word in key for word in asked)
