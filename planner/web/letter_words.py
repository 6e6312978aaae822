"""The organiser's own sentences in a letter, for who reads it now.

In the reader's language where somebody made them; else the organiser's own, which say in HTML in
which language they are. Blanks are filled as the language of the sentence writes days and times.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from planner.core.own_letters import LetterPart, OwnLetter, name_of
from planner.core.placeholders import Placeholder, fill, used_in
from planner.services.plan.own_words import words_of
from planner.store.models import Event
from planner.translations.reading import Borrowed, texts_in
from planner.web.event_words import own_language, title_of
from planner.web.filters import day, time
from planner.web.i18n import current_language, in_language

_ADDRESS = re.compile(r"https?://[^\s<>\"'{}]*[^\s<>\"'{}.,;:!?)\]،؟]")


@dataclass(frozen=True)
class OwnSentence:
    """A sentence or more as it was typed, and what is filled in for all its readers.

    Attributes:
        words: with its blanks; empty for none.
        language: in which it is.
        blanks: what its blanks become but those of the reader.
    """

    words: str = ""
    language: str = ""
    blanks: Mapping[Placeholder, str] = field(default_factory=dict)

    @property
    def names_its_reader(self) -> bool:
        """Whether it says the name of who reads it."""
        return Placeholder.NAME in used_in(self.words)

    def filled(self, *, name: str, number: str) -> str:
        """Return it for one reader; in another language than the letter it says which.

        Args:
            name: of the reader; empty where nobody knows it.
            number: of their card; empty for who has none.
        """
        if not self.words:
            return ""
        apart = texts_in(self.language).apart({str(k): value for k, value in self.blanks.items()})
        values = {Placeholder(one): str(value) for one, value in apart.items()}
        values |= {Placeholder.NAME: name, Placeholder.NUMBER: number}
        said = fill(self.words, values, language=self.language)
        return self._marked(said)

    def lines(self, *, name: str, number: str) -> list[str]:
        """Return its paragraphs for one reader, filled as `filled` does."""
        said = self.filled(name=name, number=number)
        return [self._marked(line.strip()) for line in said.splitlines() if line.strip()]

    def _marked(self, said: str) -> str:
        return said if self.language == current_language() else Borrowed(said, self.language)


def sentence_in(event: Event, words: str, language: str) -> OwnSentence:
    """Return words about an event whose blanks are filled as their language writes them."""
    with in_language(language):
        return OwnSentence(words, language, _blanks(event))


def own_sentence(event: Event, letter: OwnLetter, part: LetterPart) -> OwnSentence:
    """Return what stands in a part of a letter about an event, for who reads it now."""
    name, words = name_of(letter, part), words_of(event)
    own, language = words.own.get(name, ""), current_language()
    if not own:
        return OwnSentence()
    text = words.text_in(language, name) if language != own_language(event) else own
    if not text:
        text, language = own, own_language(event)
    return sentence_in(event, text, language)


def own_sentences(event: Event, letter: OwnLetter) -> dict[str, Any]:
    """Return what stands at the beginning and at the end of a letter, by the part."""
    return {part.value: own_sentence(event, letter, part) for part in LetterPart}


def with_links(words: str) -> str:
    """Return words whose addresses of pages can be pressed; all else stays text."""
    if "://" not in words:
        return words
    parts, end = [], 0
    for found in _ADDRESS.finditer(words):
        address = escape(found[0])
        parts += [
            escape(words[end : found.start()]),
            Markup('<a href="{0}">{0}</a>').format(address),
        ]
        end = found.end()
    html = Markup("").join([*parts, escape(words[end:])])
    return words.marked(html) if isinstance(words, Borrowed) else html


def _blanks(event: Event) -> dict[Placeholder, str]:
    venue = event.venue
    return {
        Placeholder.TITLE: str(title_of(event)),
        Placeholder.DAY: day(event.starts_at, event.zone),
        Placeholder.TIME: time(event.starts_at, event.zone),
        Placeholder.PLACE: venue.name if venue is not None else "",
    }
