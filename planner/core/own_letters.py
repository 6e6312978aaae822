"""What an organiser writes in letters that are ours: a sentence before and one after, in each.

Kept with the event by names such as 'thanks.opening', each beside its texts in other languages as
the texts of an event are (`core/said_in.py`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.core.placeholders import Placeholder
from planner.core.said_in import WordsIn, changed, is_older, plain, text_in

LONGEST_SENTENCE = 300
"""In signs, in each language."""


class OwnLetter(StrEnum):
    """A letter that takes sentences of the organiser's own; its value is in addresses of pages."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    ASK_AGAIN = "ask_again"
    SEE_YOU = "see_you"
    OFFER = "offer"
    THANKS = "thanks"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    HELPER_REMINDER = "helper_reminder"
    HELPER_THANKS = "helper_thanks"


class LetterPart(StrEnum):
    """Where in a letter a sentence stands."""

    OPENING = "opening"
    CLOSING = "closing"


TO_HELPERS = {OwnLetter.HELPER_REMINDER, OwnLetter.HELPER_THANKS}


@dataclass(frozen=True)
class LetterWords:
    """All that an organiser wrote in the letters of one event.

    Attributes:
        own: in their own language, by name.
        said: in others, by language and name; see `core/said_in.py`.
    """

    own: Mapping[str, str]
    said: WordsIn

    def is_older(self, language: str, name: str) -> bool:
        """Say whether a text was made from other words than the own ones are now."""
        return is_older(self.said, language, name, self.own.get(name, ""))

    def text_in(self, language: str, name: str) -> str:
        """Return a text in another language; empty where nobody made it."""
        return text_in(self.said, language, name)

    def with_letter(
        self,
        letter: OwnLetter,
        own: Mapping[str, str],
        said: Mapping[str, Mapping[str, str]],
        *,
        still_right: bool = False,
    ) -> "LetterWords":
        """Return these with other sentences in one letter.

        Args:
            letter: which.
            own: by name, in the own language; empty takes one away in all languages.
            said: by language and name; the same text as before stays as old as it was.
            still_right: whether texts made from older words are right for these too.
        """
        texts = dict(self.own)
        for name in names_of(letter):
            text = plain(own.get(name, ""))
            texts.pop(name, None)
            if text:
                texts[name] = text
        kept: WordsIn | None = self.said
        for language, typed in said.items():
            by_name = {
                name: plain(typed.get(name, "")) if name in texts else ""
                for name in names_of(letter)
            }
            kept = changed(
                kept,
                language,
                by_name,
                {name: texts.get(name, "") for name in by_name},
                still_right=still_right,
            )
        return LetterWords(texts, kept or {})

    def with_letter_of(self, other: "LetterWords", letter: OwnLetter) -> "LetterWords":
        """Return these with one letter as another event has it, in all languages."""
        names = set(names_of(letter))
        own = {name: text for name, text in self.own.items() if name not in names}
        own |= {name: text for name, text in other.own.items() if name in names}
        said: dict[str, dict[str, list[str]]] = {}
        for language in {**self.said, **other.said}:
            of = {
                name: list(pair)
                for name, pair in self.said.get(language, {}).items()
                if name not in names
            }
            of |= {
                name: list(pair)
                for name, pair in other.said.get(language, {}).items()
                if name in names
            }
            if of:
                said[language] = of
        return LetterWords(own, said)


def names_of(letter: OwnLetter) -> Iterator[str]:
    """Give the names by which the sentences of a letter are kept."""
    return (name_of(letter, part) for part in LetterPart)


def name_of(letter: OwnLetter, part: LetterPart) -> str:
    """Return the name by which a sentence is kept."""
    return f"{letter}.{part}"


def blanks_of(letter: OwnLetter) -> Collection[Placeholder]:
    """Return what can be filled in: who helps has no card."""
    left_out = {Placeholder.NUMBER} if letter in TO_HELPERS else set()
    return [one for one in Placeholder if one not in left_out]
