"""The sheets for who helps: one page each, in every language of guests, with the right number."""

import re

import pytest
from flask import Flask

from planner.core.said_in import mark_of
from planner.exports import pdf
from planner.store.base import Store
from planner.store.models import Event, Organisation
from planner.translations.reading import guest_languages
from planner.web.leaflet_texts import STEPS, LeafletKind, leaflet_of
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.test_texts import LONGEST_SENTENCE

LANGUAGES = ("nl", "ar", "pl", "uk", "tr", "de", "en")
OWN = Organisation(name="Buurthuis", is_host=False, phone="045 111 22 33")
needs_typst = pytest.mark.skipif(not pdf.is_available(), reason="typst is not installed")


def test_guests_languages_are_all_there() -> None:
    assert set(guest_languages()) == set(LANGUAGES)


@pytest.mark.parametrize("kind", LeafletKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_to_do_in_few_words(app: Flask, kind: LeafletKind, language: str) -> None:
    with app.test_request_context("/"):
        made = leaflet_of(kind, language, OWN)
        english = leaflet_of(kind, "en", OWN)
    assert made.direction == ("rtl" if language == "ar" else "ltr")
    assert 6 <= len(made.steps) <= 8
    assert made.sender == "Buurthuis"
    assert made.phone in made.call
    for step, there in zip(made.steps, english.steps, strict=True):
        assert step.title
        assert len(step.title.split()) <= 9, step.title
        assert len(step.text.split()) <= LONGEST_SENTENCE, step.text
        assert language == "en" or step.title != there.title


@needs_typst
@pytest.mark.parametrize("kind", LeafletKind)
@pytest.mark.parametrize("language", ["nl", "ar", "uk"])
def test_it_is_one_page_that_can_be_read_aloud(
    app: Flask, kind: LeafletKind, language: str
) -> None:
    with app.test_request_context("/"):
        made = pdf.render_leaflet(leaflet_of(kind, language, OWN))
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    assert b"/MarkInfo" in made, "tagged"
    assert len(made) < 60_000


def test_at_an_event_it_names_whom_to_call_there(app: Flask, store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.contact_name, event.contact_phone = "Karin", "045 222 33 44"
    with app.test_request_context("/"), store.reading() as session:
        event = session.get_one(Event, event_id)
        made = leaflet_of(LeafletKind.COOK, "nl", OWN, event)
    assert made.call.startswith("Vragen? Bel Karin: 045")
    assert event.title in made.occasion


def test_it_names_the_event_in_its_own_language(app: Flask, store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.words_in = {"pl": {"title": ["Święto zimy", mark_of(event.title)]}}
    with app.test_request_context("/"), store.reading() as session:
        event = session.get_one(Event, event_id)
        assert "Święto zimy" in leaflet_of(LeafletKind.COOK, "pl", OWN, event).occasion
        assert event.title in leaflet_of(LeafletKind.COOK, "nl", OWN, event).occasion


def test_without_a_number_it_says_whom_to_ask(app: Flask) -> None:
    nobody = Organisation(name="Buurthuis", is_host=False, phone="")
    with app.test_request_context("/"):
        made = leaflet_of(LeafletKind.GATE, "nl", nobody)
    assert made.call == "Vragen? Vraag het de organisator."
    assert made.phone == ""


def test_another_organisation_never_gives_the_number_of_the_host(app: Flask) -> None:
    nobody = Organisation(name="Buurthuis", is_host=False, phone="")
    with app.test_request_context("/"):
        made = leaflet_of(LeafletKind.GATE, "nl", nobody)
        host = leaflet_of(LeafletKind.GATE, "nl", Organisation(name="", is_host=True, phone=""))
    assert host.phone
    assert host.phone not in made.call


@needs_typst
@pytest.mark.parametrize("who", [kind.value for kind in LeafletKind])
def test_it_is_reached_and_fetched(desk: PageClient, store: Store, who: str) -> None:
    event_id = add_event(store)
    for path in (f"/leaflets/{who}", f"/events/{event_id}/leaflets/{who}"):
        page = desk.page(path)
        links = {one.get("href") or "" for one in page.all("a")}
        assert f"{path}.pdf?language=nl" in links
        assert f"{path}?language=ar" in links
        answer = desk.get(f"{path}.pdf?language=tr")
        assert answer.mimetype == "application/pdf"
        assert desk.get(f"{path}?language=ar&give=picture").mimetype == "image/svg+xml"
    assert desk.get(f"/leaflets/{who}?language=xx").status_code == 200
    assert desk.get("/leaflets/baker").status_code == 404


@pytest.mark.parametrize(
    ("page", "who"),
    [
        pytest.param("gates", "gate", id="at the gate"),
        pytest.param("menu", "cook", id="in the kitchen"),
    ],
)
def test_the_pages_lead_to_it(desk: PageClient, store: Store, page: str, who: str) -> None:
    event_id = add_event(store)
    desk.send(f"/events/{event_id}/gates", {"name": "Ingang"})
    links = {one.get("href") for one in desk.page(f"/events/{event_id}/{page}").all("a")}
    assert f"/events/{event_id}/leaflets/{who}" in links


def test_every_pictogram_is_one_of_ours() -> None:
    from planner.exports.pdf.drawing import pictograms

    for steps in STEPS.values():
        assert pictograms({"steps": [{"picture": name} for name, _what, _more in steps]})
