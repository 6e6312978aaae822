"""What one organisation may see: added to every question of a session, so nobody can forget it.

A session that has a scope finds only the events, series, past turnout, venues, contacts and mail
of that organisation, and of a team member only the events of the teams. What belongs to another
organisation is not there: lists leave it out, and looking it up gives None. Each table says whose
its rows are (`store/owners.py`), so a new one that names its organisation is narrowed by itself.
Source: docs/decisions/0013-one-scope.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, insert, inspect, select, union_all
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from planner.store.base import Base
from planner.store.hints import IsAmong
from planner.store.models.accounts import Account
from planner.store.models.events import Event, Series
from planner.store.models.invitations import Invitation
from planner.store.models.named_guests import NamedGuest
from planner.store.models.organisations import Organisation
from planner.store.models.outbox import OutboxMail
from planner.store.models.privacy import AuditEntry
from planner.store.models.residents import Promise, Remark
from planner.store.models.said import SaidPicture
from planner.store.models.teams import TeamMember
from planner.store.owners import OWN

Condition = Callable[[Any], ColumnElement[bool]]
"""Takes a table, or an alias of it, and returns what its rows must be like."""

OF_ONE_OF_OUR_EVENTS: tuple[type[Base], ...] = (Promise, Remark)
"""Of the organisation, and of a team member only those of the events of the teams."""

OF_ALL = {"of_all_organisations": True}
"""Execution options of a question about what must differ on the whole installation."""

KEPT = {"is_kept": True}
"""Execution options of a large question that is built once, at import: so is what is added to it.

To find out that it was compiled before takes SQLAlchemy longer than the database needs to answer.
"""


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


def sees_part(session: Session) -> bool:
    """Say whether a session sees no more of its organisation than the events of some teams."""
    scope = scope_of(session)
    return scope is not None and scope.member_id is not None


@contextmanager
def whole_organisation(session: Session) -> Iterator[None]:
    """Let a team member's session count in all events of the organisation; show none of them."""
    scope = scope_of(session)
    if scope is not None:
        narrow(session, Scope(scope.organisation_id))
    try:
        yield
    finally:
        if scope is not None:
            narrow(session, scope)


def narrow_question(state: ORMExecuteState) -> None:
    """Add the scope of its session to a question; statements of plain tables stay as they are."""
    scope = scope_of(state.session)
    if scope is None or state.is_column_load or state.is_relationship_load:
        return
    if state.execution_options.get("of_all_organisations") or state.is_insert:
        return
    if not state.is_orm_statement:
        return
    if state.execution_options.get("is_kept"):
        state.statement = _narrowed(state.statement, scope)
    else:
        state.statement = state.statement.options(*_criteria(scope))


@lru_cache(maxsize=40)
def _narrowed(question: Executable, scope: Scope) -> Executable:
    """Return a question that is built once, with the scope added; it is the same each time.

    Of few scopes: the largest question takes some 0.3 MB with what it is known again by.
    """
    return question.options(*_criteria(scope))


# Made once for each scope, and of functions: SQLAlchemy then needs not go through what is in them
# to know whether it has compiled a question before. Every question of a page pays for both.
@lru_cache(maxsize=1_000)
def _criteria(scope: Scope) -> tuple[ExecutableOption, ...]:
    ours, member_id = scope.organisation_id, scope.member_id
    # On the tables and not the classes: to a select of classes the criteria would be added again.
    events, teams = inspect(Event).local_table.c, inspect(TeamMember).local_table.c
    our_events = select(events.id).where(events.organisation_id == ours)
    if member_id is not None:
        my_teams = select(teams.event_id).where(teams.account_id == member_id)
        our_events = our_events.where(events.id.in_(my_teams))
    return (
        _on_events(ours, our_events, is_member=member_id is not None),
        _only(OutboxMail, _is_our_mail(ours, our_events)),
        _only(AuditEntry, _is_our_entry(ours, our_events, is_member=member_id is not None)),
        *(
            _only(table, lambda rows: rows.event_id.in_(our_events))
            for table in (Invitation, NamedGuest, SaidPicture)
        ),
        *(_only(table, _is_ours(ours, our_events, member_id)) for table in OF_ONE_OF_OUR_EVENTS),
        *(
            _only(table, lambda rows: rows.organisation_id == ours)
            for table in tables_of_their_own()
        ),
    )


def tables_of_their_own() -> list[type[Base]]:
    """Return the tables that are narrowed by their own column; those with rules of their own not.

    Accounts are not narrowed: a sign-in is looked up before anybody knows whose it is, and
    administrators of the host see to the people of all.
    """
    own_rules = {Account, Event, *OF_ONE_OF_OUR_EVENTS}
    mapped = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    return [
        one.class_
        for one in mapped
        if one.class_ not in own_rules and vars(one.class_).get("__owner__") == OWN
    ]


def _only(table: type[Base], condition: Condition) -> ExecutableOption:
    return with_loader_criteria(table, condition, include_aliases=True)


def _is_ours(ours: int, our_events: Select[int], member_id: int | None) -> Condition:
    if member_id is None:
        return lambda rows: rows.organisation_id == ours
    return lambda rows: (rows.organisation_id == ours) & rows.event_id.in_(our_events)


def _on_events(ours: int, our_events: Select[int], *, is_member: bool) -> ExecutableOption:
    if is_member:
        return _only(Event, lambda rows: rows.id.in_(our_events))
    return _only(Event, lambda rows: rows.organisation_id == ours)


def _is_our_mail(ours: int, our_events: Select[int]) -> Condition:
    """Match mail about our events; mail about no event is about accounts, for the host to see."""
    is_host = _is_host(ours)
    return lambda rows: IsAmong(rows.event_id, our_events) | (rows.event_id.is_(None) & is_host)


def _is_our_entry(ours: int, our_events: Select[int], *, is_member: bool) -> Condition:
    """Match what was done to our events and by our people.

    Failed sign-ins, commands and who has left are of no organisation, so the host sees to them.
    """
    people = select(Account.id).where(Account.organisation_id == ours)
    # On the table, and each part by itself: together no index finds them among those of all.
    entries = inspect(AuditEntry).local_table.c
    of_none = select(entries.id).where(entries.event_id.is_(None))
    parts = [
        select(entries.id).where(entries.event_id.in_(our_events)),
        of_none.where(entries.account_id.in_(people)),
    ]
    if not is_member:
        parts.append(of_none.where(entries.account_id.is_(None), _is_host(ours)))
    found = union_all(*parts)
    return lambda rows: rows.id.in_(found)


def _is_host(ours: int) -> ColumnElement[bool]:
    return select(Organisation.id).where(Organisation.id == ours, Organisation.is_host).exists()


def say_whose_it_is(session: Session) -> None:
    """Give what is new to an organisation: that of its event or series, else of the session."""
    for made in session.new:
        is_owned = hasattr(made, "organisation_id") and made.organisation_id is None
        # Set as an object, it has its number only after this flush.
        if is_owned and not isinstance(getattr(made, "organisation", None), Organisation):
            made.organisation_id = _owner_of(session, made)


def _owner_of(session: Session, made: Any) -> int:
    return owner_for(session, getattr(made, "event", None), getattr(made, "series", None))


def owner_for(session: Session, *wholes: Event | Series | None) -> int:
    """Return to whom something new belongs: as what it is a part of, else as the session says."""
    for whole in wholes:
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
