"""Plan an event, change it, copy it, make a series of it, cancel it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import DeletedKind, EventState
from planner.core.local_time import moved_along
from planner.core.turnout import Weather
from planner.services import deleted
from planner.services.helpers import asking_again, shift_making
from planner.services.invite import batches
from planner.services.logistics.copying import copy_logistics
from planner.services.logistics.uses import ask_anew
from planner.services.messages import notices
from planner.services.outbox import posting
from planner.services.plan import making, menus, programmes, translating
from planner.services.plan.event_plan import EventPlan, move_plan, plan_of
from planner.services.plan.making import create_event, touch
from planner.services.plan.series import add_series
from planner.store.models import Batch, DeletedThing, Event, Series


def copy_event(
    session: Session,
    event: Event,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    now: datetime,
    account_id: int | None,
    with_shifts: bool = False,
    with_logistics: bool = False,
) -> Event:
    """Plan the same event once more, as a draft; both are in one series, so that the copy learns.

    Nobody's answers, invitations or purchases come along, nor what the first one promised; shifts
    and the run sheet, tasks and things do where that is asked, nobody in them and nothing done.
    """
    series = event.series
    if series is not None and series.is_example:
        series = None  # what is meant from here on learns from nothing that was made up
    elif series is None:
        series = event.series = add_series(
            session, event.title, now=now, is_demonstration=event.is_demonstration
        )
        session.flush()
        asking_again.join_series(session, event)
    plan = move_plan(
        plan_of(event),
        starts_at=starts_at,
        ends_at=ends_at or starts_at + (event.ends_at - event.starts_at),
    )
    copied = create_event(
        session,
        replace(
            plan,
            menu_preset=menus.NO_MENU,
            parent_id=None,
            flyers=None,
            weather=Weather.ORDINARY,
            is_holiday=False,
        ),
        account_id=account_id,
        now=now,
        series=series,
        is_draft=True,
        is_demonstration=event.is_demonstration and (series is not None),
    )
    copied.menu_preset = event.menu_preset
    copied.generosity = event.generosity
    copied.shortage_price = event.shortage_price
    copied.dishes = menus.copies_of(event.dishes)
    copied.programme = programmes.copies_of(event, starts_at=starts_at)
    translating.copy_texts(event, copied)
    session.flush()
    if with_shifts:
        shift_making.copy_shifts(session, event, copied, now=now)
    if with_logistics:
        copy_logistics(session, event, copied, now=now)
    return copied


def create_series(
    session: Session,
    name: str,
    plans: Sequence[EventPlan],
    *,
    account_id: int | None,
    now: datetime,
    is_draft: bool = False,
    is_demonstration: bool = False,
) -> Series:
    """Make a series with an event for each plan.

    Args:
        session: adds and flushes.
        name: what the events are called together.
        plans: one for each event, in any order.
        account_id: who made it.
        now: the moment.
        is_draft: only organisers see them, until they are published.
        is_demonstration: made up, to be removed with the other demonstration data.
    """
    series = add_series(session, name, now=now, is_demonstration=is_demonstration)
    for plan in sorted(plans, key=lambda one: one.starts_at):
        create_event(
            session,
            plan,
            account_id=account_id,
            now=now,
            series=series,
            is_draft=is_draft,
            is_demonstration=is_demonstration,
        )
    return series


def change_event(session: Session, event: Event, plan: EventPlan, *, now: datetime) -> None:
    """Change an event and take along what hangs on its day; see `making.change_event`.

    The answers close when the plan says so (`move_plan`). Reminders, the day of the order, doors,
    shifts, lines, tasks and deadlines are counted from the event, and move by themselves.
    """
    before = event.starts_at, event.ends_at
    making.change_event(session, event, plan, now=now)
    programmes.move_along(event, before=before)
    if event.shop_closes_at is not None:
        event.shop_closes_at = moved_along(
            event.shop_closes_at, before=before[0], after=event.starts_at, zone=event.zone
        )
    if event.starts_at < before[0] or event.ends_at > before[1]:
        ask_anew(session, event)


def cancel_event(
    session: Session,
    event: Event,
    *,
    reason: str,
    reason_in: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Call an event off; guests and calendars see it, with the reason.

    One that was never published stays hidden: only a card that went out already says so.
    """
    was = notices.when_where(event)
    if event.state is not EventState.CANCELLED:  # another reason later moves no moment
        event.cancelled_at = now
    event.state = EventState.CANCELLED
    event.cancelled_reason, event.reason_in = reason, dict(reason_in or {}) or None
    touch(event, now=now, in_calendars=True)
    notices.note_change(session, event, was, now=now)


def resume_event(session: Session, event: Event, *, now: datetime) -> None:
    """Let a cancelled event go on after all; one that was a draft is a draft again.

    Letters that stayed because it was off leave after all, as far as they still hold.
    """
    was = notices.when_where(event)
    event.state = EventState.PUBLISHED if event.published_at else EventState.DRAFT
    event.cancelled_at, event.cancelled_reason, event.reason_in = None, "", None
    ask_anew(session, event)
    touch(event, now=now, in_calendars=True)
    notices.note_change(session, event, was, now=now)
    posting.wait_again(session, event.id, now=now)


def delete_draft(
    session: Session, event: Event, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Delete a draft with its menu, programme, shifts and cards; it can be put back.

    Raises:
        StillNeeded: cards of it went out, or somebody has to do with it already.
        ValueError: it is no draft.
    """
    if event.state is not EventState.DRAFT:
        raise ValueError("only a draft is deleted; anything else is cancelled")
    if batches.has_gone_out(session, Batch.event_id == event.id):
        raise deleted.StillNeeded(Batch.__tablename__)
    kept = deleted.keep(session, event, DeletedKind.EVENT, name=event.title, by_id=by_id, now=now)
    deleted.delete_rows(session, kept)
    return kept


def find_event(session: Session, slug: str) -> Event | None:
    """Return the event with this address."""
    return session.scalar(select(Event).where(Event.slug == slug))


# Built once: to build it takes longer than to ask it.
_SHOWN = (
    select(Event)
    .where(Event.id == bindparam("event_id"))
    .options(
        joinedload(Event.series),
        joinedload(Event.neighbourhood),
        joinedload(Event.venue),
        joinedload(Event.parent),
        joinedload(Event.placed_order),
        selectinload(Event.dishes),
        selectinload(Event.parts).load_only(Event.title, Event.starts_at, Event.zone),
    )
)


def get_event(session: Session, event_id: int) -> Event | None:
    """Return an event with all that its page shows around the numbers, in four queries."""
    return session.scalar(_SHOWN, {"event_id": event_id})
