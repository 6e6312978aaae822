"""Refusals of forms with a secret in them: at once, and with all that was typed but the secret."""

from flask import render_template, request
from werkzeug.exceptions import TooManyRequests

from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

BUSY_SECONDS = 5


class TryAgain(TooManyRequests):
    """Nothing was tried, counted or written; the same form may be sent again.

    Attributes:
        why: what the figures call it.
        wait_seconds: before that makes sense.
    """

    why = ""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(retry_after=wait_seconds)
        self.wait_seconds = wait_seconds

    @property
    def heading(self) -> str:
        """What happened."""
        raise NotImplementedError

    @property
    def advice(self) -> str:
        """What to do about it."""
        raise NotImplementedError


class TriedTooOften(TryAgain):
    """Too many tries were wrong."""

    why = "too often"

    @property
    def heading(self) -> str:
        """What happened."""
        return _("That was too often.")

    @property
    def advice(self) -> str:
        """What to do about it."""
        return ngettext(
            "Wait %(num)s minute and try again.",
            "Wait %(num)s minutes and try again.",
            -(-self.wait_seconds // 60),
        )


class PlacesTaken(TryAgain):
    """As many passwords are being looked at as may be at once."""

    why = "passwords"

    def __init__(self) -> None:
        super().__init__(BUSY_SECONDS)

    @property
    def heading(self) -> str:
        """What happened."""
        return _("Signing in is very busy just now.")

    @property
    def advice(self) -> str:
        """What to do about it."""
        return ngettext(
            "Wait %(num)s second and try again.",
            "Wait %(num)s seconds and try again.",
            self.wait_seconds,
        )


def form_again(error: TryAgain) -> str:
    """Return a page with the form that was sent, where only secrets have to be typed once more."""
    secrets, typed = _secrets(), request.form
    return render_template(
        "organiser/account/try_again.html",
        heading=error.heading,
        advice=error.advice,
        email=typed.get("email"),
        secrets=[(name, *words) for name, words in secrets.items() if name in typed],
        typed=[
            (name, value)
            for name, values in typed.lists()
            for value in values
            if name not in {*secrets, "csrf_token", "email"}
        ],
    )


def _secrets() -> dict[str, tuple[str, str]]:
    """Return what fields that hold a secret are called, and what a browser may fill in."""
    return {
        "password": (_("Password"), "current-password"),
        "secret": (_("Your password, or a code of your app"), "current-password"),
        "old": (_("Your password now"), "current-password"),
        "new": (_("New password"), "new-password"),
        "code": (_("Code"), "one-time-code"),
    }
