"""The last letter to a household before what is kept of it is erased, with its address."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.words import EventState
from planner.services.messages import entries
from planner.services.messages.entries import Why
from planner.services.messages.recipients import last_known_of
from planner.services.outbox.outbox import Letter
from planner.store.models import Invitation
from planner.web import mail_posts
from planner.web.mail_letters import letters_for
from planner.web.mail_ways import can_mail


def farewell(session: Session, invitation: Invitation, *, now: datetime) -> Sequence[Letter]:
    """Write what takes the event out of their calendar; nothing where we never put it there.

    Written before the erasing, queued after it: erasing stops whatever waits for them.
    """
    event = invitation.event
    is_to_come = event.state is EventState.PUBLISHED and event.starts_at > now
    mail_id = entries.entry_of(session, invitation.id) if is_to_come and can_mail() else None
    to = last_known_of(session, invitation.id) if mail_id is not None else None
    if mail_id is None or to is None:
        return ()
    post = mail_posts.withdrawal(session, event, Why.ERASED, mail_id, now=now)
    return letters_for([to], post)
