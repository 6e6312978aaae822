"""Texts in a language, read straight from the .po files, inside and outside of a request.

There is no compiled catalogue to forget. The domain `guest` holds what invitees read, in every
language; `messages` holds the rest, in the languages of organisers. A sentence that a language
lacks is given in another one, and says which. Source: docs/decisions/0020-texts.md.
"""

import gettext
import logging
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from markupsafe import Markup, escape

from planner.core.bidi import FIRST_STRONG_ISOLATE, isolated, runs_from_right, without_controls
from planner.paths import PACKAGE
from planner.translations.plain_po import PlainTexts, read_plain

CATALOGUES = PACKAGE / "translations"
SOURCE_LANGUAGE = "en"
GUEST_LANGUAGES = ("nl", "ar", "pl", "uk", "tr", "de", "en")
"""The languages that guests are to be offered, in the order of the picker."""
ORGANISER_LANGUAGES = ("nl", SOURCE_LANGUAGE)
DOMAINS: Mapping[str, tuple[str, ...]] = {
    "messages": ORGANISER_LANGUAGES,
    "guest": GUEST_LANGUAGES,
}
FROM_THE_RIGHT = frozenset({"ar"})
"""Those that run so, of all above; written here, for to ask for it would load all seven."""
NEXT_BEST = "nl"
"""What the child, the neighbour and the organiser of a guest can read out."""
ALWAYS_OFFERED = (NEXT_BEST, SOURCE_LANGUAGE)
"""Somebody must be able to read the page. Both run from left to right."""

# How each language counts, in the order of CLDR's categories (zero, one, two, few, many, other).
# Source: GNU gettext manual, 'Plural forms'; tests compare it with CLDR for every number.
# Babel knows one form for Turkish, where 'you come on your own' needs a sentence of its own.
PLURALS: Mapping[str, str] = {
    "nl": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n != 1);",
    "pl": (
        "nplurals=3; plural=(n==1 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
    "uk": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
}  # fmt: skip
# CLDR's names of the forms, by how many there are. Source: Unicode TR 35, 'Language plural rules'.
FORM_NAMES: Mapping[int, tuple[str, ...]] = {
    2: ("one", "other"),
    3: ("one", "few", "many"),
    6: ("zero", "one", "two", "few", "many", "other"),
}
# Signs that Unicode keeps for use inside a program; see `planner.web.i18n.with_languages`.
BEGIN, MIDDLE, END = "\ufdd0", "\ufdd1", "\ufdd2"
MOST_NAMED = 3

log = logging.getLogger("planner")


class Isolated(str):
    """A sentence of ours that holds names which keep their direction to themselves."""

    __slots__ = ()


class Borrowed(str):
    """A sentence in another language than was asked for, because it is missing there.

    It is plain text wherever no HTML is made of it.
    """

    language: str

    def __new__(cls, words: str, language: str = SOURCE_LANGUAGE) -> "Borrowed":
        """Make a sentence that knows its language."""
        made = super().__new__(cls, words)
        made.language = language
        return made

    def __mod__(self, blanks: object) -> "Borrowed":
        return Borrowed(super().__mod__(blanks), self.language)

    def __html__(self) -> Markup:
        return self.marked(escape(str(self)))

    def marked(self, html: str) -> Markup:
        """Return HTML of this sentence, between signs that become an element with its language."""
        return Markup(f"{BEGIN}{self.language}{MIDDLE}{html}{END}")  # noqa: S704 - it is HTML


class Mixed(str):
    """A sentence with words in it that are in another language than it.

    It is plain text wherever no HTML is made of it; there it says which words.
    """

    html: Markup

    def __new__(cls, words: str, html: Markup) -> "Mixed":
        """Make a sentence that knows how it is in HTML."""
        made = super().__new__(cls, words)
        made.html = html
        return made

    def __html__(self) -> Markup:
        return self.html


