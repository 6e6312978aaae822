"""Who finds all places taken types only the password once more, in a real browser."""

from contextlib import ExitStack
from typing import Any

from playwright.sync_api import expect

from planner.services.people import hashing
from planner.settings import Settings
from tests.browser.conftest import SIZES, served_world
from tests.support.application import PASSWORD

EMAIL = "noor@feest.example"


def test_all_that_was_typed_is_there_but_the_password(watched: Any, settings: Settings) -> None:
    with served_world(settings) as world:
        for size in ("phone-320", "laptop"):
            context = watched(locale="en-GB", **SIZES[size])
            page = context.page()
            page.goto(f"{world.settings.base_url}/sign-in?next=/account")
            page.get_by_label("E-mail address").fill(EMAIL)
            page.get_by_label("Password").fill(PASSWORD)
            with ExitStack() as others:
                for _each in range(hashing.STRANGERS_AT_ONCE):
                    others.enter_context(hashing._places.place())
                page.get_by_role("button", name="Sign in").click()
                heading = page.get_by_role("heading", name="Signing in is very busy just now.")
                expect(heading).to_be_visible()
            expect(page.get_by_label("E-mail address")).to_have_value(EMAIL)
            expect(page.get_by_label("Password")).to_have_value("")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Try again").click()
            page.wait_for_url("**/account")
