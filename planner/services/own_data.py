"""What is kept of one household, to read and take along; and to erase all of it.

Source: articles 15, 17 and 20 of Regulation (EU) 2016/679, by the card alone: nobody has to say
who they are.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.core.mail import mask
from planner.core.retention import forget_on
from planner.services import outbox, waiting
from planner.services.telling import allergies_of
from planner.services.turns import wait_for_turn
from planner.store.models import (
    Answer,
    AnswerChange,
    AnswerDiet,
    Event,
    GuestContact,
    Invitation,
    NamedGuest,
    Scan,
    Waiting,
)


def scans_of(session: Session, invitation_id: int) -> list[datetime]:
    """List when a card was read at the entrance."""
    return list(
        session.scalars(
            select(Scan.scanned_at)
            .where(Scan.invitation_id == invitation_id)
            .order_by(Scan.scanned_at)
        )
    )


def changes_of(session: Session, invitation_id: int) -> list[AnswerChange]:
    """List the answers of a household as they were at each moment."""
    return list(
        session.scalars(
            select(AnswerChange)
            .where(AnswerChange.invitation_id == invitation_id)
            .order_by(AnswerChange.id)
        )
    )


def as_fields(session: Session, invitation: Invitation) -> dict[str, Any]:
    """Return all that is kept of a household, for a file that programs read: docs/guests.md.

    Times are written as ISO 8601 in UTC.
    """
    event = invitation.event
    row = session.get(Waiting, invitation.id)
    guest = session.get(NamedGuest, invitation.id)
    contact = session.get(GuestContact, invitation.id)
    return {
        "event": event.title,
        "card": invitation.number,
        "most_people": invitation.largest_party,
        "kept_until": _kept_until(event).isoformat(),
        # Whether, not which: whoever finds a card must not read there whose it is.
        "organiser_knows": guest
        and {"name": True, "phone": bool(guest.phone), "email": bool(guest.email)},
        # In part: who hands cards out holds the code too, and so does whoever finds a card.
        "write_to": contact
        and {
            "address": mask(contact.email),
            "language": contact.language,
            "since": _moment(contact.created_at),
            "last_confirmed_at": _moment(contact.confirmed_at),
        },
        "answer": _answer(invitation.answer),
        "earlier_answers": [
            {"at": _moment(one.changed_at), "answer": one.reply.value, "people": one.heads}
            for one in changes_of(session, invitation.id)
        ],
        "waiting": row
        and {
            "people": row.heads,
            "since": _moment(row.queued_at),
            "place_kept_until": _moment(row.offered_until),
            "told_by_phone_at": _moment(row.told_at),
            "told_by_mail_at": _moment(row.mailed_at),
        },
        "at_the_entrance": [_moment(at) for at in scans_of(session, invitation.id)],
    }


def erase(session: Session, invitation: Invitation, *, now: datetime) -> int:
    """Erase what a household told, its earlier answers and its name; return how many rows went.

    The card then is as if nobody had answered, and its places are free. What was counted at the
    entrance stays until the purge: it says how many came, and a card must not work twice.
    """
    event = wait_for_turn(session, invitation.event_id)
    session.expunge_all()
    gone = 0
    for table in (AnswerChange, AnswerDiet, Answer, Waiting, NamedGuest, GuestContact):
        erased = session.execute(
            delete(table).where(table.invitation_id == invitation.id).returning(table.invitation_id)
        )
        gone += len(erased.all())
    gone += outbox.forget(session, invitation.id, now=now)
    waiting.serve_line(session, event, now=now)
    return gone


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "answer": answer.reply.value,
        "adults": answer.adults,
        "children_under_12": answer.children,
        "of_them_under_4": answer.toddlers,
        "eats": {row.diet: row.heads for row in answer.diets},
        "allergies": [str(one) for one in allergies_of(answer.allergies)],
        "allergies_agreed_at": _moment(answer.allergies_agreed_at),
        "allergies_agreed_to_words": answer.allergies_wording,
        "brings_pram": answer.brings_pram,
        "brings_wheelchair": answer.brings_wheelchair,
        "help_with_access": answer.access_words,
        "can_help_an_hour": answer.can_help,
        "what_must_get_better": answer.remark,
        "filled_in_by": answer.answered_by.value,
        "first_at": _moment(answer.created_at),
        "last_at": _moment(answer.updated_at),
    }


def _kept_until(event: Event) -> date:
    return forget_on(event.ends_at, event.zone)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
