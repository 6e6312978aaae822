"""What the organiser wrote is read in the reader's language on every page, paper, mail, calendar.

A made-up text for each is followed everywhere, and where there is none, the own words say theirs.
"""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from icalendar import Calendar

from planner.core.enums import EventState
from planner.core.notices import NoticeKind
from planner.core.said_in import mark_of
from planner.services.plan.programmes import ItemPlan, add_item
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, EventNotice
from planner.web import mail_texts
from planner.web.clock import now
from planner.web.i18n import in_language
from planner.web.mail_letters import write
from planner.web.mail_previews import message_texts
from planner.web.who_runs import runner_of
from tests.exports.pdf_samples import text_of
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.pages import PageClient

OWN = {"title": "Winterfeest", "description": "Muziek in de tuin", "wear_or_bring": "Een stoel"}
POLISH = {"title": "Święto zimy", "description": "Muzyka w ogrodzie", "wear_or_bring": "Krzesło"}
PART, PART_PL = "Lichtshow", "Pokaz świateł"
PLACE, PLACE_PL = "Bij de vijver", "Przy stawie"
MAILS = ("invitation", "confirmation", "ask_again", "see_you", "offer", "thanks")


class Town:
    """An event with texts in Polish, and whoever looks at it."""

    def __init__(self, app: Flask, desk: PageClient, guest: PageClient, world: World) -> None:
        self.app, self.desk, self.guest, self.world = app, desk, guest, world
        self.card = world.cards(languages=("nl", "pl"))[0]
        self.polish = world.cards(languages=("pl", "nl"), name="Polski")[0]
        self.base = f"/events/{world.event_id}/invitations"

    def html(self, path: str, language: str) -> str:
        path = path.format(code=self.card.code)
        return self.guest.page(f"{path}?l={language}").text

    def answered(self, language: str) -> str:
        self.guest.post(f"/{self.card.code}", data={"answer": "yes"})
        return self.html("/{code}/done", language)

    def calendar(self, path: str, language: str) -> str:
        path = path.format(code=self.card.code)
        made = self.guest.get(f"{path}?l={language}").get_data(as_text=True)
        (event,) = Calendar.from_ical(made).walk("VEVENT")
        return f"{event['SUMMARY']} {event['DESCRIPTION']}"

    def mail(self, name: str, language: str, part: str) -> str:
        with (
            self.app.test_request_context(),
            self.world.store.reading() as session,
            in_language(language),
        ):
            event = session.get_one(Event, self.world.event_id)
            texts = message_texts(session, event, now=now())[name]()
            written = write(texts, runner_of(event), link="https://x.example", number="1")
            return f"{written.subject} {getattr(written, part)}"

    def paper(self, language: str, kind: str) -> str:
        card = self.polish if language == "pl" else self.card
        stack = f"{self.base}/{self.world.batch_of(card)}"
        return text_of(self.desk.get(f"{stack}/pdf/{kind}.pdf").get_data())


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def town(
    app: Flask, desk: PageClient, client: PageClient, store: Store, settings: Settings
) -> Town:
    world = make_world(store, settings, replace(BARBECUE, **OWN))  # type: ignore[arg-type]
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        wish = ItemPlan(title=PART, starts_at=SATURDAY, place=PLACE)
        item = add_item(session, event, wish, now=MADE_AT)
        item.words_in = {
            "pl": {"title": [PART_PL, mark_of(PART)], "place": [PLACE_PL, mark_of(PLACE)]}
        }
    world.change(words_in={"pl": {k: [v, mark_of(OWN[k])] for k, v in POLISH.items()}})
    return Town(app, desk, client, world)


