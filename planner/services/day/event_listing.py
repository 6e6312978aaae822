"""Which events a list shows: those to come, those of a month, and those that are over.

A list may be narrowed to a series, a neighbourhood, a place, to how far events are, and to those of
one person. All of it is asked of the database, so that a town with a thousand events turns pages
as quickly as one with ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import AsideState, BatchKind, EventState, Reply
from planner.core.local_time import day_of
from planner.core.reach import moved_by
from planner.core.roles import TeamRole
from planner.services.answer.standing import is_counted
from planner.services.day.agenda import PastEntry
from planner.services.messages.notices import UNTOLD
from planner.store.models import (
    Answer,
    Batch,
    Event,
    IntermediaryRequest,
    Invitation,
    Neighbourhood,
    Series,
    SetAside,
    Submission,
    TeamMember,
    Turnout,
    Venue,
)
from planner.store.scoping import KEPT

COMING_SHOWN = 24
PAST_SHOWN = 6
MOST_IN_A_MONTH = 200
MOST_PARENTS = 200
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
_DAY = timedelta(days=1)
# Events that somebody waits for, however far off they are. Built once: to build it takes longer
# than to ask it.
_WAITS = or_(
    UNTOLD.is_not(None),
    exists().where(
        SetAside.event_id == Event.id,
        SetAside.state == AsideState.OPEN,
        exists().where(Submission.aside_id == SetAside.id),
    ),
    exists().where(
        Batch.event_id == Event.id,
        IntermediaryRequest.batch_id == Batch.id,
        IntermediaryRequest.done_at.is_(None),
    ),
)
_IS_COMING = (
    Event.ends_at > bindparam("now"),
    Event.state.in_([EventState.DRAFT, EventState.PUBLISHED, EventState.CANCELLED]),
)
_HOW_MANY_COMING = select(func.count(Event.id)).where(*_IS_COMING).execution_options(**KEPT)
# With events: neighbourhoods are everybody's, and a member sees those of the own teams.
_SERIES = (
    select(Series.id, Series.name)
    .where(exists().where(Event.series_id == Series.id))
    .order_by(Series.name, Series.id)
    .execution_options(**KEPT)
)
_NEIGHBOURHOODS = (
    select(Neighbourhood.id, Neighbourhood.name)
    .where(exists().where(Event.neighbourhood_id == Neighbourhood.id))
    .order_by(Neighbourhood.name, Neighbourhood.id)
    .execution_options(**KEPT)
)


@cache
def _coming() -> Select[Event]:
    # Not while this file is loaded: it has to look at how all tables hang together.
    return (
        select(Event)
        .where(*_IS_COMING)
        .options(joinedload(Event.venue), joinedload(Event.neighbourhood))
        .order_by(
            case((Event.starts_at < bindparam("soon"), 0), (_WAITS, 1), else_=2),
            Event.starts_at,
            Event.id,
        )
        .offset(bindparam("offset"))
        .limit(COMING_SHOWN)
        .execution_options(**KEPT)
    )


class Stage(StrEnum):
    """How far an event is, as one may ask for it; what its chip says."""

    DRAFT = "draft"
    PLAN = "plan"
    INVITE = "invite"
    SHOP = "shop"
    DAY = "day"
    OVER = "over"
    """Over, and not closed yet."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """Which events are wanted; what is None leaves none out.

    Attributes:
        account_id: only those that this person made, or in whose team they are.
    """

    series_id: int | None = None
    neighbourhood_id: int | None = None
    venue_id: int | None = None
    stage: Stage | None = None
    account_id: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves events out."""
        return self != EventFilter()


@dataclass(frozen=True)
class ListChoice:
    """Something that the list can be narrowed to."""

    key: int
    name: str


