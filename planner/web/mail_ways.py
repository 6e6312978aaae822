"""Whether mail can leave from here, and from which address."""

from typing import cast

from flask import current_app

from planner.exports.itip import Person
from planner.settings import Settings


def can_mail() -> bool:
    """Say whether mail leaves from here; without it nothing is put into the outbox either."""
    return _settings().mail_leaves


def mail_sender() -> Person:
    """Return whom our mail is from; calendar messages name the same."""
    name, address = _settings().sender
    return Person(address, name)


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
