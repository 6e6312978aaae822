"""Messages in an organiser's own words as letters: in each reader's language, once an address.

What is missing in a language is read in the organiser's own, which says in HTML which it is. Blanks
are filled as the language of the sentence writes days and times.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.core.letter_keys import LetterKey, Occasion
from planner.core.own_messages import INSIDE_RANK, MessageGroup
from planner.core.placeholders import Placeholder
from planner.services.helpers.readers import Readers
from planner.services.messages.own_messages import is_to_helpers
from planner.services.messages.recipients import Recipient
from planner.services.outbox.posting import Letter
from planner.store.models import Event, EventMessage
from planner.web import helper_texts, mail_texts
from planner.web.event_words import own_language, title_of
from planner.web.helper_letters import letters_to
from planner.web.i18n import current_language, in_language
from planner.web.letter_words import OwnSentence, sentence_in
from planner.web.mail_letters import Post, letters_for
from planner.web.mail_texts import MailTexts

SUBJECT, TEXT = "subject", "text"
IN_SUBJECT = (Placeholder.TITLE, Placeholder.DAY, Placeholder.TIME, Placeholder.PLACE)
IN_TEXT = tuple(Placeholder)
IN_TEXT_TO_HELPERS = (*IN_SUBJECT, Placeholder.NAME)


def texts_of(event: Event, message: EventMessage) -> MailTexts:
    """Return a message in the language that is set now, without what differs by its reader."""
    subject = _said(event, message, SUBJECT).filled(name="", number="") or str(title_of(event))
    say = helper_texts.own_message if is_to_helpers(message) else mail_texts.own_message
    return say(event, subject, _said(event, message, TEXT))


def subject_shown(event: Event, message: EventMessage) -> str:
    """Return the subject in the organiser's own language, with its blanks filled, for a list."""
    with in_language(own_language(event)):
        subject = sentence_in(event, message.subject, own_language(event))
        return str(subject.filled(name="", number="")) or message.subject


def letters_to_guests(event: Event, message: EventMessage, to: Iterable[Recipient]) -> list[Letter]:
    """Write a message to guests, in each reader's language."""
    post = Post(
        kind=MailKind.MESSAGE,
        event=event,
        texts=lambda: texts_of(event, message),
        key=lambda one: str(
            LetterKey(Occasion.MESSAGE, event.id, one.invitation_id, str(message.id))
        ),
    )
    rank = INSIDE_RANK if message.audience is MessageGroup.INSIDE else None
    return [replace(letter, rank=rank) for letter in letters_for(to, post)]


def letters_to_helpers(
    session: Session, event: Event, message: EventMessage, readers: Readers
) -> list[Letter]:
    """Write a message to who helps and wants mail; an address is written to once."""
    letters = letters_to(
        session,
        readers.by_mail,
        event,
        lambda _helper: lambda: texts_of(event, message),
        what=MailKind.MESSAGE.value,
        occasion=message.id,
    )
    return list({letter.to.strip().lower(): letter for letter in reversed(letters)}.values())[::-1]


def _said(event: Event, message: EventMessage, part: str) -> OwnSentence:
    """Return the subject or the text for who reads it now."""
    own = message.subject if part == SUBJECT else message.text
    language = current_language()
    if language != own_language(event):
        words = (message.words_in or {}).get(language, {}).get(part, "")
        if words:
            return sentence_in(event, words, language)
    return sentence_in(event, own, own_language(event))