Look = Callable[[Town, str], str]
TITLE, WEAR = "title", "wear_or_bring"
EVERYWHERE: dict[str, tuple[tuple[str, ...], Look]] = {
    "card's page": ((TITLE, WEAR), lambda town, to: town.html("/{code}", to)),
    "read aloud": ((WEAR,), lambda town, to: town.html("/{code}/aloud", to)),
    "after an answer": ((WEAR,), lambda town, to: town.answered(to)),
    "public page": (
        (TITLE, WEAR, "description"),
        lambda town, to: town.html("/e/winterfeest", to),
    ),
    "front page": ((TITLE,), lambda town, to: town.html("/", to)),
    "ways of calendars": ((TITLE,), lambda town, to: town.html("/e/winterfeest/calendar", to)),
    "card's calendar": (
        (TITLE, WEAR, "description"),
        lambda town, to: town.calendar("/{code}/calendar.ics", to),
    ),
    "event's calendar": (
        (TITLE, WEAR, "description"),
        lambda town, to: town.calendar("/e/winterfeest.ics", to),
    ),
    "cards on paper": ((TITLE, WEAR), lambda town, to: town.paper(to, "cards")),
    "letters on paper": ((TITLE, WEAR), lambda town, to: town.paper(to, "letters")),
    **{
        f"mail {name}, {part}": (
            (TITLE,) if name == "thanks" else (TITLE, WEAR),
            lambda town, to, name=name, part=part: town.mail(name, to, part),  # type: ignore[misc]
        )
        for name in MAILS
        for part in ("html", "text")
    },
}


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_text_is_read_in_the_readers_language_everywhere(town: Town, place: str) -> None:
    names, look = EVERYWHERE[place]
    polish, dutch = plain(look(town, "pl")), plain(look(town, "nl"))
    for name in names:
        assert POLISH[name] in polish, name
        assert OWN[name] in dutch, name
    if "paper" not in place:
        assert not [name for name in names if OWN[name] in polish]
        assert not [name for name in names if POLISH[name] in dutch]


def test_a_poster_says_it_in_the_language_of_the_page_and_in_english(town: Town) -> None:
    """It hangs for who passes by, so its second language is always English."""
    english = {"title": "Winter party", "wear_or_bring": "A chair"}
    made = {name: [words, mark_of(OWN[name])] for name, words in english.items()}
    town.world.change(words_in={"en": made})
    poster = f"{town.base}/poster.pdf?l="
    dutch, alone = (
        plain(text_of(town.desk.get(poster + each).get_data())) for each in ("nl", "en")
    )
    for name, words in english.items():
        assert OWN[name] in dutch, name
        assert words in dutch, name
        assert words in alone, name
        assert OWN[name] not in alone, name
    town.world.change(words_in=None)
    untranslated = plain(text_of(town.desk.get(f"{poster}en").get_data()))
    assert OWN["title"] in untranslated, "where nobody made one, the own words stand"


@pytest.mark.parametrize("path", ["/{code}", "/{code}/aloud", "/e/winterfeest"])
def test_the_programme_is_read_in_the_readers_language(town: Town, path: str) -> None:
    polish, dutch = plain(town.html(path, "pl")), plain(town.html(path, "nl"))
    assert PART_PL in polish
    assert PLACE_PL in polish
    assert PART in dutch
    assert PLACE in dutch
    assert PART not in polish


def test_calendars_tell_the_programme_in_their_language(town: Town) -> None:
    assert PART_PL in town.calendar("/{code}/calendar.ics", "pl")
    items = town.guest.get(f"/{town.card.code}/calendar.ics?programme=items&l=pl")
    assert f"{PART_PL} · {POLISH['title']}" in items.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/{code}", "/e/winterfeest", "/"])
def test_own_words_say_their_language_where_there_is_no_text(town: Town, path: str) -> None:
    page = town.html(path, "ar")
    assert f'<bdi><span lang="nl" dir="ltr">{OWN["title"]}</span></bdi>' in page
    assert "\ufdd0" not in page
    assert "span" not in page.split("</title>")[0].split("<title>")[1], "a title holds no element"
    assert 'lang="nl" dir="ltr">Winterfeest' not in town.html(path, "nl")


