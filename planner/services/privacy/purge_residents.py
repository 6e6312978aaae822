"""Erase what residents said once it has served: no answer waits for it, and two summers went by."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core import retention
from planner.core.residents.undertakings import SETTLED
from planner.services.privacy.purge_kinds import Tally
from planner.store.models import Promise, PromiseRemark, Remark, RemarkReceipt


def erase_residents(session: Session, tally: Tally, *, now: datetime) -> None:
    """Erase old remarks, but for those that a promise still answers; and receipts of phones."""
    today = now.date()
    heard = today - timedelta(days=retention.REMARKS_KEPT_FOR_DAYS)
    open_promises = select(Promise.id).where(Promise.state.not_in(SETTLED))
    waits = select(PromiseRemark.remark_id).where(PromiseRemark.promise_id.in_(open_promises))
    old = (Remark.heard_on < heard) & Remark.id.not_in(waits)
    tally.erase("remarks", Remark, old, event=Remark.event_id)
    received = today - timedelta(days=retention.RECEIPTS_KEPT_FOR_DAYS)
    tally.erase("receipts", RemarkReceipt, RemarkReceipt.received_on < received)
