"""Who of those with an account can have a line of the run sheet, or a task."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from planner.core.roles import AccountRole
from planner.store.models import Account, Event, EventTask, Partner, TeamMember


def accounts_for(session: Session, event: Event) -> Sequence[Account]:
    """Return the organisers of an event's organisation and its team, by name; one question."""
    in_team = select(TeamMember.account_id).where(TeamMember.event_id == event.id)
    return session.scalars(
        select(Account)
        .where(
            Account.disabled_at.is_(None),
            or_(
                and_(
                    Account.organisation_id == event.organisation_id,
                    Account.role != AccountRole.MEMBER,
                ),
                Account.id.in_(in_team),
            ),
        )
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


def tasks_of_who_left(session: Session, tasks: Iterable[EventTask]) -> frozenset[int]:
    """Return the tasks of accounts that are closed or not in the team any more, by their numbers.

    They are nobody's until somebody is chosen anew, and somebody else has to hear of them. One
    question, and none where no task is of a team member.
    """
    owned = [(task, task.account) for task in tasks if task.account is not None]
    members = [
        (task, account)
        for task, account in owned
        if account.disabled_at is None and account.role is AccountRole.MEMBER
    ]
    left = {task.id for task, account in owned if account.disabled_at is not None}
    if not members:
        return frozenset(left)
    rows = session.execute(
        select(TeamMember.event_id, TeamMember.account_id).where(
            TeamMember.event_id.in_({task.event_id for task, _account in members})
        )
    )
    in_team = {(event_id, account_id) for event_id, account_id in rows}
    return frozenset(
        left | {task.id for task, account in members if (task.event_id, account.id) not in in_team}
    )
