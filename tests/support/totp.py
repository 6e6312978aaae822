"""An app with codes, as somebody's phone has it: reads the page that sets it up."""

import re

from pyotp import TOTP

from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient


class App:
    """Knows a secret and the time."""

    def __init__(self, page: Page, clock: FixedClock) -> None:
        found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.words)
        assert found is not None, page.words
        self.codes = TOTP(found.group().replace(" ", ""))
        self.clock = clock

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of some half minutes later."""
        return self.codes.at(self.clock(), counter_offset=steps)


def set_up_app(browser: PageClient, clock: FixedClock) -> tuple[App, Page]:
    """Set an app up and return it with the page of spare codes that comes once."""
    assert browser.send("/account/second-step/app", form_on="/account/second-step").location == (
        "/account/second-step/app"
    )
    app = App(browser.page("/account/second-step/app"), clock)
    answer = browser.send(
        "/account/second-step/app/confirm",
        {"code": app.code()},
        form_on="/account/second-step/app",
    )
    assert answer.status_code == 200
    return app, Page(answer)