def coming(
    session: Session, wanted: EventFilter, *, now: datetime, offset: int = 0
) -> tuple[Sequence[Event], int]:
    """List some of the events that are not over yet; one or two queries, one more for a stage.

    First those of the seven days to come, then those about which guests have still to be told
    something, whose answers wait to be looked at or whose cards were asked for, then the others;
    each by their moment.

    Returns:
        At most `COMING_SHOWN` events, and how many there are in all: a town may have planned
        hundreds, and each needs a forecast.
    """
    which = _conditions(session, wanted, now)
    asked = {"now": now, "soon": moved_by(now, WEEK), "offset": offset}
    events = session.scalars(_which(_coming(), which), asked).all()
    found = offset + len(events)
    if len(events) == COMING_SHOWN or (offset and not events):
        found = session.scalar(_which(_HOW_MANY_COMING, which), asked) or 0
    return events, found


def _which(question: Select[Any], which: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Narrow a question that is built once; then it is another one each time."""
    return question.where(*which).execution_options(is_kept=False) if which else question


def past(session: Session, wanted: EventFilter, *, now: datetime) -> list[PastEntry]:
    """List the events that are over: first those that nobody closed, then the latest ones."""
    is_open = Event.state.in_([EventState.DRAFT, EventState.PUBLISHED])
    rows = session.execute(
        select(Event, Turnout.came)
        .outerjoin(Turnout, Turnout.event_id == Event.id)
        .where(
            (Event.ends_at <= now) | (Event.state == EventState.CLOSED),
            *_conditions(session, wanted, now),
        )
        .order_by(is_open.desc(), Event.starts_at.desc(), Event.id.desc())
        .limit(COMING_SHOWN if wanted.stage is Stage.OVER else PAST_SHOWN)
    )
    return [PastEntry(event, came) for event, came in rows]


def of_days(
    session: Session, wanted: EventFilter, first: date, last: date, *, now: datetime
) -> Sequence[Event]:
    """List the events that may begin on these days, wherever they are; the first one first.

    A day is longer in the world than in one place: who shows them asks each event for its own day.
    """
    begins, ends = (datetime.combine(day, time(12), tzinfo=UTC) for day in (first, last))
    return session.scalars(
        select(Event)
        .where(
            Event.starts_at >= begins - 2 * _DAY,
            Event.starts_at <= ends + 2 * _DAY,
            *_conditions(session, wanted, now),
        )
        .options(joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_IN_A_MONTH + 1)
    ).all()


def possible_parents(
    session: Session, event: Event | None, *, now: datetime
) -> list[tuple[int, str]]:
    """List coming events that an event, or a new one, may be a part of: none that is a part itself.

    At most `MOST_PARENTS`: the one it is a part of, those that begin about when it does or later,
    and then the others. A town has planned hundreds, and each would be in the form.
    """
    which = [Event.ends_at > now, Event.parent_id.is_(None)]
    order: list[ColumnElement[Any]] = []
    if event is not None:
        is_before = Event.starts_at < moved_by(event.starts_at, -MONTH)
        which.append(Event.id != event.id)
        order.append(case((Event.id == event.parent_id, 0), (is_before, 2), else_=1))
    rows = session.execute(
        select(Event.id, Event.title)
        .where(*which)
        .order_by(*order, Event.starts_at, Event.id)
        .limit(MOST_PARENTS)
    )
    return [(row.id, row.title) for row in rows]


def choices(session: Session) -> tuple[list[ListChoice], list[ListChoice]]:
    """List the series and the neighbourhoods that have events, by name; two queries."""
    series, neighbourhoods = session.execute(_SERIES), session.execute(_NEIGHBOURHOODS)
    return [ListChoice(*row) for row in series], [ListChoice(*row) for row in neighbourhoods]


def team_roles(session: Session, account_id: int, events: Sequence[Event]) -> dict[int, TeamRole]:
    """Return what somebody is in the team of each event; one query."""
    rows = session.execute(
        select(TeamMember.event_id, TeamMember.role).where(
            TeamMember.account_id == account_id,
            TeamMember.event_id.in_([event.id for event in events]),
        )
    )
    return {row.event_id: row.role for row in rows}


def venue_name(session: Session, venue_id: int) -> str:
    """Return what a place is called; empty where none of our events is there."""
    question = select(Venue.name).join(Event, Event.venue_id == Venue.id)
    return session.scalar(question.where(Venue.id == venue_id).limit(1)) or ""


def _conditions(session: Session, wanted: EventFilter, now: datetime) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if wanted.series_id is not None:
        which.append(Event.series_id == wanted.series_id)
    if wanted.neighbourhood_id is not None:
        which.append(Event.neighbourhood_id == wanted.neighbourhood_id)
    if wanted.venue_id is not None:
        which.append(Event.venue_id == wanted.venue_id)
    if wanted.account_id is not None:
        which.append(_is_of(wanted.account_id))
    if wanted.stage is not None:
        which.append(_is_at(session, wanted.stage, now))
    return which


def _is_of(account_id: int) -> ColumnElement[bool]:
    in_team = exists().where(TeamMember.event_id == Event.id, TeamMember.account_id == account_id)
    return or_(Event.created_by_id == account_id, in_team)


def _is_at(session: Session, stage: Stage, now: datetime) -> ColumnElement[bool]:
    if stage is Stage.DRAFT:
        return and_(Event.state == EventState.DRAFT, Event.ends_at > now)
    if stage is Stage.CANCELLED:
        return Event.state == EventState.CANCELLED
    if stage is Stage.OVER:
        is_open = Event.state.in_([EventState.DRAFT, EventState.PUBLISHED])
        return and_(is_open, Event.ends_at <= now)
    zones = session.scalars(select(Event.zone).distinct().order_by(Event.zone)).all()
    is_there = or_(false(), *(_in_zone(zone, stage, now) for zone in zones))
    return and_(Event.state == EventState.PUBLISHED, Event.ends_at > now, is_there)


def _in_zone(zone: str, stage: Stage, now: datetime) -> ColumnElement[bool]:
    """Match events at a stage by the days of their own zone; `phase_of` says the same of one."""
    today = day_of(now, zone)
    tomorrow, after = (_begin_of(today + days * _DAY, zone) for days in (1, 2))
    match stage:
        case Stage.DAY:
            then = Event.starts_at < tomorrow
        case Stage.SHOP:
            then = and_(Event.starts_at >= tomorrow, Event.starts_at < after)
        case _:
            has_begun = or_(_has_cards(), and_(Event.venue_id.is_not(None), _is_known(today)))
            then = and_(
                Event.starts_at >= after, has_begun if stage is Stage.INVITE else not_(has_begun)
            )
    return and_(Event.zone == zone, then)


def _begin_of(day: date, zone: str) -> datetime:
    """Return the first moment of a day, also where clocks jump over midnight."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _has_cards() -> ColumnElement[bool]:
    cards = (
        select(true())
        .select_from(Invitation)
        .join(Batch, Batch.id == Invitation.batch_id)
        .where(Batch.event_id == Event.id, Batch.kind == BatchKind.CARDS, is_counted())
    )
    return cards.exists()


def _is_known(today: date) -> ColumnElement[bool]:
    """Match events of which a forecast can say something, without making it."""
    answers = (
        select(true())
        .select_from(Answer)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(
            Answer.event_id == Event.id,
            Answer.reply != Reply.NO,
            Answer.adults + Answer.children > 0,
            is_counted(),
        )
    )
    earlier = exists().where(
        Turnout.series_id == Event.series_id,
        Turnout.held_on <= today,
        Turnout.left_out_because.is_(None),
        or_(Turnout.event_id.is_(None), Turnout.event_id != Event.id),
    )
    guess, flyers = (func.coalesce(column, 0) > 0 for column in (Event.expected, Event.flyers))
    return or_(guess, flyers, answers.exists(), earlier)
