"""How far an organisation is with its first steps, by what is really there."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import BindParameter, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.store.models import Batch, Event, Organisation, Series, Turnout, Venue
from planner.store.scoping import KEPT


class FirstStep(Enum):
    """What makes a planner one's own, in the order in which it helps."""

    WHO = "who"
    PLACES = "places"
    EVENT = "event"
    PAST = "past"
    CARDS = "cards"


@dataclass(frozen=True)
class StepsTaken:
    """Which first steps are taken.

    Attributes:
        done: those by what is there; nobody ticks one.
        event_id: the latest event that is no example, where cards can be made; None without one.
        example_id: the example that is being tried; None for none.
    """

    done: frozenset[FirstStep]
    event_id: int | None
    example_id: int | None

    @property
    def are_all_done(self) -> bool:
        """Whether nothing is left."""
        return len(self.done) == len(FirstStep)


def steps_taken(
    session: Session, organisation: Organisation, *, has_office_phone: bool
) -> StepsTaken:
    """Look which first steps an organisation has taken, in one question.

    Args:
        session: reads.
        organisation: whose.
        has_office_phone: whether its guests can call the number in the settings.
    """
    has_place, event_id, has_past, has_cards, example_id = session.execute(
        _QUESTION, {"organisation_id": organisation.id}
    ).one()
    found = {
        FirstStep.WHO: organisation.phone or organisation.about or has_office_phone,
        FirstStep.PLACES: has_place,
        FirstStep.EVENT: event_id,
        FirstStep.PAST: has_past,
        FirstStep.CARDS: has_cards,
    }
    return StepsTaken(
        frozenset(step for step, is_there in found.items() if is_there), event_id, example_id
    )


def _question() -> Select[bool, int, bool, bool, int]:
    ours: BindParameter[int] = bindparam("organisation_id")
    examples = select(Series.id).where(Series.is_example, Series.organisation_id == ours)
    of_example = Event.series_id.in_(examples)
    # Asked first, for nearly nobody has one: else it would be looked for in all events.
    has_none = ~examples.exists()
    # A null is in no list and not outside of one either.
    is_real = or_(Event.series_id.is_(None), Event.series_id.not_in(examples))
    is_counted = or_(Turnout.series_id.is_(None), Turnout.series_id.not_in(examples))
    tried = select(Event.venue_id).where(of_example, Event.venue_id.is_not(None))
    first_tried = select(func.min(Event.id)).where(Event.organisation_id == ours, of_example)
    events = select(Event.id).where(Event.organisation_id == ours)
    return select(
        exists().where(Venue.organisation_id == ours, or_(has_none, Venue.id.not_in(tried))),
        events.where(is_real).order_by(Event.id.desc()).limit(1).scalar_subquery(),
        exists().where(Turnout.organisation_id == ours, is_counted),
        exists().where(Batch.event_id == Event.id, Event.organisation_id == ours, is_real),
        case((has_none, None), else_=first_tried.scalar_subquery()),
    ).execution_options(**KEPT)


_QUESTION = _question()
"""Built once: the list of events asks it each time."""
