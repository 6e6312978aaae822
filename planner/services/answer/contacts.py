"""The address that a household leaves on its own page, and the language it reads.

It is for messages about one event, is erased with the answer, and is shown to nobody: not to the
organiser, not to who hands cards out, and on the own page only in part, for they hold the code too.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from planner.core.mail_address import clean_email
from planner.services.outbox import posting, resting
from planner.services.outbox.unsubscribing import hash_address
from planner.services.people import throttle
from planner.store.models import GuestContact, Invitation, NamedGuest
from planner.store.whole_rows import RowQuestion

ADDRESSES = throttle.Bucket(size=5, leaks_per_minute=1 / 30)
"""Each address left on a card may get a message: nobody may have us write to a whole list."""


def contact_of(session: Session, invitation_id: int) -> GuestContact | None:
    """Return how to write to a household; None when it left no address and answered in none."""
    return session.get(GuestContact, invitation_id)


def own_address(session: Session, invitation_id: int) -> str:
    """Return the address that a household left itself; empty when there is none."""
    contact = contact_of(session, invitation_id)
    return contact.email if contact else ""


def leave_address(
    session: Session, invitation: Invitation, typed: str, *, language: str, now: datetime
) -> bool:
    """Keep the address that a household wants to be written to; False when it is none."""
    email = clean_email(typed)
    if not email:
        return False
    contact = _contact_to_change(session, invitation, now=now)
    if contact.email != email:
        contact.confirmed_at = None
    contact.email, contact.language = email, language
    session.flush()
    return True


def comes_back(session: Session, email: str, *, code_key: str, now: datetime) -> bool:
    """Say whether mail to an address that was left comes back."""
    found = hash_address(email, code_key=code_key)
    return bool(email) and resting.rest_of(session, found, now=now) is not None


def forget_address(session: Session, invitation_id: int, *, now: datetime) -> bool:
    """Erase the address that a household left, with its language; False when there was none.

    What waits to be sent to it does not leave any more.
    """
    posting.forget(session, invitation_id, now=now)
    gone = session.execute(
        delete(GuestContact)
        .where(GuestContact.invitation_id == invitation_id)
        .returning(GuestContact.invitation_id)
    )
    return gone.first() is not None


def take_try(session: Session, invitation: Invitation, *, secret_key: str, now: datetime) -> bool:
    """Count one address left on a card; False when there were too many in the last hours."""
    key = throttle.key_for(secret_key, "address", str(invitation.id))
    try:
        throttle.take(session, [throttle.Counter(key, ADDRESSES)], now=now)
    except throttle.TooOften:
        return False
    return True


def note_language(
    session: Session, invitation: Invitation, language: str, *, now: datetime
) -> None:
    """Keep in which language a household answers, where there is an address to write to.

    Of all others nothing is kept: what people speak says where they come from.
    """
    if _has_contact(session, invitation.id) or _is_on_our_list(session, invitation.id):
        _contact_to_change(session, invitation, now=now).language = language
        session.flush()


def note_confirmed(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Note that a confirmation was made for a household."""
    _contact_to_change(session, invitation, now=now).confirmed_at = now


def _contact_to_change(session: Session, invitation: Invitation, *, now: datetime) -> GuestContact:
    contact = contact_of(session, invitation.id)
    if contact is None:
        contact = GuestContact(
            invitation_id=invitation.id,
            event_id=invitation.event_id,
            email="",
            language="",
            created_at=now,
        )
        session.add(contact)
    return contact


def _has_contact(session: Session, invitation_id: int) -> bool:
    return _contact_kept().first(session, {"card": invitation_id}) is not None


@cache
def _contact_kept() -> RowQuestion:
    return RowQuestion(
        select(GuestContact.invitation_id).where(GuestContact.invitation_id == bindparam("card"))
    )


def _is_on_our_list(session: Session, invitation_id: int) -> bool:
    return _mail_on_our_list().first(session, {"card": invitation_id}) is not None


@cache
def _mail_on_our_list() -> RowQuestion:
    return RowQuestion(
        select(NamedGuest.invitation_id).where(
            NamedGuest.invitation_id == bindparam("card"), NamedGuest.email != ""
        )
    )
