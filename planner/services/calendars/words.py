"""The few words of ours in a calendar: it is made once for all readers, in the town's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.core.local_time import time_of
from planner.store.models import Event, ProgrammeItem


@dataclass(frozen=True, kw_only=True)
class CalendarWords:
    """Words before a title and under a description.

    Attributes:
        cancelled: stands before the title of an event that does not go on.
        draft: stands before the title of an event that nobody else sees yet.
        programme: heading of the parts of an event.
        costs: what it costs.
        call: whom to call, with the blanks `name` and `number`.
        clock: how a time is written.
    """

    cancelled: str
    draft: str
    programme: str
    costs: str
    call: str
    clock: str


_WORDS = {
    "nl": CalendarWords(
        cancelled="AFGELAST: ",
        draft="CONCEPT: ",
        programme="Programma:",
        costs="Het kost niets.",
        call="Vragen? Bel {name}: {number}",
        clock="{:%H.%M}",
    ),
    "en": CalendarWords(
        cancelled="CANCELLED: ",
        draft="DRAFT: ",
        programme="Programme:",
        costs="It costs nothing.",
        call="Questions? Call {name}: {number}",
        clock="{:%H:%M}",
    ),
}


def words_in(language: str) -> CalendarWords:
    """Return the words in a language; in English where we have none."""
    return _WORDS.get(language, _WORDS["en"])


def describe(
    event: Event, words: CalendarWords, *, facts: Iterable[str], name: str, phone: str
) -> str:
    """Write what a calendar shows under an event: what, the parts, what it costs, whom to call.

    Args:
        event: with its programme.
        words: in the language of the calendar.
        facts: more that is said of it, a line each.
        name: whom to call where the event names nobody.
        phone: their number; without any number the line is left out.
    """
    paragraphs = [event.description.strip(), _programme(event, words)]
    if event.contact_phone:
        name, phone = event.contact_name or name, event.contact_phone
    call = words.call.format(name=name, number=phone) if phone else ""
    paragraphs.append("\n".join(line for line in (*facts, words.costs, call) if line))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _programme(event: Event, words: CalendarWords) -> str:
    if not event.programme:
        return ""
    return "\n".join(
        [words.programme, *(_line(item, words, event.zone) for item in event.programme)]
    )


def _line(item: ProgrammeItem, words: CalendarWords, zone: str) -> str:
    moments = [item.starts_at, *([item.ends_at] if item.ends_at else [])]
    times = "–".join(_clock(moment, words, zone) for moment in moments)
    return f"{times} {item.title}" + (f" ({item.place})" if item.place else "")


def _clock(moment: datetime, words: CalendarWords, zone: str) -> str:
    return words.clock.format(time_of(moment, zone))
