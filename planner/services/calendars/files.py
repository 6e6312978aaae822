"""Calendar files: one event, a series, a neighbourhood, all; honest about their age.

Source: docs/decisions/0012-calendars.md.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.roles import AccountRole
from planner.exports.ics import render_calendar
from planner.services.calendars.blocks import Town, render_block, render_item
from planner.services.plan.listing import IS_PUBLIC, is_real
from planner.store.models import Account, Event, Neighbourhood, Promise, Series, TeamMember


@dataclass(frozen=True)
class Variant:
    """How a reader wants a calendar.

    Attributes:
        strict: a cancelled event is STATUS:CANCELLED, for programs that know what to do with it.
        items: each part of a programme is an entry of its own, besides the event.
        language: of our words and the organiser's; empty for the town's.
    """

    strict: bool = False
    items: bool = False
    language: str = ""

    @property
    def suffix(self) -> str:
        """What tells the names of the variants of a feed apart."""
        asked = f"?{self.language}" if self.language else ""
        return "?strict" * self.strict + "?items" * self.items + asked


PLAIN = Variant()
PUBLIC_NAME = "public"
"""Under which the age of the feed of all public events is kept."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar that people follow.

    Attributes:
        name: under which its age is kept; up to 150 signs.
        title: what calendars show as its name.
        which: the events in it.
        path: its public address; empty where that is a secret.
        promises: those whose days are in it; None for none, as in every public one.
        account_id: whose lines of run sheets and tasks are in it; None for nobody's.
    """

    name: str
    title: str
    which: tuple[ColumnElement[bool], ...]
    path: str = ""
    promises: tuple[ColumnElement[bool], ...] | None = None
    account_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EventFile:
    """The calendar of one event, to save.

    Attributes:
        body: the file.
        etag: 64 hexadecimal digits, other ones for every other body.
        last_modified: a whole second.
    """

    body: bytes
    etag: str
    last_modified: datetime


def event_calendar(
    session: Session,
    slug: str,
    town: Town,
    *,
    variant: Variant = PLAIN,
    alarm_before: timedelta | None = None,
) -> EventFile | None:
    """Give the file of one public event; None where there is no such event."""
    event = session.scalar(
        select(Event)
        .where(Event.slug == slug, *IS_PUBLIC)
        .options(joinedload(Event.venue), selectinload(Event.programme))
    )
    return file_of(event, town, variant=variant, alarm_before=alarm_before) if event else None


def file_of(
    event: Event,
    town: Town,
    *,
    variant: Variant = PLAIN,
    alarm_before: timedelta | None = None,
    answer_url: str = "",
) -> EventFile:
    """Give the file of an event, also of one that is not public, for whoever holds a card.

    It is the same file for everybody, but for the address by which a household answers. An alarm
    is in it only where somebody asked for one.
    """
    own = render_block(
        event, town, strict=variant.strict, alarm_before=alarm_before, answer_url=answer_url
    )
    blocks = [own]
    if variant.items:
        blocks += [render_item(item, town, strict=variant.strict) for item in event.programme]
    body = render_calendar(blocks)
    return EventFile(
        body=body, etag=etag_of(body), last_modified=event.updated_at.replace(microsecond=0)
    )


def public_feed(town: Town) -> Feed:
    """Describe the feed of all public events."""
    return Feed(name=PUBLIC_NAME, title=town.organisation, which=IS_PUBLIC, path="/calendar.ics")


def series_feed(session: Session, slug: str) -> Feed | None:
    """Describe the feed of a series; None where there is no such series."""
    series = session.scalar(select(Series).where(Series.slug == slug))
    if series is None:
        return None
    return Feed(
        name=series_name(slug),
        title=series.name,
        which=(Event.series_id == series.id, *IS_PUBLIC),
        path=f"/series/{slug}.ics",
    )


def neighbourhood_feed(session: Session, slug: str, town: Town) -> Feed | None:
    """Describe the feed of a neighbourhood; None where there is no such neighbourhood."""
    found = session.scalar(select(Neighbourhood).where(Neighbourhood.slug == slug))
    if found is None:
        return None
    return Feed(
        name=neighbourhood_name(slug),
        title=f"{found.name} · {town.organisation}" if town.organisation else found.name,
        which=(Event.neighbourhood_id == found.id, *IS_PUBLIC),
        path=f"/neighbourhood/{slug}.ics",
    )


def organisers_feed(account: Account, town: Town) -> Feed:
    """Describe the feed of who plans: the events that an account sees, promises, and own work.

    Drafts are in it, but for an example to try things out with, and lines of run sheets and tasks
    that the account has.
    There is no path in it: the address is a secret, and would stand in every copy.
    """
    which: tuple[ColumnElement[bool], ...] = (
        Event.organisation_id == account.organisation_id,
        is_real(),
    )
    promises: tuple[ColumnElement[bool], ...] = (
        Promise.organisation_id == account.organisation_id,
    )
    if account.role is AccountRole.MEMBER:
        teams = select(TeamMember.event_id).where(TeamMember.account_id == account.id)
        which = (*which, Event.id.in_(teams))
        promises = (*promises, Promise.event_id.in_(teams))
    return Feed(
        name=f"account/{account.id}",
        title=town.organisation,
        which=which,
        promises=promises,
        account_id=account.id,
    )


def series_name(slug: str) -> str:
    """Return under which name the age of a series' feed is kept."""
    return f"series/{slug}"


def neighbourhood_name(slug: str) -> str:
    """Return under which name the age of a neighbourhood's feed is kept."""
    return f"neighbourhood/{slug}"


def etag_of(body: bytes) -> str:
    """Return the hash that stands for exactly this body."""
    return hashlib.sha256(body).hexdigest()


def plain_name(name: str) -> str:
    """Leave out what some readers of calendars show with a backslash before it."""
    return " ".join(name.translate(str.maketrans(",;\\", "   ")).split())
