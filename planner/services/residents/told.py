"""That residents were told of a promise: which way, on which day, and what was the last of it.

What is told twice is written down once: by way and event, of each update. So pressing again, or
printing one more stack, changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.residents.undertakings import ToldWay
from planner.services.plan.listing import IS_PUBLIC
from planner.services.residents import telling_back
from planner.store.base import take_turn
from planner.store.models import Event, Neighbourhood, Promise, PromiseTold, PromiseUpdate


def note_told(
    session: Session,
    promise_ids: Iterable[int],
    way: ToldWay,
    *,
    today: date,
    event_id: int | None = None,
    heads: int | None = None,
) -> int:
    """Write down that these promises were told so; return of how many that is new.

    Args:
        session: in a transaction that writes.
        promise_ids: which.
        way: how.
        today: where they are.
        event_id: at which event, or on whose cards or page.
        heads: to how many addresses, for mail.
    """
    wanted = sorted(set(promise_ids))
    if not wanted:
        return 0
    for promise_id in wanted:
        take_turn(session, f"tell promise {promise_id}")
    latest = latest_updates(session, wanted)
    known = {
        (promise_id, update_id)
        for promise_id, update_id in session.execute(
            select(PromiseTold.promise_id, PromiseTold.update_id).where(
                PromiseTold.promise_id.in_(wanted),
                PromiseTold.way == way,
                PromiseTold.event_id.is_(None)
                if event_id is None
                else PromiseTold.event_id == event_id,
            )
        )
    }
    new = [one for one in wanted if (one, latest.get(one)) not in known]
    session.add_all(
        PromiseTold(
            promise_id=one,
            update_id=latest.get(one),
            way=way,
            event_id=event_id,
            told_on=today,
            heads=heads,
        )
        for one in new
    )
    session.flush()
    return len(new)


def latest_updates(session: Session, promise_ids: Iterable[int]) -> Mapping[int, int]:
    """Return the number of the last update of each promise that has one."""
    rows = session.execute(
        select(PromiseUpdate.promise_id, func.max(PromiseUpdate.id))
        .where(PromiseUpdate.promise_id.in_(list(promise_ids)))
        .group_by(PromiseUpdate.promise_id)
    )
    return dict(rows.all())


def note_on_pages(session: Session, promise: Promise, *, zone: str, now: datetime) -> None:
    """Write down that the public pages tell of a promise as it is now, where they do.

    Whoever makes a promise public, or says what became of it, calls this in the same transaction:
    the pages show it from its commit on, and looking at a page writes nothing.
    """
    session.flush()
    session.expire(promise, ["updates"])
    if promise.neighbourhood_id is None or not telling_back.is_told(promise):
        return
    today = day_of(now, zone)
    note_told(session, [promise.id], ToldWay.NEIGHBOURHOOD_PAGE, today=today)
    if promise.event_id is None:
        return
    listed = session.scalar(select(Event.id).where(Event.id == promise.event_id, *IS_PUBLIC))
    if listed is None:
        return
    place = session.get_one(Neighbourhood, promise.neighbourhood_id)
    told = telling_back.tell_back(session, place, zone=zone, now=now)
    on_page = telling_back.for_event(told, listed, promise.organisation_id)
    if any(one.promise.id == promise.id for one in on_page):
        note_told(session, [promise.id], ToldWay.EVENT_PAGE, today=today, event_id=listed)


def note_line_printed(session: Session, event: Event, *, now: datetime) -> None:
    """Write down that cards of an event were printed with its line about a promise, if it has one.

    Args:
        session: in a transaction that writes.
        event: with its line, and the number of the promise that it is about.
        now: the moment.
    """
    if not event.promise_line or event.promise_line_number is None:
        return
    promise_id = session.scalar(
        select(Promise.id).where(
            Promise.organisation_id == event.organisation_id,
            Promise.number == event.promise_line_number,
        )
    )
    if promise_id is not None:
        today = day_of(now, event.zone)
        note_told(session, [promise_id], ToldWay.CARD, today=today, event_id=event.id)
