"""The days of promises, for the private calendars of who sees to them: an entry for a whole day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.residents.undertakings import PromiseState
from planner.exports.ics import CalendarDay, render_day
from planner.services.calendars.blocks import Town
from planner.services.calendars.words import promise_title
from planner.store.models import Promise, PromiseUpdate
from planner.translations.reading import texts_in

KEPT_FOR = timedelta(days=60)
"""After its day, as events are; one that is not settled stays as long as it is not."""


def promise_blocks(
    session: Session, which: Sequence[ColumnElement[bool]], town: Town, *, today: date
) -> tuple[list[bytes], date | None]:
    """Write the entries of promises, the first day first; two questions.

    Returns:
        the entries, and the first day on which one of them gets too old.
    """
    is_open = Promise.state.in_([PromiseState.OPEN, PromiseState.BUSY])
    found = session.scalars(
        select(Promise)
        .where(*which, Promise.due_on.is_not(None), is_open | (Promise.due_on > today - KEPT_FOR))
        .options(joinedload(Promise.partner))
        .order_by(Promise.due_on, Promise.number)
    ).all()
    said = select(PromiseUpdate.promise_id, func.max(PromiseUpdate.at)).where(
        PromiseUpdate.promise_id.in_([one.id for one in found])
    )
    last = {row[0]: row[1] for row in session.execute(said.group_by(PromiseUpdate.promise_id))}
    leaving = [one.due_on + KEPT_FOR for one in found if one.due_on is not None and one.settled_on]
    blocks = [_block(one, last.get(one.id), town) for one in found]
    return blocks, min(leaving, default=None)


def _block(promise: Promise, said_at: datetime | None, town: Town) -> bytes:
    if promise.due_on is None:
        raise ValueError("a promise without a day is in no calendar")
    made_at = datetime.combine(promise.made_on, time(), UTC)
    name = f"{town.base_url}/promises/{promise.organisation_id}/{promise.number}"
    return render_day(
        CalendarDay(
            uid=str(uuid5(NAMESPACE_URL, name)),
            created_at=made_at,
            updated_at=said_at or made_at,
            # Raised by each change, so also by each move of the day; it never goes back.
            sequence=promise.version - 1,
            on=promise.due_on,
            title=promise_title(
                promise.what,
                promise.partner.name if promise.partner else "",
                promise.state,
                texts_in(town.language),
            ),
        )
    )
