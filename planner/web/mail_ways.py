"""Whether mail can leave from here, and from which address."""

from planner.exports.itip import Person
from planner.store.models import Event
from planner.web.installation import settings
from planner.web.who_runs import Runner


def can_mail() -> bool:
    """Say whether mail leaves from here; without it nothing is put into the outbox either."""
    return settings().mail_leaves


def answers_by_calendar() -> bool:
    """Say whether a yes or a no in a calendar program comes in."""
    return settings().way_in is not None


def mail_sender(runner: Runner, event: Event) -> Person:
    """Return whom mail about an event is from; calendar messages name the same.

    The address is that of the installation, from which it leaves. In calendar messages each card
    has its own below it, where answers are read.
    """
    name, address = settings().sender
    if runner.is_host and runner.name == settings().organisation:
        return Person(address, name)
    return Person(address, runner.name or event.title)
