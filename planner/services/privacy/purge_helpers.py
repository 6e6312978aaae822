"""Erase who helped: shifts some days after their event, and a helper with the last of them.

How many helped, and for how long, is added up before: `services/helpers/totals.py`. Who wants to be
asked again stays as long as they said, with how to reach them and without where they helped.
"""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.services.helpers import totals
from planner.services.privacy.purge_kinds import Tally
from planner.store.models import Event, Helper, Shift, ShiftEntry

NOTHING_HELD = (EventState.DRAFT, EventState.CANCELLED)
"""Of such an event nobody came: there is nothing to add up."""


def erase_shifts(session: Session, tally: Tally, due: list[int]) -> None:
    """Erase who was in the shifts of events of which no more than totals may be kept."""
    with_helpers = select(Shift.event_id).join(ShiftEntry, ShiftEntry.shift_id == Shift.id)
    held = select(Event).where(
        Event.id.in_(due), Event.id.in_(with_helpers), Event.state.not_in(NOTHING_HELD)
    )
    for event in session.scalars(held.order_by(Event.id)).all():
        totals.freeze(session, event, is_final=True)
    of_shift = select(Shift.event_id).where(Shift.id == ShiftEntry.shift_id).scalar_subquery()
    gone = ShiftEntry.shift_id.in_(select(Shift.id).where(Shift.event_id.in_(due)))
    tally.erase("helped", ShiftEntry, gone, event=of_shift)
    session.expire_all()


def erase_helpers(session: Session, tally: Tally, *, now: datetime) -> None:
    """Erase helpers who are in no shift any more and ask for none."""
    asks_no_more = or_(
        Helper.ask_again_until.is_(None),
        Helper.series_id.is_(None),
        Helper.ask_again_until <= now.date(),
        (Helper.address == "") & (Helper.phone == ""),
    )
    helps_nowhere = Helper.id.not_in(select(ShiftEntry.helper_id))
    tally.erase("helpers", Helper, helps_nowhere & asks_no_more)
    session.expire_all()
