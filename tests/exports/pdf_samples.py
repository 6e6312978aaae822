"""Paper to test with, and the eyes to look at it: a renderer, a code reader, a reader of tags."""

import ctypes
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL.Image import Image

from planner.core.codes import derive_code, show_code
from planner.core.enums import EventType
from planner.exports.pdf import (
    CardSheet,
    CardTexts,
    LetterSheet,
    LetterTexts,
    PaperTexts,
    Poster,
    PrintedCard,
    PrintedFact,
    SpokenLanguage,
    TableList,
    render_cards,
)

HOST = "samen.buurt.example"
DUTCH = CardTexts(
    language="nl",
    invited="Je bent uitgenodigd",
    facts=(
        PrintedFact("calendar", "zaterdag 12 juni", "15.00 – 19.00 uur"),
        PrintedFact("map-pin", "Speelveld Passartweg"),
        PrintedFact("fork-knife", "Gratis eten en drinken", "Ook halal en zonder vlees"),
    ),
    scan="Kom je? Scan deze code.",
    type_in="Of typ in je telefoon:",
    calm="Geen telefoon? Kom gewoon.",
    card_word="Kaart",
    how="Zo werkt het",
    steps=(
        "Houd de camera van je telefoon op de code.",
        "Tik op “Ja, ik kom”.",
        "Neem deze kaart mee.",
    ),
    promise="Je naam is niet nodig.",
    small_print="Je antwoord gebruiken we alleen voor het eten.",
    given_by="Deze kaart kreeg je van Karin.",
)
UKRAINIAN = CardTexts(
    language="uk",
    invited="Ви запрошені",
    facts=(
        PrintedFact("calendar", "субота, 12 червня", "15:00 – 19:00"),
        PrintedFact("fork-knife", "Безкоштовна їжа та напої"),
    ),
    scan="Прийдете? Скануйте цей код.",
    card_word="Картка",
    steps=("Наведіть камеру на код.", "Натисніть «Так, я прийду».", "Візьміть цю картку з собою."),
    calm="Немає телефону? Просто приходьте.",
    promise="Ім’я не потрібне.",
)
ARABIC = CardTexts(
    language="ar",
    direction="rtl",
    invited="أنت مدعو",
    facts=(
        PrintedFact("calendar", "السبت ١٢ يونيو", "من 15:00 إلى 19:00"),
        PrintedFact("fork-knife", "طعام وشراب مجاني"),
    ),
    scan="هل ستأتي؟ امسح هذا الرمز.",
    type_in="أو اكتب في هاتفك:",
    card_word="بطاقة",
    how="هكذا يعمل",
    steps=("ضع كاميرا هاتفك على الرمز.", "اضغط على «نعم».", "أحضر هذه البطاقة معك."),
    calm="ليس لديك هاتف؟ تعال فقط.",
    promise="لا حاجة لاسمك.",
)
POLISH = CardTexts(
    language="pl",
    invited="Zapraszamy na święto źródła",
    facts=(PrintedFact("calendar", "sobota 12 czerwca"),),
    scan="Przyjdziesz? Zeskanuj kod.",
    card_word="Karta",
)
TURKISH = CardTexts(
    language="tr",
    invited="Davetlisiniz, İĞŞ ığş",
    facts=(PrintedFact("calendar", "12 Haziran Cumartesi"),),
    scan="Geliyor musunuz? Kodu okutun.",
    card_word="Kart",
)
TONGUES = (
    SpokenLanguage("ar", "rtl", "امسح الرمز:", "العربية"),
    SpokenLanguage("pl", "ltr", "Zeskanuj:", "polski"),
)


def cards(count: int, *, host: str = HOST) -> tuple[PrintedCard, ...]:
    codes = [derive_code(b"k" * 16, number.to_bytes(16)) for number in range(1, count + 1)]
    return tuple(
        PrintedCard(number, show_code(code), f"https://{host}/{code}")
        for number, code in enumerate(codes, start=1)
    )


def sheet(count: int = 4, *texts: CardTexts, **changes: Any) -> CardSheet:
    known: dict[str, Any] = {
        "title": "Buurt-BBQ Passart",
        "cover": EventType.BARBECUE,
        "address_words": HOST,
        "cards": cards(count),
        "texts": texts or (DUTCH,),
        "tongues": TONGUES,
    }
    return CardSheet(**(known | changes))


def letters(count: int = 2) -> LetterSheet:
    fields = {name: getattr(DUTCH, name) for name in DUTCH.__dataclass_fields__}
    texts = LetterTexts(
        **fields,
        greeting="Beste buur,",
        paragraphs=("Je bent van harte welkom.", "Waar ben je trots op?"),
        closing=("Tot zaterdag!", "Het buurtteam"),
    )
    return LetterSheet(
        title="Buurt-BBQ Passart",
        cover=EventType.BARBECUE,
        address_words=HOST,
        cards=cards(count),
        texts=(texts,),
    )


def poster(**changes: Any) -> Poster:
    known: dict[str, Any] = {
        "title": "Licht op het kasteel",
        "cover": EventType.CASTLE,
        "url": f"https://{HOST}/e/kasteel",
        "address_words": f"{HOST}/e/kasteel",
        "texts": (
            PaperTexts(
                language="nl",
                invited="Kom kijken",
                facts=(PrintedFact("calendar", "zaterdag"), PrintedFact("map-pin", "Kasteel")),
                scan="Scan mij.",
            ),
        ),
    }
    return Poster(**(known | changes))


def table_list(count: int = 60) -> TableList:
    return TableList(
        title="Buurt-BBQ Passart",
        subtitle="zaterdag 12 juni",
        language="nl",
        note="Dit papier is van jou. Wij bewaren geen namen.",
        headings=("Kaart", "Uitgedeeld", "Met hoeveel", "Voor wie"),
        numbers=range(1, count + 1),
    )


@cache
def hundred() -> bytes:
    """A file of more than one part, printed once for all tests."""
    return render_cards(sheet(106))


def pages(pdf: bytes, *, dpi: int = 150) -> Iterator[Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=dpi / 72).to_pil().convert("L")


def codes_on(picture: Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def text_of(pdf: bytes, page: int = 0) -> str:
    """Give the text of a page as it is copied out of it, in one line."""
    found = pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_bounded()
    return re.sub(r"\s+", " ", found.replace("\u200b", ""))


def all_text_of(pdf: bytes) -> str:
    """Give the text of all pages, codes with the hyphens that people type."""
    return with_hyphens(" ".join(text_of(pdf, page) for page in range(page_count(pdf))))


def with_hyphens(said: str) -> str:
    return re.sub("[\u2010\u2011\ufffe\x02]", "-", said)


def page_count(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def tags_on(pdf: bytes, page: int = 0) -> list[str]:
    """Name the tags of a page as a screen reader meets them."""
    document = pypdfium2.PdfDocument(pdf)
    tree = pdfium.FPDF_StructTree_GetForPage(document[page])
    names: list[str] = []
    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), names)
    pdfium.FPDF_StructTree_Close(tree)
    return names


def _walk(element: Any, names: list[str]) -> None:
    if not element:
        return
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    names.append(buffer.raw.decode("utf-16-le").rstrip("\0"))
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        _walk(pdfium.FPDF_StructElement_GetChildAtIndex(element, index), names)
