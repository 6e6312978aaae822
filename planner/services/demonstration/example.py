"""An example that an organisation tries out and takes away as a whole: nothing real knows of it.

It is a draft in a series of its own, marked as example: forecasts of real events look at other
series, and at typed counts of their own neighbourhood alone, of which the example has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.core.enums import EventState, EventType
from planner.core.turnout import EventKind
from planner.services.demonstration.guests import Replies, add_batch
from planner.services.demonstration.maker import Maker
from planner.services.demonstration.removal import delete_all
from planner.services.forecast.learn import TurnoutRecord, record_turnout
from planner.services.invite.issuing import BatchPlan
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import add_series
from planner.store.base import Base, count_rows_anew
from planner.store.models import Answer, Event, Series, Venue

DAYS_AHEAD = 16
LENGTH = timedelta(hours=4)
EXPECTED = 40
CAME = ((52, 31), (38, 24), (45, 28))
"""Illustrative: how many came to each earlier one, and how many of them had said yes."""


@dataclass(frozen=True)
class ExampleWords:
    """What it is called, in the language of who tries it; each says that it is an example."""

    title: str
    series: str
    earlier: str
    venue: str
    description: str
    batch: str


def add_example(maker: Maker, words: ExampleWords) -> Event:
    """Make a barbecue that is coming: menu, cards with answers, and what came to earlier ones."""
    series = add_series(maker.session, words.series, now=maker.now, is_demonstration=True)
    series.is_example = True
    starts_at = maker.at(maker.today + timedelta(days=DAYS_AHEAD), 15)
    for months, (came, yes_heads) in enumerate(CAME, start=1):
        record = TurnoutRecord(
            title=words.earlier,
            held_on=(starts_at - timedelta(weeks=5 * months)).date(),
            came=came,
            kind=EventKind.OPEN,
            yes_heads=yes_heads,
            expected=EXPECTED,
        )
        kept = record_turnout(maker.session, record, now=maker.now, is_demonstration=True)
        kept.turnout.series = series
    event = maker.event(
        EventPlan(
            title=words.title,
            event_type=EventType.BARBECUE,
            kind=EventKind.OPEN,
            starts_at=starts_at,
            ends_at=starts_at + LENGTH,
            zone=maker.zone,
            venue_name=words.venue,
            expected=EXPECTED,
            description=words.description,
            answers_close_at=starts_at - timedelta(days=2),
            staff_eating=4,
            budget_cents=40_000,
            is_public=False,
        ),
        made_at=maker.now,
        series=series,
        is_draft=True,
    )
    planned = BatchPlan(name=words.batch, count=20, largest_party=6)
    event.state = EventState.PUBLISHED  # nobody answers a draft
    add_batch(maker, event, planned, days_ago=9, replies=Replies(yes=8, maybe=2, no=3))
    event.state = EventState.DRAFT
    # Words could be taken over as what residents said, and would outlive the example.
    maker.session.execute(update(Answer).where(Answer.event_id == event.id).values(remark=""))
    return event


def example_of(session: Session) -> Event | None:
    """Return the example of the organisation that the session is narrowed to."""
    return session.scalars(
        select(Event)
        .join(Series, Series.id == Event.series_id)
        .where(Series.is_example)
        .order_by(Event.id)
        .limit(1)
    ).first()


def remove_example(session: Session, *, organisation_id: int) -> int:
    """Take the example of an organisation away with all that hangs on it; return how many rows.

    Its place stays where a real event has come to use it.
    """
    count_rows_anew(session)
    series = session.scalars(
        select(Series.id).where(Series.is_example, Series.organisation_id == organisation_id)
    ).all()
    tables = Base.metadata.tables
    events, turnouts = tables["event"], tables["turnout"]
    venues = session.scalars(
        select(Event.venue_id).where(Event.series_id.in_(series), Event.venue_id.is_not(None))
    ).all()
    gone = delete_all(session, turnouts, turnouts.c.series_id.in_(series))
    gone += delete_all(session, events, events.c.series_id.in_(series))
    gone += delete_all(session, tables["series"], tables["series"].c.id.in_(series))
    gone += _remove_places(session, [one for one in venues if one is not None])
    session.expire_all()
    return gone


def _remove_places(session: Session, venue_ids: Sequence[int]) -> int:
    """Remove the places that were made for it and that nobody uses."""
    used = select(Event.venue_id).where(Event.venue_id.is_not(None))
    unused = session.scalars(
        select(Venue.id).where(
            Venue.id.in_(venue_ids), Venue.is_demonstration, Venue.id.not_in(used)
        )
    ).all()
    venues = Base.metadata.tables["venue"]
    return delete_all(session, venues, venues.c.id.in_(unused)) if unused else 0
