"""Erase what residents said once it has served: no answer waits for it, and two summers went by."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core import retention
from planner.core.admission import SERVES_FOR
from planner.core.residents.undertakings import SETTLED
from planner.services.gate.phones import LISTENS_FOR, UPLOADS_FOR
from planner.services.privacy.purge_kinds import Tally
from planner.store.models import Event, Promise, PromiseRemark, Remark, RemarkReceipt

SENDS_FOR = SERVES_FOR + LISTENS_FOR + UPLOADS_FOR
"""So long after an event a phone may still send what it noted."""


def erase_residents(session: Session, tally: Tally, *, now: datetime) -> None:
    """Erase old remarks, but for those that a promise still answers; and receipts of phones."""
    today = now.date()
    heard = today - timedelta(days=retention.REMARKS_KEPT_FOR_DAYS)
    open_promises = select(Promise.id).where(Promise.state.not_in(SETTLED))
    waits = select(PromiseRemark.remark_id).where(PromiseRemark.promise_id.in_(open_promises))
    old = (Remark.heard_on < heard) & Remark.id.not_in(waits)
    tally.erase("remarks", Remark, old, event=Remark.event_id)
    # A phone whose answer was lost sends again for as long as it may: until then they are needed.
    kept_for = timedelta(days=retention.RECEIPTS_KEPT_FOR_DAYS)
    over = select(Event.id).where(Event.ends_at < now - SENDS_FOR - kept_for)
    done = (RemarkReceipt.received_on < today - kept_for) & RemarkReceipt.event_id.in_(over)
    tally.erase("receipts", RemarkReceipt, done)
