"""'Ask me again': who helped says whether they want to hear of the next one."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.services.helpers.signing_up import asked_until
from planner.store.models import Event, Helper, Shift, ShiftEntry


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
        helper.ask_again_until = asked_until(last)
        helper.series_id = last.series_id


def join_series(session: Session, event: Event) -> None:
    """Let who helped at an event, and asks for the next one, be asked for its series from now."""
    of_event = (
        select(ShiftEntry.helper_id)
        .join(Shift, Shift.id == ShiftEntry.shift_id)
        .where(Shift.event_id == event.id)
    )
    session.execute(
        update(Helper)
        .where(
            Helper.id.in_(of_event), Helper.ask_again_until.is_not(None), Helper.series_id.is_(None)
        )
        .values(series_id=event.series_id)
        .execution_options(synchronize_session=False)
    )
