"""A poster of what became of it: its code leads to the page, and it holds nothing hidden."""

from dataclasses import replace

import pypdfium2
import pytest

from planner.core.enums import EventType
from planner.exports.pdf import PromisePoster, ToldOnPaper, render_promise_poster
from tests.exports.pdf_samples import codes_on, page_count, pages, tags_on, text_of
from tests.exports.test_pdf_letters_on_paper import collisions, letters_on

URL = "https://feest.example/neighbourhood/passart/promises"
DONE = ToldOnPaper(
    "check-circle",
    "Het is gedaan",
    "We vragen Gemeente Heerlen: de stoep maaien",
    ("Jij zei: onkruid. 10 mensen of meer zeiden dit.", "“Elke maand sinds mei.”"),
)
POSTER = PromisePoster(
    title="Jij zei, wij deden",
    place="Passart",
    language="nl",
    cover=EventType.INSPECTION,
    told=(DONE, replace(DONE, picture="warning"), replace(DONE, picture="x-circle")),
    url=URL,
    address_words="feest.example/neighbourhood/passart/promises",
    scan="Scan de code en lees alles.",
    type_in="Of typ in je telefoon:",
    document_title="Jij zei, wij deden: Passart",
)


def test_a_poster_is_one_page_with_a_code_that_leads_to_the_neighbourhood() -> None:
    pdf = render_promise_poster(POSTER)
    assert page_count(pdf) == 1
    assert codes_on(next(pages(pdf))) == [URL]
    said = text_of(pdf)
    for words in (POSTER.title, "Passart", "Het is gedaan", "de stoep maaien", POSTER.scan):
        assert words in said
    assert {"H1", "L", "Figure"} <= set(tags_on(pdf))


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        pytest.param("W" * 300, "ltr", id="no word at all"),
        pytest.param("Een lange zin over onkruid in de straat. " * 8, "ltr", id="long"),
        pytest.param("قلتم: الأعشاب طويلة جدا هنا. " * 8, "rtl", id="from the right"),
    ],
)
def test_long_words_get_smaller_and_cover_nothing(words: str, direction: str) -> None:
    long = ToldOnPaper("clock", words[:80], words[:200], (words[:300], words[:200]))
    told = replace(
        POSTER,
        told=(long,) * 3,
        direction=direction,  # type: ignore[arg-type]
        language="ar" if direction == "rtl" else "nl",
    )
    pdf = render_promise_poster(told)
    assert codes_on(next(pages(pdf))) == [URL]
    assert not collisions(letters_on(pdf))


def test_nothing_is_in_the_file_but_what_is_on_the_paper() -> None:
    pdf = render_promise_poster(POSTER)
    with pypdfium2.PdfDocument(pdf) as document:
        known = {name: value for name, value in document.get_metadata_dict().items() if value}
    assert known.pop("Title") == POSTER.document_title
    assert set(known) <= {"Creator", "Producer"}
    assert pdf == render_promise_poster(POSTER)


@pytest.mark.parametrize("count", [0, 4])
def test_nothing_and_too_much_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 3"):
        replace(POSTER, told=(DONE,) * count)
