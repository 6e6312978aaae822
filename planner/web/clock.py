"""The one place where pages learn what time it is, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

Clock = Callable[[], datetime]


def set_clock(app: Flask, clock: Clock) -> None:
    """Tell the application which clock to look at."""
    app.extensions["clock"] = clock


def now() -> datetime:
    """Return the moment of this request, in UTC."""
    return cast(Clock, current_app.extensions["clock"])().astimezone(UTC)
