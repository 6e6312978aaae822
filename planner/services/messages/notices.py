"""Changes that guests have to hear of: noted when they happen, told when the organiser says so."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.core.notices import WhenWhere, change_between
from planner.store.models import Event, EventNotice, Invitation, NoticeTold, Shift, ShiftEntry
from planner.store.scoping import OF_ALL

UNTOLD = (
    select(func.max(EventNotice.id))
    .where(
        EventNotice.event_id == Event.id,
        EventNotice.told_at.is_(None),
        EventNotice.put_off_at.is_(None),
    )
    .scalar_subquery()
)
"""The change of an event that nobody was told of, and that was not put off; for a question."""


def when_where(event: Event) -> WhenWhere:
    """Return when and where an event is, as it stands now."""
    venue = event.venue
    parts = (venue.name, venue.address) if venue is not None else ()
    place = ", ".join(dict.fromkeys(part for part in parts if part))
    return WhenWhere(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=place,
        is_on=event.state is not EventState.CANCELLED,
    )


def note_change(
    session: Session, event: Event, before: WhenWhere, *, now: datetime
) -> EventNotice | None:
    """Note what guests have to hear since an event was like `before`; None when it is nothing.

    A change that nobody was told of yet grows with the next one, or goes with its opposite: people
    hear once how it is now.
    """
    if event.published_at is None or event.state in {EventState.DRAFT, EventState.CLOSED}:
        return None
    if not _has_guests(session, event.id):
        return None
    pending = pending_of(session, event.id)
    start = _before(pending) if pending else before
    after = when_where(event)
    kind = change_between(start, after)
    is_over = max(start.ends_at, after.ends_at) <= now
    if kind is None or is_over:
        if pending is not None and kind is None:
            session.delete(pending)
            session.flush()
        return None
    if pending is None:
        pending = EventNotice(
            event_id=event.id,
            was_starts_at=start.starts_at,
            was_ends_at=start.ends_at,
            was_place=start.place[:300],
            was_on=start.is_on,
            words="",
        )
        session.add(pending)
    pending.kind, pending.created_at, pending.put_off_at = kind, now, None
    session.flush()
    return pending


def pending_of(session: Session, event_id: int) -> EventNotice | None:
    """Return the change that nobody was told of yet."""
    return session.scalars(
        select(EventNotice)
        .where(EventNotice.event_id == event_id, EventNotice.told_at.is_(None))
        .order_by(EventNotice.id.desc())
        .limit(1)
    ).first()


def count_pending(session: Session, event_ids: Collection[int]) -> int:
    """Count the events, of some, at which nobody was told yet of a change."""
    if not event_ids:
        return 0
    found = select(func.count(EventNotice.event_id.distinct())).where(
        EventNotice.event_id.in_(event_ids), EventNotice.told_at.is_(None)
    )
    return session.scalar(found) or 0


def pending_of_series(session: Session, series_id: int) -> dict[int, int]:
    """Return the change of each event of a series that waits to be told; not one put off."""
    rows = session.execute(
        select(Event.id, UNTOLD).where(Event.series_id == series_id, UNTOLD.is_not(None))
    )
    return dict(rows.all())


def notice_of(session: Session, event_id: int, notice_id: int) -> EventNotice | None:
    """Return a change of an event."""
    return session.scalar(
        select(EventNotice).where(EventNotice.id == notice_id, EventNotice.event_id == event_id)
    )


def changes_of(session: Session, event: Event) -> Sequence[EventNotice]:
    """List the changes of an event for its guests, the newest first.

    Without a question where there can't be any: guests open these pages by the thousand.
    """
    return list_notices(session, event.id) if event.sequence else ()


def list_notices(session: Session, event_id: int) -> Sequence[EventNotice]:
    """List the changes of an event, the newest first."""
    return session.scalars(
        select(EventNotice)
        .where(EventNotice.event_id == event_id)
        .order_by(EventNotice.created_at.desc(), EventNotice.id.desc())
    ).all()


def claim(
    session: Session,
    notice: EventNotice,
    *,
    words: str,
    words_in: Mapping[str, str] | None = None,
    now: datetime,
) -> bool:
    """Take the one turn to tell everyone of a change; False when it was taken before.

    Args:
        session: writes.
        notice: the change.
        words: the organiser's own sentence; empty for none.
        words_in: the same by language, as far as the organiser typed it.
        now: the moment.
    """
    beside = dict(words_in or {}) if words else {}
    taken = session.execute(
        update(EventNotice)
        .where(EventNotice.id == notice.id, EventNotice.told_at.is_(None))
        .values(told_at=now, words=words, words_in=beside or None, put_off_at=None)
        .returning(EventNotice.id)
    )
    return taken.first() is not None


def note_mailing(session: Session, notice: EventNotice, mailing_id: int) -> None:
    """Note by which mail-out people are told of a change."""
    session.execute(
        update(EventNotice).where(EventNotice.id == notice.id).values(mailing_id=mailing_id)
    )


def put_off(session: Session, notice: EventNotice, *, now: datetime) -> None:
    """Note that the organiser does not want to tell anybody now."""
    session.execute(
        update(EventNotice)
        .where(EventNotice.id == notice.id, EventNotice.told_at.is_(None))
        .values(put_off_at=now)
    )


def tick(session: Session, notice: EventNotice, invitation_id: int, *, now: datetime) -> bool:
    """Note that a household was told by phone or at the door; False for a card of another event."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.event_id != notice.event_id:
        return False
    if session.get(NoticeTold, (notice.id, invitation_id)) is None:
        session.add(NoticeTold(notice_id=notice.id, invitation_id=invitation_id, told_at=now))
        session.flush()
    return True


def untick(session: Session, notice: EventNotice, invitation_id: int) -> None:
    """Take a tick back."""
    session.execute(
        delete(NoticeTold).where(
            NoticeTold.notice_id == notice.id, NoticeTold.invitation_id == invitation_id
        )
    )


def _before(notice: EventNotice) -> WhenWhere:
    return WhenWhere(
        starts_at=notice.was_starts_at,
        ends_at=notice.was_ends_at,
        place=notice.was_place,
        is_on=notice.was_on,
    )


def _has_guests(session: Session, event_id: int) -> bool:
    """Say whether anybody has to hear of a change: who has a card, or who helps."""
    # Also of another organisation's event, at a place that both use.
    cards = select(Invitation.id).where(Invitation.event_id == event_id).limit(1)
    if session.scalar(cards.execution_options(**OF_ALL)) is not None:
        return True
    helpers = (
        select(ShiftEntry.id)
        .join(Shift, Shift.id == ShiftEntry.shift_id)
        .where(
            Shift.event_id == event_id,
            or_(Shift.removed_at.is_(None), ShiftEntry.told_sequence < Shift.sequence),
        )
        .where(ShiftEntry.state.in_([EntryState.STANDING, EntryState.WAITING]))
        .limit(1)
    )
    return session.scalar(helpers.execution_options(**OF_ALL)) is not None
