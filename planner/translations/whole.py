"""Whether the texts of a language are whole: a page in half a language is worse than none.

A language counts as whole when each text that guests can come to see is translated, with every
plural form that the language has.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from planner.paths import PACKAGE

CATALOGUES = PACKAGE / "translations"
SOURCE_LANGUAGE = "en"
GUEST_LANGUAGES = ("nl", "ar", "pl", "uk", "tr", "de", "en")
"""The languages that guests are to be offered, in the order of the picker."""
ALWAYS_OFFERED = ("nl", SOURCE_LANGUAGE)

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

log = logging.getLogger("planner")


@cache
def whole_languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Return the languages whose texts for guests are whole; a warning names each other one.

    Dutch and English stay all the same: people there get by with a sentence of the other one,
    and somebody must be able to read the page. It is looked up once: texts do not change while
    the planner runs.
    """
    offered = []
    for language in GUEST_LANGUAGES:
        found = faults_of(folder, language)
        if found:
            log.warning("%s is not whole for guests: %s", language, "; ".join(found[:3]))
        if not found or language in ALWAYS_OFFERED:
            offered.append(language)
    return tuple(offered)


def faults_of(folder: Path, language: str) -> list[str]:
    """Return what keeps a language from being offered; nothing when it is whole."""
    if language == SOURCE_LANGUAGE:
        return []
    try:
        wanted = _ids(_read(folder / "guest.pot"))
        texts = _read(folder / language / "LC_MESSAGES" / "guest.po")
    except (OSError, UnicodeDecodeError, PoFileError) as fault:
        return [f"its texts can't be read ({type(fault).__name__})"]
    return list(_faults(texts, language, wanted))


def _faults(texts: Catalog, language: str, wanted: Collection[object]) -> Iterator[str]:
    if texts.plural_forms.rstrip(";") != PLURALS[language].rstrip(";"):
        yield "it counts by other rules"
    missing = set(wanted) - _ids(texts)
    if missing:
        yield f"{len(missing)} texts are missing"
    forms = texts.num_plurals
    for message in texts:
        if message.id and not _is_whole(message, forms):
            yield f"a text is not whole: {message.id!r}"


def _is_whole(message: Message, forms: int) -> bool:
    if message.fuzzy:
        return False
    if isinstance(message.id, tuple | list):
        strings = message.string
        return isinstance(strings, tuple | list) and len(strings) == forms and all(strings)
    return isinstance(message.string, str) and bool(message.string)


def _ids(texts: Catalog) -> set[object]:
    return {tuple(m.id) if isinstance(m.id, tuple | list) else m.id for m in texts if m.id}


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, abort_invalid=True)
