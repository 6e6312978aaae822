"""The calendar part of letters: one event, with as its only attendee who gets the letter.

Written once for all receivers of a language; then only the line of the attendee is exchanged. The
number by which programs order messages is set when a letter leaves: `services/outbox/traces.py`.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache

from planner.core.mail_address import can_be_written_to
from planner.exports.itip import Person, render_cancel, render_request
from planner.services.calendars.blocks import calendar_event
from planner.services.messages.recipients import Recipient
from planner.store.models import Event
from planner.web.calendar_files import town
from planner.web.mail_letters import language_for, runner_for
from planner.web.mail_ways import mail_sender
from planner.web.who_runs import Runner

SOMEBODY = "somebody@attendee.example"
ATTENDEE = re.compile(rb"\r\nATTENDEE[^\r]*(?:\r\n [^\r]*)*")
CalendarPart = Callable[[Recipient], bytes | None]


def invited_to(event: Event, *, now: datetime) -> CalendarPart:
    """Return what puts an event in a calendar, or changes it there."""

    @cache
    def drawn(language: str, runner: Runner, has_answered: bool) -> bytes:
        return render_request(
            calendar_event(event, town(language, runner)),
            organiser=mail_sender(runner, event),
            attendee=Person(SOMEBODY),
            has_answered=has_answered,
            now=now,
        )

    return lambda to: _addressed(
        drawn(language_for(to), runner_for(event, to), to.is_coming), to.email
    )


def cancelled_in(event: Event, *, now: datetime) -> CalendarPart:
    """Return what takes an event out of a calendar: it is off, or goes on without them."""

    @cache
    def drawn(language: str, runner: Runner) -> bytes:
        shown = calendar_event(event, town(language, runner))
        organiser = mail_sender(runner, event)
        return render_cancel(shown, organiser=organiser, attendee=Person(SOMEBODY), now=now)

    return lambda to: _addressed(drawn(language_for(to), runner_for(event, to)), to.email)


def _addressed(drawn: bytes, email: str) -> bytes | None:
    """Exchange the attendee; None for an address that a calendar message can't hold."""
    found = ATTENDEE.search(drawn)
    if found is None or not can_be_written_to(email) or not email.isascii():
        return None
    line = found[0].replace(b"\r\n ", b"")[2:].replace(SOMEBODY.encode(), email.encode())
    return drawn[: found.start()] + b"\r\n" + _folded(line) + drawn[found.end() :]


def _folded(line: bytes) -> bytes:
    """Break a line of plain letters after 75 octets. Source: RFC 5545, 3.1."""
    rest = (line[start : start + 74] for start in range(75, len(line), 74))
    return b"\r\n ".join((line[:75], *rest))
