"""Write down what residents said: from a form on paper, at a desk, or in the street."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import EventType
from planner.core.local_time import day_of
from planner.core.residents.questions import HeardBy, ResidentQuestion, street_only
from planner.store.models import Event, ProgrammeItem, Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRemark:
    """What somebody said, as it is noted; never who.

    Attributes:
        words: 1 to `MOST_WORDS` signs.
        heads: how many said it.
        street: a number behind it is left out.
        stop_id: where on a walk; of this event.
    """

    question: ResidentQuestion
    words: str
    heads: int = 1
    street: str = ""
    stop_id: int | None = None
    heard_by: HeardBy = HeardBy.PAPER


def note(
    session: Session,
    new: NewRemark,
    *,
    event: Event | None = None,
    neighbourhood_id: int | None = None,
    now: datetime,
    zone: str,
) -> Remark:
    """Write a remark down, with the day on which it was heard.

    That is the day of the event once it has come: forms on paper are typed days later.

    Args:
        session: writes.
        new: what was said.
        event: where; None where it was at none.
        neighbourhood_id: where it is about, if not in the event's own neighbourhood.
        now: the moment.
        zone: of the organisation, where there is no event.
    """
    remark = Remark(
        event_id=event.id if event else None,
        neighbourhood_id=neighbourhood_id or (event.neighbourhood_id if event else None),
        stop_id=new.stop_id,
        question=new.question,
        words=new.words,
        heads=new.heads,
        street=street_only(new.street),
        heard_by=new.heard_by,
        heard_on=day_heard(event, now=now, zone=zone),
    )
    if event is not None:
        remark.organisation_id = event.organisation_id
    session.add(remark)
    return remark


def stops_of(event: Event) -> Sequence[ProgrammeItem]:
    """Return the stops of a walk through a neighbourhood: its programme; of others none."""
    return event.programme if event.event_type is EventType.INSPECTION else ()


def day_heard(event: Event | None, *, now: datetime, zone: str) -> date:
    """Return the day on which what is noted now was heard: that of the event, once it has come."""
    if event is None:
        return day_of(now, zone)
    return min(day_of(now, event.zone), day_of(event.starts_at, event.zone))


def heads_noted(session: Session, event_id: int | None, *, on: date) -> int:
    """Count the people whose words of a day are noted, at an event or at none."""
    heads = select(func.sum(Remark.heads)).where(
        Remark.event_id == event_id if event_id else Remark.event_id.is_(None),
        Remark.heard_on == on,
    )
    return session.scalar(heads) or 0
