"""Collect every text from code and templates into the catalogues: `make texts`.

Two domains: `guest` is what invitees can come to see, and is translated into every language that
guests are offered; `messages` is the rest, in Dutch. A text that both use stands in `guest`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from planner.paths import PACKAGE
from planner.translations.reading import CATALOGUES, GUEST_LANGUAGES, PLURALS, SOURCE_LANGUAGE

ROOT = PACKAGE.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "N_": None}
COMMENT_TAGS = ("TRANSLATORS:",)
GUEST_SOURCES = (
    "planner/core/",
    "planner/exports/",
    "planner/web/invitee/",
    "planner/web/public/",
    "planner/web/calendars/",
    "planner/web/card_texts.py",
    "planner/web/errors.py",
    "planner/web/event_facts.py",
    "planner/web/event_links.py",
    "planner/web/filters.py",
    "planner/web/mail_letters.py",
    "planner/web/mail_texts.py",
    "planner/web/notice_words.py",
    "templates/base.html",
    "templates/base_guest.html",
    "templates/base_print.html",
    "templates/errors/",
    "templates/invitee/",
    "templates/macros/",
    "templates/mail/",
    "templates/public/",
)
FOR_ORGANISERS = ("planner/exports/table_faults.py",)
# English is the language of the sources.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "guest": tuple(code for code in GUEST_LANGUAGES if code != SOURCE_LANGUAGE),
    "messages": ("nl",),
}


def collect() -> dict[str, Catalog]:
    """Return the texts of both domains, with where each is used."""
    found = {domain: _catalogue() for domain in ("guest", "messages")}
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
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def catalogue_path(domain: str, language: str) -> Path:
    """Return where a language's texts of a domain are kept."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that a change of one text is a change of one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.revision_date = catalogue.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.fuzzy = False
    with path.open("wb") as target:
        write_po(target, catalogue, width=100, include_lineno=False, sort_output=True)


def main() -> None:
    """Bring the templates and every language up to date."""
    for domain, texts in collect().items():
        write(CATALOGUES / f"{domain}.pot", texts)
        for language in LANGUAGES[domain]:
            write(catalogue_path(domain, language), update(domain, texts, language))


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
    main()
