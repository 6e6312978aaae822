"""Remarks as tests need them."""

from datetime import date

from sqlalchemy.orm import Session

from planner.core.residents.questions import HeardBy, RemarkState, ResidentQuestion
from planner.services.residents import themes
from planner.store.base import Store
from planner.store.models import Event, Remark

HEARD_ON = date(2027, 6, 12)
PROUD, BETTER = ResidentQuestion.PROUD, ResidentQuestion.BETTER


def add_remark(
    session: Session,
    event: Event,
    words: str,
    *,
    heads: int = 1,
    question: ResidentQuestion = BETTER,
    theme: str = "",
    state: RemarkState = RemarkState.NEW,
    **fields: object,
) -> Remark:
    """Let somebody have said something at an event."""
    remark = Remark(
        event_id=event.id,
        organisation_id=event.organisation_id,
        neighbourhood_id=event.neighbourhood_id,
        question=question,
        words=words,
        heads=heads,
        heard_by=HeardBy.SPOT,
        heard_on=HEARD_ON,
        state=state,
        **fields,
    )
    if theme:
        remark.theme = themes.named(session, event.organisation_id, theme)
    session.add(remark)
    session.flush()
    return remark


def remark_ids(store: Store) -> list[int]:
    """Return the numbers of all remarks, the smallest first."""
    with store.reading() as session:
        return [row.id for row in session.query(Remark).order_by(Remark.id)]
