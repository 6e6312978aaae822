"""'Ask me again': who helped says whether they want to hear of the next one."""

from datetime import timedelta

from planner.core import retention
from planner.core.local_time import day_of
from planner.store.models import Helper


def set_asking_again(helper: Helper, *, wants: bool) -> None:
    """Let a helper be asked for the next one, twelve months from the last they take; or no more.

    Args:
        helper: with entries and their events.
        wants: what they say.
    """
    last = max(
        (entry.shift.event for entry in helper.entries),
        key=lambda event: (event.ends_at, event.id),
        default=None,
    )
    if not wants:
        helper.ask_again_until = helper.series_id = None
    elif last is not None:
        day = day_of(last.ends_at, last.zone)
        helper.ask_again_until = day + timedelta(days=retention.ASKED_AGAIN_FOR_DAYS)
        helper.series_id = last.series_id
