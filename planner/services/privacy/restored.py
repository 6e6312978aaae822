"""What belongs to a restore, whoever put the database back: what was over must not begin again.

A copy does not know what happened after it was made: who was erased, which mail left, which
browser was signed out.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.retention import Retention
from planner.services.messages import own_messages
from planner.services.outbox import given_up
from planner.services.people import accounts
from planner.services.privacy.erasing import reapply
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.purge import purge
from planner.services.upkeep import marks


@dataclass(frozen=True)
class PutRight:
    """How much was put right.

    Attributes:
        due: rows that were kept long enough.
        asked: rows that somebody had asked to erase.
        held: mails that waited, and messages that were planned, which are not sent by themselves.
        signed_out: browsers; a sign-in that was ended since would be open again.
    """

    due: int
    asked: int
    held: int
    signed_out: int


def put_right(session: Session, *, keep: Retention, log: ErasureLog, now: datetime) -> PutRight:
    """Erase again, hold the mail that waited and sign everybody out; twice does no harm."""
    marks.forget_all(session)
    return PutRight(
        due=purge(session, keep=keep, now=now).total,
        asked=reapply(session, log=log),
        held=given_up.hold_restored(session, now=now)
        + own_messages.hold_restored(session, now=now),
        signed_out=accounts.end_all_sign_ins(session, now=now),
    )
