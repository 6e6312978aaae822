"""Guests by name, where an event has them: partners, helpers, neighbours who said who they are.

They get a card like everybody's. The name is on no card and no page of a guest, no phone at the
gate gets it, and it is erased with the answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from planner.core.enums import BatchKind
from planner.core.guest_names import clean_name, search_key
from planner.core.mail_address import clean_email
from planner.exports.phones import clean_phone
from planner.services.guests.guest_list import is_ours
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.outbox import came_back
from planner.store.models import Batch, Event, Invitation, NamedGuest


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDetails:
    """Who a card is for; cleaned as it comes in.

    Attributes:
        phone: only for messages; so is the next one.
        language: the code of the one they read; empty where nobody knows.

    Raises:
        ValueError: no name, no telephone number, or no e-mail address: ask before.
    """

    name: str
    phone: str = ""
    email: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        """Clean what was typed."""
        name, phone, email = clean_name(self.name), clean_phone(self.phone), clean_email(self.email)
        if not name or phone is None or email is None:
            raise ValueError("a guest needs a name, and a phone or e-mail only as such")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "phone", phone)
        object.__setattr__(self, "email", email)


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A guest to be given a card for so many people at most."""

    details: GuestDetails
    largest_party: int


def add_guests(
    session: Session,
    event: Event,
    guests: Sequence[NewGuest],
    *,
    stack: str,
    code_key: str,
    now: datetime,
) -> range:
    """Make a card for each guest in a stack of this name and return the numbers, in order.

    A stack of somebody who hands cards out is never taken: it gets a namesake.
    """
    if not guests:
        return range(0)
    largest = max(guest.largest_party for guest in guests)
    batch = own_batch(session, event.id, stack)
    if batch is None:
        plan = BatchPlan(name=stack, count=len(guests), largest_party=largest)
        batch = issuing.issue_batch(session, event, plan, code_key=code_key, now=now)
        ids = _ids_by_number(session, batch)
        numbers = range(min(ids), max(ids) + 1)
    else:
        numbers = issuing.add_cards(session, batch, count=len(guests), code_key=code_key, now=now)
        ids = _ids_by_number(session, batch)
    given = [(ids[number], guest) for number, guest in zip(numbers, guests, strict=True)]
    session.execute(
        insert(NamedGuest),
        [
            {
                "invitation_id": invitation_id,
                "event_id": event.id,
                **_columns(guest.details),
                "created_at": now,
            }
            for invitation_id, guest in given
        ],
    )
    session.execute(
        update(Invitation),
        [{"id": key, "largest_party": guest.largest_party} for key, guest in given],
    )
    return numbers


def name_card(
    session: Session, invitation: Invitation, details: GuestDetails, *, now: datetime
) -> bool:
    """Write down whom a card is for; False for a card that takes no name.

    With another address nobody need be called for what came back from the one before.
    """
    if not takes_name(session, invitation):
        return False
    guest = session.get(NamedGuest, invitation.id)
    if guest is None:
        guest = NamedGuest(
            invitation_id=invitation.id,
            event_id=invitation.event_id,
            created_at=now,
        )
        session.add(guest)
    elif guest.email != details.email:
        came_back.settle(session, invitation.id, now=now)
    for column, value in _columns(details).items():
        setattr(guest, column, value)
    session.flush()
    return True


def guest_of(session: Session, invitation: Invitation) -> NamedGuest | None:
    """Return whom a card is for; None where no name is known."""
    return session.get(NamedGuest, invitation.id)


def is_own_card(session: Session, invitation: Invitation) -> bool:
    """Say whether the organiser hands this card out, and nobody else."""
    found = session.scalar(select(Batch.id).where(Batch.id == invitation.batch_id, is_ours()))
    return found is not None


def takes_name(session: Session, invitation: Invitation) -> bool:
    """Say whether a name may go with a card: ours, and not of who answered without one."""
    found = session.scalar(select(Batch.id).where(Batch.id == invitation.batch_id, *_take_names()))
    return found is not None


def own_batch(session: Session, event_id: int, name: str) -> Batch | None:
    """Return the oldest stack of a name that the organiser hands out."""
    return session.scalars(
        select(Batch)
        .where(Batch.event_id == event_id, Batch.name == name, *_take_names())
        .order_by(Batch.id)
        .limit(1)
    ).first()


def own_stacks(session: Session, event_id: int) -> list[str]:
    """List the names of the stacks that the organiser hands out."""
    return sorted(
        set(session.scalars(select(Batch.name).where(Batch.event_id == event_id, *_take_names())))
    )


def _take_names() -> tuple[ColumnElement[bool], ...]:
    return is_ours(), Batch.kind == BatchKind.CARDS


def _ids_by_number(session: Session, batch: Batch) -> dict[int, int]:
    rows = session.execute(
        select(Invitation.number, Invitation.id).where(Invitation.batch_id == batch.id)
    )
    return {row.number: row.id for row in rows}


def _columns(details: GuestDetails) -> dict[str, str]:
    return {
        "name": details.name,
        "name_key": search_key(details.name),
        "phone": details.phone,
        "email": details.email,
        "language": details.language,
    }
