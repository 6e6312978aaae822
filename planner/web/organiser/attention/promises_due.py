"""Promises that came up at no event, and are due: what else waits for who sees to all of them."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.services.residents.waiting import without_event
from planner.web.organiser.desk.event_head import Todo
from planner.web.organiser.desk.step_words import due_words


def promises_due(session: Session, *, now: datetime, zone: str) -> NextStep | None:
    """Return what is due of them, for whoever the session is narrowed to; None for nothing."""
    today = day_of(now, zone)
    due = without_event(session).due_soon(today)
    if not due:
        return None
    late = max(0, (today - due[0]).days)
    return NextStep(step=Step.DUE_PROMISES, by=due[0], count=len(due), days_late=late)


def due_todo(step: NextStep | None) -> Todo | None:
    """Write it with the page to do it on."""
    if step is None:
        return None
    words, note = due_words(step)
    return Todo(words, note, url_for("residents.list_promises", how_far="open"))
