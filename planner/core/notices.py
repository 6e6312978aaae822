"""What guests have to hear when an event changes: its time, its place, that it is off or on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What changed."""

    TIME = "time"
    PLACE = "place"
    TIME_AND_PLACE = "time_and_place"
    CANCELLED = "cancelled"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenWhere:
    """When and where an event is, as far as guests have to know.

    Attributes:
        place: name and address on one line; empty where it is not known.
    """

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    is_on: bool = True


def change_between(before: WhenWhere, after: WhenWhere) -> NoticeKind | None:
    """Say what guests have to hear; None when nothing changed that brings them to a closed door.

    That it is off says enough; when it goes on, the message says when and where anyway.
    """
    if before.is_on != after.is_on:
        return NoticeKind.RESUMED if after.is_on else NoticeKind.CANCELLED
    if not after.is_on:
        return None
    has_moved_in_time = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    # A place that nobody knew yet is news too: people have to find it.
    has_moved = bool(after.place) and before.place != after.place
    if has_moved_in_time:
        return NoticeKind.TIME_AND_PLACE if has_moved else NoticeKind.TIME
    return NoticeKind.PLACE if has_moved else None
