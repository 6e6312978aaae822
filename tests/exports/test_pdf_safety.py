"""Whatever people type is printed as text or left out; a file does nothing but show itself."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest

from planner.exports.pdf import (
    LetterSheet,
    render_cards,
    render_letters,
    render_poster,
    render_table_list,
)
from planner.exports.qr import qr_svg
from tests.exports.pdf_samples import (
    cards,
    codes_on,
    hundred,
    letters,
    pages,
    poster,
    sheet,
    table_list,
    text_of,
)

SEEDS = [
    "<script>alert(1)</script>",
    "#let x = 1",
    "#panic()",
    '#read("/etc/passwd")',
    "#sys.inputs.data",
    "\\",
    "\\u{41}",
    "$ x^2 $",
    "[",
    "]",
    "*vet*",
    "_schuin_",
    "`code`",
    "= Kop",
    "- lijst",
    "// weg",
    "/* weg */",
    "<label>",
    "@verwijzing",
    "~",
    "---",
    "{",
    "}",
    "%s %(x)s {0}",
    "(12 0 R)",
    ")) 3 0 R ((",
    "endobj",
    "endstream endobj 1 0 obj",
    "/JS (app.alert)",
    "\u202e omgekeerd",
    "\u2066 los \u2069",
    "\x00",
    "\x1b[31m",
    "\ufeff",
    "\ud800",
    "\U0010ffff",
    "🎉🇳🇱👨‍👩‍👧",
    "中文",
    "'; DROP TABLE x; --",
    '" onload="x',
]
SIDES = ["{}", "a{}b", "{0}{0}", "Feest {}", "{} 2027", "ي{}ي", "Щ{}", "({})"]
STRINGS = [side.format(seed) for side in SIDES for seed in SEEDS]


def test_three_hundred_hostile_texts_are_printed_as_they_are_or_left_out() -> None:
    assert len(set(STRINGS)) >= 300
    for start in range(0, len(STRINGS), 40):
        some = STRINGS[start : start + 40]
        pdf = render_letters(letter_saying(*some))
        check_harmless(pdf)
        assert codes_on(next(pages(pdf)))
        said = squeezed(text_of(pdf))
        for typed in some:
            if typed.isascii() and typed.isprintable():
                assert squeezed(typed) in said


@pytest.mark.parametrize("typed", [*SEEDS, "e" + "\u0301" * 100_000, "x" * 100_000])
def test_a_hostile_title_leaves_a_card_that_works(typed: str) -> None:
    pdf = typeset_title(typed)
    check_harmless(pdf)
    said = text_of(pdf)
    assert "zaterdag 12 juni" in said
    if typed.isascii() and typed.isprintable():
        assert squeezed(typed)[:60] in squeezed(said)


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(hundred, id="cards"),
        pytest.param(lambda: render_letters(letters()), id="letters"),
        pytest.param(lambda: render_poster(poster()), id="poster"),
        pytest.param(lambda: render_table_list(table_list()), id="list"),
    ],
)
def test_a_file_only_shows_itself_and_brings_its_fonts(pdf: Callable[[], bytes]) -> None:
    made = pdf()
    check_harmless(made)
    fonts = re.findall(rb"/Type/FontDescriptor/FontName/(\w+)\+", made)
    assert fonts, "subsets have a name of six letters in front"
    assert all(re.fullmatch(rb"[A-Z]{6}", name) for name in fonts)
    assert made.count(b"/FontFile") == len(re.findall(rb"/Type/FontDescriptor", made))
    assert b"/MarkInfo<</Marked true" in made
    assert b"<pdfuaid:part>1<" in made
    assert b"/Lang(nl)" in made
    assert pypdfium2.PdfDocument(made).get_metadata_dict()["Title"]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: render_cards(sheet(104)), id="cards in two parts"),
        pytest.param(lambda: render_letters(letters()), id="letters"),
        pytest.param(lambda: render_poster(poster()), id="poster"),
    ],
)
def test_the_same_values_give_the_same_bytes(make: Callable[[], bytes]) -> None:
    assert make() == make()


def test_each_code_is_one_path_so_that_no_hairlines_show() -> None:
    front = render_cards(sheet(1, with_back=False))
    bars = qr_svg(cards(1)[0].url, mask=3).count("M")
    streams = re.findall(rb"FlateDecode>>\nstream\n(.*?)\nendstream", front, re.DOTALL)
    contents = b"".join(map(zlib.decompress, streams))
    # What stands between two paints is one path; each bar of it is closed by an h.
    paths = re.split(rb"\n(?:f\*?|S|B|n)\n", contents)
    assert bars > 150
    assert [bars] == [path.count(b"\nh") for path in paths if path.count(b"\nh") > 100]


def typeset_title(typed: str) -> bytes:
    return render_cards(sheet(1, title=typed, document_title="Kaarten", with_back=False))


def check_harmless(pdf: bytes) -> None:
    """Look for everything with which a PDF can act, also inside compressed streams."""
    outside = re.sub(rb"stream\n.*?\nendstream", b"", pdf, flags=re.DOTALL)
    # Texts may say anything; what acts stands outside of them.
    outside = re.sub(rb"\((?:\\.|[^\\()]|\([^()]*\))*\)", b"()", outside, flags=re.DOTALL)
    for action in (b"/JS", b"/JavaScript", b"/OpenAction", b"/Launch", b"/AA", b"/URI"):
        assert action not in outside
    for part in (b"/Annots", b"/EmbeddedFile", b"/AcroForm", b"/ObjStm", b"/RichMedia"):
        assert part not in outside


def letter_saying(*paragraphs: str) -> LetterSheet:
    base = letters(1)
    return replace(base, texts=(replace(base.texts[0], paragraphs=paragraphs),))


def squeezed(text: str) -> str:
    """Leave out spaces, and hyphens, which a reader of PDFs may take for the end of a line."""
    return re.sub(r"[\s\-\u2010\u2011\ufffe\x02]", "", text)
