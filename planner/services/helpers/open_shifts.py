"""The shifts of an event that somebody can take, most needed first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.helpers.offers import heads_in
from planner.services.helpers.shift_rows import (
    entries_of,
    is_takeable,
    places_open,
    shifts_to_take,
    span,
)
from planner.store.models import Event, Shift


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that people can take by themselves, or wait for.

    Attributes:
        shift: which one, with its event.
        left: places that somebody can take now; 0 where it is full.
        missing: how many people it still needs, for which somebody is asked to help.
    """

    shift: Shift
    left: int
    missing: int

    @property
    def is_full(self) -> bool:
        """Whether one can only stand in the line."""
        return self.left == 0


def list_open(session: Session, event: Event, *, now: datetime) -> list[OpenShift]:
    """Return the shifts that can be taken or waited for, most needed first and full ones last.

    The largest part of its people that a shift still lacks comes first, then the earliest one.

    Args:
        session: reads.
        event: of which event; a draft and one that was called off have none.
        now: the moment; what is over is left out.
    """
    return open_among(shifts_to_take(session, event), now=now)


def open_among(shifts: Iterable[Shift], *, now: datetime) -> list[OpenShift]:
    """Return the same of shifts that were read already."""
    found = [_open(one, now=now) for one in shifts if is_takeable(one, now=now)]
    return sorted(
        found,
        key=lambda one: (
            one.is_full,
            -one.missing / one.shift.needed,
            span(one.shift).starts_at,
            one.shift.id,
        ),
    )


def most_needed(
    session: Session, event: Event, *, now: datetime, at_most: int = 3
) -> list[OpenShift]:
    """Return the shifts with a free place that are most needed, as a few to choose from."""
    found = list_open(session, event, now=now)
    return [one for one in found if not one.is_full][:at_most]


def _open(shift: Shift, *, now: datetime) -> OpenShift:
    entries = entries_of(shift)
    missing = max(0, shift.needed - heads_in(entries, now=now))
    return OpenShift(shift, places_open(shift, now=now, entries=entries), missing)
