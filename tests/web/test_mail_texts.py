"""Every message in every language: whole sentences, valid HTML, nothing fetched."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

import html5lib
import pytest
from flask import Flask

from planner.app import create_app
from planner.core.bidi import without_controls
from planner.core.enums import EventState
from planner.core.notices import NoticeKind
from planner.settings import Settings
from planner.store.models import Event, EventNotice, Venue
from planner.translations.reading import GUEST_LANGUAGES
from planner.web import mail_texts
from planner.web.i18n import in_language
from planner.web.mail_letters import Written, write
from planner.web.mail_previews import Texts, message_texts
from planner.web.who_runs import Runner
from tests.support.cards import MADE_AT, SATURDAY

BUREAU = Runner("Bureau Noord", "")

HTML = "{http://www.w3.org/1999/xhtml}"
LINK = "https://feest.example/AAAAAAAAAAAAA?l=nl"
STOP = "https://feest.example/unsubscribe/abc"
NUMBERS = (1, 2, 5, 11, 21, 101)
OUR_OWN = {"Muziek en spel voor de hele buurt.", "Buurt-BBQ Passart", "Speelveld", "Bureau Noord"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with an empty database that nobody asks anything."""
    folder = tmp_path_factory.mktemp("mail")
    app = create_app(
        Settings(
            secret_key="a secret key for tests only, 0123456789",
            code_key="a key for codes in tests only, 9876543210",
            base_url="https://feest.example",
            database_url=f"sqlite:///{folder / 'planner.db'}",
            instance=folder,
            organisation="Bureau Noord",
            contact_phone="045 000 00 00",
        )
    )
    with app.test_request_context(base_url="https://feest.example"):
        yield app
    app.extensions["store"].close()


def event(**fields: object) -> Event:
    values: dict[str, object] = {
        "id": 1,
        "title": "Buurt-BBQ Passart",
        "slug": "bbq",
        "starts_at": SATURDAY,
        "ends_at": SATURDAY + timedelta(hours=4),
        "zone": "Europe/Amsterdam",
        "state": EventState.PUBLISHED,
        "contact_name": "",
        "contact_phone": "",
        "cancelled_reason": "",
        "word_afterwards": "",
        "description": "Muziek en spel voor de hele buurt.",
        "promise_line": "",
        "venue": Venue(name="Speelveld", address="Passartweg 1"),
        "dishes": [],
    }
    return Event(**{**values, **fields})


def notice(kind: NoticeKind) -> EventNotice:
    return EventNotice(
        kind=kind,
        was_starts_at=SATURDAY - timedelta(hours=1),
        was_ends_at=SATURDAY + timedelta(hours=3),
        was_place="Buurthuis",
        was_on=True,
        words="",
    )


class Nothing:
    """A database in which nothing is found."""

    def scalar(self, question: object) -> None:
        return None


def every_text() -> Mapping[str, Texts]:
    found = dict(message_texts(Nothing(), event(), now=MADE_AT))  # type: ignore[arg-type]
    for kind in (one for one in NoticeKind if one is not NoticeKind.CANCELLED):
        found[kind.value] = partial(mail_texts.change, event(), notice(kind))
    off = event(state=EventState.CANCELLED)
    found["cancelled"] = lambda: mail_texts.cancellation(off, notice(NoticeKind.CANCELLED))
    found["thanks with a number"] = lambda: mail_texts.thanks(event(), came=83)
    return found


NAMES = sorted(every_text())


def written(language: str, name: str) -> Written:
    with in_language(language):
        return write(every_text()[name](), BUREAU, link=LINK, number="17", stop=STOP)


def words_of(one: Written) -> set[str]:
    """Return the lines of a mail, without names of ours and without numbers."""
    lines = (without_controls(line).strip() for line in (one.subject, *one.text.splitlines()))
    return {line for line in lines if re.search(r"[^\W\d_]{2,}", line)}


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_valid_html_that_fetches_nothing(app: Flask, language: str, name: str) -> None:
    page = written(language, name).html
    root = html5lib.HTMLParser(strict=True).parse(page)
    assert root.get("lang") == language
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")
    tags = {str(element.tag).removeprefix(HTML) for element in root.iter()}
    assert not tags & {"img", "script", "link", "iframe", "form", "object", "svg", "video"}
    assert "url(" not in page
    assert "@import" not in page
    hosts = set(re.findall(r"https?://([^/\"'<\s]+)", page))
    assert hosts <= {"feest.example"}, "no other origin hears of it"
    links = {element.get("href") for element in root.iter(f"{HTML}a")}
    ours = {link for link in links if link and "feest" in link}
    assert ours <= {LINK, STOP}, "nobody is followed"
    assert "style=" not in page


@pytest.mark.parametrize("language", [code for code in GUEST_LANGUAGES if code != "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_left_in_english(app: Flask, language: str, name: str) -> None:
    same = words_of(written(language, name)) & words_of(written("en", name))
    left = {line for line in same if not any(ours in line for ours in (*OUR_OWN, "https:"))}
    assert not left


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_every_number_of_people_has_its_sentence(app: Flask, language: str) -> None:
    for heads in NUMBERS:
        with in_language(language):
            thanks = mail_texts.thanks(event(), came=heads).headings[0]
        assert "%" not in thanks
        if heads > 2:
            assert str(heads) in without_controls(thanks)


@pytest.mark.parametrize("name", NAMES)
def test_text_and_html_say_the_same(app: Flask, name: str) -> None:
    one = written("nl", name)
    body = html5lib.parse(one.html).find(f".//{HTML}body")
    assert body is not None
    page = " ".join(" ".join(body.itertext()).split())
    for line in one.text.splitlines():
        words = " ".join(line.split()).rstrip(":")
        if words and words != "--" and words != STOP:
            parts = words.split(", ") if words.count(", ") == 1 else [words]
            assert all(part in page for part in parts), words


def test_what_organisers_write_stays_text(app: Flask) -> None:
    evil = '<img src="https://evil.example/x"> {{ 7*7 }}\r\nBcc: a@b.example'
    with in_language("nl"):
        one = write(
            mail_texts.cancellation(
                event(title=evil, state=EventState.CANCELLED, cancelled_reason=evil),
                notice(NoticeKind.CANCELLED),
            ),
            BUREAU,
            link=LINK,
            number="17",
        )
    tags = {str(element.tag) for element in html5lib.parse(one.html).iter()}
    assert f"{HTML}img" not in tags
    assert "\n" not in one.subject
    assert "49" not in one.html


def test_nobody_else_gets_a_place_where_none_is_counted(app: Flask) -> None:
    with in_language("en"):
        assert "Say so." in " ".join(mail_texts.see_you(event()).words)
        assert "gets your place" not in " ".join(mail_texts.see_you(event()).words)
        assert "gets your place" in " ".join(mail_texts.see_you(event(capacity=60)).words)
