"""What is undertaken after a remark: three sentences for three things, and what becomes of it.

Words of officials bind from the moment a resident may rely on them, so what is only asked or looked
into is never called a promise. Late is no state: it follows from the day, so nobody can forget it.
Source: docs/decisions/0045-promises.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_WHAT = 160
MOST_UPDATE = 300
MOST_LINE = 90
"""Signs of what a card says of a promise: one line of it."""


class PartnerKind(StrEnum):
    """What a partner of the alliance is."""

    US = "us"
    MUNICIPALITY = "municipality"
    HOUSING = "housing"
    POLICE = "police"
    SCHOOL = "school"
    GGD = "ggd"
    OTHER = "other"


class PromiseKind(StrEnum):
    """Who has said what."""

    ASKED = "asked"
    """We ask somebody."""
    LOOKED_INTO = "looked_into"
    """Somebody looks into it."""
    PROMISED = "promised"
    """Somebody promises it; only once they agreed."""


class PromiseState(StrEnum):
    """How far it is."""

    OPEN = "open"
    BUSY = "busy"
    DONE = "done"
    CANNOT = "cannot"
    """It can't be done; the reason is told. Never kept."""
    PASSED_ON = "passed_on"
    """Only of an update: another partner has it now, and is asked anew."""


class ToldWay(StrEnum):
    """How residents were told what became of a promise."""

    EVENT_PAGE = "event_page"
    NEIGHBOURHOOD_PAGE = "neighbourhood_page"
    CARD = "card"
    POSTER = "poster"
    MAIL = "mail"
    ALOUD = "aloud"
    """Said by the host at an event."""


SETTLED = frozenset({PromiseState.DONE, PromiseState.CANNOT})
NEEDS_WORDS = frozenset({PromiseState.DONE, PromiseState.CANNOT, PromiseState.PASSED_ON})
"""Nobody is told that something is done, or not, without a sentence of what or why."""


def is_late(due_on: date | None, state: PromiseState, *, today: date) -> bool:
    """Say whether the day has passed and it is not settled; `today` is where the promise is."""
    return due_on is not None and state not in SETTLED and due_on < today


def days_late(due_on: date | None, state: PromiseState, *, today: date) -> int:
    """Return for how many days it is late; 0 when it is not."""
    if due_on is None or not is_late(due_on, state, today=today):
        return 0
    return (today - due_on).days


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A promise as its record counts it.

    Attributes:
        first_due_on: the day that was named first, which no later one replaces.
        settled_on: when it was done, or was said that it can't be.
    """

    state: PromiseState
    first_due_on: date | None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptShare:
    """How many of what fell due were done on the day that was named first, or before it.

    Attributes:
        due: promises whose first day has come, or that were settled before it.
        kept: those of them that were done by then.
        later: done after that day.
        cannot: settled as what can't be done; they count as due, and never as kept.
    """

    due: int = 0
    kept: int = 0
    later: int = 0
    cannot: int = 0

    @property
    def share(self) -> float | None:
        """Part that was kept; None where nothing was due."""
        return self.kept / self.due if self.due else None


def kept_share(promises: Iterable[Undertaking], *, today: date) -> KeptShare:
    """Count what was kept on the first date; what has no day yet is not counted."""
    due = kept = later = cannot = 0
    for one in promises:
        if one.first_due_on is None:
            continue
        is_settled = one.state in SETTLED
        if not is_settled and one.first_due_on >= today:
            continue
        due += 1
        if one.state is PromiseState.CANNOT:
            cannot += 1
        elif one.state is PromiseState.DONE:
            on_time = one.settled_on is not None and one.settled_on <= one.first_due_on
            kept, later = kept + on_time, later + (not on_time)
    return KeptShare(due, kept, later, cannot)


def can_be_public(
    kind: PromiseKind, *, has_partner: bool, due_on: date | None, agreed_on: date | None
) -> bool:
    """Say whether residents may read it: who, by when, and for a promise that who agreed."""
    if not has_partner or due_on is None:
        return False
    return kind is not PromiseKind.PROMISED or agreed_on is not None
