"""Letters, posters and lists."""

import re
import sys
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from planner.exports.pdf import (
    Paper,
    PdfNotInstalled,
    is_available,
    render_cards,
    render_letters,
    render_poster,
    render_table_list,
)
from tests.exports.pdf_samples import (
    HOST,
    cards,
    codes_on,
    letters,
    pages,
    poster,
    sheet,
    table_list,
    tags_on,
    text_of,
)

MM = 150 / 25.4


def test_each_card_is_a_letter_whose_code_lies_on_no_fold() -> None:
    printed = list(pages(render_letters(letters(3))))
    assert [codes_on(page) for page in printed] == [[card.url] for card in cards(3)]
    for page in printed:
        box = zxingcpp.read_barcodes(page)[0].position
        for fold in (99, 198):
            top, bottom = box.top_left.y / MM, box.bottom_left.y / MM
            assert not top - 4 < fold < bottom + 4
        assert (box.top_right.x - box.top_left.x) / MM / 29 >= 1.0


def test_a_letter_reads_from_the_invitation_to_the_small_print() -> None:
    said = text_of(render_letters(letters(1)))
    order = ["Je bent uitgenodigd", "Kaart 1", "Buurt-BBQ", "Beste buur,", "Waar ben je trots op?"]
    order += ["Tot zaterdag!", "Kom je?", "Je naam is niet nodig."]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(("paper", "width"), [(Paper.A4, 210), (Paper.A3, 297)])
def test_a_poster_has_the_code_of_the_public_page_on_the_paper_asked_for(
    paper: Paper, width: int
) -> None:
    pdf = render_poster(poster(paper=paper))
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert document[0].get_width() == pytest.approx(width / 25.4 * 72, abs=1)
    assert codes_on(next(pages(pdf))) == [f"https://{HOST}/e/kasteel"]
    assert {"H1", "Figure", "P"} <= set(tags_on(pdf))


def test_a_list_has_a_line_for_each_card_and_its_head_on_each_page() -> None:
    pdf = render_table_list(table_list(60))
    said = [text_of(pdf, page) for page in range(len(pypdfium2.PdfDocument(pdf)))]
    assert all("Voor wie" in page for page in said)
    numbers = [int(number) for page in said for number in re.findall(r"\d+", page)]
    assert set(range(1, 61)) <= set(numbers)


def test_a_list_is_a_table_for_who_hears_it() -> None:
    names = tags_on(render_table_list(table_list(5)))
    assert names.count("TH") == 4
    assert names.count("TR") == 6


def test_a_list_has_no_name_and_no_code() -> None:
    assert not codes_on(next(pages(render_table_list(table_list(5)))))
    with pytest.raises(ValueError, match="no card"):
        render_table_list(replace(table_list(), numbers=()))


def test_without_the_typesetter_an_organiser_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert is_available()
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not is_available()
    with pytest.raises(PdfNotInstalled, match="the package typst"):
        render_cards(sheet(1))


def test_the_typesetter_is_not_loaded_into_the_server() -> None:
    render_table_list(table_list(1))
    assert "typst" not in sys.modules
