"""The words are true and the same everywhere: one word for one thing, one form of address.

Each rule is what a reader of that language would stumble over; beside it stands what to write.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from planner.core.consent import ALLERGY_WORDING, ALLERGY_WORDS
from planner.paths import PACKAGE
from planner.translations import collect, reading

WORDS_AGREED_TO = PACKAGE.parent / "docs" / "dpia.md"
BLANK = re.compile(r"%\((\w+)\)s")
DOMAINS = ("guest", "messages")

# Words that may stand in no sentence of a language: what is found, and what to write instead.
FORBIDDEN: dict[str, dict[str, str]] = {
    "nl": {
        r"\b[Pp]artij(en)?\b": "a stack of cards is a stapel",
        r"\bpoort": "a gate is an ingang",
        r"\b[Mm]ens\b": "one person is a persoon; mensen are more",
        r"\b[Oo]pgeslagen\b": "what is saved is bewaard",
        r"[Tt]erug(gehaald|haal|draai|genomen|nemen)|[Nn]eem \w+ \w*\s?terug": (
            "undoing is ongedaan maken"
        ),
        r"[Gg]rote mensen": "adults are volwassenen",
        r"\b[Tt]ot (4|12)\b(?=$| jaar)": "jonger dan: tot may be read as included",
        r"[Ss]eintje": "a reminder is a herinnering",
        r"[Aa]lleen planten": "say what is not in it: no meat, fish, milk or egg",
        r"\b(dit|het) feest\b": "an event is an evenement; an inspection is no party",
        r"\bactiviteit": "an event is an evenement",
        r"[Ii]n(ge)?trek": "above B1: say that it does not work any more",
        r"[Hh]oofd voor hoofd": "no Dutch: één voor één",
        r"[Ll]aat maar\b": "a button says what it does",
        r"kaart(en)? (laten )?stoppen|[Kk]aart stopt": "a card is made ongeldig, it does not stop",
        r"(?<!in )(?<!in de )(?<!in hun )\bplaats(en)?\b": "where somebody may come is a plek",
        r"\b[Uu](w|we)?\b": "je, never u: helpers say it aloud",
    },
    "de": {
        r"[Aa]ufheben|aufgehoben|\baufheb": "it also means to end: speichern",
        r"\b(das|dem|dieses|ein) Fest\b": "an event is a Veranstaltung",
        r"\bViertel\b": "it reads as a quarter: Stadtteil",
        r"\bTelefone?\b": "a phone is a Handy",
        r"(?<!E-)\bMails?\b": "E-Mail",
        r"[Mm]itnehmen": "speichern: nobody knows what is taken where",
        r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e|en|em|er|es)?)\b": "Sie, never du",
    },
    "pl": {
        r"[Śś]led": "it is a herring, and what a spy does: dodaj",
        r"(?<!imienia i )(?<!imienia ani )(?<!imion i )(?<!imion ani )(?<!imię i )"
        r"(?<!imiona ani )\b[Nn]azwisk": "the last name alone leaves the first name open",
        r"[Ss]potkani|\b[Ii]mprez": "an event is a wydarzenie",
        r"\bInni\b": "others may be strangers: pozostałe osoby",
        r"\b[Kk]amer(y|ą|a)\b": "a camera of a phone is an aparat",
        r"(?<=[\w,] )(Tw[oó]\w+|Ci|Cię|Was|Wam|Wy)\b": "no capital, as it is elsewhere",
        r"\b(Pan|Pani|Państw\w+)\b": "ty",
        r"\w(łeś|łaś)\b": "no past tense with ty: it names man or woman",
        r"zabrać ze sobą": "nobody knows what is taken where: pobrać",
    },
    "uk": {
        r"інвалідн": "крісло колісне",
        r"на візку": "it may be a pram: у кріслі колісному",
        r"[Сс]теж(ити|те)": "what a spy does: підписатися",
        r"\bстер(т|е)|[Сс]терти|зітр": "deleting is видалити",
        r"[Зз]абрати": "nobody knows what is taken where: завантажити",
        r"телефону\b": "of the apparatus: телефона",
        r" о %\(": "before 11:00 it is об: leave it out",
        r"\b[Тт]ой, хто\b|в того, хто": "людина, яка: man or woman",
        r"\b([Тт]и|[Тт]ебе|[Тт]обі|[Тт]вій|[Тт]во[яєїю])\b": "ви",
    },
    "tr": {
        r"çerez(?! \(cookie\))": "a çerez is a snack too: çerez (cookie)",
        r"[Yy]anıt": "an answer is a cevap",
        r"[Kk]onuk": "a guest is a misafir",
        r"\)s['’]": "an ending after a number or a name is wrong for most of them",
        r"\b([Ss]en|[Ss]ana|[Ss]eni|[Ss]enin|[Aa]dın)\b": "siz",
        r"\w(acaksın|eceksin|[ıiuü]yorsan|(mı|mi|mu|mü)yor musun|yor musun)\b": "siz",
        r"[Yy]anınıza al": "nobody knows what is taken where: indirmek",
    },
    "ar": {
        r"ملف(ات)? تعريف": "it reads as a profile: ملف كوكي",
        r"نمح|يُ?محى|نمسح|مسحه|مُسحت": "deleting is حذف; مسح is what a camera does",
        r"لقيمات": "these are fried sweets: مقبّلات",
        r"اللقاء|المناسبة": "an event is a فعالية",
        r"جواب|أجوبة": "an answer is an إجابة",
        r"البريد(?! الإلكتروني)": "that is mail on paper: رسائل",
        r"طعام\w* نباتي\w* فقط": "that is vegetarian: نباتي صرف",
        r"\b(اسمك|سنخبرك|تصلك|هاتفك|بطاقتك|إجابتك|ستأتي|تريد|لديك|افحص|اضغط|اكتب|انظر)\b": "أنتم",
    },
}
# The English of the sources is what an English guest reads.
FORBIDDEN_IN_ENGLISH = {
    r"\b[Ww]ip(e|ed|es|ing)\b": "delete",
    r"[Tt]ake (it|the facts) along|[Tt]ake along": "save",
    r"\bneed not\b": "don't have to",
    r"\bgo(es)? on after all\b": "take place: to go on is to continue",
    r"\b[Ww]ith how many (you|are)\b|\bhow many (are you|you are)\b|\bwith (more|fewer)\?": (
        "how many people"
    ),
    r"Only plants|Further|somebody of you|not so many|Who (prepares|organises)": "no English",
}
ERASED_FOR_GUESTS = r"\b[Ee]ras|\b[Ff]orget\b"
COOKIE = {
    "nl": "cookie", "en": "cookie", "de": "Cookie", "pl": "cookie", "uk": "cookie",
    "tr": "çerez (cookie)", "ar": "كوكي",
}  # fmt: skip
COOKIE_SENTENCES = {
    "For a yes, a maybe or a no we put no cookie on your phone.",
    "For that your phone keeps a cookie, until we delete what you told.",
    "Your phone then keeps a cookie, until %(day)s. "
    "With it your page shows what you told on your phone only.",
}
"""All that guests are told of cookies: one of the own card for who tells more, else none."""


@cache
def sentences(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return domain, English and forms of what a language says; of English the sources."""
    found = []
    for domain in DOMAINS:
        if language == reading.SOURCE_LANGUAGE:
            path = reading.CATALOGUES / f"{domain}.pot"
        elif language in collect.LANGUAGES[domain]:
            path = reading.catalogue_path(domain, language)
        else:
            continue
        for message in reading.read_catalogue(path, None):
            english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = (message.string or "",) if isinstance(message.string, str) else message.string
            if english[0]:
                is_source = language == reading.SOURCE_LANGUAGE
                found.append(
                    (domain, english[0], english if is_source else tuple(map(str, said or ())))
                )
    return tuple(found)


