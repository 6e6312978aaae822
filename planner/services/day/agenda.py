"""What the organiser sees at a glance: the events, and the facts from which follows what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import AsideState, BatchKind, EventState
from planner.core.next_steps import BatchFacts, EventFacts
from planner.core.schedule import EventTimes
from planner.core.turnout import Forecast, NothingKnown
from planner.services.answer.standing import is_counted
from planner.services.answer.tally import AnswerTally, tally
from planner.services.forecast.forecasting import (
    EarlierForecast,
    EventForecast,
    forecast_day_by_day,
    forecast_events,
)
from planner.services.messages.notices import UNTOLD
from planner.services.plan.closing import turnout_of
from planner.services.shop.known import Known, known_of
from planner.services.shop.shopping import moved_since, order_for
from planner.services.shop.shopping_list import Moved, ShoppingList
from planner.store.models import (
    Batch,
    Event,
    EventDish,
    Gate,
    Intermediary,
    Invitation,
    SetAside,
    Submission,
    Turnout,
)

PAST_SHOWN = 6
COMING_SHOWN = 12


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


@dataclass(frozen=True)
class EventDesk:
    """One event as the panels of its page need it.

    Each of its values is asked when a panel first wants it, and then kept: panels don't know of
    each other, and still nothing is asked twice.
    """

    session: Session
    event: Event
    now: datetime
    has_office_phone: bool

    @cached_property
    def tally(self) -> AnswerTally:
        """The answers and the stacks of cards; two queries."""
        return tally(self.session, self.event.id)

    @property
    def forecast(self) -> EventForecast:
        """What is forecast now, or was when it began."""
        return self._forecasts[0]

    @property
    def history(self) -> list[EarlierForecast]:
        """What was forecast on earlier days; the last one is now."""
        return self._forecasts[1]

    @cached_property
    def _forecasts(self) -> tuple[EventForecast, list[EarlierForecast]]:
        return forecast_day_by_day(self.session, self.event, self.tally.counts, now=self.now)

    @cached_property
    def shopping(self) -> ShoppingList | None:
        """What to buy; one query. None while there is no forecast or no menu."""
        if not self.is_known or not self.event.dishes:
            return None
        return order_for(self.event, self.forecast, self.tally, self._known)

    @cached_property
    def _known(self) -> Known:
        return known_of(self.session, self.event)

    @property
    def moved(self) -> Moved | None:
        """How the list went another way than its heading since an earlier day; None for not."""
        earlier = [each for each in self.history[:-1] if isinstance(each.forecast, Forecast)]
        if not earlier or self.shopping is None:
            return None
        return moved_since(self.event, earlier[-1], self.tally, self._known, self.shopping)

    @cached_property
    def facts(self) -> EventFacts:
        """What the next steps follow from; one query."""
        return facts_of(
            self.session,
            [self.event],
            {self.event.id: self.forecast},
            has_office_phone=self.has_office_phone,
            batches={self.event.id: self.tally.batches},
        )[self.event.id]

    @cached_property
    def turnout(self) -> Turnout | None:
        """What was counted, of a closed event; one query."""
        if self.event.state is not EventState.CLOSED:
            return None
        return turnout_of(self.session, self.event.id)

    @cached_property
    def times(self) -> EventTimes:
        """When it is, as the rules read it."""
        return times_of(self.event)

    @property
    def is_known(self) -> bool:
        """Whether there is a forecast."""
        return not isinstance(self.forecast.forecast, NothingKnown)

    @property
    def is_coming(self) -> bool:
        """Whether it has still to begin, and goes on."""
        is_on = self.event.state in {EventState.PUBLISHED, EventState.DRAFT}
        return is_on and not self.times.has_begun(self.now)


def coming(session: Session, *, now: datetime, offset: int = 0) -> tuple[Sequence[Event], int]:
    """List some of the events that are not over yet, the first one first; one or two queries.

    Returns:
        At most `COMING_SHOWN` events, and how many there are in all: a town may have planned
        hundreds, and each needs a forecast.
    """
    is_coming = (
        Event.ends_at > now,
        Event.state.in_([EventState.DRAFT, EventState.PUBLISHED, EventState.CANCELLED]),
    )
    events = session.scalars(
        select(Event)
        .where(*is_coming)
        .options(joinedload(Event.venue), joinedload(Event.neighbourhood))
        .order_by(Event.starts_at, Event.id)
        .offset(offset)
        .limit(COMING_SHOWN)
    ).all()
    found = offset + len(events)
    if len(events) == COMING_SHOWN or not events:
        found = session.scalar(select(func.count(Event.id)).where(*is_coming)) or 0
    return events, found


def entries_of(
    session: Session, events: Sequence[Event], *, has_office_phone: bool, now: datetime
) -> list[AgendaEntry]:
    """Forecast events and gather what follows from the facts; five queries however many."""
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
    forecasts: Mapping[int, EventForecast],
    *,
    has_office_phone: bool,
    batches: Mapping[int, Sequence[BatchFacts]] | None = None,
) -> dict[int, EventFacts]:
    """Gather what the next steps of events follow from, in one query, or two.

    Args:
        session: reads.
        events: the events.
        forecasts: of each event, by its id.
        has_office_phone: whether guests can call the organisation.
        batches: the stacks of cards of each event, where they were asked for already.
    """
    ids = [event.id for event in events]
    if batches is None:
        batches = _batches(session, ids)
    around = {row.id: row for row in session.execute(_AROUND, {"ids": ids})}
    return {
        event.id: EventFacts(
            times=times_of(event),
            is_forecast_known=not isinstance(forecasts[event.id].forecast, NothingKnown),
            has_venue=event.venue_id is not None,
            has_phone=bool(event.contact_phone) or has_office_phone,
            batches=tuple(batches.get(event.id, ())),
            dishes=around[event.id].dishes,
            bought=around[event.id].bought,
            gates=around[event.id].gates,
            untold=around[event.id].untold,
            set_aside=around[event.id].set_aside,
        )
        for event in events
    }


def times_of(event: Event) -> EventTimes:
    """Return when an event is, as the rules read it."""
    return EventTimes(
        state=event.state, starts_at=event.starts_at, ends_at=event.ends_at, zone=event.zone
    )


def _number_of(
    what: type[EventDish | Gate | SetAside], *which: ColumnElement[bool]
) -> ScalarSelect[int]:
    """Count what belongs to an event, inside a question about events."""
    return select(func.count()).where(what.event_id == Event.id, *which).scalar_subquery()


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
    select(*_BATCH, func.sum(case((is_counted(), 1), else_=0)))
    .select_from(Batch)
    .join(Invitation, Invitation.batch_id == Batch.id)
    .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
    .where(Batch.event_id.in_(_IDS))
    .group_by(*_BATCH)
    .order_by(Batch.id)
)
_AROUND = select(
    Event.id,
    _number_of(EventDish).label("dishes"),
    _number_of(EventDish, EventDish.bought_at.is_not(None)).label("bought"),
    _number_of(Gate, Gate.revoked_at.is_(None)).label("gates"),
    UNTOLD.label("untold"),
    _number_of(
        SetAside,
        SetAside.state == AsideState.OPEN,
        exists().where(Submission.aside_id == SetAside.id),
    ).label("set_aside"),
).where(Event.id.in_(_IDS))


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


def possible_parents(
    session: Session, event_id: int | None, *, now: datetime
) -> list[tuple[int, str]]:
    """List the coming events that another one may be a part of: none that is a part itself."""
    which = [Event.ends_at > now, Event.parent_id.is_(None)]
    if event_id is not None:
        which.append(Event.id != event_id)
    rows = session.execute(select(Event.id, Event.title).where(*which).order_by(Event.starts_at))
    return [(row.id, row.title) for row in rows]
