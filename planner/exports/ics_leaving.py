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


@dataclass(frozen=True)
class LeftOut:
    """An entry that was left out: what it is called, perhaps nothing, and why."""

    title: str
    reason: Leave