def faults(language: str, rules: dict[str, str], domain: str = "") -> Iterator[str]:
    """Say which sentence breaks which rule."""
    every = [(re.compile(pattern), why) for pattern, why in rules.items()]
    for where, _english, forms in sentences(language):
        if domain in {"", where}:
            for form in forms:
                yield from (f"{form!r}: {why}" for rule, why in every if rule.search(form))


@pytest.mark.parametrize("language", FORBIDDEN)
def test_one_word_for_one_thing_and_one_form_of_address(language: str) -> None:
    assert list(faults(language, FORBIDDEN[language])) == []


def test_the_sources_say_it_in_english() -> None:
    assert list(faults("en", FORBIDDEN_IN_ENGLISH)) == []
    assert list(faults("en", {ERASED_FOR_GUESTS: "guests read delete"}, "guest")) == []


@pytest.mark.parametrize("language", collect.LANGUAGES["guest"])
def test_apostrophes_are_those_of_print(language: str) -> None:
    assert list(faults(language, {"'": "’, and “ ” around words"})) == []


@pytest.mark.parametrize("language", collect.LANGUAGES["guest"])
def test_every_number_has_its_form_and_every_form_its_blanks(language: str) -> None:
    """A form for one number alone, such as none, one or two, may say it in words."""
    form_of = reading._form_in(language)
    alone = {
        form for form in range(6) if sum(form_of(number) == form for number in range(1, 201)) <= 1
    }
    count = int(reading.PLURALS[language].removeprefix("nplurals=")[0])
    plural = {
        message.id[0]: message.id
        for domain in DOMAINS
        for message in reading.read_catalogue(reading.CATALOGUES / f"{domain}.pot", None)
        if isinstance(message.id, tuple | list)
    }
    for _domain, english, forms in sentences(language):
        if english not in plural:
            assert len(forms) == 1, english
            continue
        assert len(forms) == count, english
        asked = set(BLANK.findall(plural[english][1]))
        for index, form in enumerate(forms):
            if index not in alone:
                assert set(BLANK.findall(form)) == asked, form


@pytest.mark.parametrize("language", COOKIE)
def test_every_language_says_the_same_of_cookies(language: str) -> None:
    """What tells more than yes or no gets one cookie, so 'guests get none' would be untrue."""
    said = {
        english
        for domain, english, forms in sentences(language)
        if domain == "guest" and any(COOKIE[language] in form for form in forms)
    }
    assert said == COOKIE_SENTENCES


def test_other_words_are_another_agreement() -> None:
    """Whoever changes the words in any language raises the version, and keeps the old ones."""
    rows = re.findall(r"^\| (\d+) \| (\w\w) \| (.+) \|$", WORDS_AGREED_TO.read_text(), re.M)
    kept = {(version, language): words for version, language, words in rows}
    now = {language: reading.texts_in(language).find(ALLERGY_WORDS) for language in COOKIE}
    assert {language: kept[ALLERGY_WORDING, language] for language in COOKIE} == now
    versions = [str(number) for number in range(1, int(ALLERGY_WORDING) + 1)]
    assert set(kept) == {(version, language) for version in versions for language in COOKIE}
    assert len({tuple(kept[one, each] for each in COOKIE) for one in versions}) == len(versions)
