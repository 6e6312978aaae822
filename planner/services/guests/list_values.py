"""What is asked of the list of cards, and what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from planner.core.enums import AnsweredBy, MailTrouble

ROWS_ON_A_PAGE = 100
MOST_ROWS = 200
"""Of a longer page: with notes on every card it is some 100 kB."""


class GuestState(StrEnum):
    """How far a card is, with what was answered: the last thing that happened to it."""

    MADE = "made"
    HANDED_OUT = "handed-out"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"
    """It was full; they stand in the line for a place."""
    SET_ASIDE = "set-aside"
    """Nobody has looked at its answer yet; until then it counts nowhere."""
    COME = "come"
    REVOKED = "revoked"
    REPLACED = "replaced"


class SortOrder(StrEnum):
    """By what the list is sorted."""

    NUMBER = "number"
    NAME = "name"
    STACK = "stack"
    PARTY = "party"
    """The largest first."""
    ANSWERED = "answered"
    """The latest first."""


@dataclass(frozen=True, kw_only=True)
class GuestListFilter:
    """Which cards to list.

    Attributes:
        words: a number of a card, or a part of a name.
        batch_id: only cards of this stack.
        language: only guests by name who are known to read this one.
        limit: rows to give at most; None for all.
    """

    words: str = ""
    state: GuestState | None = None
    batch_id: int | None = None
    language: str = ""
    order: SortOrder = SortOrder.NUMBER
    offset: int = 0
    limit: int | None = ROWS_ON_A_PAGE


class GuestRow(NamedTuple):
    """One card. What somebody eats stands beside none: of fewer than five it is told nowhere.

    Attributes:
        adults: None until there is an answer that says yes or maybe; who waits for a place counts
            as so many adults.
        language: the code of the one that they read, where the organiser knows it.
    """

    number: int
    batch_id: int
    state: GuestState
    name: str
    adults: int | None
    children: int | None
    answered_by: AnsweredBy | None
    language: str = ""
    mail_trouble: MailTrouble | None = None
    """Why mail to them came back; None where none does."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A batch, and whether the organiser hands it out."""

    batch_id: int
    name: str
    is_ours: bool
    is_handed_out: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """A stack that somebody else hands out: totals, in cards; `yes_heads` in people."""

    name: str
    cards: int
    yes: int
    maybe: int
    no: int
    yes_heads: int


@dataclass(frozen=True)
class GuestPage:
    """A part of the list, and how many rows there are in all."""

    rows: Sequence[GuestRow]
    found: int
    stacks: Sequence[Stack]
    outside: Sequence[Outside]
