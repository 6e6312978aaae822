"""Whether a browser is one of those who prepare the event: they never read what households told.

Pages of guests know nothing of organisers, gates and who hands cards out. So each kind says for
itself whether somebody is signed in, where all pages come together: `blueprints.py`.
"""

from collections.abc import Callable, Iterable
from typing import cast

from flask import Flask, current_app, g

Check = Callable[[], bool]


def set_checks(app: Flask, checks: Iterable[Check]) -> None:
    """Say how each kind of user knows its browsers."""
    app.extensions["staff_checks"] = tuple(checks)


def is_staff_browser() -> bool:
    """Say whether an account, a gate or a stack of cards is open in this browser.

    Looked up once a request; without one of their cookies nothing is asked of the database.
    """
    if "is_staff" not in g:
        checks = cast(tuple[Check, ...], current_app.extensions["staff_checks"])
        g.is_staff = any(check() for check in checks)
    return bool(g.is_staff)
