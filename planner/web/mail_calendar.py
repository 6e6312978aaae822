"""The calendar part of letters: one event, with as its only attendee who gets the letter.

Written once for all receivers of a language; then only three things are exchanged: the line of the
attendee, that of the organiser (where answers are read, each card answers to an address of its own)
and the address by which they answer from their calendar, which leads nowhere else. The number by
which programs order messages is set when a letter leaves: `services/outbox/traces.py`.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from planner.core.answer_links import LINK_SIGNS, make_link
from planner.core.enums import Reply
from planner.core.mail_address import can_be_written_to
from planner.exports.ics_event import CalendarEvent
from planner.exports.itip import Person, render_cancel, render_request
from planner.services.calendars.blocks import calendar_event
from planner.services.incoming import own_organisers
from planner.services.messages.recipients import Recipient
from planner.store.models import Event
from planner.web.calendar_files import town
from planner.web.event_links import answer_url
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import language_for, runner_for
from planner.web.mail_ways import mail_sender
from planner.web.who_runs import Runner

SOMEBODY = "somebody@attendee.example"
ATTENDEE = re.compile(rb"\r\nATTENDEE[^\r]*(?:\r\n [^\r]*)*")
ORGANIZER = re.compile(rb"\r\nORGANIZER[^\r]*(?:\r\n [^\r]*)*")
CalendarPart = Callable[[Recipient], bytes | None]


def invited_to(session: Session, event: Event, *, now: datetime) -> CalendarPart:
    """Return what puts an event in a calendar, or changes it there."""
    own = _own_organisers(session, event)

    # Nobody can guess it, so no word of an organiser holds it; as long as what comes instead.
    mark = f"mark{secrets.token_hex(LINK_SIGNS // 2 - 2)}"

    @cache
    def drawn(language: str, runner: Runner, reply: Reply | None, asks: bool) -> bytes:
        return render_request(
            _shown(event, language, runner, link=mark),
            organiser=mail_sender(runner, event),
            attendee=Person(SOMEBODY),
            reply=reply,
            asks=asks,
            now=now,
        )

    def part(to: Recipient) -> bytes | None:
        organiser = own(to)
        body = drawn(language_for(to), runner_for(event, to), to.reply, bool(organiser))
        link = make_link(
            settings().code_key, card_id=to.invitation_id, seed=to.seed, turn=to.calendar_turn
        )
        return _addressed(_with_link(body, mark, link), to.email, organiser)

    return part


def cancelled_in(session: Session, event: Event, *, now: datetime) -> CalendarPart:
    """Return what takes an event out of a calendar: it is off, or goes on without them."""
    own = _own_organisers(session, event)

    @cache
    def drawn(language: str, runner: Runner) -> bytes:
        shown = calendar_event(event, town(language, runner))
        organiser = mail_sender(runner, event)
        return render_cancel(shown, organiser=organiser, attendee=Person(SOMEBODY), now=now)

    return lambda to: _addressed(drawn(language_for(to), runner_for(event, to)), to.email, own(to))


def _shown(event: Event, language: str, runner: Runner, *, link: str) -> CalendarEvent:
    with in_language(language):
        url = answer_url(link)
    return calendar_event(event, town(language, runner), answer_url=url)


def _with_link(drawn: bytes, mark: str, link: str) -> bytes:
    """Exchange the secret in the address to answer by; where a line is folded it stays so."""
    folds = rb"((?:\r\n )?)".join(re.escape(sign.encode()) for sign in mark)

    def written(found: re.Match[bytes]) -> bytes:
        return b"".join(
            sign + fold for sign, fold in zip(_signs(link), (*found.groups(), b""), strict=True)
        )

    return re.sub(folds, written, drawn)


def _signs(text: str) -> list[bytes]:
    return [sign.encode() for sign in text]


def _own_organisers(session: Session, event: Event) -> Callable[[Recipient], str]:
    """Return what gives the address by which a card knows its organiser; empty for everybody's."""
    addresses = settings().return_addresses
    if addresses is None:
        return lambda to: ""
    return lambda to: own_organisers.address_of(session, event, to.invitation_id, addresses)


def _addressed(drawn: bytes, email: str, organiser: str) -> bytes | None:
    """Exchange the attendee, and the organiser where the card has one of its own.

    None for an address that a calendar message can't hold.
    """
    if not can_be_written_to(email) or not email.isascii():
        return None
    whole = _exchanged(drawn, ATTENDEE, SOMEBODY, email)
    usual = settings().sender[1]
    return _exchanged(whole, ORGANIZER, usual, organiser) if whole and organiser else whole


def _exchanged(drawn: bytes, line: re.Pattern[bytes], old: str, new: str) -> bytes | None:
    found = line.search(drawn)
    if found is None:
        return None
    name, mailto, address = found[0].replace(b"\r\n ", b"")[2:].rpartition(b":mailto:")
    written = name + mailto + address.replace(old.encode(), new.encode())
    return drawn[: found.start()] + b"\r\n" + _folded(written) + drawn[found.end() :]


def _folded(line: bytes) -> bytes:
    """Break a line after 75 octets, never within a letter. Source: RFC 5545, 3.1."""
    pieces, start, room = [], 0, 75
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # in the middle of a letter of several octets
            end -= 1
        pieces.append(line[start:end])
        start, room = end, 74
    return b"\r\n ".join([*pieces, line[start:]])
