"""Messages in an organiser's own words as letters: in each reader's language, once an address.

What is missing in a language is read in the organiser's own, which says in HTML which it is. Blanks
are filled as the language of the sentence writes days and times.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import escape
from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.core.own_messages import INSIDE_RANK, MessageGroup
from planner.core.placeholders import Placeholder, fill
from planner.services.helpers.readers import Readers
from planner.services.messages.audiences import NamedRecipient
from planner.services.messages.own_messages import is_to_helpers
from planner.services.outbox.posting import Letter
from planner.store.models import Event, EventMessage, Helper
from planner.translations.reading import Borrowed
from planner.web import helper_texts, mail_texts
from planner.web.event_words import own_language, title_of
from planner.web.filters import day, time
from planner.web.helper_letters import letters_to
from planner.web.i18n import current_language, in_language
from planner.web.mail_letters import Post, letters_for, shown_name
from planner.web.mail_texts import MailTexts

SUBJECT, TEXT = "subject", "text"
IN_SUBJECT = (Placeholder.TITLE, Placeholder.DAY, Placeholder.TIME, Placeholder.PLACE)
IN_TEXT = tuple(Placeholder)
IN_TEXT_TO_HELPERS = (*IN_SUBJECT, Placeholder.NAME)


@dataclass(frozen=True, slots=True)
class MessageReader:
    """What differs from one reader to the next; empty where there is nothing to say."""

    name: str = ""
    number: str = ""


def texts_of(event: Event, message: EventMessage, reader: MessageReader) -> MailTexts:
    """Return a message in the language that is set now, for one reader."""
    subject, language = _said(event, message, SUBJECT)
    subject = _filled(event, subject, language, MessageReader()) or str(title_of(event))
    text, text_language = _said(event, message, TEXT)
    filled = _filled(event, text, text_language, reader)
    lines = [line.strip() for line in filled.splitlines() if line.strip()]
    say = helper_texts.own_message if is_to_helpers(message) else mail_texts.own_message
    return say(event, _marked(subject, language), [_marked(line, text_language) for line in lines])


def subject_shown(event: Event, message: EventMessage) -> str:
    """Return the subject in the organiser's own language, with its blanks filled, for a list."""
    return _filled(event, message.subject, own_language(event), MessageReader()) or message.subject


def letters_to_guests(
    event: Event, message: EventMessage, to: Iterable[NamedRecipient]
) -> list[Letter]:
    """Write a message to guests: once in each language with a name and once without."""
    everyone = list(to)
    return [
        letter
        for has_name in (False, True)
        for letter in _letters_alike(
            event, message, [one for one in everyone if bool(one.name) is has_name]
        )
    ]


def letters_to_helpers(
    session: Session, event: Event, message: EventMessage, readers: Readers
) -> list[Letter]:
    """Write a message to who helps and wants mail; an address is written to once."""

    def texts(helper: Helper) -> Callable[[], MailTexts]:
        return lambda: texts_of(event, message, MessageReader(name=_one_line(helper.name)))

    letters = letters_to(
        session,
        readers.by_mail,
        event,
        texts,
        what=MailKind.MESSAGE.value,
        occasion=message.id,
    )
    return list({letter.to.strip().lower(): letter for letter in reversed(letters)}.values())[::-1]


def _letters_alike(
    event: Event, message: EventMessage, to: Sequence[NamedRecipient]
) -> list[Letter]:
    if not to:
        return []
    # Nobody can guess these marks, so no word of an organiser holds one.
    number_mark, name_mark = (f"mark{secrets.token_hex(12)}" for _mark in range(2))
    reader = MessageReader(name_mark if to[0].name else "", number_mark)
    post = Post(
        kind=MailKind.MESSAGE,
        event=event,
        texts=lambda: texts_of(event, message, reader),
        key=lambda one: f"message:{event.id}:{one.invitation_id}:{message.id}",
    )
    by_card = {one.household.invitation_id: one for one in to}
    rank = INSIDE_RANK if message.audience is MessageGroup.INSIDE else None

    def own(letter: Letter) -> Letter:
        one = by_card[letter.invitation_id or 0]
        name = shown_name(one.name, letter.language) if one.name else ""
        number = str(one.household.number)
        return replace(
            letter,
            text=letter.text.replace(name_mark, name).replace(number_mark, number),
            html=letter.html.replace(name_mark, str(escape(name))).replace(number_mark, number),
            rank=rank,
        )

    return [own(letter) for letter in letters_for([one.household for one in to], post)]


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _said(event: Event, message: EventMessage, part: str) -> tuple[str, str]:
    """Return the subject or the text for who reads it now, and the language it is in."""
    own = message.subject if part == SUBJECT else message.text
    language = current_language()
    if language != own_language(event):
        words = (message.words_in or {}).get(language, {}).get(part, "")
        if words:
            return words, language
    return own, own_language(event)


def _filled(event: Event, words: str, language: str, reader: MessageReader) -> str:
    venue = event.venue
    with in_language(language):
        values = {
            Placeholder.TITLE: str(title_of(event)),
            Placeholder.DAY: day(event.starts_at, event.zone),
            Placeholder.TIME: time(event.starts_at, event.zone),
            Placeholder.PLACE: venue.name if venue is not None else "",
            Placeholder.NAME: reader.name,
            Placeholder.NUMBER: reader.number,
        }
    return fill(words, values, language=language)


def _marked(words: str, language: str) -> str:
    return words if language == current_language() else Borrowed(words, language)
