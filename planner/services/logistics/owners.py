"""Who of those with an account can have a line of the run sheet, or a task."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from planner.core.roles import AccountRole
from planner.store.models import Account, Event, Partner, TeamMember


def may_have() -> ColumnElement[bool]:
    """Return the condition on account and event that somebody may see what they have there."""
    in_team = select(TeamMember.account_id).where(TeamMember.event_id == Event.id)
    is_organiser = and_(
        Account.organisation_id == Event.organisation_id, Account.role != AccountRole.MEMBER
    )
    return or_(is_organiser, Account.id.in_(in_team))


def accounts_for(session: Session, event: Event) -> Sequence[Account]:
    """Return the organisers of an event's organisation and its team, by name; one question."""
    return session.scalars(
        select(Account)
        .join(Event, Event.id == event.id)
        .where(Account.disabled_at.is_(None), may_have())
        .order_by(Account.name, Account.id)
    ).all()


def account_ids_for(session: Session, event: Event) -> frozenset[int]:
    """Return the numbers of who can have something to do at an event; one question."""
    return frozenset(account.id for account in accounts_for(session, event))


def partners_for(session: Session, event: Event) -> Sequence[Partner]:
    """Return the partners of an event's organisation, by name; one question."""
    return session.scalars(
        select(Partner)
        .where(Partner.organisation_id == event.organisation_id)
        .order_by(Partner.name, Partner.id)
    ).all()
