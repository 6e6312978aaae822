"""Earlier events of a series whose answers are known by day."""

from datetime import timedelta

from planner.core.enums import Reply
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import SATURDAY
from tests.support.organiser import Said, add_answers, add_event

WEEKS = (5, 4, 3, 2)


def add_earlier(
    store: Store, *, series: str = "BBQ", heads: tuple[int, ...] = (40, 44, 38, 42)
) -> None:
    """Hold an event in each of some weeks before the usual Saturday.

    Args:
        store: where.
        series: of which.
        heads: people who said yes twelve days before each, two in a household.
    """
    for weeks, people in zip(WEEKS, heads, strict=False):
        event_id = add_event(store, series=series, days=-7 * weeks, expected=40)
        add_answers(
            store, event_id, *(Said(Reply.YES, 2, days_before=12) for _ in range(people // 2))
        )
        with store.transaction() as session:
            closing.close_event(
                session,
                session.get_one(Event, event_id),
                came=people,
                now=SATURDAY - timedelta(days=7 * weeks, hours=-5),
            )
