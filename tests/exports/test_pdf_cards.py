"""Invitation cards on paper: every code reads, front and back meet, everybody can read them."""

from dataclasses import replace

import pytest
import zxingcpp
from PIL import ImageFilter
from PIL.Image import Image

from planner.core.enums import EventType
from planner.exports.pdf import CardTexts, PdfFailed, PrintedFact, render_cards
from tests.exports.pdf_samples import (
    ARABIC,
    DUTCH,
    POLISH,
    TURKISH,
    UKRAINIAN,
    cards,
    codes_on,
    hundred,
    pages,
    sheet,
    tags_on,
    text_of,
    with_hyphens,
)

MM = 150 / 25.4


def test_every_printed_code_reads_back_from_a_page_of_150_dots_an_inch() -> None:
    read = [code for page in pages(hundred()) for code in codes_on(page)]
    assert sorted(read) == sorted(card.url for card in cards(106))


def test_codes_read_when_the_print_is_soft_and_the_page_lies_askew() -> None:
    fronts = list(pages(hundred()))[:6:2]
    read = []
    for page, angle in zip(fronts, (4.0, -7.0, 11.0), strict=True):
        soft = page.filter(ImageFilter.GaussianBlur(0.3 * MM))
        read += codes_on(soft.rotate(angle, expand=True, fillcolor=255))
    assert sorted(read) == sorted(card.url for card in cards(12))


def test_a_code_is_38_millimetres_wide_with_its_white_edge_and_stays_off_the_cuts() -> None:
    (page,) = pages(render_cards(sheet(4, with_back=False)))
    for found in zxingcpp.read_barcodes(page):
        box = found.position
        left, right = box.top_left.x / MM, box.top_right.x / MM
        assert (right - left) / 29 >= 0.99, "squares of a millimetre"
        for cut in (0.0, 105.0, 210.0):
            assert min(abs(left - cut), abs(right - cut)) >= 5
        for cut in (148.5, 297):
            assert abs(box.bottom_left.y / MM - cut) >= 5


def test_four_cards_make_a_sheet_and_the_last_may_be_partly_empty() -> None:
    fronts = list(pages(render_cards(sheet(5, with_back=False))))
    assert [len(codes_on(page)) for page in fronts] == [4, 1]


def test_backs_lie_behind_their_fronts_when_paper_turns_over_its_long_edge() -> None:
    front, back = pages(render_cards(sheet(1)))
    half = front.width // 2
    dark = [
        [is_dark(page.crop((x, 100, x + half - 20, 700))) for x in (0, half + 10)]
        for page in (front, back)
    ]
    assert dark == [[True, False], [False, True]]


def test_a_card_says_everything_in_the_order_in_which_it_is_read() -> None:
    said = text_of(render_cards(sheet(1)))
    order = [
        "Je bent uitgenodigd",
        "Kaart 1",
        "Buurt-BBQ Passart",
        "zaterdag 12 juni",
        "15.00 – 19.00 uur",
        "Speelveld Passartweg",
        "Gratis eten en drinken",
        "Kom je? Scan deze code.",
        "Of typ in je telefoon:",
        "samen.buurt.example",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert cards(1)[0].code_shown in with_hyphens(said)


def test_the_back_says_how_it_works_and_what_is_not_asked() -> None:
    said = text_of(render_cards(sheet(1)), 1)
    for words in (DUTCH.how, *DUTCH.steps, DUTCH.calm, DUTCH.promise, DUTCH.given_by, "polski"):
        assert words in said


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        pytest.param((DUTCH, UKRAINIAN), ("Ви запрошені", "Безкоштовна їжа"), id="Ukrainian"),
        pytest.param((DUTCH, POLISH), ("święto źródła",), id="Polish"),
        pytest.param((DUTCH, TURKISH), ("İĞŞ ığş",), id="Turkish"),
        pytest.param((DUTCH, UKRAINIAN, ARABIC), ("15:00", "19:00", "запрошені"), id="three"),
    ],
)
def test_a_card_speaks_up_to_three_languages(
    texts: tuple[CardTexts, ...], words: tuple[str, ...]
) -> None:
    pdf = render_cards(sheet(1, *texts))
    said = text_of(pdf)
    assert all(each in said for each in words), said
    (front, _) = pages(pdf)
    assert codes_on(front) == [cards(1)[0].url]


def test_a_card_in_arabic_begins_at_the_right() -> None:
    def left_of_code(pdf: bytes) -> float:
        page = next(pages(pdf))
        return zxingcpp.read_barcodes(page)[0].position.top_left.x / MM

    assert left_of_code(render_cards(sheet(1, ARABIC))) > 60
    assert left_of_code(render_cards(sheet(1, DUTCH))) < 10
    assert b"/Lang(ar)" in render_cards(sheet(1, ARABIC))


def test_no_language_or_a_fourth_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 3 languages, not 4"):
        sheet(1, DUTCH, UKRAINIAN, ARABIC, POLISH)
    with pytest.raises(ValueError, match="not 0"):
        replace(sheet(1), texts=())


@pytest.mark.parametrize("cover", EventType)
def test_each_kind_of_event_has_its_cover_on_the_card(cover: EventType) -> None:
    front = next(pages(render_cards(sheet(1, cover=cover, with_back=False)), dpi=40))
    art = front.crop((0, 0, front.width // 2, int(40 / 25.4 * 44)))
    assert len(art.getcolors(100_000) or []) > 10


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Zomerfeest van alle bewoners van de Passartbuurt " * 4, id="long"),
        pytest.param("Buurtbewonersbijeenkomstenorganisatiecomité" * 3, id="one long word"),
        pytest.param("W" * 2_000, id="no word at all"),
    ],
)
def test_long_texts_get_smaller_and_never_cover_the_code(words: str) -> None:
    facts = tuple(PrintedFact(fact.picture, words, words) for fact in DUTCH.facts)
    texts = replace(DUTCH, facts=facts, scan=words, type_in=words)
    pdf = render_cards(sheet(2, texts, title=words))
    assert sorted(codes_on(next(pages(pdf)))) == sorted(card.url for card in cards(2))


def test_a_longer_address_gets_a_bigger_code() -> None:
    host = "feest.gemeente-met-een-lange-naam.example"
    front = next(pages(render_cards(sheet(1, cards=cards(1, host=host), address_words=host))))
    assert codes_on(front) == [cards(1, host=host)[0].url]


def test_cards_are_tagged_with_headings_lists_and_pictures_that_have_words() -> None:
    names = tags_on(hundred())
    assert names.count("H1") == 4
    assert names.count("Figure") == 4
    assert {"L", "LI", "P"} <= set(names)
    assert b"/Alt(samen.buurt.example " in hundred()


def test_one_of_all_the_backs_is_read_aloud() -> None:
    assert tags_on(hundred(), 1).count("H1") == 1
    assert tags_on(hundred(), 3).count("H1") == 0


def test_progress_tells_how_many_cards_are_done() -> None:
    told: list[int] = []
    render_cards(sheet(61, with_back=False), progress=told.append)
    assert told == [60, 61]


def test_no_card_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="no card"):
        render_cards(sheet(0))


def test_what_the_typesetter_refuses_is_an_error_that_shows_no_code() -> None:
    card = replace(cards(1)[0], url="https://x.example/" + "geheim" * 600)
    with pytest.raises(PdfFailed, match="too many for a QR code") as caught:
        render_cards(sheet(1, cards=(card,)))
    assert "geheim" not in str(caught.value)


def is_dark(part: Image) -> bool:
    """Say whether there is any ink."""
    return sum(part.histogram()[:128]) > 0
