"""The answers to an event by the hour, as totals: written when the answers themselves are erased.

Forecasts read them back in `answer_counts`: how many had said yes as long before each earlier
event as it is now. Which household said what, they never needed.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from planner.services.answer.counts import changes_of, replay, whole_hour
from planner.store.models import AnswerTotal

HOUR = timedelta(hours=1)


def keep_totals(session: Session, event_ids: Iterable[int]) -> None:
    """Write down what the answers to events came to at each hour in which somebody answered.

    What was written before stays: an event whose answers went is not added up anew.
    """
    wanted = set(event_ids)
    done = select(AnswerTotal.event_id).where(AnswerTotal.event_id.in_(sorted(wanted)))
    wanted -= set(session.scalars(done))
    rows = []
    for event_id, changes in changes_of(session, wanted).items():
        # A change counts from the next whole hour on: at the hour before it was not known yet.
        hours = sorted({whole_hour(at - timedelta(microseconds=1)) + HOUR for at, *_ in changes})
        rows += [
            {"event_id": event_id, "at": hour, **asdict(counts)}
            for hour, counts in replay(changes, hours)
        ]
    if rows:
        session.execute(insert(AnswerTotal), rows)
