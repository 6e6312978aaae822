"""Every text is collected, translated, and carries the same blanks in every language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from planner.translations import collect
from planner.web import i18n

DOMAINS = ("guest", "messages")
BLANK = re.compile(r"%\((\w+)\)[sd]")
# Words of offices that a neighbour would not use on a card.
STIFF = ("annuleren", "verwerken", "persoonsgegevens", "indienen", "betreffende", "middels")
LONGEST_SENTENCE = 20  # words; the goal is 12


@pytest.fixture(scope="module")
def collected() -> dict[str, Catalog]:
    return collect.collect()


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, abort_invalid=True)


def _ids(catalogue: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in catalogue if m.id}


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    if isinstance(text, tuple | list):
        return list(text)
    return [text or ""]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_catalogue_holds_every_text_and_no_other(
    domain: str, collected: dict[str, Catalog]
) -> None:
    wanted = _ids(collected[domain])
    for path in (
        collect.CATALOGUES / f"{domain}.pot",
        *(collect.catalogue_path(domain, language) for language in collect.LANGUAGES),
    ):
        assert _ids(_read(path)) == wanted, f"{path.name} is out of date: run `make texts`"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", collect.LANGUAGES)
def test_a_language_is_complete(domain: str, language: str) -> None:
    catalogue = _read(collect.catalogue_path(domain, language))
    missing = [m.id for m in catalogue if m.id and not all(_forms(m.string))]
    assert not missing
    assert not [m.id for m in catalogue if m.id and m.fuzzy]


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", collect.LANGUAGES)
def test_a_translation_fills_the_same_blanks(domain: str, language: str) -> None:
    for message in _read(collect.catalogue_path(domain, language)):
        if not message.id:
            continue
        allowed = {blank for form in _forms(message.id) for blank in BLANK.findall(form)}
        for form in _forms(message.string):
            used = set(BLANK.findall(form))
            assert used <= allowed, message.id
            if not isinstance(message.id, tuple | list):
                assert used == allowed, message.id
            assert "%" not in BLANK.sub("", form).replace("%%", ""), message.id


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    translated = {"en", *collect.LANGUAGES}
    assert set(i18n.ORGANISER_LANGUAGES) <= translated
    assert set(i18n.GUEST_LANGUAGES) <= translated


def _dutch_for_guests() -> list[Message]:
    return [m for m in _read(collect.catalogue_path("guest", "nl")) if m.id]


def test_guests_read_no_words_of_offices() -> None:
    for message in _dutch_for_guests():
        for form in _forms(message.string):
            assert not [word for word in STIFF if word in form.lower()], form


def test_guests_read_short_sentences() -> None:
    for message in _dutch_for_guests():
        for form in _forms(message.string):
            for sentence in re.split(r"[.!?:]\s", form):
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
