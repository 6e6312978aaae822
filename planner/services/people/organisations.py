"""What an organisation says of itself, and what follows from it for its events.

What guests were promised is kept: a shorter term holds for all its events at once, a longer one
only for those that nobody has been told of yet. Source: docs/decisions/0050-who-we-are.md.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import false, func, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.store.models import Event, Organisation, OrganisationLogo


@dataclass(frozen=True, kw_only=True)
class OrganisationPlan:
    """What an organisation says of itself; each is a column of its row, empty for nothing.

    Attributes:
        main_colour: as #0b5a5e; so is `second_colour`.
        keep_days: days after an event on which what guests told is erased; None as the
            installation says.
        contact_name: whom guests of a new event call, with `contact_phone`.
    """

    name: str
    phone: str = ""
    mail: str = ""
    about: str = ""
    main_colour: str = ""
    second_colour: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    keep_days: int | None = None


def plan_of(organisation: Organisation) -> OrganisationPlan:
    """Return what an organisation says now."""
    return OrganisationPlan(
        **{one.name: getattr(organisation, one.name) for one in fields(OrganisationPlan)}
    )


def is_free(session: Session, name: str, *, but: Organisation) -> bool:
    """Say whether no other organisation is called so, whatever its capitals."""
    same = func.lower(Organisation.name) == name.lower()
    taken = select(Organisation.id).where(same, Organisation.id != but.id)
    return session.scalar(taken.limit(1)) is None


def say(session: Session, organisation: Organisation, plan: OrganisationPlan) -> None:
    """Write down what an organisation says of itself.

    Args:
        session: writes.
        organisation: of which.
        plan: what it says.
    """
    was = organisation.keep_days
    for one in fields(OrganisationPlan):
        setattr(organisation, one.name, getattr(plan, one.name))
    if plan.keep_days != was:
        _keep_for(session, organisation.id, plan.keep_days)


def _keep_for(session: Session, organisation_id: int, days: int | None) -> None:
    ours = Event.organisation_id == organisation_id
    # Also what goes by the installation: it may say more one day, and guests were told this.
    told_longer = or_(Event.keep_days.is_(None), Event.keep_days > days) if days else false()
    session.execute(
        update(Event)
        .where(ours, or_(told_longer, Event.state == EventState.DRAFT))
        .values(keep_days=days)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def hold_drafts_to_term(session: Session, organisation_id: int | None) -> None:
    """Let drafts go by what their organisation says now, also one that was put back."""
    days = keep_days_of(session, organisation_id)
    session.execute(
        update(Event)
        .where(
            Event.organisation_id == organisation_id,
            Event.state == EventState.DRAFT,
            Event.keep_days.is_distinct_from(days),
        )
        .values(keep_days=days)
        .execution_options(synchronize_session=False)
    )


def keep_days_of(session: Session, organisation_id: int | None) -> int | None:
    """Return after how many days what guests of a new event tell is erased; None as usual."""
    return session.scalar(select(Organisation.keep_days).where(Organisation.id == organisation_id))


def set_logo(
    session: Session,
    organisation_id: int,
    image: bytes,
    *,
    size: tuple[int, int],
    mark: str,
    now: datetime,
) -> None:
    """Keep the logo of an organisation instead of the one before.

    Args:
        session: writes.
        organisation_id: whose.
        image: a PNG of our own making.
        size: its width and height in pixels.
        mark: of its bytes.
        now: the moment.
    """
    row = session.scalar(
        select(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id)
    )
    if row is None:
        row = OrganisationLogo(organisation_id=organisation_id)
        session.add(row)
    row.image, row.mark, row.changed_at = image, mark, now
    row.width, row.height = size
    session.flush()


def remove_logo(session: Session, organisation_id: int) -> None:
    """Take the logo of an organisation away, also from mail that has not left yet."""
    row = session.scalar(
        select(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id)
    )
    if row is not None:
        session.delete(row)
        session.flush()


def find_logo(session: Session, organisation_id: int) -> OrganisationLogo | None:
    """Return the logo of an organisation."""
    return session.scalar(
        select(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id)
    )
