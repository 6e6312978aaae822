"""The calendar of one helper: the shifts they took, and nothing of anybody else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.exports.ics import CalendarEvent, render_calendar, render_event
from planner.services.calendars.blocks import Town, calendar_event
from planner.services.calendars.files import plain_name
from planner.services.calendars.gathering import CANCELLED_KEPT_FOR
from planner.services.calendars.said import reason_in, title_in
from planner.services.calendars.words import cancelled_prefix
from planner.services.helpers.shift_rows import span
from planner.store.models import Helper, ShiftEntry
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
        created_at: not of signing up, of which nobody keeps a moment; of the event.
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


@dataclass(frozen=True, kw_only=True)
class ShiftWords:
    """What a calendar says of a shift, in its helper's language.

    Attributes:
        task: what is done.
        note: where to be, what to know and whom to call.
    """

    task: str
    note: str = ""


def shifts_of_helper(
    helper: Helper, town: Town, *, say: Callable[[ShiftEntry], ShiftWords], now: datetime
) -> list[HelperShift]:
    """Return what the calendar of a helper holds: where they are in, and for a while were.

    Args:
        helper: with entries, their shifts and events.
        town: whose calendar it is.
        say: writes the words of a shift.
        now: what was called off, or left, goes thirty days after that.
    """
    return [
        _shift(entry, town, say(entry))
        for entry in helper.entries
        if _was_in(entry) and _is_kept(entry, now=now)
    ]


def _was_in(entry: ShiftEntry) -> bool:
    """Say whether a calendar ever held it; who only waited keeps a number in the line."""
    if entry.state is EntryState.STANDING:
        return entry.set_aside_until is None
    # Who was in it, left and waits now has changed twice; who only waited, once at most.
    has_or_had_line = entry.state is EntryState.WAITING or entry.line is not None
    return not has_or_had_line or entry.sequence > 1


def _is_kept(entry: ShiftEntry, *, now: datetime) -> bool:
    shift = entry.shift
    gone_at = [shift.removed_at] if shift.removed_at is not None else []
    if entry.state is not EntryState.STANDING and entry.changed_at is not None:
        gone_at.append(entry.changed_at)
    if shift.event.state is EventState.CANCELLED:
        gone_at.append(shift.event.ends_at)
    return all(at + CANCELLED_KEPT_FOR > now for at in gone_at)


def _shift(entry: ShiftEntry, town: Town, words: ShiftWords) -> HelperShift:
    shift, event = entry.shift, entry.shift.event
    when, shown = span(shift), calendar_event(event, town)
    is_cancelled = (
        event.state is EventState.CANCELLED
        or shift.removed_at is not None
        or entry.state is not EntryState.STANDING
    )
    changes = (event.updated_at, shift.changed_at, entry.changed_at, shift.removed_at)
    return HelperShift(
        uid=entry.uid,
        task=words.task,
        event_title=title_in(event, town.language),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        zone=event.zone,
        created_at=event.created_at,
        updated_at=max(at for at in changes if at is not None),
        # All of them only ever rise, and so does their sum.
        sequence=event.sequence + shift.sequence + entry.sequence,
        location=shown.location,
        note=words.note,
        url=shown.url,
        cancelled=is_cancelled,
        reason=reason_in(event, town.language),
    )


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
            # Nobody has to be warned of a gate that stays closed: it is their own doing or ours,
            # and a calendar may take it away.
            strict_status=True,
        )
        for shift in sorted(shifts, key=lambda one: (one.starts_at, one.uid))
    ]
    return render_calendar(blocks, name=plain_name(town.organisation) or "Planner")