@dataclass(frozen=True)
class Texts:
    """The sentences of a language.

    Attributes:
        language: its code.
        runs_from_right: whether it does, and with it whatever stands in a sentence.
        said: the sentences that are whole, by their English: those for numbers in all their forms.
        fault: why nothing of it can be used; empty where all is well.
    """

    language: str
    runs_from_right: bool = False
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fault: str = ""

    def gettext(self, text: str, /, **blanks: object) -> str:
        """Return a whole sentence, its named blanks filled in."""
        words = self.find(text)
        return self._filled(words, blanks) if blanks else words

    def ngettext(self, one: str, many: str, num: int, /, **blanks: object) -> str:
        """Return the sentence for a number; %(num)s is the number itself."""
        return self._filled(self.find_for(one, many, num), {"num": num, **blanks})

    def find(self, text: str) -> str:
        """Return a sentence with its blanks open: in this language, else in Dutch, else English."""
        forms = self.said.get(text)
        if forms is not None:
            return forms[0]
        # What nobody collected is no sentence of ours, such as the name that a dish was given.
        if self.language == SOURCE_LANGUAGE or not any(text in collected(one) for one in DOMAINS):
            return text
        return self._borrowed(self._next().find(text))

    def find_for(self, one: str, many: str, num: int) -> str:
        """Return the sentence for a number, as `find` does."""
        forms = self.said.get(one)
        if forms is not None:
            return forms[_form_in(self.language)(num)]
        if self.language == SOURCE_LANGUAGE:
            return one if num == 1 else many
        return self._borrowed(self._next().find_for(one, many, num))

    def forms_of(self, one: str, many: str) -> dict[str, str]:
        """Return the sentence in each form, by CLDR's names; `other` always, for what is left."""
        forms = self.said.get(one)
        if forms is None and self.language != SOURCE_LANGUAGE:
            return self._next().forms_of(one, many)
        forms = forms or (one, many)
        return {"other": forms[-1], **dict(zip(FORM_NAMES[len(forms)], forms, strict=True))}

    def apart(self, blanks: Mapping[str, object]) -> dict[str, object]:
        """Keep the direction of names and numbers from turning the sentence around them.

        What says its language in HTML is left to that.
        """
        return {
            name: value if isinstance(value, Borrowed | Mixed) else self._one_apart(value)
            for name, value in blanks.items()
        }

    def _filled(self, words: str, blanks: Mapping[str, object]) -> str:
        filled = words % {name: self._one_apart(value) for name, value in blanks.items()}
        if isinstance(words, Borrowed):
            return filled
        if any(isinstance(value, Borrowed | Mixed) for value in blanks.values()):
            return Mixed(filled, escape(words) % self.apart(blanks))
        return Isolated(filled) if FIRST_STRONG_ISOLATE in filled else filled

    def _one_apart(self, value: object) -> object:
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        # A messenger would take the sign after an address for a part of it.
        is_address = "://" in value
        if value and not is_address and (self.runs_from_right or runs_from_right(value)):
            return isolated(value)
        return without_controls(value)

    def _next(self) -> "Texts":
        return texts_in(SOURCE_LANGUAGE if self.language == NEXT_BEST else NEXT_BEST)

    def _borrowed(self, words: str) -> Borrowed:
        return words if isinstance(words, Borrowed) else Borrowed(words, self._next().language)


@cache
def texts_in(language: str) -> Texts:
    """Return the texts of a language: those sentences of it that are whole."""
    is_from_right = language in FROM_THE_RIGHT
    said: dict[str, tuple[str, ...]] = {}
    for domain in DOMAINS:
        if language == SOURCE_LANGUAGE or language not in DOMAINS[domain]:
            continue
        try:
            found = _read_texts(catalogue_path(domain, language))
        except (OSError, UnicodeDecodeError, PoFileError) as fault:
            reason = f"its texts can't be read ({type(fault).__name__})"
            return Texts(language, is_from_right, fault=reason)
        if found.plural_forms.rstrip(";") != PLURALS[language].rstrip(";"):
            return Texts(language, is_from_right, fault="it counts by other rules")
        said.update((text, forms) for text, forms in found.said.items() if all(forms))
    return Texts(language, is_from_right, said)


@cache
def guest_languages() -> tuple[str, ...]:
    """Return the languages that guests are offered; a warning says what is missing in which.

    All but those that can't be read or count by other rules. It is looked up once: texts do not
    change while the planner runs.
    """
    offered = []
    for language in GUEST_LANGUAGES:
        texts = texts_in(language)
        if texts.fault:
            log.warning("%s can't be used for guests: %s", language, texts.fault)
        elif missing := missing_in(texts):
            log.warning(
                "%s: missing, and shown in another language: %d, such as %s",
                language, len(missing), "; ".join(map(repr, missing[:MOST_NAMED])),
            )  # fmt: skip
        if not texts.fault or language in ALWAYS_OFFERED:
            offered.append(language)
    return tuple(offered)


def missing_in(texts: Texts) -> list[str]:
    """Return the sentences that were collected and are not whole in a language, in order."""
    if texts.language == SOURCE_LANGUAGE:
        return []
    wanted = {
        text
        for domain, codes in DOMAINS.items()
        if texts.language in codes
        for text in collected(domain)
    }
    return sorted(wanted - texts.said.keys())


def catalogue_path(domain: str, language: str) -> Path:
    """Return where a language's texts of a domain are kept."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"


def _read_texts(path: Path) -> PlainTexts:
    """Read the sentences of a file; it raises where anything in it is not as it should be."""
    plain = read_plain(path.read_text(encoding="utf-8"))
    if plain is not None:
        return plain
    catalogue = read_catalogue(path)
    ids: dict[str, tuple[str, ...]] = {id_of(each): ("",) for each in catalogue if each.id}
    return PlainTexts(catalogue.plural_forms, ids | dict(whole_sentences(catalogue)))


def read_catalogue(path: Path, language: str | None = None) -> Catalog:
    """Read a .po or .pot file; it raises where anything in it is not as it should be."""
    with path.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def whole_sentences(catalogue: Catalog) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what is translated for certain, with every plural form that the language has."""
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else message.string or ()
        needed = 1 if isinstance(message.id, str) else catalogue.num_plurals
        if message.id and not message.fuzzy and len(forms) == needed and all(forms):
            yield id_of(message), tuple(forms)


def id_of(message: Message) -> str:
    """Return the English of a sentence; that for one where it is about a number."""
    return message.id if isinstance(message.id, str) else message.id[0]


@cache
def collected(domain: str) -> Set[str]:
    """Return what was collected for a domain: the sentences, and those for one of a number."""
    try:
        return _read_texts(CATALOGUES / f"{domain}.pot").said.keys()
    except (OSError, UnicodeDecodeError, PoFileError):
        return frozenset()  # nobody knows what is missing; every language has what it has


@cache
def _form_in(language: str) -> Callable[[int], int]:
    return gettext.c2py(PLURALS[language].partition("plural=")[2].rstrip(";"))
