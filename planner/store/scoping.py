"""What one organisation may see: added to every question of a session, so nobody can forget it.

A session that has a scope finds only the events, series, past turnout, contacts and mail of
that organisation, and of a team member only the events of the teams. What belongs to another
organisation is not there: lists leave it out, and looking it up gives None.
Source: docs/decisions/0013-one-scope.md.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import (
    ORMExecuteState,
    Session,
    UOWTransaction,
    with_loader_criteria,
)
from sqlalchemy.sql.base import ExecutableOption

from planner.store.models.accounts import Account
from planner.store.models.events import Event, Series
from planner.store.models.invitations import Intermediary, Invitation
from planner.store.models.named_guests import NamedGuest
from planner.store.models.organisations import Organisation
from planner.store.models.outbox import OutboxMail
from planner.store.models.privacy import AuditEntry
from planner.store.models.teams import TeamMember
from planner.store.models.turnouts import Turnout

OF_ALL = {"of_all_organisations": True}
"""Execution options of a question about what must differ on the whole installation."""


@dataclass(frozen=True)
class Scope:
    """Whose work a session is about.

    Attributes:
        organisation_id: what it sees, and to whom belongs what it makes.
        member_id: the account of a team member, who sees only the events of the own teams.
    """

    organisation_id: int
    member_id: int | None = None


def narrow(session: Session, scope: Scope) -> None:
    """Let a session see and make only what is in scope, from here on."""
    session.info["scope"] = scope


def scope_of(session: Session) -> Scope | None:
    """Return what a session is narrowed to; None where it sees everything."""
    scope = session.info.get("scope")
    return scope if isinstance(scope, Scope) else None


@event.listens_for(Session, "do_orm_execute")
def _add_the_scope(state: ORMExecuteState) -> None:
    scope = scope_of(state.session)
    if scope is None or state.is_column_load or state.is_relationship_load:
        return
    if state.execution_options.get("of_all_organisations") or state.is_insert:
        return
    if state.is_orm_statement:
        state.statement = state.statement.options(*_criteria(scope))


def _criteria(scope: Scope) -> list[ExecutableOption]:
    ours = scope.organisation_id
    events = Event.organisation_id == ours
    if scope.member_id is not None:
        teams = select(TeamMember.event_id).where(TeamMember.account_id == scope.member_id)
        events = events & Event.id.in_(teams)
    # Mail about no event is about accounts, which the host sees to.
    is_host = select(Organisation.id).where(Organisation.id == ours, Organisation.is_host).exists()
    mails = OutboxMail.event_id.in_(select(Event.id).where(events)) | (
        OutboxMail.event_id.is_(None) & is_host
    )
    people = select(Account.id).where(Account.organisation_id == ours)
    entries = AuditEntry.event_id.in_(select(Event.id).where(events)) | (
        AuditEntry.event_id.is_(None) & AuditEntry.account_id.in_(people)
    )
    if scope.member_id is None:
        # Failed sign-ins, commands and who has left: of no organisation, so the host sees to it.
        entries |= AuditEntry.event_id.is_(None) & AuditEntry.account_id.is_(None) & is_host
    return [
        with_loader_criteria(Event, events, include_aliases=True),
        with_loader_criteria(OutboxMail, mails, include_aliases=True),
        with_loader_criteria(AuditEntry, entries, include_aliases=True),
        *(
            with_loader_criteria(
                table, table.event_id.in_(select(Event.id).where(events)), include_aliases=True
            )
            for table in (Invitation, NamedGuest)
        ),
        *(
            with_loader_criteria(table, table.organisation_id == ours, include_aliases=True)
            for table in (Series, Turnout, Intermediary)
        ),
    ]


@event.listens_for(Session, "before_flush")
def _say_whose_it_is(session: Session, context: UOWTransaction, instances: Any) -> None:
    """Give what is new to an organisation: that of its event or series, else of the session."""
    for made in session.new:
        is_owned = hasattr(made, "organisation_id") and made.organisation_id is None
        # Set as an object, it has its number only after this flush.
        if is_owned and not isinstance(getattr(made, "organisation", None), Organisation):
            made.organisation_id = _owner_of(session, made)


def _owner_of(session: Session, made: Any) -> int:
    for whole in (getattr(made, "event", None), getattr(made, "series", None)):
        if whole is not None and whole.organisation_id is not None:
            return int(whole.organisation_id)
    scope = scope_of(session)
    return scope.organisation_id if scope else host_id(session)


def host_id(session: Session) -> int:
    """Return the organisation that runs the installation; makes it where it is missing."""
    with session.no_autoflush:
        found = session.scalar(
            select(Organisation.id).where(Organisation.is_host).order_by(Organisation.id).limit(1)
        )
        if found is None:
            made = insert(Organisation).values(name="", is_host=True, created_at=None)
            found = session.connection().execute(made.returning(Organisation.id)).scalar_one()
    return int(found)
