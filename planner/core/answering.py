"""When a card can be answered, and what its page has to say when it can't."""

from datetime import datetime
from enum import Enum

from planner.core.enums import EventState


class AnswerPhase(Enum):
    """Where an event stands for somebody who holds a card."""

    DRAFT = "draft"
    """Its organiser has not said yet that it goes on."""
    OPEN = "open"
    CLOSED = "closed"
    """It is still to come, but the last day to answer is over."""
    BEGUN = "begun"
    OVER = "over"
    CANCELLED = "cancelled"


def phase_of(
    *,
    state: EventState,
    starts_at: datetime,
    ends_at: datetime,
    answers_close_at: datetime | None,
    now: datetime,
) -> AnswerPhase:
    """Say where an event stands for a guest; answers close when it begins at the latest."""
    if state is EventState.CANCELLED:
        return AnswerPhase.CANCELLED
    if state is EventState.CLOSED or now >= ends_at:
        return AnswerPhase.OVER
    if state is EventState.DRAFT:
        return AnswerPhase.DRAFT
    if now >= starts_at:
        return AnswerPhase.BEGUN
    if answers_close_at is not None and now >= answers_close_at:
        return AnswerPhase.CLOSED
    return AnswerPhase.OPEN
