"""A calendar file on the organiser's page: looked through first, taken over where it is ticked."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from planner.store.base import Store
from planner.store.models import Account, CalendarUpload, Event
from tests.support.application import signed_in
from tests.support.calendar_files import calendar, entry
from tests.support.pages import Page, PageClient

UPLOAD = "/events/import"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def send(desk: PageClient, content: bytes, **fields: Any) -> TestResponse:
    answer = desk.send(UPLOAD, {"file": (BytesIO(content), "agenda.ics"), **fields})
    answer.request.environ["wsgi.input"].close()  # a large one is in a file of the test client
    return answer


def preview(desk: PageClient, content: bytes, **fields: Any) -> tuple[str, Page]:
    answer = send(desk, content, **fields)
    assert answer.status_code == 303, answer.text
    return answer.location, desk.page(answer.location)


def ticked(page: Page) -> list[str]:
    return [
        field.get("value") or ""
        for field in page.all("input")
        if field.get("name") == "take" and field.get("checked") is not None
    ]


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count(Event.id))) or 0


def test_nothing_is_planned_before_somebody_says_yes(
    desk: PageClient, client: PageClient, store: Store
) -> None:
    file = calendar(entry(), entry("2", SUMMARY="Soep", DTEND=""), entry("3", STATUS="CANCELLED"))
    url, page = preview(desk, file)
    assert count(store) == 0
    assert "Lentefeest" in page.words
    assert "1 onderdeel is weggelaten" in page.words
    assert "Daar is het afgelast." in page.words
    assert "Hoe lang duren" in page.words
    answer = desk.send(url, {"take": ticked(page), "hours": "3"})
    assert answer.status_code == 303
    assert "2 concepten zijn gemaakt." in desk.page("/events").words
    assert count(store) == 2
    assert desk.get(url).status_code == 404, "it is done"
    assert b"Lentefeest" not in client.get("/calendar.ics").data


def test_an_old_calendar_is_no_wall_of_what_is_over(desk: PageClient) -> None:
    over = [
        entry(f"{n}", SUMMARY=f"Soep {n}", DTSTART="20270101T130000Z", DTEND="") for n in range(300)
    ]
    _url, page = preview(desk, calendar(*over, entry("x", STATUS="CANCELLED"), entry("y")))
    assert "301 onderdelen zijn weggelaten" in page.words
    assert "Het is voorbij. Soep 0, Soep 1," in page.words
    assert "Soep 9, en nog 290" in page.words
    assert "Daar is het afgelast. Lentefeest" in page.words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(
            {"DTSTART": ";VALUE=DATE:20270612", "DTEND": ";VALUE=DATE:20270613"},
            "zaterdag 12 juni 2027, de hele dag",
            id="a whole day",
        ),
        pytest.param(
            {"DTSTART": ";VALUE=DATE:20270612", "DTEND": ";VALUE=DATE:20270614"},
            "zaterdag 12 juni 2027, hele dagen, tot en met zondag 13 juni",
            id="two whole days",
        ),
        pytest.param(
            {"DTSTART": "20270612T180000Z", "DTEND": "20270612T230000Z"},
            "zaterdag 12 juni 2027, van 20:00 tot 01:00 uur",
            id="into the night",
        ),
        pytest.param(
            {"DTSTART": "20270612T180000Z", "DTEND": "20270613T150000Z"},
            "zaterdag 12 juni 2027, van 20:00 uur tot zondag 13 juni om 17:00 uur",
            id="until the next day",
        ),
    ],
)
def test_the_preview_says_when_it_is_over(
    desk: PageClient, lines: dict[str, str], words: str
) -> None:
    _url, page = preview(desk, calendar(entry(**lines)))
    assert words in page.words


def test_only_what_is_ticked_is_taken(desk: PageClient, store: Store) -> None:
    url, _page = preview(desk, calendar(entry(), entry("2", SUMMARY="Soep")))
    desk.send(url, {"take": ["1", "7", "x", "9" * 40], "hours": "2"})
    with store.reading() as session:
        assert list(session.scalars(select(Event.title))) == ["Soep"]


def test_a_second_file_of_the_same_calendar_shows_what_is_different(
    desk: PageClient, store: Store
) -> None:
    url, page = preview(desk, calendar(entry()))
    desk.send(url, {"take": ticked(page), "hours": "2"})
    changed = calendar(entry(SUMMARY="Zomerfeest", SEQUENCE="1"))
    url, page = preview(desk, changed)
    assert "Anders: naam." in page.words
    assert len(ticked(page)) == 1
    with store.transaction() as session:
        session.scalars(select(Event)).one().title = "Ons feest"
    page = desk.page(url)
    assert ticked(page) == []
    assert "raak je kwijt wat je hier veranderde" in page.words
    desk.send(url, {"take": [], "hours": "2"})
    with store.reading() as session:
        assert session.scalars(select(Event)).one().title == "Ons feest"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "Kies een bestand", id="nothing"),
        pytest.param(b"hallo", "geen agendabestand", id="a letter"),
        pytest.param(calendar(entry()).decode().encode("utf-16"), "UTF-8", id="UTF-16"),
        pytest.param(b"BEGIN:VCALENDAR" * 70_000, "groter dan 1 MB", id="huge"),
    ],
)
def test_a_file_that_is_refused_is_refused_beside_its_field(
    desk: PageClient, store: Store, content: bytes, sentence: str
) -> None:
    answer = send(desk, content, source="De school")
    assert answer.status_code == 422
    assert sentence in " ".join(Page(answer).errors())
    assert 'value="De school"' in answer.text
    assert count(store) == 0


def test_a_file_of_somebody_else_is_not_there(
    app: Flask, desk: PageClient, store: Store, other_organiser: Account
) -> None:
    url, page = preview(desk, calendar(entry()))
    other = signed_in(app, other_organiser.email)
    assert other.get(url).status_code == 404
    assert other.send(url, {"take": ticked(page), "hours": "2"}, form_on=UPLOAD).status_code == 404
    assert count(store) == 0
    with store.reading() as session:
        assert session.scalar(select(func.count(CalendarUpload.id))) == 1


def test_markup_in_a_file_is_only_text(desk: PageClient) -> None:
    _url, page = preview(desk, calendar(entry(SUMMARY="<script>alert(1)</script>")))
    assert not re.search(r"<script>alert", page.text)
