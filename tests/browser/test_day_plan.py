"""The plan of the day: one A4, whether the plan or the page of the event is printed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from planner.app import create_app
from planner.services import demonstration
from planner.services.demonstration.access import EMAIL, PASSWORD
from planner.store.models import Event, Organisation
from tests.browser.conftest import Watched, served_world, sign_in
from tests.support.application import test_settings
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.run_sheets import make_sheet, many_lines
from tests.support.serving import served

pytestmark = pytest.mark.browser
A4 = (595, 842)


def printed(page: Page, url: str) -> list[str]:
    """Print a page and return the words of each sheet."""
    page.goto(url)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert {tuple(map(round, one.get_size())) for one in document} == {A4}
    return [one.get_textpage().get_text_range() for one in document]


def test_every_event_of_the_demonstration_prints_as_one_a4(
    sqlite_url: str, tmp_path: Path, watched: Callable[..., Watched]
) -> None:
    made: list[Flask] = []

    def make(base_url: str) -> Flask:
        settings, clock = (
            replace(test_settings(sqlite_url, tmp_path), base_url=base_url),
            FixedClock(),
        )
        app = create_app(settings, clock=clock)
        demonstration.load(app.extensions["store"], settings=settings, now=clock())
        made.append(app)
        return app

    with served(make) as base_url:
        with made[0].extensions["store"].reading() as session:
            of_the_host = Event.organisation_id.in_(
                select(Organisation.id).where(Organisation.is_host)
            )
            events = {
                one.id: one.title for one in session.scalars(select(Event).where(of_the_host))
            }
        page = watched(locale="nl-NL").page()
        page.goto(f"{base_url}/sign-in")
        page.locator("input[name=email]").fill(EMAIL)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/events")
        for event_id, title in events.items():
            for path in ("", "/day-plan"):
                sheets = printed(page, f"{base_url}/events/{event_id}{path}")
                assert len(sheets) == 1, (title, path)
                assert "Wie je belt" in sheets[0], (title, path)


def test_a_plan_of_the_longest_words_is_one_a4_too(
    sqlite_url: str, tmp_path: Path, watched: Callable[..., Watched]
) -> None:
    clock = FixedClock()
    clock.now = SATURDAY
    with served_world(test_settings(sqlite_url, tmp_path), clock=clock) as world:
        lines = many_lines(80)
        make_sheet(world.store, world.event_id, lines)
        world.change(title="Buurtfeest " * 7, contact_name="Van den Broek " * 3)
        page = watched(locale="en-GB").page()
        sign_in(page, world.settings.base_url, "noor@feest.example")
        url = f"{world.settings.base_url}/events/{world.event_id}"
        for path in ("", "/day-plan"):
            sheets = printed(page, f"{url}{path}")
            assert len(sheets) == 1
            assert "more in the run sheet" in sheets[0]
