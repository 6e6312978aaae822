"""Note what came back: the letter did not arrive, and its address rests for a while.

Only who read a return path that we signed may call this; a mail that says it came back is believed
in nothing else. Source: docs/decisions/0056-what-came-back.md.
"""

import hashlib
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState
from planner.services.outbox import resting
from planner.services.outbox.bounce_reading import Bounce, BounceKind, read_bounce
from planner.services.outbox.rows import changed_rows
from planner.services.outbox.unsubscribing import HASH_BYTES
from planner.store.models import OutboxMail

__all__ = ["Bounce", "BounceKind", "note_bounce", "of_helper", "read_bounce"]

# Being sent, too: a quick server brings mail back before we noted that it was taken.
_ON_ITS_WAY = (MailState.SENT, MailState.SENDING, MailState.WAITING)


def of_helper(address_hash: bytes) -> bytes:
    """Return by what a helper's letter is found: never the same as a card's at that address."""
    return hashlib.sha256(b"helper" + address_hash).digest()[:HASH_BYTES]


def note_bounce(
    session: Session, *, mail_id: int, address_hash: bytes, bounce: Bounce, now: datetime
) -> None:
    """Note that a letter came back; what did not, and what was noted before, changes nothing.

    Args:
        session: writes.
        mail_id: of the letter, from the return path.
        address_hash: of `unsubscribing.hash_address`, from there too: once a letter is sent its
            row knows no address.
        bounce: what was read.
        now: the moment.
    """
    if bounce.kind is not BounceKind.CAME_BACK or bounce.trouble is None:
        return
    noted = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state.in_(_ON_ITS_WAY),
            OutboxMail.came_back_at.is_(None),
        )
        .values(
            state=MailState.FAILED,
            trouble=bounce.trouble,
            last_error=bounce.status[:40],
            came_back_at=now,
            # By this the letter's reader is found, where no address is kept any more.
            address_hash=case(
                (OutboxMail.kind == MailKind.HELPER, of_helper(address_hash)), else_=address_hash
            ),
            ended_at=now,
            claimed_until=None,
        )
        .execution_options(synchronize_session=False)
    )
    known = select(OutboxMail.id).where(
        OutboxMail.id == mail_id, OutboxMail.came_back_at.is_not(None)
    )
    if changed_rows(noted) or session.scalar(known) is None:
        resting.rest(session, address_hash, bounce.trouble, status=bounce.status[:40], now=now)
