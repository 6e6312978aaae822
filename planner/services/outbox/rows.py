"""What all that works on the outbox's rows shares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Result, update
from sqlalchemy.orm import Session

from planner.core.enums import MailState
from planner.store.models import OutboxMail
from planner.store.scoping import OF_ALL

LONGEST_SUBJECT = 300
NOT_LEFT = (MailState.WAITING, MailState.FAILED)
"""Of mails that wait, and that were given up and can be tried again."""

WIPED: Mapping[str, Any] = {
    "to_address": "",
    "subject": "",
    "text": "",
    "html": "",
    "calendar": None,
    "unsubscribe_url": "",
    "address_hash": None,
    "attachment_id": None,
    "claimed_until": None,
}
"""Values of a mail that has nothing to say any more: to whom it went and what it said are gone."""


def changed_rows(result: Result[Any]) -> int:
    """Return how many rows a statement changed."""
    return cast("CursorResult[Any]", result).rowcount


def stop_mails(
    session: Session, *which: ColumnElement[bool], now: datetime, of_all: bool = False
) -> int:
    """Stop and wipe mails that have not left; return how many.

    Args:
        session: writes.
        which: of those that have not left.
        now: the moment.
        of_all: also of other organisations than the session's, as mail about no event is of none.
    """
    stopped = session.execute(
        update(OutboxMail)
        .where(OutboxMail.state.in_(NOT_LEFT), *which)
        .values(state=MailState.STOPPED, ended_at=now, **WIPED)
        .execution_options(synchronize_session=False, **(OF_ALL if of_all else {}))
    )
    return changed_rows(stopped)
