"""The calendar part of letters: one event, with as its only attendee who gets the letter.

Written once for all receivers of a language; then only the line of the attendee is exchanged, and
the address by which they answer from their calendar, which leads nowhere else.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from planner.core.answer_links import LINK_SIGNS, make_link
from planner.core.mail_rules import can_be_written_to
from planner.exports.ics_event import CalendarEvent
from planner.exports.itip import Person, render_cancel, render_request
from planner.services.calendars.blocks import calendar_event
from planner.services.messages import entries
from planner.services.messages.recipients import Recipient
from planner.store.models import Event
from planner.web.calendar_files import town
from planner.web.event_links import answer_url
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import language_for, runner_for
from planner.web.mail_ways import mail_sender
from planner.web.who_runs import Runner

SOMEBODY = "somebody@attendee.invalid"
ATTENDEE = re.compile(rb"\r\nATTENDEE[^\r]*(?:\r\n [^\r]*)*")
CalendarPart = Callable[[Recipient], bytes | None]


def invited_to(session: Session, event: Event, *, now: datetime) -> CalendarPart:
    """Return what puts an event in a calendar, or changes it there."""
    raised_by = entries.raised_by(session, event.id)

    # Nobody can guess it, so no word of an organiser holds it; as long as what comes instead.
    mark = f"mark{secrets.token_hex(LINK_SIGNS // 2 - 2)}"

    @cache
    def drawn(language: str, runner: Runner, has_answered: bool) -> bytes:
        return render_request(
            _shown(event, language, raised_by, runner, link=mark),
            organiser=mail_sender(runner, event),
            attendee=Person(SOMEBODY),
            has_answered=has_answered,
            now=now,
        )

    def for_one(to: Recipient) -> bytes | None:
        part = drawn(language_for(to), runner_for(event, to), to.is_coming)
        link = make_link(
            settings().code_key, card_id=to.invitation_id, seed=to.seed, turn=to.calendar_turn
        )
        return _addressed(_exchanged(part, mark, link), to.email)

    return for_one


def cancelled_in(session: Session, event: Event, *, now: datetime) -> CalendarPart:
    """Return what takes an event out of a calendar: it is off, or goes on without them."""
    raised_by = entries.raised_by(session, event.id)

    @cache
    def drawn(language: str, runner: Runner) -> bytes:
        shown = _shown(event, language, raised_by, runner)
        organiser = mail_sender(runner, event)
        return render_cancel(shown, organiser=organiser, attendee=Person(SOMEBODY), now=now)

    return lambda to: _addressed(drawn(language_for(to), runner_for(event, to)), to.email)


def _shown(
    event: Event, language: str, raised_by: int, runner: Runner, *, link: str = ""
) -> CalendarEvent:
    with in_language(language):
        url = answer_url(link) if link else ""
    shown = calendar_event(event, town(language, runner), answer_url=url)
    return replace(shown, sequence=shown.sequence + raised_by)


def _exchanged(drawn: bytes, mark: str, link: str) -> bytes:
    """Exchange the secret in the address to answer by; where a line is folded it stays so."""
    folds = rb"((?:\r\n )?)".join(re.escape(sign.encode()) for sign in mark)

    def written(found: re.Match[bytes]) -> bytes:
        return b"".join(
            sign + fold for sign, fold in zip(_signs(link), (*found.groups(), b""), strict=True)
        )

    return re.sub(folds, written, drawn)


def _signs(text: str) -> list[bytes]:
    return [sign.encode() for sign in text]


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