def test_own_words_within_a_sentence_say_their_language_and_nothing_else_does(town: Town) -> None:
    page = town.html("/{code}", "ar")
    assert re.search(r'<bdi>[^<]*<span lang="nl" dir="ltr">Een stoel</span>', page)


def test_who_writes_in_arabic_is_marked_so_for_who_reads_dutch(town: Town) -> None:
    town.world.change(written_in="ar", title="حفلة", words_in=None)
    assert '<span lang="ar" dir="rtl">حفلة</span>' in town.html("/{code}", "nl")
    assert '<span lang="ar"' not in town.html("/{code}", "ar").split("<main")[1]


def test_typed_signs_make_no_element_and_no_markup(town: Town) -> None:
    town.world.change(title="<b>\ufdd0ar\ufdd1x</b>\u202e", words_in=None)
    page = town.html("/{code}", "pl")
    assert "<b>" + "x" not in page
    assert "\u202e" not in page
    assert '<span lang="ar"' not in page.split("<main")[1]


def test_a_card_in_two_languages_shows_both_titles(town: Town) -> None:
    both = town.paper("nl", "cards")
    assert OWN["title"] in both
    assert POLISH["title"] in both
    town.world.change(words_in=None)
    once = town.paper("nl", "cards")
    # On the front of the card alone, and as the name of the document it is no text of a page.
    assert once.count(OWN["title"]) == both.count(OWN["title"])
    assert POLISH["title"] not in once


def test_a_reason_is_read_in_the_readers_language(town: Town) -> None:
    town.world.change(
        state=EventState.CANCELLED,
        cancelled_reason="Het stormt",
        reason_in={"pl": "Jest burza"},
    )
    for path in ("/{code}", "/e/winterfeest"):
        assert "Jest burza" in town.html(path, "pl")
        assert "Het stormt" in town.html(path, "nl")
        assert '<span lang="nl" dir="ltr">Het stormt</span>' in town.html(path, "ar")
    made = town.guest.get(f"/{town.card.code}/calendar.ics?l=pl").get_data(as_text=True)
    assert "Jest burza" in made


def test_a_sentence_about_a_change_is_read_in_the_readers_language(town: Town) -> None:
    town.world.change(sequence=1)
    with town.world.store.transaction() as session:
        notice = EventNotice(
            event_id=town.world.event_id,
            kind=NoticeKind.TIME,
            was_starts_at=SATURDAY,
            was_ends_at=SATURDAY,
            was_place="",
            was_on=True,
            words="Kom wat later",
            words_in={"pl": "Przyjdź później"},
            created_at=MADE_AT,
            told_at=MADE_AT,
        )
        session.add(notice)
    assert "Przyjdź później" in town.html("/{code}", "pl")
    assert "Kom wat later" in town.html("/{code}", "nl")
    assert '<span lang="nl" dir="ltr">Kom wat later</span>' in town.html("/e/winterfeest", "tr")
    with (
        town.app.test_request_context(),
        town.world.store.reading() as session,
        in_language("pl"),
    ):
        event = session.get_one(Event, town.world.event_id)
        kept = session.query(EventNotice).one()
        assert mail_texts.change(event, kept).own_words == ("Przyjdź później",)


def test_the_organisers_pages_keep_their_own_words(town: Town) -> None:
    for path in ("", "/programme", "/edit", "/languages"):
        page = town.desk.page(f"/events/{town.world.event_id}{path}?l=en")
        assert OWN["title"] in page.text
    assert PART in town.desk.page(f"/events/{town.world.event_id}/programme?l=en").words


def plain(text: str) -> str:
    """Give a text as it is compared: without marks of direction, tags and ways to break a line."""
    text = re.sub(r"<br>|</?b(?:di)?>|</?span[^>]*>", " ", text)
    text = re.sub("[\u2066-\u2069\u200b\u200e\u200f]", "", text)
    return re.sub(r"\s+", " ", text).strip()
