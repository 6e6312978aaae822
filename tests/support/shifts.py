"""Shifts and helpers, as the tests of them need."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.services.helpers import shift_making, signing_up
from planner.services.helpers.helper_secrets import new_help_code
from planner.services.helpers.signing_up import HelperWish, SignedUp
from planner.store.base import Store
from planner.store.models import Event, Shift, ShiftEntry
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event

CODE_KEY = "a key for codes in tests only, 9876543210"
WEEK_BEFORE = SATURDAY - timedelta(days=7)


def add_shifts_event(store: Store, **fields: object) -> int:
    """Plan a published barbecue whose shifts have a page; return its id."""
    event_id = add_event(store, **fields)  # type: ignore[arg-type]
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state, event.help_code = EventState.PUBLISHED, new_help_code()
        event.published_at = event.created_at
    return event_id


def add_shift(
    store: Store,
    event_id: int,
    *,
    task: str = "Handing out food",
    minutes: int = 0,
    length: int = 120,
    needed: int = 1,
    most: int | None = None,
    anchor: EventAnchor = EventAnchor.START,
    **fields: object,
) -> int:
    """Add a shift to an event and return its id."""
    with store.transaction() as session:
        shift = Shift(
            event_id=event_id,
            task=task,
            anchor=anchor,
            minutes=minutes,
            length=length,
            needed=needed,
            most=most or needed,
            changed_at=WEEK_BEFORE - timedelta(days=7),
            **fields,
        )
        session.add(shift)
        session.flush()
        return shift.id


def sign_up(
    store: Store,
    event_id: int,
    shift_id: int,
    who: str = "somebody",
    *,
    now: datetime = WEEK_BEFORE,
    waits: bool = False,
    helper_id: int | None = None,
    code_key: str = CODE_KEY,
    **wish: object,
) -> SignedUp:
    """Take a shift; who sends the same form twice is one helper."""
    with store.transaction() as session:
        return signing_up.sign_up(
            session,
            event_id,
            shift_id,
            HelperWish(**wish),  # type: ignore[arg-type]
            form_key=f"form of {who}",
            helper_id=helper_id,
            waits=waits,
            now=now,
            code_key=code_key,
        )


def add_shift_with_helper(session: Session, event: Event, *, code_key: str) -> None:
    """Make a shift of an event with somebody in it, in the transaction of who asks."""
    plan = shift_making.ShiftPlan(
        task="Clearing up", anchor=EventAnchor.END, minutes=0, length=60, needed=2, most=3
    )
    shift = shift_making.add_shift(session, event.id, plan, now=event.created_at)
    signing_up.sign_up(
        session,
        event.id,
        shift.id,
        HelperWish(name="Sefa"),
        form_key=f"form of event {event.id}",
        overrules=True,
        now=event.created_at,
        code_key=code_key,
    )


def entries_of(store: Store, shift_id: int) -> list[ShiftEntry]:
    """Return who is in a shift or was, in the order of the line."""
    with store.reading() as session:
        found = session.scalars(select(ShiftEntry).where(ShiftEntry.shift_id == shift_id)).all()
        return sorted(found, key=lambda one: (one.line or 0, one.id))
