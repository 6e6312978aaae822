"""What waits that belongs to no event, for who sees to all of it: promises, remarks, calendars."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.services.calendars import watching
from planner.services.residents.waiting import without_event
from planner.web.organiser.desk.step_words import (
    calendar_words,
    due_words,
    look_words,
    unanswered_words,
    unsorted_words,
)
from planner.web.organiser.desk.todos import Todo

Words = Callable[[NextStep], tuple[str, str]]
WORDS: Mapping[Step, Words] = {
    Step.LOOK_AT_PROMISES: look_words,
    Step.DUE_PROMISES: due_words,
    Step.UNSORTED: unsorted_words,
    Step.UNANSWERED_REMARKS: unanswered_words,
    Step.LOOK_AT_CALENDARS: calendar_words,
}


def steps_at_no_event(session: Session, *, now: datetime, zone: str) -> list[NextStep]:
    """Return what waits, for whoever the session is narrowed to, the most urgent first."""
    today, wait = day_of(now, zone), without_event(session)
    steps = []
    if due := wait.due_soon(today):
        late = max(0, (today - due[0]).days)
        steps.append(NextStep(step=Step.DUE_PROMISES, by=due[0], count=len(due), days_late=late))
    counts = {
        Step.LOOK_AT_PROMISES: wait.to_look,
        Step.UNSORTED: wait.unsorted,
        Step.UNANSWERED_REMARKS: wait.unanswered,
        Step.LOOK_AT_CALENDARS: watching.count_waiting(session),
    }
    return [*steps, *(NextStep(step=step, count=count) for step, count in counts.items() if count)]


def todo_at_no_event(step: NextStep) -> Todo:
    """Write one of them with the page to do it on."""
    words, note = WORDS[step.step](step)
    if step.step is Step.LOOK_AT_CALENDARS:
        return Todo(words, note, url_for("events.upload_calendar"))
    is_of_promises = step.step in {Step.LOOK_AT_PROMISES, Step.DUE_PROMISES}
    url = (
        url_for("residents.list_promises", how_far="open" if step.by else None)
        if is_of_promises
        else url_for("residents.show_all_remarks")
    )
    return Todo(words, note, url)
