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
from planner.core.roles import AccountRole, Right, rights_of
from planner.core.schedule import EventTimes
from planner.core.turnout import Forecast, NothingKnown
from planner.core.turnout.path import OffPath
from planner.services.answer.standing import is_counted
from planner.services.answer.tally import AnswerTally, tally
from planner.services.day.assurances import NO_GAPS, assurance_gaps
from planner.services.day.behind import behind_of
from planner.services.day.logistics_wait import logistics_of_each
from planner.services.day.unsettled import (
    UNSETTLED,
    gaps_of,
    has_conflicts_to_find,
    unsettled_of,
)
from planner.services.forecast.forecasting import (
    EarlierForecast,
    EventForecast,
    forecast_day_by_day,
    forecast_events,
)
from planner.services.forecast.path import path_of
from planner.services.forecast.said import Quoted, crowding_of, said_of
from planner.services.gate.open_conflicts import count_open_conflicts
from planner.services.helpers.helpers_wait import missing_in_shifts
from planner.services.messages.notices import UNTOLD
from planner.services.plan.closing import turnout_of
from planner.services.shop.known import Known, known_of
from planner.services.shop.over_budget import over_budget_cents, over_budget_of_each
from planner.services.shop.shopping import order_for
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import (
    Batch,
    Event,
    EventDish,
    Gate,
    Intermediary,
    Invitation,
    PlacedOrder,
    SetAside,
    Submission,
    TeamMember,
    Turnout,
)
from planner.store.scoping import KEPT, scope_of


@dataclass(frozen=True)
class AgendaEntry:
    """A coming event, what is said of how many come, and what follows from the facts.

    Attributes:
        said: None while nothing is known.
    """

    event: Event
    said: Quoted | None
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
    code_key: str | None = None
    known_tally: AnswerTally | None = None
    """Where a page has it already; so has `known_forecast`."""
    known_forecast: EventForecast | None = None

    @cached_property
    def tally(self) -> AnswerTally:
        """The answers and the stacks of cards; two queries."""
        return self.known_tally or tally(self.session, self.event.id)

    @property
    def forecast(self) -> EventForecast:
        """What is forecast now, or was when it began."""
        return self.known_forecast or self._forecasts[0]

    @property
    def history(self) -> list[EarlierForecast]:
        """What was forecast on earlier days; the last one is now."""
        return self._forecasts[1]

    @cached_property
    def _forecasts(self) -> tuple[EventForecast, list[EarlierForecast]]:
        return forecast_day_by_day(self.session, self.event, self.tally.counts, now=self.now)

    @cached_property
    def said(self) -> Quoted | None:
        """What is said of how many come, None for nothing; one query once it has begun."""
        made = {self.event.id: self.forecast}
        return said_of(self.session, [self.event], made, now=self.now).get(self.event.id)

    @cached_property
    def shopping(self) -> ShoppingList | None:
        """What to buy; one query. None while there is no forecast or no menu."""
        if not self.is_known or not self.event.dishes:
            return None
        return order_for(self.event, self.forecast, self.tally, self.known)

    @property
    def off_path(self) -> OffPath | None:
        """Whether its answers are outside what is usual at this distance."""
        return path_of(self.event, self.forecast, now=self.now)

    @cached_property
    def known(self) -> Known:
        """What is known of its dishes."""
        return known_of(self.session, self.event)

    @cached_property
    def facts(self) -> EventFacts:
        """What the next steps follow from; one query."""
        return facts_of(
            self.session,
            [self.event],
            {self.event.id: self.forecast},
            has_office_phone=self.has_office_phone,
            now=self.now,
            batches={self.event.id: self.tally.batches},
            over_budgets={self.event.id: self._over_budget_cents},
            code_key=self.code_key,
        )[self.event.id]

    @property
    def _over_budget_cents(self) -> int:
        """How much more the shopping costs than there is; asked only where it is to come."""
        is_asked = self.event.budget_cents is not None and self.is_coming
        return over_budget_cents(self.shopping) if is_asked and self.shopping else 0

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


def entries_of(
    session: Session,
    events: Sequence[Event],
    *,
    has_office_phone: bool,
    code_key: str | None = None,
    now: datetime,
) -> list[AgendaEntry]:
    """Forecast events and gather what follows from the facts; as many queries for one as for all.

    What follows is for whoever the session is narrowed to.
    """
    forecasts = forecast_events(session, events, now=now)
    facts = facts_of(
        session, events, forecasts, has_office_phone=has_office_phone, code_key=code_key, now=now
    )
    said = said_of(session, events, forecasts, now=now)
    return [AgendaEntry(event, said.get(event.id), facts[event.id]) for event in events]


def of_series(session: Session, series_id: int) -> list[PastEntry]:
    """List all events of a series, the first one first, with what came."""
    rows = session.execute(
        select(Event, Turnout.came)
        .outerjoin(Turnout, Turnout.event_id == Event.id)
        .where(Event.series_id == series_id)
        .options(joinedload(Event.venue), joinedload(Event.neighbourhood))
        .order_by(Event.starts_at, Event.id)
    )
    return [PastEntry(event, came) for event, came in rows]


