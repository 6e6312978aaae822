"""Help: each page has one, in both languages, short, and the buttons that it names are there."""

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, render_template

from planner.core.roles import AccountRole
from planner.paths import PACKAGE, resource_dir
from planner.store.base import Store
from planner.store.models import Account
from planner.translations import reading
from planner.web import help_topics
from planner.web.access import Access, guards_of
from planner.web.help_topics import TOPICS, HelpTopic
from planner.web.i18n import ORGANISER_LANGUAGES
from planner.web.organiser.start.help import find_topics, plain
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.test_words import FORBIDDEN

ROOT = PACKAGE.parent
TEMPLATES = resource_dir("templates")
NAME = re.compile(r'name\("([^"]+)"\)')
KEYS = [topic.key for topic in TOPICS]
LANGUAGES = sorted(ORGANISER_LANGUAGES)
MOST_WORDS = 13
"""Of a sentence; the goal is 12."""
FEWEST_STEPS, MOST_STEPS = 3, 6
ALL_PICTURES = 640_000
"""Bytes of all pictures together: a clone and a wheel carry them."""
ONE_PICTURE = 45_000
ON_EVERY_PAGE = (
    "planner/web/layout.py",
    "templates/base.html",
    "templates/organiser/events/page/",
    "planner/web/organiser/desk/",
)
"""Where one is before any page: the menu, and the page of an event with its own menu."""


def organisers_pages(app: Flask) -> list[str]:
    guards = guards_of(app)
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint in guards
        and guards[rule.endpoint].access is Access.ORGANISER
    )


def source(key: str, language: str) -> str:
    return (TEMPLATES / "help" / language / f"{key}.html").read_text(encoding="utf-8")


def text_of(app: Flask, key: str, language: str) -> str:
    """Return a page of help in a language, as people read it."""
    with app.test_request_context(f"/how-to/{key}?l={language}"):
        made = render_template(f"help/{language}/{key}.html")
    return " ".join(re.sub(r"</(li|p)>", " ¶ ", made).split())


def _bare(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_page_of_an_organiser_has_a_page_of_help(app: Flask) -> None:
    without = [page for page in organisers_pages(app) if help_topics.topic_of(page) is None]
    assert not without, "name these in planner/web/help_topics.py"


def test_every_page_of_help_is_led_to_by_a_page(app: Flask) -> None:
    led_to = {help_topics.topic_of(page) for page in organisers_pages(app)}
    assert led_to >= set(TOPICS)


def test_what_a_page_of_help_names_is_there(app: Flask) -> None:
    known = set(app.view_functions)
    packages = {endpoint.partition(".")[0] for endpoint in known} | {"organisation"}
    for topic in TOPICS:
        assert topic.endpoints <= known, topic.key
        assert set(topic.packages) <= packages, topic.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_it_is_short_and_has_steps(app: Flask, key: str, language: str) -> None:
    text = text_of(app, key, language)
    assert FEWEST_STEPS <= text.count("<li>") <= MOST_STEPS
    words = re.sub(r"<b>.*?</b>", "Knop", text)
    for part in _bare(words).split("¶"):
        for sentence in re.split(r"(?<=[.?!:])\s", part):
            assert len(sentence.split()) <= MOST_WORDS, sentence
    if language == "nl":
        said = _bare(text)
        for pattern, instead in FORBIDDEN["nl"].items():
            assert not re.search(pattern, said), f"{pattern}: {instead}"


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_name_the_same_buttons(key: str) -> None:
    names = {language: sorted(NAME.findall(source(key, language))) for language in LANGUAGES}
    assert names["nl"] == names["en"]
    assert names["nl"], "a page of help names what to press"


@cache
def places() -> dict[str, set[str]]:
    """Return in which files each English text stands; a page of help itself is none of them."""
    found: dict[str, set[str]] = {}
    for domain in ("messages", "guest"):
        with reading.catalogue_path(domain, "nl").open("rb") as file:
            for message in read_po(file):
                text = message.id[0] if isinstance(message.id, tuple | list) else message.id
                if text and message.string:
                    found.setdefault(text, set()).update(place for place, _ in message.locations)
    return found


def files_about(topic: HelpTopic, app: Flask) -> set[str]:
    """Return the files of the pages that a page of help is about: views, templates and parts."""
    views = {
        endpoint: view
        for endpoint, view in app.view_functions.items()
        if help_topics.topic_of(endpoint) is topic
    }
    folders = {Path(_file_of(view)).parent for view in views.values()}
    files = {path for folder in folders for path in folder.glob("*.py")}
    return {path.relative_to(ROOT).as_posix() for path in _with_templates(files)}


def _file_of(view: object) -> str:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(view.__code__.co_filename)  # type: ignore[attr-defined]


def _with_templates(files: set[Path]) -> set[Path]:
    """Add what these files draw, and the modules of ours next to them that they import."""
    found, left = set(files), list(files)
    while left:
        text = left.pop().read_text(encoding="utf-8")
        named = {TEMPLATES / one for one in re.findall(r'"([\w/]+\.html)"', text)}
        for folder in re.findall(r'"([\w/]+/)\{\w+\}\.html"', text):
            named |= set((TEMPLATES / folder).glob("*.html"))
        named |= {
            PACKAGE / "web" / f"{one.replace('.', '/')}.py"
            for one in re.findall(r"from planner\.web\.((?:organiser\.)?\w+) import", text)
        }
        for path in named:
            if path.is_file() and path not in found and path.name != "layout.py":
                found.add(path)
                left.append(path)
    return found


@pytest.mark.parametrize("topic", TOPICS, ids=KEYS)
def test_the_buttons_that_it_names_are_on_the_pages_that_it_is_about(
    app: Flask, topic: HelpTopic
) -> None:
    about = files_about(topic, app)
    for name in NAME.findall(source(topic.key, "nl")):
        stands_in = places().get(name)
        assert stands_in, f"{name!r} is no text of the planner any more"
        is_there = about & stands_in or any(place.startswith(ON_EVERY_PAGE) for place in stands_in)
        assert is_there, f"{name!r} stands in {sorted(stands_in)}, not on the pages of {topic.key}"


def test_pictures_stay_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in (_static() / "help").glob("*")}
    assert sum(sizes.values()) <= ALL_PICTURES
    assert all(size <= ONE_PICTURE for size in sizes.values()), sizes
    assert set(sizes) <= set(KEYS), "a picture of no page of help"
    assert len(sizes) == len(KEYS), "make pictures"


