"""What the organiser wrote of an event, for who reads it now: the one place that chooses.

In the reader's language where somebody made it; else the organiser's own words, which say in HTML
in which language they are. Pages of organisers show their own words and do not come here.
Source: docs/decisions/0049-texts-of-an-event.md.
"""

from collections.abc import Mapping

from planner.core.bidi import without_controls
from planner.core.said_in import WordsIn, text_in
from planner.store.models import Event, EventNotice, ProgrammeItem
from planner.translations.reading import Borrowed
from planner.web.i18n import current_language
from planner.web.installation import settings


def own_language(event: Event) -> str:
    """Return the language in which its organiser writes."""
    return event.written_in or settings().language


def title_of(event: Event) -> str:
    """Return what it is called."""
    return _said(event, event.words_in, "title", event.title)


def description_of(event: Event) -> list[str]:
    """Return what happens there, a paragraph each."""
    return _lines(_said(event, event.words_in, "description", event.description))


def wear_or_bring_of(event: Event) -> str:
    """Return what to wear or bring; empty for nothing."""
    return _said(event, event.words_in, "wear_or_bring", event.wear_or_bring)


def promise_line_of(event: Event) -> str:
    """Return what its cards say of a promise; empty for nothing."""
    return _said(event, event.words_in, "promise_line", event.promise_line)


def word_afterwards_of(event: Event) -> str:
    """Return what is done with what guests said; empty for nothing."""
    return _said(event, event.words_in, "word_afterwards", event.word_afterwards)


def afterwards_of(event: Event) -> list[str]:
    """Return the same, a paragraph each."""
    return _lines(word_afterwards_of(event))


def reason_of(event: Event) -> str:
    """Return why it was called off; empty where nobody said so."""
    return _beside(event, event.reason_in, event.cancelled_reason)


def notice_words_of(event: Event, notice: EventNotice) -> str:
    """Return the organiser's sentence about a change; empty for none."""
    return _beside(event, notice.words_in, notice.words)


def part_title_of(event: Event, item: ProgrammeItem) -> str:
    """Return what happens in a part of the programme of an event."""
    return _said(event, item.words_in, "title", item.title)


def part_place_of(event: Event, item: ProgrammeItem) -> str:
    """Return where within the venue; empty where nobody said so."""
    return _said(event, item.words_in, "place", item.place)


def _said(event: Event, words: WordsIn | None, name: str, own: str) -> str:
    return _chosen(event, own, text_in(words, current_language(), name) if words else "")


def _beside(event: Event, by_language: Mapping[str, str] | None, own: str) -> str:
    return _chosen(event, own, (by_language or {}).get(current_language(), ""))


def _chosen(event: Event, own: str, text: str) -> str:
    language = own_language(event)
    if not own or current_language() == language:
        return own
    return text or Borrowed(without_controls(own), language)


def _lines(words: str) -> list[str]:
    lines = [line for line in words.splitlines() if line.strip()]
    if isinstance(words, Borrowed):
        return [Borrowed(line, words.language) for line in lines]
    return lines
