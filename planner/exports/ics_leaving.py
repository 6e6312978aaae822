"""Why something in a calendar file is left out."""

from dataclasses import dataclass
from enum import StrEnum


class Leave(StrEnum):
    """Why one entry is left out."""

    OVER = "over"
    TOO_FAR = "too_far"
    CANCELLED = "cancelled"
    NO_NAME = "no_name"
    NO_START = "no_start"
    BACKWARDS = "backwards"
    TOO_OFTEN = "too_often"
    TOO_MANY = "too_many"
    TWICE = "twice"
    BROKEN = "broken"
    PRIVATE = "private"
    """Only of a calendar that all who plan look at; in one's own file it is shown as private."""
    CUT_OFF = "cut_off"
    """The file ends in the middle of it."""


@dataclass(frozen=True)
class LeftOut:
    """An entry that was left out: what it is called, perhaps nothing, and why.

    Attributes:
        uid: of the entry; empty where not even that can be read. An event that was made of it is
            in the file all the same.
        recurrence_id: as in `ForeignEntry`.
        sequence: how often it was changed, as the file says; a cancellation that is older than
            what was read before says nothing.
    """

    title: str
    reason: Leave
    uid: str = ""
    recurrence_id: str = ""
    sequence: int = 0
