"""What two events say in their letters: bring a chair, and where the sledges stand."""

from planner.core.own_letters import LetterPart, OwnLetter, name_of
from planner.services.demonstration.maker import Maker
from planner.services.plan import own_words
from planner.store.models import Event

CHAIR = {
    "nl": "Dag {naam}, neem {dag} een stoel mee. Wij zorgen voor de tafels.",
    "ar": "مرحبًا {naam}، أحضروا معكم كرسيًا يوم {dag}. الطاولات علينا.",
    "pl": "Dzień dobry, {naam}! Proszę zabrać krzesło, spotykamy się: {dag}. Stoły mamy.",
}
TILL_NEXT = {
    "nl": "Bedankt voor het helpen opruimen. Tot de volgende keer!",
    "ar": "شكرًا على المساعدة في الترتيب. إلى اللقاء في المرة القادمة!",
    "pl": "Dziękujemy za pomoc w sprzątaniu. Do następnego razu!",
}
WARM = {
    "nl": "Trek iets warms aan: bij {plek} staan we buiten.",
    "ar": "البسوا ملابس دافئة: سنكون في الخارج عند {plek}.",
    "pl": "Proszę ubrać się ciepło, będziemy na dworze. Miejsce: {plek}.",
}


def write_in_letters(maker: Maker, barbecue: Event, castle: Event) -> None:
    """Give the letters of two events a sentence of their own."""
    for event, letter, part, words in (
        (barbecue, OwnLetter.SEE_YOU, LetterPart.OPENING, CHAIR),
        (barbecue, OwnLetter.THANKS, LetterPart.CLOSING, TILL_NEXT),
        (castle, OwnLetter.SEE_YOU, LetterPart.CLOSING, WARM),
    ):
        name = name_of(letter, part)
        others = {code: {name: text} for code, text in words.items() if code != "nl"}
        own_words.keep(event, letter, {name: words["nl"]}, others, now=event.updated_at)
    maker.session.flush()
