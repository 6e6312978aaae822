"""Many parts become one file, with its pages, texts and tags."""

import re
from io import BytesIO

import pypdfium2
import pytest

from planner.exports.pdf.joining import Part, join_parts
from planner.exports.pdf.pdf_objects import renumber
from tests.exports.pdf_samples import hundred, pages, tags_on, text_of


def test_all_pages_are_there_in_turn() -> None:
    pdf = hundred()
    assert len(pypdfium2.PdfDocument(pdf)) == 2 * 27
    assert "Kaart 1 " in text_of(pdf, 0)
    assert "Kaart 97 " in text_of(pdf, 48)
    assert "Kaart 101 " in text_of(pdf, 50)
    assert b"<xmpTPg:NPages>54<" in pdf


def test_pages_of_later_parts_keep_their_tags() -> None:
    assert tags_on(hundred(), 50) == tags_on(hundred(), 48)
    assert tags_on(hundred(), 52).count("H1") == 2


def test_each_reference_leads_to_an_object_and_each_object_is_where_the_table_says() -> None:
    pdf = hundred()
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    offsets = [int(row[:10]) for row in re.findall(rb"\d{10} 00000 n", pdf[start:])]
    for number, offset in enumerate(offsets, start=1):
        assert pdf[offset:].startswith(b"%d 0 obj" % number)
    plain = re.sub(rb"stream\n.*?\nendstream", b"", pdf[:start], flags=re.DOTALL)
    referred = {int(number) for number in re.findall(rb"(\d+) 0 R", plain)}
    assert referred <= set(range(1, len(offsets) + 1))
    assert pdf.count(b"/Type/Catalog") == pdf.count(b"/Type/StructTreeRoot") == 1
    assert plain.count(b"/S/Document") == 1


def test_backs_between_the_fronts_are_copies_that_look_the_same() -> None:
    fronts_and_backs = list(pages(hundred(), dpi=40))
    assert fronts_and_backs[3].tobytes() == fronts_and_backs[1].tobytes()
    assert {back.tobytes() for back in fronts_and_backs[3:-1:2]} == {fronts_and_backs[3].tobytes()}
    assert "Zo werkt het" in text_of(hundred(), 51)


def test_what_people_wrote_is_not_taken_for_a_reference() -> None:
    body = b"<</T(see \\( 3 0 R (4 0 R) )/P 3 0 R/Alt<34203020>/K[4 0 R]>>\n"
    assert renumber(body, {3: 30, 4: 40}) == (
        b"<</T(see \\( 3 0 R (4 0 R) )/P 30 0 R/Alt<34203020>/K[40 0 R]>>\n"
    )


def test_a_stream_keeps_its_bytes() -> None:
    body = b"<</Length 5/Resources 3 0 R>>\nstream\n3 0 R\nendstream\n"
    assert renumber(body, {3: 9}) == b"<</Length 5/Resources 9 0 R>>\nstream\n3 0 R\nendstream\n"


def test_files_of_others_are_refused() -> None:
    stranger = b"%PDF-1.4\ntrailer<<>>\nstartxref\n0\n%%EOF"
    with pytest.raises(ValueError, match="not written by our typesetter"):
        join_parts([Part(stranger), Part(stranger)], BytesIO())
    with pytest.raises(ValueError, match="no part"):
        join_parts([], BytesIO())
