"""What residents wait for: columns of a question about events, and what belongs to no event."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, ScalarSelect, String, cast, exists, func, select
from sqlalchemy.orm import Session

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import SETTLED
from planner.core.residents.waiting import ResidentsWait
from planner.services.residents.overview import waits_for_answer
from planner.store.models import Event, Promise, PromiseTold, Remark

_BETWEEN = ","
_IS_BETTER = Remark.question == ResidentQuestion.BETTER
_IS_OPEN = Promise.state.not_in(SETTLED)


def _remarks(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(Remark.id)).where(Remark.event_id == Event.id, *which).scalar_subquery()
    )


def _promises(value: Any, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(value).where(Promise.event_id == Event.id, *which).scalar_subquery()


RESIDENTS_WAIT: tuple[Label[Any], ...] = (
    _remarks(_IS_BETTER, Remark.state != RemarkState.HIDDEN).label("remarks"),
    _remarks(Remark.state == RemarkState.NEW).label("unsorted"),
    _remarks(*waits_for_answer()).label("unanswered_remarks"),
    _promises(func.count(Promise.id)).label("promises"),
    _promises(
        func.count(Promise.id),
        ~exists().where(PromiseTold.promise_id == Promise.id).correlate(Promise),
    ).label("promises_untold"),
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
    )


def without_event(session: Session) -> ResidentsWait:
    """Return the days of open promises that belong to no event; one question.

    A member of a team sees none of them: they are nobody's but the organisation's.
    """
    due = session.scalars(
        select(Promise.due_on).where(
            Promise.event_id.is_(None), _IS_OPEN, Promise.due_on.is_not(None)
        )
    )
    return ResidentsWait(due=tuple(day for day in due if day is not None))
