"""Who works here: accounts as their administrator sees them, organisations, and events' teams."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import DeletedKind
from planner.core.mail_address import as_stored
from planner.core.roles import AccountRole, TeamRole
from planner.services import deleted
from planner.services.people import factors
from planner.services.people.links import forget_links
from planner.store.models import (
    Account,
    DeletedThing,
    Event,
    Organisation,
    SecondFactor,
    SignIn,
    TeamMember,
)


class LastAdministrator(Exception):
    """Without this one nobody could let anybody in any more."""


@dataclass(frozen=True)
class Colleague:
    """An account with what its administrator wants to know."""

    account: Account
    seen_at: datetime | None
    has_factor: bool

    @property
    def has_begun(self) -> bool:
        """Whether the invitation was taken up."""
        return bool(self.account.password_hash or self.account.outside_id)


def sees_all(session: Session, administrator: Account) -> bool:
    """Say whether an administrator sees to the people of every organisation."""
    owner = session.get(Organisation, administrator.organisation_id)
    return owner is not None and owner.is_host


def list_colleagues(session: Session, administrator: Account) -> list[Colleague]:
    """List the accounts that an administrator sees to, by organisation and name; two queries."""
    seen = (
        select(func.max(SignIn.seen_at))
        .where(SignIn.account_id == Account.id, SignIn.proven_at.is_not(None))
        .scalar_subquery()
    )
    has_factor = (
        select(SecondFactor.id)
        .where(SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.is_not(None))
        .exists()
    )
    asked = (
        select(Account, seen, has_factor)
        .join(Account.organisation)
        .options(joinedload(Account.organisation))
        .order_by(Organisation.is_host.desc(), Organisation.name, Account.name, Account.id)
    )
    if not sees_all(session, administrator):
        asked = asked.where(Account.organisation_id == administrator.organisation_id)
    return [Colleague(*row) for row in session.execute(asked)]


def find_colleague(session: Session, administrator: Account, account_id: int) -> Account | None:
    """Return an account that this administrator sees to."""
    account = session.get(Account, account_id)
    if account is None:
        return None
    is_own = account.organisation_id == administrator.organisation_id
    return account if is_own or sees_all(session, administrator) else None


def list_organisations(session: Session, administrator: Account) -> list[Organisation]:
    """List the organisations whose people this administrator sees to, the host first."""
    asked = select(Organisation).order_by(Organisation.is_host.desc(), Organisation.name)
    if not sees_all(session, administrator):
        asked = asked.where(Organisation.id == administrator.organisation_id)
    return list(session.scalars(asked))


def add_organisation(session: Session, name: str, *, now: datetime) -> Organisation | None:
    """Let another organisation share the installation; None where one has the name."""
    name = " ".join(name.split())
    same = select(Organisation.id).where(func.lower(Organisation.name) == name.lower())
    if session.scalar(same) is not None:
        return None
    made = Organisation(name=name, created_at=now)
    session.add(made)
    session.flush()
    return made


def invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: AccountRole,
    organisation_id: int,
    now: datetime,
) -> Account | None:
    """Make an account that begins when its link is opened; None where one has the address."""
    email = as_stored(email)
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        return None
    account = Account(
        email=email,
        name=name.strip(),
        password_hash="",
        language=None,
        created_at=now,
        role=role,
        organisation_id=organisation_id,
    )
    session.add(account)
    session.flush()
    return account


def set_role(session: Session, account: Account, role: AccountRole) -> None:
    """Give somebody another role in the organisation.

    Raises:
        LastAdministrator: nobody else of the organisation could give it back.
    """
    if role is not AccountRole.ADMINISTRATOR:
        _leave_one(session, account)
    account.role = role


def disable(session: Session, account: Account, *, now: datetime) -> None:
    """End every sign-in and link of somebody at once, and let them begin no other.

    Raises:
        LastAdministrator: nobody else of the organisation could undo it.
    """
    _leave_one(session, account)
    account.disabled_at = account.disabled_at or now
    end_sign_ins(session, account.id, now=now)
    forget_links(session, account.id)


def enable(account: Account) -> None:
    """Let somebody sign in again."""
    account.disabled_at = None


def reset_factor(session: Session, account: Account, *, now: datetime) -> None:
    """Take all second factors of somebody who lost them away, and sign them out."""
    factors.remove_all(session, account.id)
    end_sign_ins(session, account.id, now=now)


def end_sign_ins(session: Session, account_id: int, *, now: datetime) -> None:
    """Sign somebody out everywhere."""
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def team_of(session: Session, event_id: int) -> list[TeamMember]:
    """List the team of an event by name."""
    return list(
        session.scalars(
            select(TeamMember)
            .join(TeamMember.account)
            .where(TeamMember.event_id == event_id)
            .options(joinedload(TeamMember.account))
            .order_by(Account.name, Account.id)
        )
    )


def put_in_team(
    session: Session, event: Event, account: Account, role: TeamRole, *, now: datetime
) -> None:
    """Give somebody of the same organisation a role in the team of an event, or another one."""
    if account.organisation_id != event.organisation_id:
        raise ValueError("a team is made of people of the organisation")
    there = session.get(TeamMember, (account.id, event.id))
    if there is None:
        session.add(TeamMember(account_id=account.id, event_id=event.id, role=role, created_at=now))
    else:
        there.role = role
    session.flush()


def take_from_team(
    session: Session, event_id: int, account_id: int, *, by_id: int | None, now: datetime
) -> DeletedThing | None:
    """Take somebody out of a team, which can be undone; None when they are not in it."""
    there = session.get(TeamMember, (account_id, event_id))
    if there is None:
        return None
    # Their name stands with the account alone, so that it goes with it.
    kept = deleted.keep(session, there, DeletedKind.MEMBER, name="", by_id=by_id, now=now)
    session.delete(there)
    return kept


def _leave_one(session: Session, account: Account) -> None:
    others = select(Account.id).where(
        and_(
            Account.id != account.id,
            Account.organisation_id == account.organisation_id,
            Account.role == AccountRole.ADMINISTRATOR,
            Account.disabled_at.is_(None),
        )
    )
    if account.role is AccountRole.ADMINISTRATOR and session.scalar(others.limit(1)) is None:
        raise LastAdministrator