def _static() -> Path:
    return resource_dir("static")


@pytest.mark.parametrize("key", KEYS)
def test_the_page_opens_and_its_picture_waits(desk: PageClient, key: str) -> None:
    page = desk.page(f"/how-to/{key}")
    (picture,) = [one for one in page.all("img") if "help/" in (one.get("src") or "")]
    assert picture.get("loading") == "lazy"
    assert picture.get("alt")


def test_the_question_mark_leads_to_the_help_about_the_page(desk: PageClient, store: Store) -> None:
    event_id = add_event(store)
    for path, key in (
        ("/events", "waiting"),
        (f"/events/{event_id}", "plan"),
        (f"/events/{event_id}/invitations", "cards"),
        (f"/events/{event_id}/gates", "gate"),
        (f"/events/{event_id}/live", "day"),
    ):
        page = desk.page(path)
        (link,) = [one for one in page.all("a") if "help-link" in (one.get("class") or "")]
        assert link.get("href") == f"/how-to/{key}", path
        assert "Hulp bij deze pagina" in "".join(link.itertext())


def test_a_page_of_help_that_is_not_there_is_a_friendly_404(desk: PageClient) -> None:
    assert desk.get("/how-to/nothing").status_code == 404


def test_the_index_shows_all_and_finds_by_word(desk: PageClient) -> None:
    page = desk.page("/how-to")
    links = {one.get("href") for one in page.all("a")}
    assert {f"/how-to/{key}" for key in KEYS} <= links
    found = desk.page("/how-to?q=allergie%C3%ABn+menu").words
    assert "De keuken" in found
    assert "Geld" not in found
    nothing = desk.page("/how-to?q=helikopter").words
    assert "Geen pagina gaat hierover" in nothing


def test_who_types_without_accents_or_with_too_much_finds_it_all_the_same(app: Flask) -> None:
    with app.test_request_context("/how-to?l=nl"):
        assert "kitchen" in [topic.key for topic in find_topics("DIETEN")]
        assert find_topics("a") == list(TOPICS), "one letter says nothing"
        assert find_topics("ingang")[0].key == "gate", "a title says it best"
    assert plain("Diëten") == "dieten"


def test_help_opens_before_the_second_step(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR
    assert desk.get("/how-to/start").status_code == 200
    assert desk.get("/events").location == "/account/second-step"
    assert desk.get("/leaflets/gate").location == "/account/second-step"
