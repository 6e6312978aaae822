"""What the server asks by itself, every few seconds or once a day, as the benches at size open it.

Each only looks: what it finds is not written, so that a second look finds as much.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from planner.core.retention import Retention
from planner.services.answer import waiting_list
from planner.services.attention import digest
from planner.services.calendars import watching
from planner.services.day import errands
from planner.services.forecast import said
from planner.services.helpers import letters_due
from planner.services.messages import due, entries, own_messages, rules
from planner.services.outbox import queue
from planner.services.privacy import purge
from planner.services.upkeep import readiness
from tests.support.every_page import EveryPage

ZONE = "Europe/Amsterdam"
OFTEN: Mapping[str, Callable[..., object]] = {
    "mail that leaves next": queue.find_next,
    "answers to confirm": due.answers_to_confirm,
    "offers to tell": due.offers_to_tell,
    "calendars that are stale": entries.stale_entries,
    "messages that come due": rules.due_now,
    "own messages that come due": own_messages.due_messages,
    "helpers to serve": letters_due.events_to_serve,
    "helpers to offer": letters_due.offers_to_tell,
    "helpers to remind": letters_due.reminders_due,
    "shifts that are short": letters_due.short_shifts,
    "who is here": digest.readers_to_count_for,
    "events that go on": errands.events_going_on,
    "anybody who waits": waiting_list.is_anybody_waiting,
    "what was said and is to be kept": said.is_any_due,
}
"""By name; each is asked with a session that reads, and the moment."""


def questions(pages: EveryPage) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what is asked without anybody at a page."""
    store = pages.store

    def asked(question: Callable[[Session], object]) -> Callable[[], object]:
        def ask() -> object:
            with store.reading() as session:
                return question(session)

        return ask

    now = pages.clock.now
    for name, question in OFTEN.items():
        yield name, asked(partial(question, now=now))
    yield "helpers' letters that wait", asked(letters_due.waiting_letters)
    yield (
        "who is written to today",
        asked(lambda session: digest.accounts_to_write(session, now=now, zone=ZONE)),
    )
    yield "mails that wait", lambda: readiness.mails_waiting(store)
    yield "calendars to look at", asked(lambda session: watching.claim_due(session, now=now))
    yield "events to purge", asked(lambda s: purge.due_events(s, keep=Retention(), now=now))
    yield "sign of life", asked(lambda session: session.scalar(text("SELECT 1")))
