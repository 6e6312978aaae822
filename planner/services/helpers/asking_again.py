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
    events = [entry.shift.event for entry in helper.entries]
    last = max((day_of(event.ends_at, event.zone) for event in events), default=None)
    if not wants or last is None:
        helper.ask_again_until = None
    else:
        helper.ask_again_until = last + timedelta(days=retention.ASKED_AGAIN_FOR_DAYS)
