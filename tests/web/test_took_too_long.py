"""A page that reads for too long is stopped with a sentence; nothing is half written."""

from typing import Any

import pytest
from sqlalchemy import insert

from planner.services.invite import issuing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Organisation
from planner.web import errors, lanes
from planner.web.db import reading_session, session
from tests.support.application import ON_SQLITE
from tests.support.cards import World, make_world
from tests.support.pages import Page, PageClient
from tests.support.slow import ENDLESS, LONG
from tests.web.test_guests import url

LIST = "planner.web.organiser.guests.guest_list.list_guests"
SENTENCES = {
    "nl": "Dit duurde te lang, dus we zijn ermee gestopt.",
    "en": "This took too long, so we stopped it.",
}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def read_for_ever(*_given: Any, **_named: Any) -> None:
    reading_session().execute(ENDLESS)


def assert_stopped(answer: Any, *, says: str = SENTENCES["nl"]) -> None:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(errors.STOPPED_RETRY_AFTER_SECONDS)
    assert says in Page(answer).words


def test_a_page_is_stopped(world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(lanes, "PAGE_READS_FOR_SECONDS", 0.5)
        patched.setattr(LIST, read_for_ever)
        assert_stopped(desk.get(url(world, "")))
    assert desk.get(url(world, "")).status_code == 200


def test_an_export_has_more_time_and_is_stopped_too(
    world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_long(*_given: Any, **_named: Any) -> None:
        reading_session().execute(LONG)
        raise ZeroDivisionError("it was not stopped")

    monkeypatch.setattr(lanes, "PAGE_READS_FOR_SECONDS", 0.001)
    monkeypatch.setattr(LIST, read_long)
    assert desk.get(url(world, "/table.csv")).status_code == 500
    monkeypatch.setattr(lanes, "LARGE_READS_FOR_SECONDS", 0.5)
    monkeypatch.setattr(LIST, read_for_ever)
    assert_stopped(desk.get(url(world, "/table.csv")))


def test_what_a_form_wrote_until_then_is_undone(
    world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_read(event_id: int) -> Event:
        session().execute(insert(Organisation).values(name="half"))
        session().execute(ENDLESS)
        raise AssertionError

    page = f"/events/{world.event_id}"
    token = desk.page(page).token()
    form = {"expected": "40", "csrf_token": token}
    with monkeypatch.context() as patched:
        patched.setattr(lanes, "LARGE_READS_FOR_SECONDS", 0.5)
        patched.setattr("planner.web.organiser.desk.event_page.event_to_change", write_and_read)
        assert_stopped(desk.post(f"{page}/guess", data=form))
    with world.store.reading() as reading:
        assert "half" not in {each.name for each in reading.query(Organisation)}
    assert desk.post(f"{page}/guess", data=form).status_code == 303, "writers have turns again"


@ON_SQLITE
@pytest.mark.parametrize("language", ["nl", "en", "ar", "pl", "uk", "tr", "de"])
def test_a_guest_reads_it_in_their_own_language(
    world: World, client: PageClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    card = world.cards()[0]
    monkeypatch.setattr(lanes, "PAGE_READS_FOR_SECONDS", 0.2)
    monkeypatch.setattr(issuing, "find_with_language", read_for_ever)
    answer = client.get(f"/{card.code}?l={language}")
    page = Page(answer)
    assert answer.status_code == 503
    assert (SENTENCES["en"] in page.words) is (language == "en")
    assert (SENTENCES["nl"] in page.words) is (language == "nl")


@ON_SQLITE
def test_a_program_reads_it_as_json(
    world: World, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PAGE_READS_FOR_SECONDS", 0.2)
    monkeypatch.setattr(issuing, "find_with_language", read_for_ever)
    answer = client.get(f"/{world.cards()[0].code}", json={})
    assert answer.status_code == 503
    assert answer.get_json()["error"] == SENTENCES["nl"]


def test_even_who_asks_is_looked_up_within_the_time(
    world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the page that says so is drawn for somebody unknown."""
    with monkeypatch.context() as patched:
        patched.setattr(lanes, "PAGE_READS_FOR_SECONDS", -1.0)
        assert_stopped(desk.get(url(world, "")))
    assert desk.get(url(world, "")).status_code == 200
