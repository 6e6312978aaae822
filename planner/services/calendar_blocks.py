"""What a calendar says of each event: rendered once, kept with the event until it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.core.words import EventState
from planner.exports.ics import CalendarEvent, render_event
from planner.store.models import Event

# A calendar is made once for all who read it, so its only word of ours is in the town's language.
CANCELLED = {"nl": "AFGELAST: ", "en": "CANCELLED: "}


@dataclass(frozen=True, kw_only=True)
class NewBlock:
    """A block that was rendered now and may be kept, if the event is still as it was."""

    event_id: int
    updated_at: datetime
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Town:
    """What all calendars of an installation share.

    Attributes:
        base_url: the public address, without a slash at its end.
        organisation: whose events these are.
        language: of the word before a cancelled event.
    """

    base_url: str
    organisation: str = ""
    language: str = "nl"


def blocks_of(events: Iterable[Event], town: Town) -> tuple[list[bytes], tuple[NewBlock, ...]]:
    """Return the block of each event, and those of them that were not kept yet."""
    blocks, new = [], []
    for event in events:
        block = event.calendar_block
        if block is None:
            block = render_block(event, town)
            new.append(NewBlock(event_id=event.id, updated_at=event.updated_at, content=block))
        blocks.append(block)
    return blocks, tuple(new)


def render_block(event: Event, town: Town) -> bytes:
    """Write the VEVENT of an event. Nothing of an invitation or an answer may ever be in it."""
    return render_event(
        calendar_event(event, town),
        cancelled_prefix=CANCELLED.get(town.language, CANCELLED["en"]),
    )


def calendar_event(event: Event, town: Town) -> CalendarEvent:
    """Return what calendars say of an event."""
    return CalendarEvent(
        uid=event.uid,
        created_at=event.created_at,
        updated_at=event.updated_at,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        title=event.title,
        description=event.description,
        location=_location(event),
        geo=_geo(event),
        url=f"{town.base_url}/e/{event.slug}" if event.is_public else "",
        cancelled=event.state is EventState.CANCELLED,
        reason=event.cancelled_reason,
    )


def _location(event: Event) -> str:
    """Write the place as one postal line, which phones turn into a map."""
    if event.venue is None:
        return ""
    return ", ".join(filter(None, (event.venue.name, event.venue.address)))


def _geo(event: Event) -> tuple[float, float] | None:
    venue = event.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude
