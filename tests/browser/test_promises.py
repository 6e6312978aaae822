"""An organiser asks a partner for something, who answers in three taps on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Site, sign_in
from tests.browser.test_every_page import faults

pytestmark = pytest.mark.browser

LAPTOP, PHONE = SIZES["laptop"], SIZES["phone-390"]
WHAT, SAID = "A bench at the playground", "It is ordered, and comes in May."


def look(page: Page, name: str) -> list[str]:
    return [f"{name}: {fault}" for fault in faults(page)]


def test_a_partner_answers_in_three_taps_and_the_organiser_reads_it(
    watched: Any, site: Site
) -> None:
    desk = watched(**LAPTOP, locale="en-GB").page()
    sign_in(desk, site.url, site.access.organiser_email)
    desk.goto(f"{site.url}/partners/new")
    desk.get_by_label("Name").fill("Town of the test")
    wrong = look(desk, "partner-new")
    desk.get_by_role("button", name="Add a partner").click()
    desk.get_by_role("button", name="Make a link").click()
    expect(desk.locator(".address")).to_be_visible()
    wrong += look(desk, "partner-link")
    link = desk.locator(".address").inner_text()

    desk.goto(f"{site.url}/promises/new")
    desk.get_by_label("What will be done?").fill(WHAT)
    desk.get_by_label("Who does it?").select_option(label="Town of the test")
    desk.get_by_label("By when?").fill("2027-09-01")
    wrong += look(desk, "promise-new")
    desk.get_by_role("button", name="Keep the promise").click()
    expect(desk.get_by_text("What became of it?")).to_be_visible()
    wrong += look(desk, "promise")
    promise = desk.url

    phone = watched(**PHONE, locale="en-GB", color_scheme="dark").page()
    phone.goto(link)
    wrong += look(phone, "partner-page")
    phone.get_by_role("link", name="We are busy with it").click()
    expect(phone.get_by_label("In one sentence")).to_be_visible()
    wrong += look(phone, "partner-word")
    phone.get_by_label("In one sentence").fill(SAID)
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("Kept. Thank you")).to_be_visible()
    wrong += look(phone, "partner-kept")

    desk.goto(promise)
    expect(desk.get_by_text(SAID)).to_be_visible()
    for size in (LAPTOP["viewport"], PHONE["viewport"]):
        desk.set_viewport_size(size)
        for path in ("/promises", promise.removeprefix(site.url), "/partners"):
            desk.goto(f"{site.url}{path}")
            wrong += look(desk, f"{path} at {size['width']}")
    assert not wrong
