"""Who gets a mail when food runs short during an event, and who does not want one."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.enums import ShortageMail
from planner.core.roles import AccountRole, Right, TeamRole, rights_of
from planner.store.models import Account, Event, TeamMember

ORGANISERS = (AccountRole.ADMINISTRATOR, AccountRole.ORGANISER)


def who_wants_to_know(session: Session, event: Event) -> Sequence[Account]:
    """List the accounts that are told when food runs short at an event, by number.

    Who made it or leads its team, unless they said never; where that is nobody who can sign in,
    the organisers of its organisation. And who wants to hear of every event, and may look at this.
    """
    members = {
        row.account_id: row.role
        for row in session.execute(
            select(TeamMember.account_id, TeamMember.role).where(TeamMember.event_id == event.id)
        )
    }
    accounts = session.scalars(
        select(Account)
        .where(
            Account.organisation_id == event.organisation_id,
            Account.disabled_at.is_(None),
            or_(Account.role.in_(ORGANISERS), Account.id.in_(members)),
            # Who has not begun yet never said that this is their address.
            or_(Account.password_hash != "", Account.outside_id.is_not(None)),
        )
        .order_by(Account.id)
    ).all()
    own = {
        one.id
        for one in accounts
        if one.id == event.created_by_id or members.get(one.id) is TeamRole.LEAD
    }
    own = own or {one.id for one in accounts if one.role in ORGANISERS}
    return [
        one
        for one in accounts
        if one.shortage_mail is ShortageMail.EVERY
        or (one.shortage_mail is ShortageMail.OWN and one.id in own)
    ]


def may_arrange_helpers(session: Session, account: Account, event: Event) -> bool:
    """Say whether an account may do something about shifts that are short at an event."""
    role = session.scalar(
        select(TeamMember.role).where(
            TeamMember.event_id == event.id, TeamMember.account_id == account.id
        )
    )
    return Right.HELPERS in rights_of(account.role, role)


def set_shortage_mail(account: Account, wish: ShortageMail) -> None:
    """Keep of which events somebody wants to hear."""
    account.shortage_mail = wish
