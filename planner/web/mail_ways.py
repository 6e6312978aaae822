"""Whether mail can leave from here, and from which address."""

from planner.exports.itip import Person
from planner.web.installation import settings


def can_mail() -> bool:
    """Say whether mail leaves from here; without it nothing is put into the outbox either."""
    return settings().mail_leaves


def mail_sender() -> Person:
    """Return whom our mail is from; calendar messages name the same."""
    name, address = settings().sender
    return Person(address, name)
