"""What residents wait for: columns of a question about events, and what belongs to no event."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    ScalarSelect,
    String,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import SETTLED
from planner.core.residents.waiting import ResidentsWait
from planner.services.residents.sorting import is_unanswered
from planner.services.residents.voting import LOOK_FROM
from planner.store.models import Event, Promise, PromiseTold, PromiseUpdate, PromiseVotes, Remark

_BETWEEN = ","
_IS_BETTER = Remark.question == ResidentQuestion.BETTER
_IS_OPEN = Promise.state.not_in(SETTLED)
NEEDS_A_LOOK = or_(
    exists()
    .where(PromiseUpdate.promise_id == Promise.id, PromiseUpdate.is_looked_at == false())
    .correlate(Promise),
    exists()
    .where(
        PromiseVotes.promise_id == Promise.id,
        PromiseVotes.not_yet - PromiseVotes.not_yet_seen >= LOOK_FROM,
    )
    .correlate(Promise),
)
"""Matches promises of which a partner said something, or neighbours that it is not better yet."""


def _remarks(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(Remark.id)).where(Remark.event_id == Event.id, *which).scalar_subquery()
    )


def _promises(value: Any, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(value).where(Promise.event_id == Event.id, *which).scalar_subquery()


RESIDENTS_WAIT: tuple[Label[Any], ...] = (
    _remarks(_IS_BETTER, Remark.state != RemarkState.HIDDEN).label("remarks"),
    _remarks(Remark.state == RemarkState.NEW).label("unsorted"),
    _remarks(*is_unanswered()).label("unanswered_remarks"),
    _promises(func.count(Promise.id)).label("promises"),
    _promises(
        func.count(Promise.id),
        ~exists().where(PromiseTold.promise_id == Promise.id).correlate(Promise),
    ).label("promises_untold"),
    _promises(func.count(Promise.id), NEEDS_A_LOOK).label("promises_to_look"),
    # Their days and not how many: on which day it is due depends on where the event is.
    _promises(
        func.aggregate_strings(cast(Promise.due_on, String), _BETWEEN),
        _IS_OPEN,
        Promise.due_on.is_not(None),
    ).label("promises_due"),
)
"""Columns of a question about events; `residents_wait` reads them."""


def residents_wait(row: Any) -> ResidentsWait:
    """Return what residents wait for at an event, from the columns of `RESIDENTS_WAIT`."""
    days = (row.promises_due or "").split(_BETWEEN)
    return ResidentsWait(
        remarks=row.remarks,
        unsorted=row.unsorted,
        unanswered=row.unanswered_remarks,
        promises=row.promises,
        untold=row.promises_untold,
        due=tuple(date.fromisoformat(day) for day in days if day),
        to_look=row.promises_to_look,
    )


def without_event(session: Session) -> ResidentsWait:
    """Return what waits of promises and remarks that belong to no event; two questions.

    A member of a team sees none of them: they are nobody's but the organisation's.
    """
    promises = session.execute(
        select(Promise.due_on, Promise.state, NEEDS_A_LOOK.label("to_look")).where(
            Promise.event_id.is_(None), _IS_OPEN | NEEDS_A_LOOK
        )
    ).all()
    unsorted, unanswered = session.execute(
        select(
            func.count().filter(Remark.state == RemarkState.NEW),
            func.count().filter(*is_unanswered()),
        )
        .select_from(Remark)
        .where(Remark.event_id.is_(None))
    ).one()
    return ResidentsWait(
        unsorted=unsorted,
        unanswered=unanswered,
        due=tuple(
            row.due_on for row in promises if row.due_on is not None and row.state not in SETTLED
        ),
        to_look=sum(bool(row.to_look) for row in promises),
    )
