"""What waits at which events, for whoever looks: few questions, however many events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.next_steps import EventFacts, NextStep, next_steps
from planner.core.roles import TeamRole
from planner.core.steps import ALONGSIDE, DUE_BEFORE
from planner.services.day.agenda import facts_of
from planner.services.forecast.forecasting import forecast_events
from planner.services.plan.listing import is_real
from planner.store.models import Account, Event, TeamMember

CLOSED_LOOKED_AT = timedelta(days=120)
"""What guests and helpers wrote is erased long before; older events hold nothing to read."""
IS_OPEN = (EventState.DRAFT, EventState.PUBLISHED)
AHEAD = max(DUE_BEFORE.values()) + timedelta(days=1)
"""No step is due longer before an event: until then no forecast is made for it."""


@dataclass(frozen=True)
class Carer:
    """Whose something is."""

    account_id: int
    name: str


@dataclass(frozen=True)
class AttentionEntry:
    """An event, and what waits at it for whoever looks.

    Attributes:
        team: who is in its team for what.
    """

    event: Event
    facts: EventFacts
    steps: Sequence[NextStep]
    team: Mapping[TeamRole, Sequence[Carer]]

    def carers(self, step: NextStep) -> Sequence[Carer]:
        """Return whose a step is: who has that role, else the lead, else who made the event.

        A task is of who has it, and of nobody here where that is somebody else.
        """
        if step.task is not None and step.task.owner:
            account_id = step.task.account_id
            return (Carer(account_id, step.task.owner),) if account_id is not None else ()
        found = self.team.get(step.team_role) or self.team.get(TeamRole.LEAD)
        maker = self.event.created_by
        if found or maker is None or maker.disabled_at is not None:
            return found or ()
        return (Carer(maker.id, maker.name),)


def events_to_look_at(session: Session, *, now: datetime) -> Sequence[Event]:
    """List the events at which something may wait, the first one first; one question."""
    is_asked = or_(
        Event.state.in_(IS_OPEN),
        and_(Event.state == EventState.CANCELLED, Event.ends_at > now),
        Event.ends_at > now - CLOSED_LOOKED_AT,
    )
    return session.scalars(
        select(Event)
        .where(is_asked, is_real())
        .options(joinedload(Event.created_by))
        .order_by(Event.starts_at, Event.id)
    ).all()


def look_at(
    session: Session,
    events: Sequence[Event],
    *,
    has_office_phone: bool,
    code_key: str | None = None,
    now: datetime,
) -> list[AttentionEntry]:
    """Say what waits at events; as many questions for two hundred of them as for one.

    For whoever the session is narrowed to: of other organisations' events, and of a team member's
    what they may not settle, there is nothing.
    """
    near = [
        event for event in events if event.state in IS_OPEN and now < event.starts_at <= now + AHEAD
    ]
    forecasts = forecast_events(session, near, now=now) if near else {}
    facts = facts_of(
        session, events, forecasts, has_office_phone=has_office_phone, code_key=code_key, now=now
    )
    found = {
        event.id: [
            step for step in next_steps(facts[event.id], now=now) if step.step not in ALONGSIDE
        ]
        for event in events
    }
    teams = _teams(session, [event_id for event_id, steps in found.items() if steps])
    return [
        AttentionEntry(event, facts[event.id], found[event.id], teams.get(event.id, {}))
        for event in events
    ]


def count_waiting(session: Session, *, has_office_phone: bool, now: datetime) -> int:
    """Count what waits for whoever the session is narrowed to."""
    events = events_to_look_at(session, now=now)
    entries = look_at(session, events, has_office_phone=has_office_phone, now=now)
    return sum(len(entry.steps) for entry in entries)


def _teams(session: Session, event_ids: Collection[int]) -> dict[int, dict[TeamRole, list[Carer]]]:
    if not event_ids:
        return {}
    rows = session.execute(
        select(TeamMember.event_id, TeamMember.role, Account.id, Account.name)
        .join(Account, Account.id == TeamMember.account_id)
        .where(TeamMember.event_id.in_(event_ids), Account.disabled_at.is_(None))
        .order_by(Account.name, Account.id)
    )
    teams: dict[int, dict[TeamRole, list[Carer]]] = {}
    for event_id, role, account_id, name in rows:
        teams.setdefault(event_id, {}).setdefault(role, []).append(Carer(account_id, name))
    return teams
