"""Parts of one programme and those of another that are the same, by name and order."""

from collections import Counter
from collections.abc import Iterable

from planner.store.models import Event, ProgrammeItem


def matching_parts(like: Event, event: Event) -> dict[int, ProgrammeItem]:
    """Return the part of an event for each of another one: for the second *Music* the second.

    Args:
        like: with its programme.
        event: with its programme; the parts of it are returned, by the numbers of the other's.
    """
    named = {key: item for item, key in _named(event)}
    return {item.id: named[key] for item, key in _named(like) if key in named}


def _named(event: Event) -> Iterable[tuple[ProgrammeItem, tuple[str, int]]]:
    """Give the parts of a programme by name, and how many of that name came before."""
    often: Counter[str] = Counter()
    for item in sorted(event.programme, key=lambda one: (one.starts_at, one.position)):
        name = item.title.casefold()
        yield item, (name, often[name])
        often[name] += 1
