"""Lines of a run sheet, as the tests of them need."""

from datetime import datetime

from planner.core.anchors import EventAnchor
from planner.services.logistics.sheet_making import LinePlan, add_line
from planner.services.logistics.sheet_rows import lines_of
from planner.store.base import Store


def line_plan(title: str, minutes: int, length: int = 15, **more: object) -> LinePlan:
    """Return a line that begins so many minutes after the event."""
    return LinePlan(
        title=title,
        anchor=EventAnchor.START,
        minutes=minutes,
        length=length,
        **more,  # type: ignore[arg-type]
    )


def add_lines(store: Store, event_id: int, *plans: LinePlan, now: datetime) -> dict[str, int]:
    """Add lines to an event's run sheet; return the numbers of all of them by their titles."""
    with store.transaction() as session:
        for plan in plans:
            add_line(session, event_id, plan, now=now)
        return {line.title: line.id for line in lines_of(session, event_id)}
