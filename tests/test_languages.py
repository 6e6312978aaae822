"""No language is lost by a sentence, and each guest gets the one that fits best."""

import gettext
import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask, g
from wtforms import StringField, TextAreaField

from planner.core.bidi import without_controls
from planner.translations import reading
from planner.translations.reading import (
    GUEST_LANGUAGES,
    PLURALS,
    Borrowed,
    guest_languages,
    texts_in,
)
from planner.web import filters, i18n
from planner.web.forms import GuestForm
from tests.support.cards import SATURDAY
from tests.support.catalogues import GUESTS_OTHERS, Catalogues, forget

TRANSLATED = [code for code in GUEST_LANGUAGES if code != "en"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Words come from catalogues, whatever the application stores in."""
    return sqlite_url


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_map_is_not_called_like_a_card(language: str) -> None:
    words = texts_in(language)
    card = words.gettext("Card").casefold().removeprefix("ال")
    assert words.gettext("Map").casefold()[:3] != card[:3], "both stand on a guest's page"


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_a_language_counts_as_cldr_says(language: str) -> None:
    form_of = gettext.c2py(PLURALS[language].partition("plural=")[2].rstrip(";"))
    category_of = Locale(language).plural_form
    forms = defaultdict(set)
    for number in range(1_001):
        forms[category_of(number)].add(form_of(number))
    assert all(len(found) == 1 for found in forms.values()), forms
    used = [found.pop() for found in forms.values()]
    assert sorted(used) == list(range(len(forms))), "no form twice and none left over"
    assert PLURALS[language].startswith(f"nplurals={len(forms)};")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_for_guests_is_whole(language: str) -> None:
    texts = texts_in(language)
    assert not texts.fault
    assert reading.missing_in(texts) == []


@pytest.fixture
def polish(catalogues: Catalogues) -> Path:
    """The file of what guests read in Polish, to spoil."""
    return catalogues.folder / "pl" / "LC_MESSAGES" / "guest.po"


def replace(old: str, new: str) -> Callable[[Path], object]:
    def spoil(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(replace("nplurals=3", "nplurals=2"), "can't be read", id="a plural too few"),
        pytest.param(replace("n%10<=4", "n%10<=5"), "other rules", id="other rules"),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe"), "can't be read", id="no text"),
        pytest.param(
            lambda path: path.write_text('msgid "x"\nmsgstr', "utf-8"), "", id="cut off"
        ),
        pytest.param(Path.unlink, "can't be read", id="no file"),
    ],
)  # fmt: skip
def test_a_language_that_cannot_be_read_is_not_offered_and_nothing_breaks(
    polish: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object], says: str
) -> None:
    spoil(polish)
    forget()
    with caplog.at_level(logging.WARNING, logger="planner"):
        offered = guest_languages()
    assert offered == tuple(code for code in GUEST_LANGUAGES if code != "pl")
    assert "pl can't be used for guests: " in caplog.text
    assert says in caplog.text
    assert texts_in("pl").gettext("Maybe") == "Misschien"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(replace('msgid "Maybe"', 'msgid "Perhaps"'), id="a lost text"),
        pytest.param(replace('msgstr "Może"', 'msgstr ""'), id="nothing filled in"),
        pytest.param(replace('msgid "Maybe"', '#, fuzzy\nmsgid "Maybe"'), id="a guess"),
    ],
)
def test_a_sentence_that_is_missing_falls_back_alone(
    polish: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    spoil(polish)
    forget()
    with caplog.at_level(logging.WARNING, logger="planner"):
        assert guest_languages() == GUEST_LANGUAGES
    assert "pl: missing, and shown in another language: 1, such as 'Maybe'" in caplog.text
    maybe = texts_in("pl").gettext("Maybe")
    assert maybe == "Misschien"
    assert isinstance(maybe, Borrowed)
    assert maybe.language == "nl"
    assert texts_in("pl").gettext("Language") == "Język"


def test_a_town_never_loses_a_language_by_a_new_sentence(
    catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    catalogues.add("Bring your own chair.", nl="Neem je eigen stoel mee.")
    with caplog.at_level(logging.WARNING, logger="planner"):
        assert guest_languages() == GUEST_LANGUAGES
    assert [line.split(":")[0] for line in caplog.messages] == list(GUESTS_OTHERS)
    for language in GUESTS_OTHERS:
        assert texts_in(language).gettext("Bring your own chair.") == "Neem je eigen stoel mee."


def test_what_dutch_lacks_too_is_in_english(catalogues: Catalogues) -> None:
    catalogues.add("Bring your own chair.")
    for language in GUEST_LANGUAGES:
        assert texts_in(language).gettext("Bring your own chair.") == "Bring your own chair."
    for language in TRANSLATED:
        assert marked(texts_in(language).gettext("Bring your own chair.")) == "en"
    assert marked(texts_in("en").gettext("Bring your own chair.")) is None


def test_a_number_is_said_by_the_rules_of_the_language_that_is_read(polish: Path) -> None:
    replace('msgstr[2] "%(num)s czeka"', 'msgstr[2] ""')(polish)
    forget()
    said = [texts_in("pl").ngettext("%(num)s waits", "%(num)s wait", num) for num in (1, 2, 5)]
    assert said == ["1 wacht", "2 wachten", "5 wachten"]
    assert {marked(one) for one in said} == {"nl"}
    assert guest_languages() == GUEST_LANGUAGES


def test_the_log_names_only_a_few_of_many(
    catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        catalogues.add(f"Sentence {number}")
    with caplog.at_level(logging.WARNING, logger="planner"):
        guest_languages()
    assert len(caplog.messages) == len(TRANSLATED)
    assert all("5, such as 'Sentence 0'" in line for line in caplog.messages)
    assert not any("Sentence 3" in line for line in caplog.messages)


def test_a_name_that_somebody_gave_is_in_no_language_of_ours() -> None:
    assert marked(texts_in("ar").gettext("Oma's appeltaart")) is None


def test_dutch_is_always_there(catalogues: Catalogues, caplog: pytest.LogCaptureFixture) -> None:
    (catalogues.folder / "nl" / "LC_MESSAGES" / "guest.po").unlink()
    forget()
    with caplog.at_level(logging.WARNING, logger="planner"):
        assert guest_languages() == GUEST_LANGUAGES
    assert "nl can't be used for guests: its texts can't be read" in caplog.text
    assert marked(texts_in("nl").gettext("Maybe")) == "en"


def test_without_a_list_of_what_there_should_be_nothing_breaks(catalogues: Catalogues) -> None:
    (catalogues.folder / "guest.pot").unlink()
    forget()
    assert guest_languages() == GUEST_LANGUAGES
    assert texts_in("pl").gettext("Maybe") == "Może"


def marked(words: str) -> str | None:
    """Return in which other language a sentence is."""
    return words.language if isinstance(words, Borrowed) else None


def test_the_languages_are_named_as_their_readers_name_them() -> None:
    assert {
        code: str(Locale(code).get_display_name(code)).capitalize() for code in GUEST_LANGUAGES
    } == i18n.OWN_NAMES


@pytest.mark.parametrize(
    ("asked", "browser", "card", "language"),
    [
        pytest.param("pl", "tr", "uk", "pl", id="chosen on the page"),
        pytest.param("", "tr-TR,tr;q=0.9,en;q=0.8", "uk", "tr", id="of the browser"),
        pytest.param("", "ar-SY", "", "ar", id="of the browser, as in Syria"),
        pytest.param("", "so,fr;q=0.9,de;q=0.5", "uk", "de", id="third in the browser"),
        pytest.param("", "so,ti;q=0.9", "uk", "uk", id="first on the card"),
        pytest.param("", "*", "uk", "uk", id="any will do: that of the card"),
        pytest.param("", "so", "", "nl", id="the town's"),
        pytest.param("", "", "", "nl", id="nothing said"),
        pytest.param("fr", "", "so", "nl", id="none that we have"),
        pytest.param("../en", ";;q=x,,", "", "nl", id="nonsense"),
    ],
)
def test_a_guest_reads_the_language_chosen_else_the_browsers_else_the_cards(
    app: Flask, asked: str, browser: str, card: str, language: str
) -> None:
    with app.test_request_context(
        "/", query_string={"l": asked}, headers={"Accept-Language": browser}
    ):
        g.is_guest_page = True
        g.card_language = card
        assert i18n.choose_language() == language


def test_organisers_have_two_languages(app: Flask) -> None:
    with app.test_request_context("/events?l=uk", headers={"Accept-Language": "uk"}):
        assert i18n.offered_languages() == ("nl", "en")
        assert i18n.choose_language() == "nl"


@pytest.mark.parametrize(
    ("language", "day", "hours"),
    [
        pytest.param("nl", "zaterdag 12 juni", "van 15:00 tot 19:00 uur", id="Dutch"),
        pytest.param("en", "Saturday 12 June", "from 15:00 to 19:00", id="English"),
        pytest.param("de", "Samstag, 12. Juni", "von 15:00 bis 19:00 Uhr", id="German"),
        pytest.param("pl", "sobota, 12 czerwca", "od 15:00 do 19:00", id="Polish"),
        pytest.param("uk", "субота, 12 червня", "з 15:00 до 19:00", id="Ukrainian"),
        pytest.param("tr", "12 Haziran Cumartesi", "saat 15:00 ile 19:00 arası", id="Turkish"),
        pytest.param(
            "ar", "السبت، 12 يونيو", "من الساعة 15:00 إلى 19:00", id="Arabic, as on the card"
        ),
    ],
)
def test_days_are_cldrs_and_times_are_the_cards(
    app: Flask, language: str, day: str, hours: str
) -> None:
    zone = "Europe/Amsterdam"
    with app.test_request_context(f"/?l={language}"):
        g.is_guest_page = True
        assert filters.day(SATURDAY, zone) == day
        until = SATURDAY + timedelta(hours=4)
        assert without_controls(filters.time_range(SATURDAY, until, zone)) == hours


class NameForm(GuestForm):
    """A form as guests and organisers fill them in."""

    name = StringField()
    text = TextAreaField()


def test_a_typed_name_with_an_override_is_kept_without_it(app: Flask) -> None:
    typed = {"name": " Karin\u202egpj.exe ", "text": "\u2067كارين\u200f\u2069"}
    with app.test_request_context("/", method="POST", data=typed):
        form = NameForm()
        assert (form.name.data, form.text.data) == ("Karingpj.exe", "كارين\u200f")


def test_a_name_in_arabic_text_keeps_its_own_direction(app: Flask) -> None:
    with app.test_request_context("/?l=ar"):
        g.is_guest_page = True
        words = i18n.gettext("Call %(name)s: %(number)s", name="Chris\u202e", number="06 00")
        assert "\u2068Chris\u2069" in words
        assert "\u206806 00\u2069" in words
        assert "\u202e" not in words


def test_nothing_sticks_to_an_address_in_arabic_text(app: Flask) -> None:
    with app.test_request_context("/?l=ar"):
        g.is_guest_page = True
        words = i18n.gettext(
            "Are you coming too? %(title)s, %(day)s: %(url)s",
            title="Feest", day="السبت", url="https://feest.example/e/feest",
        )  # fmt: skip
        assert words.endswith(": https://feest.example/e/feest")


def test_an_arabic_name_in_dutch_text_keeps_its_own_direction(app: Flask) -> None:
    with app.test_request_context("/?l=nl"):
        assert "\u2068كارين\u2069" in i18n.gettext("This card is from %(name)s.", name="كارين")
        assert i18n.gettext("This card is from %(name)s.", name="Karin") == (
            "Deze kaart kreeg je van Karin."
        )
