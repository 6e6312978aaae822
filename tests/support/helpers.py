"""A neighbour with a phone, before the shifts of an event and on the page of their own."""

from typing import Any

from flask import Flask

from planner.services.helpers import signing_up
from planner.services.helpers.helper_secrets import feed_secret_of, new_help_code, secret_of
from planner.services.helpers.signing_up import HelperWish
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from planner.web.clock import Clock
from tests.support.pages import Page, PageClient, page_client
from tests.support.shifts import add_shift


def add_helper(store: Store, settings: Settings, event_id: int, clock: Clock) -> dict[str, Any]:
    """Let an event have a shift, and a helper in it; return what their addresses are made of."""
    shift_id = add_shift(store, event_id, task="Tables", needed=3)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.help_code = event.help_code or new_help_code()
        made = signing_up.sign_up(
            session,
            event_id,
            shift_id,
            HelperWish(name="Karin", asks_again=True),
            form_key="Karin",
            overrules=True,
            now=clock(),
            code_key=settings.code_key,
        )
        assert made.helper_id is not None
        return {
            "help_code": event.help_code,
            "shift_id": shift_id,
            "entry_id": made.entry_id,
            "helper_secret": secret_of(made.helper_id, code_key=settings.code_key),
            "feed_secret": feed_secret_of(made.helper_id, code_key=settings.code_key),
        }


class Neighbour:
    """A browser without cookies that looks at shifts, takes one, and comes back to its own page."""

    def __init__(self, app: Flask, store: Store, event_id: int, *, language: str = "en") -> None:
        self.browser: PageClient = page_client(app)
        self.language = language
        with store.reading() as session:
            self.code = session.get_one(Event, event_id).help_code
        self.own = ""

    def page(self, path: str = "", *, status: int = 200) -> Page:
        """Open a page of the event's shifts."""
        return self.browser.page(f"/help/{self.code}{path}?l={self.language}", status=status)

    def take(self, shift_id: int, *, status: int = 303, **typed: str) -> Page | None:
        """Press 'I come' with what was typed; return the page unless it leads to the own one."""
        path = f"/{shift_id}"
        sent = {**self.page(path).sends(), **typed}
        answer = self.browser.post(f"/help/{self.code}{path}?l={self.language}", data=sent)
        assert answer.status_code == status, answer.get_data(as_text=True)
        if status != 303:
            return Page(answer)
        self.own = answer.location.partition("?")[0]
        return None

    def home(self, path: str = "", *, status: int = 200) -> Page:
        """Open a page below their own."""
        return self.browser.page(f"{self.own}{path}?l={self.language}", status=status)

    def press(self, page: Page, ending: str, **typed: str) -> Page:
        """Press the button of the form whose address ends so, and follow where it leads."""
        actions = [
            form.get("action") or page.response.request.full_path for form in page.all("form")
        ]
        action = next(one for one in actions if one.partition("?")[0].endswith(ending))
        answer = self.browser.post(action, data=typed)
        if answer.status_code == 303:
            return self.browser.page(answer.location)
        return Page(answer)
