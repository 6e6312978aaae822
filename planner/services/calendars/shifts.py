"""The calendar of one helper: the shifts they took, and nothing of anybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.exports.ics import CalendarEvent, render_calendar, render_event
from planner.services.calendars.blocks import Town
from planner.services.calendars.files import plain_name
from planner.services.calendars.words import cancelled_prefix
from planner.translations.reading import texts_in


@dataclass(frozen=True, kw_only=True)
class HelperShift:
    """A task at an event that one helper took.

    Attributes:
        uid: a random UUID of this helper in this shift; the same for ever.
        task: such as 'Building up'.
        event_title: at which event.
        location: a full postal line.
        note: what to know, such as whom to ask for; no name of another helper.
        url: a public page; never one with a secret in it.
    """

    uid: str
    task: str
    event_title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    created_at: datetime
    updated_at: datetime
    sequence: int = 0
    location: str = ""
    note: str = ""
    url: str = ""
    cancelled: bool = False
    reason: str = ""


def shifts_calendar(shifts: Iterable[HelperShift], town: Town) -> bytes:
    """Write the feed of a helper's shifts, by start; without its own address, which is a secret."""
    prefix = cancelled_prefix(texts_in(town.language))
    blocks = [
        render_event(
            CalendarEvent(
                uid=shift.uid,
                created_at=shift.created_at,
                updated_at=shift.updated_at,
                sequence=shift.sequence,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                zone=shift.zone,
                title=f"{shift.task} · {shift.event_title}",
                description=shift.note,
                location=shift.location,
                url=shift.url,
                cancelled=shift.cancelled,
                reason=shift.reason,
            ),
            cancelled_prefix=prefix,
        )
        for shift in sorted(shifts, key=lambda one: (one.starts_at, one.uid))
    ]
    return render_calendar(blocks, name=plain_name(town.organisation) or "Planner")
