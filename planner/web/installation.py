"""The one place where pages learn the settings of this installation."""

from typing import cast

from flask import current_app

from planner.settings import Settings


def settings() -> Settings:
    """Return the settings of this installation."""
    return cast(Settings, current_app.extensions["settings"])
