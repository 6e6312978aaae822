"""Let messages in one's own words leave when their moment comes: to who is in the group then."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.core.helpers.messages import HelperGroup, HelperMessageKind
from planner.core.own_messages import HeldReason
from planner.exports.pdf import PdfFailed, PdfNotInstalled
from planner.services.helpers import messaging
from planner.services.helpers.readers import Readers, readers_of, without_resting
from planner.services.helpers.shift_rows import shifts_of
from planner.services.messages import audiences, own_messages
from planner.services.messages.own_messages import PaperPlan
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.base import Store
from planner.store.locks import DATABASE_TROUBLE
from planner.store.models import Event, EventMessage
from planner.web.installation import settings
from planner.web.own_messages import letters_to_guests, letters_to_helpers, subject_shown
from planner.web.programme_paper import programme_pdf

log = logging.getLogger("planner")


@dataclass(frozen=True, kw_only=True)
class _Leaving:
    """A message whose moment came, as it leaves, or why it does not."""

    message: EventMessage
    event: Event
    why_held: HeldReason | None = None
    letters: Sequence[Letter] = ()
    papers: Sequence[PaperPlan] = ()
    helpers: Readers | None = None


def queue_messages(store: Store, *, now: datetime) -> int:
    """Put the letters of each message that is due in the outbox, once; return how many.

    One that can't be written is tried again, until it is too late, and holds up no other.
    """
    with store.reading() as reading:
        due = own_messages.due_messages(reading, now=now)
    new = 0
    for message_id in due:
        try:
            new += _queue_one(store, message_id, now=now)
        except DATABASE_TROUBLE:
            raise
        except Exception:
            log.exception("message %s could not be written", message_id)
    return new


def _queue_one(store: Store, message_id: int, *, now: datetime) -> int:
    with store.reading() as reading:
        message = own_messages.due_message(reading, message_id, now=now)
        made = _made(reading, message, now=now) if message is not None else None
    if made is None:
        return 0
    with store.transaction() as session:
        return _leave(session, made, now=now)


def helpers_reached(session: Session, message: EventMessage, *, now: datetime) -> Readers:
    """Return the helpers whom a message is for, by the way in which they hear of it.

    Whose address rests is told by somebody, as who has none.
    """
    readers = readers_of(
        shifts_of(session, message.event_id),
        HelperGroup.EVERYONE,
        shift_id=message.shift_id,
        now=now,
    )
    return without_resting(session, readers, code_key=settings().code_key, now=now)


def _made(session: Session, message: EventMessage, *, now: datetime) -> _Leaving:
    event = message.event
    why = own_messages.why_held(message, now=now)
    if why is not None:
        return _Leaving(message=message, event=event, why_held=why)
    helpers = None
    if own_messages.is_to_helpers(message):
        helpers = helpers_reached(session, message, now=now)
        letters = letters_to_helpers(session, event, message, helpers)
        is_anybody = helpers.count > 0
    else:
        reach = audiences.reach_of(
            session,
            event,
            message.audience,
            batch_id=message.batch_id,
            code_key=settings().code_key,
            now=now,
        )
        letters = letters_to_guests(event, message, reach.to)
        is_anybody = bool(letters)
    if not is_anybody:
        return _Leaving(message=message, event=event, why_held=HeldReason.NOBODY)
    try:
        papers = _papers(message, letters)
    except (PdfFailed, PdfNotInstalled) as error:
        log.error("message %s: no programme: %s", message.id, error)
        return _Leaving(message=message, event=event, why_held=HeldReason.NO_PDF)
    return _Leaving(message=message, event=event, letters=letters, papers=papers, helpers=helpers)


def _papers(message: EventMessage, letters: Sequence[Letter]) -> list[PaperPlan]:
    if not message.has_programme or not message.event.programme:
        return []
    languages = sorted({letter.language for letter in letters})
    return [programme_pdf(message.event, language) for language in languages]


def _leave(session: Session, leaving: _Leaving, *, now: datetime) -> int:
    message = leaving.message
    if leaving.why_held is not None:
        own_messages.hold(session, message, leaving.why_held, now=now)
        return 0
    if not own_messages.claim(session, message, now=now):
        return 0  # changed or taken back while the letters were written, or another server has it
    papers = own_messages.keep_papers(session, message, leaving.papers)
    letters = [
        replace(letter, attachment_id=papers.get(letter.language)) for letter in leaving.letters
    ]
    if leaving.helpers is not None:
        told_id = messaging.tell(
            session,
            leaving.event,
            HelperMessageKind.MESSAGE,
            leaving.helpers,
            letters,
            words=subject_shown(leaving.event, message),
            account_id=message.created_by_id,
            now=now,
        )
        told = messaging.find_message(session, message.event_id, told_id)
        mailing_id = told.mailing_id if told else None
        own_messages.note_letters(session, message.id, mailing_id=mailing_id, told_id=told_id)
        return len(letters)
    mailing_id = posting.begin_mailing(
        session,
        MailKind.MESSAGE,
        event_id=message.event_id,
        created_by_id=message.created_by_id,
        now=now,
    )
    own_messages.note_letters(session, message.id, mailing_id=mailing_id)
    return posting.queue(session, letters, now=now, mailing_id=mailing_id)
