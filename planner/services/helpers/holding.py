"""Whether a letter to a helper still holds: the same questions that say which are due."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.messages import occasion
from planner.services.helpers import letters_due
from planner.services.helpers.letters_due import HelperOffer
from planner.services.helpers.readers import letter_key
from planner.store.models import Event

OFFER, REMINDER = "offer", "reminder"


def offer_key(one: HelperOffer, *, code_key: str) -> str:
    """Return what the letter about an offered place is."""
    shift = one.entry.shift
    return letter_key(OFFER, shift.event_id, one.entry.id, one.occasion, code_key=code_key)


def reminder_key(event: Event, helper_id: int, *, code_key: str) -> str:
    """Return what the reminder of a helper for a day is."""
    on = occasion(event.starts_at, event.zone)
    return letter_key(REMINDER, event.id, helper_id, on, code_key=code_key)


def reminders_that_hold(
    session: Session, event_ids: Collection[int], *, code_key: str, now: datetime
) -> set[str]:
    """Return the keys of the reminders of events whose readers still help."""
    return {
        reminder_key(event, helper_id, code_key=code_key)
        for event_id in sorted(event_ids)
        if (event := session.get(Event, event_id)) is not None
        for helper_id in letters_due.who_still_helps(session, event_id, now=now)
    }


def holds(session: Session, key: str, event_id: int, *, code_key: str, now: datetime) -> bool:
    """Say whether a letter to a helper may leave: only offers and reminders can be overtaken."""
    if key.startswith(f"helper-{OFFER}:"):
        offers = letters_due.offers_to_tell(session, now=now)
        return key in {offer_key(one, code_key=code_key) for one in offers}
    if key.startswith(f"helper-{REMINDER}:"):
        return key in reminders_that_hold(session, [event_id], code_key=code_key, now=now)
    return True
