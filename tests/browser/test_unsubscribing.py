"""A guest says no to mail with one press, on any phone, in any language, and can take it back."""

from typing import Any

import pytest
from playwright.sync_api import expect

from planner.services.outbox import unsubscribing
from tests.browser.conftest import SIZES, Site
from tests.browser.test_every_page import faults

pytestmark = pytest.mark.browser

CODE_KEY = "a key for codes in the browser, 9876543210"


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_one_press_ends_mail_and_one_begins_it_again(
    watched: Any, site: Site, language: str
) -> None:
    url = unsubscribing.unsubscribe_url(
        f"{language}@buurt.example", event_id=1, base_url=site.url, code_key=CODE_KEY
    )
    page = watched(**SIZES["phone-320"], color_scheme="dark").page()
    page.goto(f"{url}?l={language}")
    asked = page.title()
    assert not faults(page)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).not_to_have_title(asked)
    assert not faults(page)
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page).to_have_title(asked)
