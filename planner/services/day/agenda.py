"""What the organiser sees at a glance: the events, and the facts from which follows what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.next_steps import BatchFacts, EventFacts
from planner.core.schedule import EventTimes
from planner.core.turnout import NothingKnown
from planner.core.words import BatchKind, EventState, InvitationState
from planner.services.forecast.forecasting import EventForecast, forecast_events
from planner.services.messages import notices
from planner.store.models import Batch, Event, EventDish, Gate, Intermediary, Invitation, Turnout

PAST_SHOWN = 6


@dataclass(frozen=True)
class AgendaEntry:
    """A coming event with its forecast and what follows from the facts."""

    event: Event
    forecast: EventForecast
    facts: EventFacts


@dataclass(frozen=True)
class PastEntry:
    """An event with its count; `came` is None until somebody closes it."""

    event: Event
    came: int | None


def coming(session: Session, *, has_office_phone: bool, now: datetime) -> list[AgendaEntry]:
    """List the events that are not over yet, the first one first; six queries, or seven."""
    events = session.scalars(
        select(Event)
        .where(
            Event.ends_at > now,
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED, EventState.CANCELLED]),
        )
        .options(joinedload(Event.venue), joinedload(Event.neighbourhood))
        .order_by(Event.starts_at, Event.id)
    ).all()
    forecasts = forecast_events(session, events, now=now)
    facts = facts_of(session, events, forecasts, has_office_phone=has_office_phone)
    return [AgendaEntry(event, forecasts[event.id], facts[event.id]) for event in events]


def past(session: Session, *, now: datetime) -> list[PastEntry]:
    """List the events that are over: first those that nobody closed, then the latest ones."""
    is_open = Event.state.in_([EventState.DRAFT, EventState.PUBLISHED])
    rows = session.execute(
        select(Event, Turnout.came)
        .outerjoin(Turnout, Turnout.event_id == Event.id)
        .where((Event.ends_at <= now) | (Event.state == EventState.CLOSED))
        .options(joinedload(Event.venue))
        .order_by(is_open.desc(), Event.starts_at.desc(), Event.id.desc())
        .limit(PAST_SHOWN)
    )
    return [PastEntry(event, came) for event, came in rows]


def of_series(session: Session, series_id: int) -> list[PastEntry]:
    """List all events of a series, the first one first, with what came."""
    rows = session.execute(
        select(Event, Turnout.came)
        .outerjoin(Turnout, Turnout.event_id == Event.id)
        .where(Event.series_id == series_id)
        .order_by(Event.starts_at, Event.id)
    )
    return [PastEntry(event, came) for event, came in rows]


def facts_of(
    session: Session,
    events: Sequence[Event],
    forecasts: dict[int, EventForecast],
    *,
    has_office_phone: bool,
) -> dict[int, EventFacts]:
    """Gather what the next steps of events follow from, in three queries, or four."""
    ids = [event.id for event in events]
    batches = _batches(session, ids)
    dishes = _dishes(session, ids)
    gates = _gates(session, ids)
    untold = notices.untold_of(session, events)
    return {
        event.id: EventFacts(
            times=times_of(event),
            is_forecast_known=not isinstance(forecasts[event.id].forecast, NothingKnown),
            has_venue=event.venue_id is not None,
            has_phone=bool(event.contact_phone) or has_office_phone,
            batches=tuple(batches.get(event.id, ())),
            dishes=dishes.get(event.id, (0, 0))[0],
            bought=dishes.get(event.id, (0, 0))[1],
            gates=gates.get(event.id, 0),
            untold=untold.get(event.id),
        )
        for event in events
    }


def times_of(event: Event) -> EventTimes:
    """Return when an event is, as the rules read it."""
    return EventTimes(
        state=event.state, starts_at=event.starts_at, ends_at=event.ends_at, zone=event.zone
    )


# Built once: to build them takes longer than to ask them.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_BATCH = (
    Batch.event_id,
    Batch.id,
    Batch.name,
    Batch.kind,
    Intermediary.name,
    Batch.printed_at,
    Batch.handed_out_at,
)
_BATCHES = (
    select(*_BATCH, func.sum(case((Invitation.state == InvitationState.ISSUED, 1), else_=0)))
    .select_from(Batch)
    .join(Invitation, Invitation.batch_id == Batch.id)
    .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
    .where(Batch.event_id.in_(_IDS))
    .group_by(*_BATCH)
    .order_by(Batch.id)
)
_DISHES = (
    select(EventDish.event_id, func.count(), func.count(EventDish.bought_at))
    .where(EventDish.event_id.in_(_IDS))
    .group_by(EventDish.event_id)
)
_GATES = (
    select(Gate.event_id, func.count())
    .where(Gate.event_id.in_(_IDS), Gate.revoked_at.is_(None))
    .group_by(Gate.event_id)
)


def _batches(session: Session, ids: Sequence[int]) -> dict[int, list[BatchFacts]]:
    rows = session.execute(_BATCHES, {"ids": ids})
    found: dict[int, list[BatchFacts]] = {}
    for event_id, batch_id, name, kind, giver, printed_at, handed_out_at, cards in rows:
        facts = BatchFacts(
            batch_id=batch_id,
            name=name,
            giver=giver or "",
            cards=cards,
            is_printed=printed_at is not None,
            is_handed_out=handed_out_at is not None,
            is_on_paper=kind is BatchKind.CARDS,
        )
        found.setdefault(event_id, []).append(facts)
    return found


def _dishes(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = session.execute(_DISHES, {"ids": ids})
    return {event_id: (dishes, bought) for event_id, dishes, bought in rows}


def _gates(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(_GATES, {"ids": ids})
    return {row[0]: row[1] for row in rows}


def possible_parents(
    session: Session, event_id: int | None, *, now: datetime
) -> list[tuple[int, str]]:
    """List the coming events that another one may be a part of: none that is a part itself."""
    which = [Event.ends_at > now, Event.parent_id.is_(None)]
    if event_id is not None:
        which.append(Event.id != event_id)
    rows = session.execute(select(Event.id, Event.title).where(*which).order_by(Event.starts_at))
    return [(row.id, row.title) for row in rows]
