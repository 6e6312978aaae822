"""Collect every text from code and templates into the catalogues: `make texts`.

Two domains: `guest` is what invitees can come to see, and is translated into every language that
guests are offered; `messages` is the rest, in Dutch. A text that both use stands in `guest`.
It says what is not translated yet; with `--check`, as in `make lint`, nothing else.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import write_po

from planner.paths import PACKAGE
from planner.translations.reading import (
    CATALOGUES,
    DOMAINS,
    PLURALS,
    SOURCE_LANGUAGE,
    catalogue_path,
    id_of,
    read_catalogue,
    whole_sentences,
)

ROOT = PACKAGE.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "N_": None, "all_forms": (1, 2)}
COMMENT_TAGS = ("TRANSLATORS:",)
GUEST_SOURCES = (
    "planner/core/",
    "planner/exports/",
    "planner/services/calendars/words.py",
    "planner/web/gate/",
    "planner/web/helper/",
    "planner/web/invitee/",
    "planner/web/public/",
    "planner/web/calendars/",
    "planner/web/better_now.py",
    "planner/web/card_texts.py",
    "planner/web/clash_words.py",
    "planner/web/emergency_words.py",
    "planner/web/errors.py",
    "planner/web/event_facts.py",
    "planner/web/event_links.py",
    "planner/web/filters.py",
    "planner/web/follow_form.py",
    "planner/web/helper_texts.py",
    "planner/web/leaflet_texts.py",
    "planner/web/mail_letters.py",
    "planner/web/mail_texts.py",
    "planner/web/notice_words.py",
    "planner/web/promise_words.py",
    "planner/web/shift_words.py",
    "planner/web/scan_words.py",
    "planner/web/told_back.py",
    "templates/base.html",
    "templates/base_gate.html",
    "templates/base_guest.html",
    "templates/base_print.html",
    "templates/errors/",
    "templates/gate/",
    "templates/helper/",
    "templates/invitee/",
    "templates/macros/",
    "templates/mail/",
    "templates/meanwhile/choices.html",
    "templates/public/",
)
FOR_ORGANISERS = ("planner/exports/table_faults.py", "planner/core/logistics/")
# English is the language of the sources.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    domain: tuple(code for code in codes if code != SOURCE_LANGUAGE)
    for domain, codes in DOMAINS.items()
}


def collect() -> dict[str, Catalog]:
    """Return the texts of both domains, with where each is used."""
    found = {domain: _catalogue() for domain in DOMAINS}
    guest_texts = set()
    every = list(_texts())
    for place, _line, text, _comments in every:
        if place.startswith(GUEST_SOURCES) and not place.startswith(FOR_ORGANISERS):
            guest_texts.add(text)
    for place, line, text, comments in every:
        domain = "guest" if text in guest_texts else "messages"
        found[domain].add(text, locations=[(place, line)], auto_comments=comments)
    return found


def update(domain: str, texts: Catalog, language: str) -> Catalog:
    """Return a language's catalogue with new texts added and those no longer used left out."""
    path = catalogue_path(domain, language)
    catalogue = _catalogue(language)
    if path.is_file():
        catalogue = read_catalogue(path, language)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that a change of one text is a change of one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.revision_date = catalogue.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.fuzzy = False
    with path.open("wb") as target:
        write_po(target, catalogue, width=100, include_lineno=False, sort_output=True)


def missing(found: Mapping[str, Catalog]) -> Iterator[str]:
    """Give a line for each text that a language lacks: which language, which text, and where."""
    for domain, texts in found.items():
        for language in LANGUAGES[domain]:
            whole = dict(whole_sentences(read_catalogue(catalogue_path(domain, language))))
            for message in texts:
                if message.id and id_of(message) not in whole:
                    places = ", ".join(sorted({place for place, _line in message.locations}))
                    yield f"{language}: {id_of(message)!r} ({places})"


def main(*options: str) -> int:
    """Bring the templates and every language up to date; say what is still to be translated."""
    found = collect()
    is_check = "--check" in options
    for domain, texts in found.items() if not is_check else ():
        write(CATALOGUES / f"{domain}.pot", texts)
        for language in LANGUAGES[domain]:
            write(catalogue_path(domain, language), update(domain, texts, language))
    lines = list(missing(found))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if lines:
        sys.stdout.write(f"{len(lines)} to translate in planner/translations\n")
    return int(is_check and bool(lines))


def _catalogue(language: str | None = None) -> Catalog:
    catalogue = Catalog(
        locale=language,
        project="planner",
        charset="utf-8",
        header_comment="# Texts of the planner. Collected by `make texts`.",
    )
    if language is not None:
        catalogue.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalogue


def _texts() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str]]]:
    for folder, ending, method in (("planner", ".py", "python"), ("templates", ".html", "jinja2")):
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            place = path.relative_to(ROOT).as_posix()
            for line, text, comments, _context in extract_from_file(
                method, path, keywords=KEYWORDS, comment_tags=COMMENT_TAGS,
                options={"silent": "false", "trimmed": "true"},
            ):  # fmt: skip
                yield place, line, text, comments


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
