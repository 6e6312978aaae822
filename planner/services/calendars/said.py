"""What the organiser wrote of an event, in the language that a calendar is made in."""

from planner.core.said_in import said_in
from planner.store.models import Event, ProgrammeItem


def title_in(event: Event, language: str) -> str:
    """Return what it is called."""
    return said_in(event.words_in, language, "title", event.title)


def description_in(event: Event, language: str) -> str:
    """Return what happens there."""
    return said_in(event.words_in, language, "description", event.description)


def reason_in(event: Event, language: str) -> str:
    """Return why it was called off; empty where it was not, or nobody said so."""
    return event.cancelled_reason and (
        (event.reason_in or {}).get(language, "") or event.cancelled_reason
    )


def part_title_in(item: ProgrammeItem, language: str) -> str:
    """Return what happens in a part of the programme."""
    return said_in(item.words_in, language, "title", item.title)


def part_place_in(item: ProgrammeItem, language: str) -> str:
    """Return where within the venue; empty where nobody said so."""
    return said_in(item.words_in, language, "place", item.place)
