"""Every text is collected, translated, and carries the same blanks in every language."""

import gettext
import re
import statistics
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from planner.translations import collect, reading
from planner.web import i18n
from tests.support.catalogues import Catalogues

DOMAINS = ("guest", "messages")
CATALOGUES = [(domain, code) for domain in DOMAINS for code in collect.LANGUAGES[domain]]
BLANK = re.compile(r"%\((\w+)\)[sd]")
# Words of offices that a neighbour would not use on a card.
STIFF = ("annuleren", "verwerken", "persoonsgegevens", "indienen", "betreffende", "middels")
LONGEST_SENTENCE = 20  # words; the goal is 12
FEWEST_WORDS = 5  # of a sentence that is measured: a score of less says nothing
EASE_OF_MOST = 85
EASE_OF_WORST = 55
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
VOWELS = re.compile("aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ou|au|ei|ij|[aeiouyáéíóúàèêëïöü]")


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
        reading.CATALOGUES / f"{domain}.pot",
        *(reading.catalogue_path(domain, language) for language in collect.LANGUAGES[domain]),
    ):
        assert _ids(_read(path)) == wanted, f"{path.name} is out of date: run `make texts`"


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_language_is_complete(domain: str, language: str) -> None:
    catalogue = _read(reading.catalogue_path(domain, language))
    missing = [m.id for m in catalogue if m.id and not all(_forms(m.string))]
    assert not missing
    assert not [m.id for m in catalogue if m.id and m.fuzzy]


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_translation_fills_the_same_blanks(domain: str, language: str) -> None:
    for message in _read(reading.catalogue_path(domain, language)):
        if not message.id:
            continue
        allowed = {blank for form in _forms(message.id) for blank in BLANK.findall(form)}
        for form in _forms(message.string):
            used = set(BLANK.findall(form))
            assert used <= allowed, message.id
            if not isinstance(message.id, tuple | list):
                assert used == allowed, message.id
            assert "%" not in BLANK.sub("", form).replace("%%", ""), message.id


def test_what_guests_read_is_looked_for_where_it_is() -> None:
    for place in collect.GUEST_SOURCES:
        assert list(collect.ROOT.glob(f"{place}*")), f"{place} moved: name its new place"


def test_a_check_names_the_language_the_sentence_and_its_place(
    catalogues: Catalogues, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert collect.main("--check") == 0
    assert capsys.readouterr().out == ""
    catalogues.lose("Maybe", "pl")
    catalogues.lose("You come on your own.", "ar")
    assert collect.main("--check") == 1
    said = capsys.readouterr().out
    assert re.search(r"^pl: 'Maybe' \(.*templates/invitee/card\.html.*\)$", said, re.M)
    assert re.search(r"^ar: 'You come on your own\.' \(.*presenter\.py.*\)$", said, re.M)
    assert said.endswith("2 to translate in planner/translations\n")


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert set(i18n.ORGANISER_LANGUAGES) <= {"en", *collect.LANGUAGES["messages"]}
    assert set(i18n.GUEST_LANGUAGES) == {"en", *collect.LANGUAGES["guest"]}


@pytest.mark.parametrize("language", collect.LANGUAGES["guest"])
def test_a_form_for_many_numbers_says_the_number(language: str) -> None:
    catalogue = _read(reading.catalogue_path("guest", language))
    for message in catalogue:
        if not isinstance(message.id, tuple | list) or "%(num)s" not in message.id[1]:
            continue
        for index, form in enumerate(_forms(message.string)):
            stands_for = [n for n in range(1, 201) if catalogue_index(language, n) == index]
            if len(stands_for) > 1:
                assert "%(num)s" in form, (message.id, form)


def catalogue_index(language: str, number: int) -> int:
    """Return which plural form a language takes for a number."""
    return int(gettext.c2py(reading.PLURALS[language].partition("plural=")[2].rstrip(";"))(number))


def _dutch_for_guests() -> list[Message]:
    return [m for m in _read(reading.catalogue_path("guest", "nl")) if m.id]


def test_guests_read_no_words_of_offices() -> None:
    for message in _dutch_for_guests():
        for form in _forms(message.string):
            assert not [word for word in STIFF if word in form.lower()], form


def test_guests_read_short_sentences() -> None:
    for message in _dutch_for_guests():
        for form in _forms(message.string):
            for sentence in _sentences(form):
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_guests_read_plain_dutch() -> None:
    scores = {
        sentence: reading_ease(sentence)
        for message in _dutch_for_guests()
        for form in _forms(message.string)
        for sentence in _sentences(form)
        if len(WORD.findall(sentence)) >= FEWEST_WORDS
    }
    assert len(scores) > 50
    hard = {sentence: score for sentence, score in scores.items() if score < EASE_OF_WORST}
    assert not hard, hard
    assert statistics.median(scores.values()) >= EASE_OF_MOST


@pytest.mark.parametrize(
    ("sentence", "least", "most"),
    [
        pytest.param("Kijk op je kaart en typ de code nog eens.", 85, 130, id="a neighbour"),
        pytest.param(
            "Ingevolge artikel twee worden persoonsgegevens conform de verordening verwerkt.",
            -60, 20, id="an office",
        ),
    ],
)  # fmt: skip
def test_the_score_tells_a_neighbour_from_an_office(
    sentence: str, least: float, most: float
) -> None:
    assert least <= reading_ease(sentence) <= most


@pytest.mark.parametrize(
    ("word", "count"),
    [("kaart", 1), ("mooie", 2), ("ideeën", 3), ("geïnd", 2), ("nieuw", 1), ("blijven", 2),
     ("uitgenodigd", 4), ("radio", 3)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def reading_ease(text: str) -> float:
    """Return how easy a Dutch text reads, 0 (hard) to about 120; B1 begins at about 60.

    Source: W.H. Douma, De leesbaarheid van landbouwbladen, 1960: the Flesch score for Dutch.
    """
    words = WORD.findall(text)
    return 206.84 - 77 * sum(map(syllables, words)) / len(words) - 0.93 * len(words)


def syllables(word: str) -> int:
    """Count the vowel sounds of a Dutch word; a trema begins one of its own."""
    return max(1, len(VOWELS.findall(word.lower())))


def _sentences(text: str) -> list[str]:
    return re.split(r"[.!?:]\s", BLANK.sub("Karin", text))
