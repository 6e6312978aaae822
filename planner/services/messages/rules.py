"""How an event has its messages that go out by themselves, and which of them come due now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.messages import DEFAULTS, TIMED, Rule, Timing, due_at, is_due, occasion
from planner.store.models import Event, MessageRule, Turnout

LOOK_AHEAD = timedelta(days=62)
"""No reminder is longer before its event."""
LOOK_BACK = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class DueRule:
    """A message of an event that comes due now."""

    event: Event
    rule: Rule
    moment: datetime


def timings_of(session: Session, event_id: int) -> dict[Rule, Timing]:
    """Return how an event has each of its messages."""
    rows = session.scalars(select(MessageRule).where(MessageRule.event_id == event_id))
    return {**DEFAULTS, **{row.rule: _timing(row) for row in rows}}


def set_timing(session: Session, event_id: int, rule: Rule, timing: Timing) -> None:
    """Switch a message of an event on or off, and say when it goes out."""
    row = _row(session, event_id, rule)
    row.is_on, row.days, row.at = timing.is_on, timing.days, timing.at
    session.flush()


def sent_rules(session: Session, event: Event) -> set[Rule]:
    """Return which timed messages went out for the day that an event is on."""
    rows = session.scalars(select(MessageRule).where(MessageRule.event_id == event.id))
    return {row.rule for row in rows if _was_sent(event, row)}


def mark_sent(session: Session, event: Event, rule: Rule) -> None:
    """Note that a timed message went out for the day that its event is on."""
    _row(session, event.id, rule).sent_for = occasion(event.starts_at, event.zone)
    session.flush()


def moment_of(
    event: Event, rule: Rule, timing: Timing, *, closed_at: datetime | None
) -> datetime | None:
    """Return when a message of an event goes out; None where it does not, or nobody knows yet."""
    return due_at(rule, timing, starts_at=event.starts_at, closed_at=closed_at, zone=event.zone)


def closed_at_of(session: Session, event_id: int) -> datetime | None:
    """Return when the count of an event was noted."""
    return session.scalar(select(Turnout.created_at).where(Turnout.event_id == event_id))


def due_now(session: Session, *, now: datetime) -> list[DueRule]:
    """List the timed messages that come due now and did not go out yet; three questions."""
    found = session.scalars(
        select(Event)
        .where(
            Event.starts_at < now + LOOK_AHEAD,
            Event.ends_at > now - LOOK_BACK,
            Event.state.in_([EventState.PUBLISHED, EventState.CLOSED]),
        )
        .options(joinedload(Event.venue))
    ).all()
    events = sorted(found, key=lambda event: event.id)
    ids = [event.id for event in events]
    rows = {
        (row.event_id, row.rule): row
        for row in session.scalars(select(MessageRule).where(MessageRule.event_id.in_(ids)))
    }
    closed = _closed(session, ids)
    return [
        due
        for event in events
        for rule in TIMED
        if (due := _due(event, rule, rows.get((event.id, rule)), closed.get(event.id), now))
    ]


def _due(
    event: Event, rule: Rule, row: MessageRule | None, closed_at: datetime | None, now: datetime
) -> DueRule | None:
    is_closed = event.state is EventState.CLOSED
    if is_closed is not (rule is Rule.THANKS) or _was_sent(event, row):
        return None
    timing = _timing(row) if row else DEFAULTS[rule]
    moment = moment_of(event, rule, timing, closed_at=closed_at)
    starts_at = None if rule is Rule.THANKS else event.starts_at
    # What was published after that moment was not there yet when somebody was to be reminded of it.
    if moment is None or (event.published_at or event.created_at) > moment:
        return None
    return DueRule(event, rule, moment) if is_due(moment, now=now, starts_at=starts_at) else None


def _was_sent(event: Event, row: MessageRule | None) -> bool:
    on: date | None = row.sent_for if row else None
    return on is not None and on == occasion(event.starts_at, event.zone)


def _closed(session: Session, ids: Sequence[int]) -> Mapping[int, datetime]:
    rows = session.execute(
        select(Turnout.event_id, Turnout.created_at).where(Turnout.event_id.in_(ids))
    )
    return {row.event_id: row.created_at for row in rows if row.event_id is not None}


def _row(session: Session, event_id: int, rule: Rule) -> MessageRule:
    row = session.get(MessageRule, (event_id, rule))
    if row is None:
        default = DEFAULTS[rule]
        row = MessageRule(
            event_id=event_id, rule=rule, is_on=default.is_on, days=default.days, at=default.at
        )
        session.add(row)
    return row


def _timing(row: MessageRule) -> Timing:
    return Timing(is_on=row.is_on, days=row.days, at=row.at)
