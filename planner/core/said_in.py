"""What an organiser wrote, said in guests' languages by whoever translates.

Kept beside the organiser's own words: by language and name, the text and a mark of the words it was
made from. So nobody who changes the own words has to think of six languages: what was made from
older words is known by its mark. Source: docs/decisions/0049-texts-of-an-event.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

WordsIn = Mapping[str, Mapping[str, Sequence[str]]]
"""Language -> name -> the text, and the mark of the own words that it was made from."""


@dataclass(frozen=True)
class TextProgress:
    """How far the texts of an event are in a language.

    Attributes:
        there: those that are there, also those made from older words.
        older: how many of them were made from older words.
        wanted: all that the organiser wrote.
    """

    there: int
    older: int
    wanted: int

    @property
    def missing(self) -> int:
        """Those that guests read in the organiser's own language."""
        return self.wanted - self.there

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to do."""
        return self.missing == 0 and self.older == 0


def mark_of(own: str) -> str:
    """Return the mark of own words: another one as soon as anything in them is different."""
    return blake2b(plain(own).encode(), digest_size=6).hexdigest()


def plain(words: str) -> str:
    """Return words as they are compared: however spaces and ends of lines were typed."""
    return " ".join(words.split())


def text_in(words: WordsIn | None, language: str, name: str) -> str:
    """Return a text in a language; empty where nobody made it."""
    return _kept(words, language, name)[0]


def said_in(words: WordsIn | None, language: str, name: str, own: str) -> str:
    """Return what a reader of a language reads: the text in it, else the organiser's own words."""
    return own and (text_in(words, language, name) or own)


def is_older(words: WordsIn | None, language: str, name: str, own: str) -> bool:
    """Say whether a text was made from other words than the organiser's own are now."""
    text, mark = _kept(words, language, name)
    return bool(text) and mark != mark_of(own)


def changed(
    words: WordsIn | None,
    language: str,
    texts: Mapping[str, str],
    own: Mapping[str, str],
    *,
    still_right: bool = False,
) -> dict[str, dict[str, list[str]]] | None:
    """Return what is kept once texts in a language are these; None where nothing is left.

    A text that is the same as before stays as old as it was, unless somebody says that it is still
    right. What own words do not have a text for now is left as it is: they may come back.

    Args:
        words: what was kept until now.
        language: of the texts.
        texts: by name; empty takes one away.
        own: the organiser's own words by name.
        still_right: whether texts made from older words are right for these too.
    """
    kept = {name: list(pair) for name, pair in (words or {}).get(language, {}).items()}
    for name, typed in texts.items():
        text = typed.strip()
        if not text:
            kept.pop(name, None)
        elif still_right or kept.get(name, [""])[0] != text:
            kept[name] = [text, mark_of(own[name])]
    made = {code: {n: list(pair) for n, pair in of.items()} for code, of in (words or {}).items()}
    made[language] = kept
    return {code: of for code, of in made.items() if of} or None


def _kept(words: WordsIn | None, language: str, name: str) -> tuple[str, str]:
    text, mark = (words or {}).get(language, {}).get(name, ("", ""))
    return text, mark
