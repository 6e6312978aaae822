"""Two organisations take over events from calendars of one name, with the same entries in them."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from planner.store.base import Store
from planner.store.models import Account, Event, ImportedEvent
from tests.support.application import signed_in
from tests.support.calendar_files import calendar, entry
from tests.support.clock import FixedClock
from tests.support.pages import HTML, Page, PageClient
from tests.support.partners import add_partner

UPLOAD = "/events/import"
SOURCE = "Agenda van De Wilg"


@pytest.fixture
def partner(app: Flask, store: Store, organiser: Account, clock: FixedClock) -> PageClient:
    return signed_in(app, add_partner(store, now=clock()).email)


def look(browser: PageClient, *entries: str) -> tuple[str, Page]:
    """Send a file and return what would be made of it."""
    file = BytesIO(calendar(*entries))
    sent = browser.send(UPLOAD, {"file": (file, "agenda.ics"), "source": SOURCE})
    assert sent.status_code == 303, sent.text
    return sent.location or "", browser.page(sent.location or "")


def take(browser: PageClient, *entries: str) -> None:
    """Send a file and take all of it over."""
    url, page = look(browser, *entries)
    boxes = [one for one in page.all("input") if one.get("name") == "take"]
    chosen = [one.get("value") or "" for one in boxes if one.get("checked") is not None]
    assert browser.send(url, {"take": chosen}).status_code == 303


def test_the_same_calendar_is_taken_over_by_each(
    desk: PageClient, partner: PageClient, store: Store
) -> None:
    take(desk, entry(SUMMARY="Lentefeest"))
    take(partner, entry(SUMMARY="Lentefeest"))
    with store.reading() as session:
        rows = session.execute(
            select(Event.organisation_id, ImportedEvent.organisation_id, Event.title)
            .join(ImportedEvent)
            .order_by(Event.id)
        ).all()
    assert [tuple(row) for row in rows] == [(1, 1, "Lentefeest"), (2, 2, "Lentefeest")]
    take(desk, entry(SUMMARY="Zomerfeest", SEQUENCE="7"))
    words = partner.page("/events").words
    assert "Lentefeest" in words
    assert "Zomerfeest" not in words


def test_a_file_that_leaves_out_what_somebody_else_took_over_removes_nothing(
    desk: PageClient, partner: PageClient
) -> None:
    take(desk, entry(SUMMARY="Lentefeest"))
    _url, page = look(partner, entry("2", SUMMARY="Iets anders"))
    assert "Lentefeest" not in page.words
    assert "Iets anders" in page.words


def test_no_form_offers_calendars_of_somebody_else(desk: PageClient, partner: PageClient) -> None:
    take(desk, entry(SUMMARY="Lentefeest"))
    for browser, expected in ((desk, [SOURCE]), (partner, [])):
        (offer,) = browser.page(UPLOAD).all("datalist")
        assert [one.get("value") for one in offer.iter(HTML + "option")] == expected