def facts_of(
    session: Session,
    events: Sequence[Event],
    forecasts: Mapping[int, EventForecast],
    *,
    has_office_phone: bool,
    now: datetime,
    batches: Mapping[int, Sequence[BatchFacts]] | None = None,
    over_budgets: Mapping[int, int] | None = None,
    code_key: str | None = None,
) -> dict[int, EventFacts]:
    """Gather what the next steps of events follow from, in one query where nothing is odd.

    It takes a few more, however many events, where a menu has to be looked at, people were counted
    at a gate, or a budget has to be judged.

    Args:
        session: reads; what one may not settle on an event is left out for a team member.
        events: the events.
        forecasts: of each event, by its id; an event that is left out is taken as known.
        has_office_phone: whether guests can call the organisation.
        now: the moment.
        batches: the stacks of cards of each event, where they were asked for already.
        over_budgets: how much more each event costs than there is, where that was asked already.
        code_key: as in `behind_of`.
    """
    ids = [event.id for event in events]
    if batches is None:
        batches = _batches(session, ids)
    if over_budgets is None:
        over_budgets = over_budget_of_each(session, events, forecasts, now=now)
    scope = scope_of(session)
    asked_by = scope.member_id if scope is not None else None
    is_member = asked_by is not None
    asked = {"ids": ids, "now": now, "member_id": asked_by}
    around = {row.id: row for row in session.execute(_AROUND, asked)}
    gaps = gaps_of(session, events, around)
    short = [event for event in events if around[event.id].helpers_missing]
    missing = missing_in_shifts(session, short, now=now)
    at_gates = [
        event.id for event in events if has_conflicts_to_find(event, around[event.id], now=now)
    ]
    conflicts = count_open_conflicts(session, at_gates) if at_gates else {}
    promised = assurance_gaps(session, events, now=now)
    unanswered = {event.id: around[event.id].unanswered for event in events}
    logistics = logistics_of_each(session, events, around, forecasts, now=now)
    behind = behind_of(session, events, forecasts, unanswered, code_key=code_key, now=now)
    return {
        event.id: EventFacts(
            times=times_of(event),
            is_forecast_known=_is_known(forecasts.get(event.id)),
            has_venue=event.venue_id is not None,
            has_phone=bool(event.contact_phone) or has_office_phone,
            batches=tuple(batches.get(event.id, ())),
            dishes=around[event.id].dishes,
            bought=around[event.id].bought,
            is_ordered=around[event.id].is_ordered,
            gates=around[event.id].gates,
            untold=around[event.id].untold,
            set_aside=around[event.id].set_aside,
            broken_assurances=promised.get(event.id, NO_GAPS).broken,
            open_assurances=promised.get(event.id, NO_GAPS).open,
            unsettled=unsettled_of(
                event,
                around[event.id],
                gaps[event.id],
                conflicts=conflicts.get(event.id, 0),
                over_budget_cents=over_budgets.get(event.id, 0),
                behind=behind.get(event.id),
                helpers_missing=missing.get(event.id, 0),
                logistics=logistics[event.id],
            ),
            rights=rights_of(AccountRole.MEMBER, around[event.id].team_role)
            if is_member
            else frozenset(Right),
            account_id=asked_by,
            too_many=_too_many(event, forecasts.get(event.id)),
        )
        for event in events
    }


def _is_known(made: EventForecast | None) -> bool:
    return made is None or not isinstance(made.forecast, NothingKnown)


def _too_many(event: Event, made: EventForecast | None) -> int:
    """How many who probably want to come find no room."""
    if made is None or not isinstance(made.forecast, Forecast):
        return 0
    found = crowding_of(event, made.forecast)
    return found.too_many if found and found.is_likely else 0


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
    # Both, or SQLite would begin with all cards of the organisation.
    .where(Batch.event_id.in_(_IDS), Invitation.event_id == Batch.event_id)
    .group_by(*_BATCH)
    .order_by(Batch.id)
    .execution_options(**KEPT)
)
_AROUND = (
    select(
        Event.id,
        _number_of(EventDish).label("dishes"),
        _number_of(EventDish, EventDish.bought_at.is_not(None)).label("bought"),
        exists().where(PlacedOrder.event_id == Event.id).label("is_ordered"),
        _number_of(Gate, Gate.revoked_at.is_(None), Gate.only_listens.is_(False)).label("gates"),
        UNTOLD.label("untold"),
        _number_of(
            SetAside,
            SetAside.state == AsideState.OPEN,
            exists().where(Submission.aside_id == SetAside.id),
        ).label("set_aside"),
        select(TeamMember.role)
        .where(TeamMember.event_id == Event.id, TeamMember.account_id == bindparam("member_id"))
        .scalar_subquery()
        .label("team_role"),
        *UNSETTLED,
    )
    .where(Event.id.in_(_IDS))
    .execution_options(**KEPT)
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
