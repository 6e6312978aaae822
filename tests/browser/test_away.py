"""A form that can't be sent stays, with all that was typed."""

from typing import Any

from playwright.sync_api import expect

from planner.settings import Settings
from tests.browser.conftest import SIZES, served_world, sign_in

EMAIL = "noor@feest.example"


def test_what_was_typed_is_there_when_the_network_comes_back(
    watched: Any, settings: Settings
) -> None:
    with served_world(settings) as world:
        context = watched(locale="en-GB", **SIZES["phone-390"])
        page = context.page()
        sign_in(page, world.settings.base_url, EMAIL)
        page.goto(f"{world.settings.base_url}/events/new")
        name = page.get_by_label("What is it called?")
        name.fill("Soup on the square")
        send = page.get_by_role("button", name="Plan the event")
        context.context.set_offline(True)
        send.click()
        said = page.get_by_text("The planner can't be reached just now.")
        expect(said).to_be_visible()
        expect(page.locator("#away")).to_be_focused()
        expect(name).to_have_value("Soup on the square")
        context.complaints.clear()  # that there was no network
        context.context.set_offline(False)
        send.click()
        expect(page.get_by_role("heading", name="Soup on the square")).to_be_visible()
        expect(said).to_be_hidden()
